"""The facts that ship: whole, bilingual, of closed lists, and in agreement with each other and with the plans."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any, get_args

import pytest
import yaml
from pydantic import BaseModel

from service.config import SEED
from service.facts.book import Facts
from service.facts.files import facts
from service.facts.records import (
    LADDER,
    InitiativeKind,
    InstrumentKind,
    Level,
    Strength,
    Verb,
    Yield,
    order,
    sort_key,
    task_of,
)
from service.names import fold
from service.records import LANGS, Bilingual, Record
from service.script import simplified
from service.seed import agencies, plans

FACTS = facts()
PLANS = {plan.id: plan for plan in plans()}
TASKS = {f"{plan.id}-{task.number}": task for plan in PLANS.values() for task in plan.tasks}
CODES = {agency.code for agency in agencies()}
STATEMENTS = {statement.at: statement for _, statement in FACTS.statements()}
HEADINGS = {heading.at: heading for document in FACTS.documents.values() for heading in document.headings}
RECORDS = [pytest.param(record, id=f"{kind}/{key}") for kind, key, record in FACTS.rows()]
KINDS = sorted({kind for kind, _, _ in FACTS.rows()})
HAN = re.compile(r"[\u4e00-\u9fff]")
PLACE = re.compile(r"[a-z0-9-]+:[1-9][0-9]*\.[1-9][0-9]*")
MAY_BE_EMPTY = {"published_in", "note", "issuer", "occasion", "place", "issuer_name"}
"""Texts that a document need not have."""
MEN_OF_WORDS = {"error"}
"""Where English speaks of Chinese words: what is wrong with a rendering."""


def bilinguals(value: Any, name: str = "") -> Iterator[tuple[str, Bilingual]]:
    """Every text of a record, with the name of the field that it stands in."""
    if isinstance(value, Bilingual):
        yield name, value
    elif isinstance(value, BaseModel):
        for field in type(value).model_fields:
            # A name inside an issuer may be missing as the issuer may.
            inner = name if field == "name" and name in MAY_BE_EMPTY else field
            yield from bilinguals(getattr(value, field), inner)
    elif isinstance(value, tuple):
        for each in value:
            yield from bilinguals(each, name)


def places(value: Any) -> Iterator[str]:
    """Every place that a record names, its own statements aside."""
    if isinstance(value, BaseModel):
        for field in type(value).model_fields:
            if field not in ("at", "statements", "headings"):
                yield from places(getattr(value, field))
    elif isinstance(value, tuple):
        for each in value:
            yield from places(each)
    elif isinstance(value, str) and PLACE.fullmatch(value):
        yield value


def of_kind(kind: str) -> Iterator[tuple[str, Record]]:
    return ((key, record) for name, key, record in FACTS.rows() if name == kind)


def twice(values: Iterable[str]) -> list[str]:
    return [value for value, count in Counter(values).items() if count > 1]


def test_they_fit_each_other() -> None:
    FACTS.check()
    assert isinstance(FACTS, Facts)
    assert all(list(of_kind(kind)) for kind in KINDS)


def test_every_file_is_read() -> None:
    """And every list of each: one that nobody knows would be left out in silence."""
    lists = {
        "topics.yaml": {"topics"},
        "lineage.yaml": {"links"},
        "initiatives.yaml": {"partners", "initiatives"},
        "instruments.yaml": {"instruments"},
        "evidence.yaml": {"evidence"},
        "indicators.yaml": {"units", "indicators"},
        "events.yaml": {"events"},
        "members.yaml": {"collectives"},
        "variants.yaml": {"variants"},
        "agencies.yaml": {"agencies"},
        "glossary.yaml": {"terms"},
    }
    found = {file.name: set(_loaded(file.name)) for file in SEED.glob("*.yaml")}
    assert found == lists
    for file in SEED.glob("deliverables/*.yaml"):
        assert set(_loaded(f"deliverables/{file.name}")) == {"plan", "tasks"}
    assert {file.stem for file in SEED.glob("deliverables/*.yaml")} == set(PLANS)
    assert {file.stem for file in SEED.glob("documents/*.yaml")} == set(FACTS.documents)
    assert {path.name for path in SEED.iterdir()} == {
        *lists,
        "README.md",
        "asked",
        "elsewhere",
        "deliverables",
        "documents",
        "light",
        "plans",
    }


def _loaded(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.load((SEED / name).read_bytes(), Loader=yaml.CSafeLoader)
    return loaded


def test_nothing_is_written_twice() -> None:
    """What the same key has would take the place of what is written before it."""
    raw = {
        "tasks": [
            f"{content['plan']}-{task['number']}"
            for content in (_loaded(f"deliverables/{plan}.yaml") for plan in PLANS)
            for task in content["tasks"]
        ],
        "links": [f"{link['from']}~{link['to']}" for link in _loaded("lineage.yaml")["links"]],
        "evidence": [f"{each['statement']}~{each['target']}" for each in _loaded("evidence.yaml")["evidence"]],
        "terms": [term["id"] for term in _loaded("glossary.yaml")["terms"]],
        **{
            name: [each["code"] for each in _loaded(file)[name]]
            for file, name in (
                ("topics.yaml", "topics"),
                ("initiatives.yaml", "partners"),
                ("initiatives.yaml", "initiatives"),
                ("instruments.yaml", "instruments"),
                ("indicators.yaml", "units"),
                ("indicators.yaml", "indicators"),
                ("events.yaml", "events"),
            )
        },
    }
    for name, keys in raw.items():
        assert twice(keys) == [], name
        assert sorted(keys) == sorted(key for key, _ in of_kind(name)), name


def test_every_task_has_its_topics_and_deliverables() -> None:
    assert set(FACTS.tasks) == set(TASKS)
    for task, held in FACTS.tasks.items():
        assert twice(held.topics) == [], task
        assert held.deliverables, task
    without = [task for task, held in FACTS.tasks.items() if not held.topics]
    assert len(without) < 10, "hardly a task is about none of them"


def test_facts_speak_of_tasks_and_plans_that_are_there() -> None:
    assert FACTS.named_tasks() <= set(TASKS)
    assert {edition.plan for each in FACTS.initiatives.values() for edition in each.editions} <= set(PLANS)
    assert {document.plan for document in FACTS.documents.values()} - {None} == set(PLANS)
    for document in FACTS.documents.values():
        assert (document.kind == "plan") == (document.plan is not None)
        assert document.plan is None or document.id == f"plan-{document.plan}"


def test_facts_speak_of_agencies_that_are_there() -> None:
    assert FACTS.named_agencies() <= CODES
    for collective, held in FACTS.members.items():
        assert twice(member.agency for member in held.members) == []
        assert collective not in {member.agency for member in held.members}
    by_code = {agency.code: agency for agency in agencies()}
    assert {code for code in CODES if by_code[code].collective} == set(FACTS.members)


@pytest.mark.parametrize("kind", KINDS)
def test_both_languages_everywhere(kind: str) -> None:
    texts = 0
    for key, record in of_kind(kind):
        for name, text in bilinguals(record):
            texts += 1
            assert bool(text.zh) == bool(text.en), (key, name, text)
            assert text.zh or name in MAY_BE_EMPTY, (key, name)
            if not text.zh:
                continue
            assert HAN.search(text.zh) or text.zh == "%", (key, text.zh)
            assert simplified(text.zh) == text.zh, (key, text.zh)
            assert name in MEN_OF_WORDS or not HAN.search(text.en), (key, text.en)
            assert not re.search(r"[“”‘’，。；：！？（）]", text.en), (key, text.en)
            assert not re.search(r"[,;!]|(?<![A-Za-z ])[?'\"]", text.zh), (key, text.zh)
            for opening, closing in ("《》", "“”", "（）"):
                assert text.zh.count(opening) == text.zh.count(closing), (key, text.zh)
    assert texts or kind == "members"


def test_a_text_is_as_long_as_one_reads() -> None:
    for at, statement in STATEMENTS.items():
        assert len(statement.text.zh) <= 400, at
        assert statement.text.zh.endswith("。"), at
        assert statement.text.en.endswith((".", '."')), at
    for task, held in FACTS.tasks.items():
        for deliverable in held.deliverables:
            assert len(deliverable.object.zh) <= 60, f"{task}-{deliverable.id}"
            assert len(deliverable.object.en.split()) <= 30, f"{task}-{deliverable.id}"
            assert not deliverable.object.zh.endswith("。")
            assert not deliverable.object.en.endswith(".")


def test_no_two_of_a_kind_are_called_alike() -> None:
    for kind in ("topics", "partners", "initiatives", "instruments", "units", "indicators", "events"):
        for lang in LANGS:
            names = [fold(record.name[lang]) for _, record in of_kind(kind)]  # type: ignore[attr-defined]
            assert twice(names) == [], (kind, lang)
    owners: dict[str, str] = {}
    for code, each in FACTS.instruments.items():
        called = [*(each.name[lang] for lang in LANGS), *(each.short_name[lang] for lang in LANGS)]
        for name in (code, *called, *(alias.value for alias in each.aliases)):
            assert owners.setdefault(fold(name), code) == code, name
        aliases = [fold(alias.value) for alias in each.aliases]
        assert twice(aliases) == [], code
        assert not set(aliases) & {fold(name) for name in called}, code
    for lang in LANGS:
        texts = [statement.text[lang] for statement in STATEMENTS.values()]
        assert twice(texts) == []


def test_aliases_are_in_their_language() -> None:
    aliases = [alias for instrument in FACTS.instruments.values() for alias in instrument.aliases]
    aliases += [alias for initiative in FACTS.initiatives.values() for alias in initiative.aliases]
    for alias in aliases:
        assert bool(HAN.search(alias.value)) == (alias.lang == "zh"), alias.value
    for term in FACTS.terms.values():
        for variant in term.variants:
            assert HAN.search(variant.value) or variant.lang == "en", variant.value
            assert fold(variant.value) != fold(term.name[variant.lang]), variant.value


def test_what_is_listed_is_used() -> None:
    """A topic, a unit or a partner that nothing has is a slip, or is to come out."""
    assert {topic for held in FACTS.tasks.values() for topic in held.topics} == set(FACTS.topics)
    assert {code for each in FACTS.initiatives.values() for code in each.partners} == set(FACTS.partners)
    changes = {each.change.unit for each in FACTS.indicators.values() if each.change}
    assert {each.unit for each in FACTS.indicators.values()} | changes == set(FACTS.units)
    deliverables = [each for held in FACTS.tasks.values() for each in held.deliverables]
    assert {each.verb for each in deliverables} <= set(get_args(Verb))
    assert {each.yields for each in deliverables} - {None} == set(get_args(Yield))
    assert {each.kind for each in FACTS.instruments.values()} == set(get_args(InstrumentKind))
    assert {each.level for each in FACTS.instruments.values()} == set(get_args(Level))
    assert {each.kind for each in FACTS.initiatives.values()} == set(get_args(InitiativeKind))
    assert {each.strength for each in FACTS.evidence.values()} == set(Strength)


def test_the_furthest_step_is_no_nearer_than_the_verb() -> None:
    for task, held in FACTS.tasks.items():
        for each in held.deliverables:
            if each.verb in LADDER and each.expected in LADDER:
                assert LADDER.index(each.expected) >= LADDER.index(each.verb), f"{task}-{each.id}"


def test_an_act_goes_as_far_as_its_undertaking() -> None:
    """Where a task acts on an instrument by one undertaking, both say the same of how far it gets."""
    deliverables = {f"{task}-{each.id}": each for task, held in FACTS.tasks.items() for each in held.deliverables}
    for code, instrument in FACTS.instruments.items():
        assert twice(act.task for act in instrument.acts) == [], code
        for act in instrument.acts:
            if meant := deliverables.get(act.task):
                assert act.source == meant.source, (code, act.task)


def test_links_lead_from_an_earlier_plan_to_a_later_one() -> None:
    for key, link in FACTS.links.items():
        ends = [PLANS[task_of(end).rpartition("-")[0]].period for end in (link.from_, link.to)]
        assert ends[0] is not None
        assert ends[1] is not None
        assert ends[0].to < ends[1].from_, key
    kinds: dict[tuple[str, str], set[str]] = defaultdict(set)
    for link in FACTS.links.values():
        kinds[task_of(link.from_), task_of(link.to)].add(link.kind)
    whole = [(link.from_, link.to) for link in FACTS.links.values() if task_of(link.from_) == link.from_]
    for pair in whole:
        assert len(kinds[task_of(pair[0]), task_of(pair[1])]) == 1, f"{pair}: related and carried on at once"


def test_evidence_is_of_the_time_that_its_document_speaks_of() -> None:
    """What was reported is of plans of that time; what is planned announces what a later one takes up."""
    for key, each in FACTS.evidence.items():
        document = FACTS.documents[each.statement.partition(":")[0]]
        assert document.coverage is not None, key
        period = PLANS[task_of(each.target).rpartition("-")[0]].period
        assert period is not None
        planned = part_of(each.statement) == "planned"
        assert planned == (each.strength is Strength.ANNOUNCED), key
        if planned:
            assert document.coverage.to < period.from_, key
        else:
            assert document.coverage.from_ <= period.to, key
            assert period.from_ <= document.coverage.to, key
    whole = {(each.statement, task_of(each.target)) for each in FACTS.evidence.values() if _whole(each.target)}
    for each in FACTS.evidence.values():
        assert _whole(each.target) or (each.statement, task_of(each.target)) not in whole, each


def _whole(target: str) -> bool:
    return task_of(target) == target


def part_of(place: str) -> str | None:
    """The part of its document that a sentence stands in: that of the last heading before it."""
    document = FACTS.documents[place.partition(":")[0]]
    above = [heading.part for heading in document.headings if order(heading.at) <= order(place)]
    return above[-1] if above else None


def test_a_report_says_of_every_statement_whether_it_was_done() -> None:
    for document in FACTS.documents.values():
        parts = {part_of(statement.at) for statement in document.statements}
        assert parts == ({"reported", "planned"} if document.kind == "report" else {None} if parts else set())


def test_the_headings_of_a_document_are_nested() -> None:
    for document in FACTS.documents.values():
        assert not {heading.at for heading in document.headings} & {s.at for s in document.statements}
        levels = [heading.level for heading in document.headings]
        assert all(later <= earlier + 1 for earlier, later in pairwise(levels)), document.id


@pytest.mark.parametrize("kind", KINDS)
def test_a_place_of_a_document_is_one_of_its_statements_or_headings(kind: str) -> None:
    """Documents are told sentence by sentence; of plans the tasks are the statements."""
    whole = {document.id for document in FACTS.documents.values() if document.statements}
    for key, record in of_kind(kind):
        for place in places(record):
            document = place.partition(":")[0]
            assert document in FACTS.documents, (key, place)
            if document in whole and kind != "terms":
                assert place in STATEMENTS or place in HEADINGS, (key, place)


def test_what_a_task_asks_for_stands_in_one_paragraph_of_its_plan() -> None:
    """Tasks stand in the order of their numbers, and what acts by one, or belongs to one, stands where it does."""
    paragraphs: dict[str, set[int]] = defaultdict(set)
    for task, held in FACTS.tasks.items():
        plan = task.rpartition("-")[0]
        for deliverable in held.deliverables:
            for place in deliverable.source:
                assert place.startswith(f"plan-{plan}:"), task
                paragraphs[task].add(order(place)[0])
        assert len(paragraphs[task]) == 1, task
    for plan in PLANS:
        mine = [paragraphs[task] for task in sorted(paragraphs, key=sort_key) if task.startswith(f"{plan}-")]
        assert all(max(earlier) < min(later) for earlier, later in pairwise(mine)), plan
    for code, instrument in FACTS.instruments.items():
        for act in instrument.acts:
            assert {order(place)[0] for place in act.source} == paragraphs[task_of(act.task)], code
            plan = task_of(act.task).rpartition("-")[0]
            assert {place.partition(":")[0] for place in act.source} == {f"plan-{plan}"}, code
    for code, initiative in FACTS.initiatives.items():
        for edition in initiative.editions:
            theirs = set().union(*(paragraphs[task] for task in edition.tasks))
            assert {order(place)[0] for place in edition.source} <= theirs, code
            assert {place.partition(":")[0] for place in edition.source} == {f"plan-{edition.plan}"}, code


def test_deliverables_stand_in_the_order_of_the_text() -> None:
    for task, held in FACTS.tasks.items():
        first = [order(deliverable.source[0]) for deliverable in held.deliverables]
        assert all(earlier <= later for earlier, later in pairwise(first)), task


def test_every_initiative_has_an_edition_a_plan() -> None:
    for code, initiative in FACTS.initiatives.items():
        assert twice(edition.plan for edition in initiative.editions) == [], code
        ordinals = [edition.ordinal for edition in sorted(initiative.editions, key=lambda edition: edition.plan)]
        counted = [ordinal for ordinal in ordinals if ordinal is not None]
        assert counted == sorted(counted), code  # one that is put off is counted the same


def test_figures_are_in_base_units() -> None:
    for code, each in FACTS.indicators.items():
        assert each.value is not None or each.problem, code
        assert each.unit != "percent" or each.value is None or 0 <= each.value <= 100, code
        assert twice(each.source) == []
        assert each.task is None or task_of(each.task) == each.task


def test_the_weeks_that_ship() -> None:
    for code, event in FACTS.events.items():
        assert event.starts_on <= event.ends_on, code
        assert event.document.endswith(str(event.starts_on.year))
        for related in event.related:
            assert event.starts_on <= related.date <= event.ends_on, code
        assert twice(deadline.code for deadline in event.deadlines) == []


def test_the_ladder_comes_first_among_the_verbs() -> None:
    assert get_args(Verb)[: len(LADDER)] == LADDER
