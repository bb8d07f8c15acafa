"""The facts that ship against the documents that they are from: each place is there, no figure is lost."""

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
import yaml

from service.config import SEED
from service.facts.records import DocumentRecord, order, task_of
from tests.conftest import SOURCES, needs_sources

from .test_facts import FACTS, PLANS, STATEMENTS, TASKS, places
from .test_plans import runs

pytestmark = needs_sources

SOURCE = {
    "week-2025": "000_0289df5775ee1606.txt",
    "plan-2025": "001_bdb346dc6cbeb146.txt",
    "week-2021": "002_e940f9e4ae4d1d8a.txt",
    "report-2025": "003_1829a83820d81131.txt",
    "plan-2024": "004_85454da3621143b3.txt",
}
BETWEEN = re.compile(r"""(?<=[.!?])["”’)]*\s+(?=["“(A-Z0-9-])""")
"""What stands between two sentences."""
NUMBER = re.compile(r"(?:[0-9]+\)?|[IVX]+)\.")
"""The number of a heading or a task, which begins a sentence and is none."""
FIGURE = re.compile(r"(?<![a-z]\.)[0-9]+")
"""A group of digits; one behind a full stop is the mark of a footnote."""
NAMES = {"name", "short_name", "aliases", "value", "same", "ask", "hint", "seen"}
"""Keys under which stand names and renderings as others have them: long titles of laws, terms of a source."""


@cache
def sentences(document: str) -> list[list[str]]:
    """A document cut into its paragraphs, the lines that are not empty, and these into sentences."""
    lines = (SOURCES / SOURCE[document]).read_text("utf-8").splitlines()
    found = [BETWEEN.split(line.strip()) for line in lines if line.strip()]
    return [[" ".join(cut[:2]), *cut[2:]] if NUMBER.fullmatch(cut[0]) else cut for cut in found]


def sentence(place: str) -> str:
    paragraph, number = order(place)
    return sentences(place.partition(":")[0])[paragraph - 1][number - 1]


def rows(document: DocumentRecord) -> list[str]:
    """The places of a document's headings and statements."""
    return [*(heading.at for heading in document.headings), *(statement.at for statement in document.statements)]


def every_place() -> Iterator[tuple[str, str]]:
    for kind, key, record in FACTS.rows():
        for place in places(record):
            yield f"{kind}/{key}", place
    for document in FACTS.documents.values():
        for place in rows(document):
            yield f"documents/{document.id}", place


def test_every_place_is_there() -> None:
    assert set(SOURCE) == set(FACTS.documents)
    missing = []
    for of, place in every_place():
        cut, (paragraph, number) = sentences(place.partition(":")[0]), order(place)
        if paragraph > len(cut) or number > len(cut[paragraph - 1]):
            missing.append((of, place))
    assert missing == []


def test_documents_are_told_to_the_last_sentence() -> None:
    """Each sentence of a report or notice is a statement or a heading, but for the head and foot of the page."""
    for document in FACTS.documents.values():
        if document.kind == "plan":
            continue
        told = set(map(order, rows(document)))
        untold = {
            (paragraph, number)
            for paragraph, cut in enumerate(sentences(document.id), start=1)
            for number, said in enumerate(cut, start=1)
            if not said.endswith(":")  # announces what follows
            and min(told) < (paragraph, number) < max(told)
        } - told
        assert untold == set(), document.id


@cache
def paragraph_of(plan: str) -> dict[int, int]:
    """The paragraph in which each task of a plan begins, found by the numbers that run through it."""
    found: dict[int, int] = {}
    begun = False
    for paragraph, cut in enumerate(sentences(f"plan-{plan}"), start=1):
        text, at = " ".join(cut), 0
        begun = begun or bool(re.match(r"\((?:1|I)\)", text))  # parts are numbered too, and come before
        while begun and (task := re.compile(rf"(?:^|(?<=\s)){len(found) + 1}\. ?(?=[A-Z“\"'0-9])").search(text, at)):
            found[len(found) + 1] = paragraph
            at = task.end()
    return found


@pytest.mark.parametrize("plan", PLANS)
def test_what_a_task_asks_for_stands_in_its_paragraph(plan: str) -> None:
    paragraphs = paragraph_of(plan)
    assert list(paragraphs) == [task.number for task in PLANS[plan].tasks]
    where = {f"{plan}-{number}": paragraph for number, paragraph in paragraphs.items()}
    sources: dict[str, set[str]] = defaultdict(set)
    for task, held in FACTS.tasks.items():
        for deliverable in held.deliverables:
            sources[task] |= set(deliverable.source)
    for instrument in FACTS.instruments.values():
        for act in instrument.acts:
            sources[task_of(act.task)] |= set(act.source)
    for indicator in FACTS.indicators.values():
        if indicator.task:
            sources[indicator.task] |= {place for place in indicator.source if place.startswith(f"plan-{plan}:")}
    for task, paragraph in where.items():
        assert {(place.partition(":")[0], order(place)[0]) for place in sources[task]} == {(f"plan-{plan}", paragraph)}
    for code, initiative in FACTS.initiatives.items():
        for edition in initiative.editions:
            if edition.plan == plan:
                theirs = {where[task] for task in edition.tasks}
                assert {order(place)[0] for place in edition.source} <= theirs, code


def test_no_figure_of_a_source_is_lost() -> None:
    """Every group of digits of the sentence that a figure is from stands in what we say it claims."""
    for code, indicator in FACTS.indicators.items():
        for place in indicator.source:
            told = f"{indicator.value:g}" if indicator.value is not None else ""
            if place in STATEMENTS:
                told = f"{STATEMENTS[place].text.en} {STATEMENTS[place].text.zh}"
            elif indicator.task:  # of plans the tasks are the statements
                told = f"{TASKS[indicator.task].title.en} {TASKS[indicator.task].text.en}"
            said = re.sub(r"^[0-9]+\. ", "", sentence(place))  # the number of a task is no figure
            missing = set(FIGURE.findall(said)) - set(re.findall("[0-9]+", told))
            assert not missing, f"{code} {place}: {missing}"


def test_a_figure_is_one_of_its_source() -> None:
    """Its digits, decimal places and powers of ten aside, stand in one of the sentences that it is from."""
    words = {
        "first": "1",
        "two": "2",
        "three": "3",
        "five": "5",
        "seven": "7",
        "ten": "10",
        "second": "2",
        "third": "3",
    }
    for code, indicator in FACTS.indicators.items():
        if indicator.value is None or indicator.problem:
            continue
        text = " ".join(map(sentence, indicator.source)).lower()
        figures = {figure.replace(",", "") for figure in re.findall(r"\d[\d,]*(?:\.\d+)?", text)}
        figures |= {figure for word, figure in words.items() if re.search(rf"\b{word}\b", text)}
        bare = {figure.replace(".", "").strip("0") for figure in figures}
        assert f"{indicator.value:f}".replace(".", "").strip("0").lstrip("-") in bare, (
            f"{code}: {indicator.value} {figures}"
        )


def texts(value: Any, where: str) -> Iterator[tuple[str, str]]:
    """Every text of a seed file that is no name, with where it stands."""
    if isinstance(value, str):
        yield where, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key not in NAMES:
                yield from texts(inner, f"{where}.{key}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from texts(inner, f"{where}[{index}]")


def test_no_sentence_of_a_source_is_ours() -> None:
    theirs = set().union(*(runs(file.read_text("utf-8")) for file in SOURCES.glob("*.txt")))
    copied = []
    for file in sorted(SEED.rglob("*.yaml")):
        content = yaml.load(file.read_bytes(), Loader=yaml.CSafeLoader)
        copied += [
            (where, " ".join(next(iter(run))))
            for where, text in texts(content, file.name)
            if (run := runs(text) & theirs)
        ]
    assert copied == []
