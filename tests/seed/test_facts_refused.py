"""Every slip that a person can make in the files of facts is refused, with the file and what is wrong with it."""

import re
from contextlib import suppress
from pathlib import Path

import pytest
import typer
import yaml

from service.cli import _told
from service.facts.book import BadFacts
from service.facts.files import facts
from service.seedfiles import BadSeed
from tests.seed.test_facts import FACTS

SEED: dict[str, str] = {
    "topics.yaml": """
        topics:
          - {code: patent, group: right, name: {zh: 专利, en: Patents}}
          - {code: courts, group: field, name: {zh: 司法, en: Courts}}
    """,
    "deliverables/2024.yaml": """
        plan: "2024"
        tasks:
          - number: 1
            topics: [patent]
            deliverables:
              - {id: a, verb: promote, expected: revise, yields: law, object: {zh: 甲, en: A}, source: plan-2024:9.1}
              - {id: b, verb: hold, expected: hold, yields: null, object: {zh: 乙, en: B}, source: [plan-2024:9.2]}
          - number: 2
            topics: [patent, courts]
            deliverables:
              - {id: a, verb: issue, expected: issue, yields: null, object: {zh: 丙, en: C}, source: plan-2024:10.1}
    """,
    "deliverables/2025.yaml": """
        plan: "2025"
        tasks:
          - number: 1
            topics: []
            deliverables:
              - {id: a, verb: revise, expected: revise, yields: law, object: {zh: 丁, en: D}, source: plan-2024:11.1}
    """,
    "lineage.yaml": """
        links:
          - {from: 2024-1-a, to: 2025-1-a, kind: continues, change: {zh: 变, en: Changed}}
          - {from: 2024-2, to: 2025-1, kind: related, change: {zh: 变, en: Changed}}
    """,
    "initiatives.yaml": """
        partners:
          - {code: WIPO, name: {zh: 世界知识产权组织, en: WIPO}}
        initiatives:
          - code: series
            name: {zh: 系列, en: Series}
            kind: campaign
            about: {zh: 关于, en: About}
            aliases: [{value: Row, lang: en}]
            partners: [WIPO]
            editions:
              - {plan: "2024", name: {zh: 一, en: One}, ordinal: null, tasks: [2024-1], source: plan-2024:9.1}
    """,
    "instruments.yaml": """
        instruments:
          - code: some-law
            name: {zh: 某法, en: Some Law}
            short_name: {zh: 某法, en: Some Law}
            kind: law
            level: national_law
            topics: [patent]
            aliases: [{value: Law of Some, lang: en}]
            acts:
              - {task: 2024-1-a, actions: [draft, revise], source: plan-2024:9.1}
              - {task: 2025-1, actions: [issue], source: plan-2024:11.1}
    """,
    "documents/plan-2024.yaml": """
        id: plan-2024
        kind: plan
        plan: "2024"
        title: {zh: 计划, en: Plan}
    """,
    "documents/report.yaml": """
        id: report
        kind: report
        title: {zh: 报告, en: Report}
        issuer: CNIPA
        coverage: {agencies: [CNIPA], from: 2024-01-01, to: 2024-12-31, about: {zh: 工作, en: Work}}
        headings:
          - {at: report:1.1, level: 1, part: reported, title: {zh: 已做, en: Done}}
          - {at: report:4.1, level: 1, part: planned, title: {zh: 将做, en: Ahead}}
        statements:
          - {at: report:2.1, text: {zh: 一, en: One}, agencies: [CNIPA]}
          - {at: report:2.2, text: {zh: 二, en: Two}, agencies: []}
          - {at: report:10.1, text: {zh: 三, en: Three}, agencies: []}
    """,
    "evidence.yaml": """
        evidence:
          - {statement: report:2.1, target: 2024-1-a, strength: completed}
          - {statement: report:2.2, target: 2024-2, strength: advanced, note: {zh: 注, en: Note}}
    """,
    "indicators.yaml": """
        units:
          - {code: percent, name: {zh: "%", en: "%"}}
          - {code: case, name: {zh: 件, en: Cases}}
        indicators:
          - code: some-figure
            name: {zh: 数, en: Figure}
            value: 95.2
            unit: percent
            qualifier: exact
            period: {from: 2024-01-01, to: 2024-12-31, kind: during}
            change: {value: 3, unit: percent, against: previous_year}
            agency: CNIPA
            task: 2024-1
            problem: null
            topics: [patent]
            source: report:2.2
    """,
    "events.yaml": """
        events:
          - code: week
            kind: publicity_week
            document: report
            name: {zh: 周, en: Week}
            theme: {zh: 题, en: Theme}
            starts_on: 2025-04-20
            ends_on: 2025-04-26
            issuer: {name: {zh: 办, en: Office}, agency: CNIPA}
            priorities:
              - {text: {zh: 重点, en: Priority}, source: report:2.1}
            requirements:
              - {who: {zh: 谁, en: Who}, agencies: [CNIPA], what: {zh: 何, en: What}, source: report:2.1}
            deadlines:
              - code: sum-up
                who: {zh: 谁, en: Who}
                to: {zh: 向, en: To}
                what: {zh: 何, en: What}
                rule: {anchor: ends_on, count: 7, unit: working_day, direction: after}
                source: report:2.1
            related:
              - {name: {zh: 会, en: Forum}, date: 2025-04-21, source: report:2.1}
            sources: {theme: report:2.1, dates: report:2.1}
    """,
    "members.yaml": """
        collectives:
          - code: JCM
            members:
              - {agency: CNIPA, from: 2024-01-01, to: null, source: 通知}
          - {code: OTHER, members: []}
    """,
    "variants.yaml": """
        variants:
          - {term: patent, value: letters patent, lang: en, error: null, sources: plan-2024:9.1}
    """,
    "glossary.yaml": """
        terms:
          - {id: patent, zh: 专利, en: patent}
          - {id: court, zh: 法院, en: court}
    """,
}
"""The smallest seed that has all there is."""

FILE_OF = {"deliverables": "deliverables/2024.yaml", "report": "documents/report.yaml"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in SEED.items():
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(re.sub(r"^ {8}", "", text, flags=re.MULTILINE), "utf-8")
    return tmp_path


def edit(folder: Path, name: str, old: str, new: str) -> Path:
    """Puts something in the place of what stands once in a file."""
    file = folder / name
    text = file.read_text("utf-8")
    assert text.count(old) == 1, (name, old)
    file.write_text(text.replace(old, new), "utf-8")
    return file


def test_the_smallest_seed_is_taken(folder: Path) -> None:
    found = facts(folder)
    found.check()
    for kind, _, record in FACTS.rows():
        assert type(record) in {type(made) for of, _, made in found.rows() if of == kind}
    assert list(found.tasks) == ["2024-1", "2024-2", "2025-1"]
    assert found.tasks["2024-1"].deliverables[0].source == ("plan-2024:9.1",)
    assert found.terms["patent"].variants[0].value == "letters patent"


# Slips that show in one record

DELIVERABLE = "{id: b, verb: hold, expected: hold, yields: null"
ALONE = [
    ("topics.yaml", "group: right", "group: rights", "rights"),
    ("topics.yaml", "code: courts", "code: Courts", "Courts"),
    ("topics.yaml", "group: right, ", "group: right, colour: red, ", "colour"),
    ("topics.yaml", "name: {zh: 司法, en: Courts}", "nam: {zh: 司法, en: Courts}", "nam"),
    ("topics.yaml", "group: right, ", "group: right, on: 1, ", "True"),  # YAML reads it as true
    ("topics.yaml", "name: {zh: 专利, en: Patents}", "name: {zh: 专利, no: Patents}", "False"),
    ("deliverables", DELIVERABLE, "{id: b, verb: hould, expected: hold, yields: null", "hould"),
    ("deliverables", DELIVERABLE, "{id: b, verb: hold, expected: held, yields: null", "held"),
    ("deliverables", DELIVERABLE, "{id: b, verb: hold, expected: hold, yields: party", "party"),
    ("deliverables", DELIVERABLE, "{id: b, verb: hold, expected: yes, yields: null", "True"),
    ("deliverables", DELIVERABLE, "{id: c, verb: hold, expected: hold, yields: null", "task 1: .* lettered a, b, c"),
    ("deliverables", DELIVERABLE, "{id: a, verb: hold, expected: hold, yields: null", "task 1: .* lettered a, b, c"),
    ("deliverables", DELIVERABLE, "{id: B, verb: hold, expected: hold, yields: null", "'B'"),
    ("deliverables", "source: [plan-2024:9.2]", "source: plan-2024:9", "plan-2024:9"),
    ("deliverables", "source: [plan-2024:9.2]", "source: plan-2024:0.2", "plan-2024:0.2"),
    ("deliverables", "source: [plan-2024:9.2]", "source: []", "source"),
    ("deliverables", ", source: [plan-2024:9.2]", "", "source"),
    ("deliverables", "number: 2", "number: two", "two"),
    ("deliverables", "topics: [patent]", "topic: [patent]", "topic"),
    ("deliverables", "topics: [patent]", "topics: [patent, courts, patent]", "a topic is named twice"),
    ("instruments.yaml", "topics: [patent]", "topics: [patent, patent]", "a topic is named twice"),
    ("lineage.yaml", "kind: continues", "kind: continued", "continued"),
    ("lineage.yaml", "from: 2024-1-a", "from: 2024-1-A", "2024-1-A"),
    ("lineage.yaml", "from: 2024-1-a", "from: 2024", "2024"),
    ("initiatives.yaml", "kind: campaign", "kind: war", "war"),
    ("initiatives.yaml", "partners: [WIPO]", "partners: [NO]", "False"),  # YAML reads Norway as false
    ("initiatives.yaml", "tasks: [2024-1]", "tasks: []", "tasks"),
    ("initiatives.yaml", "lang: en", "lang: fr", "fr"),
    ("instruments.yaml", "actions: [draft, revise]", "actions: [revise, draft]", "2024-1-a: actions go in the order"),
    ("instruments.yaml", "actions: [draft, revise]", "actions: [draft, draft]", "2024-1-a: actions .* each once"),
    ("instruments.yaml", "actions: [draft, revise]", "actions: [promote]", "promote"),
    ("instruments.yaml", "actions: [draft, revise]", "actions: []", "actions"),
    ("instruments.yaml", "level: national_law", "level: law", "level"),
    ("instruments.yaml", "kind: law", "kind: laws", "laws"),
    ("instruments.yaml", "code: some-law", "code: some law", "some law"),
    ("report", "at: report:2.2", "at: report:10.2", "statements stand out of order"),
    ("report", "at: report:2.2", "at: report:2.1", "statements stand out of order, or twice"),
    ("report", "at: report:2.2", "at: reports:2.2", "statements of another document"),
    ("report", "at: report:4.1", "at: report:1.1", "headings stand out of order, or twice"),
    ("report", "at: report:4.1", "at: reports:4.1", "headings of another document"),
    ("report", "part: planned", "part: ahead", "ahead"),
    ("report", "kind: report", "kind: letter", "letter"),
    ("report", "agencies: [CNIPA], from", "agencies: [cnipa], from", "cnipa"),
    ("report", "from: 2024-01-01, to: 2024-12-31", "from: 2024-13-01, to: 2024-12-31", "month"),
    ("report", "from: 2024-01-01, to: 2024-12-31", "from: 2024-12-31, to: 2024-01-01", "ends before it begins"),
    ("evidence.yaml", "strength: advanced", "strength: done", "done"),
    ("evidence.yaml", "statement: report:2.2", "statement: report 2.2", "report 2.2"),
    ("indicators.yaml", "qualifier: exact", "qualifier: exactly", "exactly"),
    ("indicators.yaml", "value: 95.2", "value: 95,2", "95,2"),
    ("indicators.yaml", "value: 95.2", "valu: 95.2", "value"),
    (
        "indicators.yaml",
        "from: 2024-01-01, to: 2024-12-31",
        "from: 2024-12-31, to: 2024-01-01",
        "ends before it begins",
    ),
    ("events.yaml", "unit: working_day", "unit: workday", "workday"),
    ("events.yaml", "anchor: ends_on", "anchor: end", "anchor"),
    ("events.yaml", "count: 7", "count: 0", "count"),
    ("events.yaml", "starts_on: 2025-04-20", "starts_on: 2025-04-31", "day"),
    ("events.yaml", "starts_on: 2025-04-20", "starts_on: 2025-04-27", "ends before it begins"),
    ("members.yaml", "to: null", "to: 2023-12-31", "ends before it begins"),
    ("members.yaml", ", source: 通知", "", "source"),
    ("variants.yaml", "term: patent", "term: patents", "no term has the id patents"),
    ("variants.yaml", "lang: en", "lang: english", "english"),
]


@pytest.mark.parametrize(("name", "old", "new", "told"), ALONE)
def test_a_slip_in_a_record_is_told_with_its_file(folder: Path, name: str, old: str, new: str, told: str) -> None:
    file = edit(folder, FILE_OF.get(name, name), old, new)
    with pytest.raises(BadSeed, match=f"(?s){re.escape(str(file))}.*{told}"):
        facts(folder)


TWICE: list[tuple[str, str]] = [
    ("topics.yaml", "topics"),
    ("lineage.yaml", "links"),
    ("initiatives.yaml", "partners"),
    ("initiatives.yaml", "initiatives"),
    ("instruments.yaml", "instruments"),
    ("evidence.yaml", "evidence"),
    ("indicators.yaml", "units"),
    ("indicators.yaml", "indicators"),
    ("events.yaml", "events"),
    ("members.yaml", "collectives"),
    ("deliverables/2024.yaml", "tasks"),
    ("glossary.yaml", "terms"),
]


@pytest.mark.parametrize(("name", "held"), TWICE)
def test_what_stands_twice_is_told(folder: Path, name: str, held: str) -> None:
    """Else the second one would take the place of the first in silence."""
    content = yaml.safe_load((folder / name).read_text("utf-8"))
    content[held].append(content[held][0])
    (folder / name).write_text(yaml.safe_dump(content, allow_unicode=True), "utf-8")
    with pytest.raises(BadSeed, match=f"(?s){re.escape(str(folder / name))}.*twice"):
        facts(folder)


def test_a_document_or_plan_in_two_files_is_told(folder: Path) -> None:
    (folder / "documents" / "other.yaml").write_bytes((folder / "documents" / "report.yaml").read_bytes())
    with pytest.raises(BadSeed, match="report stands twice"):
        facts(folder)
    (folder / "documents" / "other.yaml").unlink()
    (folder / "deliverables" / "other.yaml").write_bytes((folder / "deliverables" / "2024.yaml").read_bytes())
    with pytest.raises(BadSeed, match="2024-1 stands twice"):
        facts(folder)


@pytest.mark.parametrize("content", ["", "- a\n", "a: [b\n", "\t", "just words"])
@pytest.mark.parametrize("name", SEED)
def test_a_file_that_is_none_is_told(folder: Path, name: str, content: str) -> None:
    (folder / name).write_text(content, "utf-8")
    with pytest.raises(BadSeed, match=re.escape(str(folder / name))):
        facts(folder)


@pytest.mark.parametrize("name", [name for name in SEED if "/" not in name])
def test_a_file_that_is_not_there_is_told(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(BadSeed, match=re.escape(str(folder / name))):
        facts(folder)


LISTS = [*TWICE, ("variants.yaml", "variants"), ("deliverables/2025.yaml", "plan")]


@pytest.mark.parametrize(("name", "held"), LISTS)
def test_a_list_by_another_name_is_told(folder: Path, name: str, held: str) -> None:
    """Else all of it would be left out in silence."""
    file = edit(
        folder, name, f"{held}:\n" if held != "plan" else "plan:", f"{held}s:\n" if held != "plan" else "plans:"
    )
    with pytest.raises(BadSeed, match=f"(?s){re.escape(str(file))}.*{held}s"):
        facts(folder)


def put_in(folder: Path, name: str, held: str, value: str) -> None:
    """Writes a list of a file anew."""
    text = (folder / name).read_text("utf-8")
    start = text.index(f"{held}:\n")
    following = re.search(r"^\w+:", text[start + 1 :], re.MULTILINE)
    end = start + 1 + following.start() if following else len(text)
    (folder / name).write_text(f"{text[:start]}{held}: {value}\n{text[end:]}", "utf-8")


EVERY_LIST = pytest.mark.parametrize(("name", "held"), [*TWICE, ("variants.yaml", "variants")])


@EVERY_LIST
@pytest.mark.parametrize("value", ["some words", "3", "[some, words]", "[null]", "{a: 1}"])
def test_a_list_of_another_shape_is_told(folder: Path, name: str, held: str, value: str) -> None:
    """In a line with its file, not by a traceback."""
    put_in(folder, name, held, value)
    with pytest.raises(BadSeed, match=re.escape(str(folder / name))):
        facts(folder)


@EVERY_LIST
@pytest.mark.parametrize("value", ["", "[]"])
def test_an_empty_list_makes_no_traceback(folder: Path, name: str, held: str, value: str) -> None:
    put_in(folder, name, held, value)
    with suppress(BadSeed):
        facts(folder)


# Slips that show beside other records

TOGETHER = [
    ("deliverables", "topics: [patent]", "topics: [patents]", "2024-1 names a topic that is not there: patents"),
    ("instruments.yaml", "topics: [patent]", "topics: [courts, x]", "some-law names a topic that is not there: x"),
    ("indicators.yaml", "topics: [patent]", "topics: [x]", "some-figure names a topic that is not there: x"),
    ("report", "at: report:2.1,", "at: report:2.1, topics: [x],", "report:2.1 names a topic that is not there: x"),
    (
        "lineage.yaml",
        "to: 2025-1-a",
        "to: 2025-1-b",
        "2024-1-a~2025-1-b names an undertaking that is not there: 2025-1-b",
    ),
    ("lineage.yaml", "from: 2024-1-a", "from: 2024-7-a", "names an undertaking that is not there: 2024-7-a"),
    ("instruments.yaml", "task: 2024-1-a", "task: 2024-1-c", "some-law names an undertaking .* 2024-1-c"),
    (
        "evidence.yaml",
        "target: 2024-1-a",
        "target: 2024-1-z",
        "report:2.1~2024-1-z names an undertaking .* 2024-1-z",
    ),
    (
        "evidence.yaml",
        "statement: report:2.2",
        "statement: report:2.3",
        "report:2.3~2024-2 names a statement .*: report:2.3",
    ),
    ("evidence.yaml", "statement: report:2.2", "statement: report:1.1", "names a statement .*: report:1.1"),
    ("deliverables", "source: [plan-2024:9.2]", "source: plan-2023:9.2", "2024-1-b names a document .*: plan-2023"),
    ("initiatives.yaml", "source: plan-2024:9.1", "source: plan-2023:9.1", "series names a document .*: plan-2023"),
    ("initiatives.yaml", "partners: [WIPO]", "partners: [WIPO, EPO]", "series names a partner .*: EPO"),
    ("initiatives.yaml", "tasks: [2024-1]", "tasks: [2025-1]", "series: the edition of 2024 .* another plan: 2025-1"),
    ("instruments.yaml", "source: plan-2024:11.1", "source: plan-2023:1.1", "some-law names a document .*: plan-2023"),
    ("indicators.yaml", "unit: percent\n", "unit: per_cent\n", "some-figure names a unit .*: per_cent"),
    ("indicators.yaml", "unit: percent, against", "unit: points, against", "some-figure names a unit .*: points"),
    ("indicators.yaml", "source: report:2.2", "source: reports:2.2", "some-figure names a document .*: reports"),
    ("events.yaml", "document: report", "document: reports", "week names a document .*: reports"),
    ("events.yaml", "theme: report:2.1", "theme: reports:2.1", "week names a document .*: reports"),
    ("events.yaml", "dates: report:2.1", "dates: reports:2.1", "week names a document .*: reports"),
    ("events.yaml", "en: Priority}, source: report:2.1", "en: Priority}, source: x:2.1", "week names a document .* x"),
    ("events.yaml", "en: What}, source: report:2.1", "en: What}, source: x:2.1", "week names a document .* x"),
    ("events.yaml", "21, source: report:2.1", "21, source: x:2.1", "week names a document .* x"),
    ("variants.yaml", "sources: plan-2024:9.1", "sources: plan-2023:9.1", "patent names a document .*: plan-2023"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "old", "new", "told"), TOGETHER)
def test_what_is_not_there_is_told_by_whom_it_is_named(folder: Path, name: str, old: str, new: str, told: str) -> None:
    edit(folder, FILE_OF.get(name, name), old, new)
    with pytest.raises(BadFacts, match=told):
        facts(folder).check()


def test_all_that_does_not_fit_is_told_at_once(folder: Path) -> None:
    for name, old, new, _ in TOGETHER:
        text = (file := folder / FILE_OF.get(name, name)).read_text("utf-8")
        if old in text and "kind: report" not in text:
            file.write_text(text.replace(old, new), "utf-8")
    with pytest.raises(BadFacts) as raised:
        facts(folder).check()
    told = str(raised.value).splitlines()
    assert len(told) >= 10
    for word in ("a topic", "an undertaking", "a statement", "a document", "a partner", "a unit"):
        assert any(f"names {word} that is not there" in line for line in told), word


@pytest.mark.parametrize("error", [BadFacts(["x names a topic that is not there: y"]), BadSeed("topics.yaml: no list")])
def test_the_command_tells_it_and_shows_no_traceback(capsys: pytest.CaptureFixture[str], error: Exception) -> None:
    with pytest.raises(typer.Exit) as raised, _told():
        raise error
    assert raised.value.exit_code == 1
    assert capsys.readouterr().err == f"{error}\n"
