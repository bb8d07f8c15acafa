"""The shipped plans: whole, bilingual, in our own words, and in agreement with the official documents."""

import re
from collections import Counter
from itertools import pairwise

import pytest

from service.ingest.plan import read_plan
from service.names import Names
from service.records import LANGS, PlanRecord, Responsibility, TaskRecord, TextKind
from service.script import simplified
from service.seed import agencies, plans
from tests.conftest import SOURCES, needs_sources

PLANS = {plan.id: plan for plan in plans()}
TASKS = [pytest.param(plan, task, id=f"{plan.id}-{task.number}") for plan in PLANS.values() for task in plan.tasks]
SOURCE = {"2024": "004_85454da3621143b3.txt", "2025": "001_bdb346dc6cbeb146.txt"}
HAN = re.compile(r"[\u4e00-\u9fff]")
LONGEST_RUN = 13
"""Words of a source that may follow each other in our texts; long names of laws need most of them."""


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def runs(text: str) -> set[tuple[str, ...]]:
    found = words(text)
    return {tuple(found[i : i + LONGEST_RUN + 1]) for i in range(len(found) - LONGEST_RUN)}


def test_both_plans_are_there_whole() -> None:
    counts = {plan.id: (len(plan.tasks), sum(len(task.agencies) for task in plan.tasks)) for plan in PLANS.values()}
    assert counts == {"2024": (110, 231), "2025": (118, 279)}


@pytest.mark.parametrize("plan", PLANS.values(), ids=str)
def test_a_plan_has_its_head_and_sections(plan: PlanRecord) -> None:
    assert plan.issuer == "JCO"
    assert plan.period is not None
    assert (plan.period.from_.isoformat(), plan.period.to.isoformat()) == (f"{plan.id}-01-01", f"{plan.id}-12-31")
    assert [section.number for section in plan.sections if "." not in section.number] == list("1234567")
    for text in (plan.title, plan.lead_rule, *(section.title for section in plan.sections)):
        assert HAN.search(text.zh)
        assert text.en.isascii()
    used = {task.section for task in plan.tasks}
    with_subs = {section.number.partition(".")[0] for section in plan.sections if "." in section.number}
    assert not used & with_subs, "a task stands in the deepest section"
    assert used | with_subs == {section.number for section in plan.sections}
    places = [tuple(map(int, task.section.split("."))) for task in plan.tasks]
    assert all(a <= b for a, b in pairwise(places)), "numbers run on through the sections"


def test_the_2025_plan_is_dated() -> None:
    assert str(PLANS["2025"].issued_on) == "2025-04-29"
    assert str(PLANS["2025"].published_on) == "2025-05-07"


@pytest.mark.parametrize(("plan", "task"), TASKS)
def test_a_task_is_told_in_both_languages(plan: PlanRecord, task: TaskRecord) -> None:
    assert len(task.title.zh) <= 24
    assert len(task.title.en.split()) <= 12
    assert 8 <= len(task.text.zh) <= 400
    assert 5 <= len(words(task.text.en)) <= 160
    for lang in LANGS:
        assert task.text_kind[lang] is TextKind.SUMMARY
    for zh in (task.title.zh, task.text.zh):
        assert len(HAN.findall(zh)) > len(zh) / 2
        assert simplified(zh) == zh
        assert not re.search(r"""[,;:?!"'()]|(?<!\d)\.""", zh), "Chinese has punctuation of its own"
    for en in (task.title.en, task.text.en):
        assert not HAN.search(en)
        assert not re.search(r"[“”‘’，。；：]", en)
    assert task.text.zh.endswith("。")
    assert task.text.en.endswith(".")
    assert not task.title.zh.endswith("。")
    assert not task.title.en.endswith(".")
    for opening, closing in ("《》", "“”", "（）"):
        assert task.text.zh.count(opening) == task.text.zh.count(closing)


def test_no_two_tasks_are_alike() -> None:
    for lang in LANGS:
        for kind in ("title", "text"):
            counts = Counter(getattr(task, kind)[lang] for plan in PLANS.values() for task in plan.tasks)
            assert [text for text, count in counts.items() if count > 1] == []


def test_every_agency_is_known_and_those_left_over_come_last() -> None:
    known = {agency.code for agency in agencies()}
    for plan in PLANS.values():
        for task in plan.tasks:
            assert set(task.agencies) <= known
            assert "OTHER" not in task.agencies[:-1]
            assert (task.responsibility is Responsibility.SOLE) == (len(task.agencies) == 1)


@needs_sources
def test_no_sentence_of_a_source_is_ours() -> None:
    theirs = set().union(*(runs(file.read_text("utf-8")) for file in SOURCES.glob("*.txt")))
    for plan in PLANS.values():
        for task in plan.tasks:
            assert not runs(f"{task.title.en}. {task.text.en}") & theirs, f"{plan.id}-{task.number}"


@needs_sources
@pytest.mark.parametrize("plan_id", PLANS)
def test_the_official_document_says_the_same(plan_id: str) -> None:
    reading = read_plan(SOURCES / SOURCE[plan_id], Names(agencies()))
    assert reading.plan is not None, reading.findings
    shipped = PLANS[plan_id]

    def facts(plan: PlanRecord) -> list[tuple[object, ...]]:
        return [(task.number, task.section, task.agencies, task.responsibility) for task in plan.tasks]

    assert facts(shipped) == facts(reading.plan)
    assert [s.number for s in shipped.sections] == [s.number for s in reading.plan.sections]
    for ours, theirs in zip(shipped.tasks, reading.plan.tasks, strict=True):
        # Years and ordinal figures are facts; a text that drops one has lost it.
        figures = set(re.findall(r"\d+", theirs.text.en))
        missing = figures - set(re.findall(r"\d+", ours.text.en + ours.title.en))
        assert not missing, f"{plan_id}-{ours.number}: {missing}"
