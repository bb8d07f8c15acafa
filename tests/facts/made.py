"""Facts made up for tests: short ways to write each kind, and three plans of the east with all that hangs on them.

Every text is one word or two, so that a test can tell where a word of it shows.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, replace
from datetime import date
from typing import Any

from service.db import Database
from service.facts.book import Facts
from service.facts.records import (
    ActRecord,
    CoverageRecord,
    DeadlineRecord,
    DeliverableRecord,
    DocumentRecord,
    EditionRecord,
    EventRecord,
    EventSourcesRecord,
    EvidenceRecord,
    HeadingRecord,
    IndicatorRecord,
    InitiativeRecord,
    InstrumentRecord,
    LinkKind,
    LinkRecord,
    MemberRecord,
    MembersRecord,
    PartnerRecord,
    RuleRecord,
    StatementRecord,
    Step,
    Strength,
    TaskFactsRecord,
    TermRecord,
    TopicRecord,
    UnitRecord,
    VariantRecord,
)
from service.records import Period, PlanRecord, Record, Responsibility, TaskRecord
from service.store import Outcome, writing
from tests.api import edits
from tests.api.edits import both

HERE = "letter:1.1"
"""A place for whatever needs one."""

KEYS: dict[type[Record], tuple[str, Callable[[Any], str]]] = {
    TopicRecord: ("topics", lambda each: each.code),
    LinkRecord: ("links", lambda each: f"{each.from_}~{each.to}"),
    PartnerRecord: ("partners", lambda each: each.code),
    InitiativeRecord: ("initiatives", lambda each: each.code),
    InstrumentRecord: ("instruments", lambda each: each.code),
    DocumentRecord: ("documents", lambda each: each.id),
    EvidenceRecord: ("evidence", lambda each: f"{each.statement}~{each.target}"),
    UnitRecord: ("units", lambda each: each.code),
    IndicatorRecord: ("indicators", lambda each: each.code),
    EventRecord: ("events", lambda each: each.code),
    MembersRecord: ("members", lambda each: each.code),
    TermRecord: ("terms", lambda each: each.id),
}
"""Under which name `Facts` holds a record, and by which key."""


def book(*records: Record, tasks: Mapping[str, TaskFactsRecord] | None = None) -> Facts:
    """Facts of records of any kind; what hangs on tasks by the id of the task."""
    held: dict[str, dict[str, Any]] = {each.name: {} for each in fields(Facts)}
    held["tasks"] |= tasks or {}
    for record in records:
        name, key = KEYS[type(record)]
        held[name][key(record)] = record
    return Facts(**held)


def also(facts: Facts, *records: Record, tasks: Mapping[str, TaskFactsRecord] | None = None) -> Facts:
    """These facts, with some put in or in place of those of the same key."""
    more = book(*records, tasks=tasks)
    return replace(
        facts, **{each.name: {**getattr(facts, each.name), **getattr(more, each.name)} for each in fields(Facts)}
    )


def without(facts: Facts, name: str, *keys: str) -> Facts:
    """These facts, some of a kind left out; all of it where none are named."""
    held = getattr(facts, name)
    return replace(facts, **{name: {key: held[key] for key in held if keys and key not in keys}})


def altered(facts: Facts, of: str, key: str, /, **changed: Any) -> Facts:
    """These facts, one record of them changed."""
    held: dict[str, Record] = getattr(facts, of)
    record = held[key].model_copy(update=changed)
    return also(facts, tasks={key: record}) if isinstance(record, TaskFactsRecord) else also(facts, record)


def put(database: Database, facts: Facts, *plans: PlanRecord) -> Outcome:
    with writing(database) as store:
        for plan in plans:
            store.put_plan(plan)
        store.put_facts(facts)
    return store.outcome


# Short ways to write


def plan(id: str, *tasks: TaskRecord, year: int | None = None) -> PlanRecord:
    period = Period(from_=date(year, 1, 1), to=date(year, 12, 31)) if year else None
    return edits.plan(id, *tasks, period=period)


def task(number: int, *agencies: str, title: str = "", divided: bool = False) -> TaskRecord:
    made = edits.task(number, *agencies, title=title)
    return made.model_copy(update={"responsibility": Responsibility.DIVIDED}) if divided else made


def topic(code: str) -> TopicRecord:
    return TopicRecord(code=code, group="field", name=both(f"Topic {code}"))


def undertaking(id: str, expected: Any = "improve", object: str = "", **more: Any) -> DeliverableRecord:
    given = {"verb": "promote", "yields": None, "source": HERE, **more}
    return DeliverableRecord(id=id, expected=expected, object=both(object or f"Object {id}"), **given)


def held(task: str, *expected: Any, topics: tuple[str, ...] = ("alpha",)) -> dict[str, TaskFactsRecord]:
    """What hangs on a task: an undertaking a, b, c ... for each step that is expected."""
    number = int(task.rpartition("-")[2])
    deliverables = tuple(undertaking(chr(ord("a") + i), step) for i, step in enumerate(expected))
    return {task: TaskFactsRecord(number=number, topics=topics, deliverables=deliverables)}


def link(from_: str, to: str, kind: LinkKind = LinkKind.CONTINUES) -> LinkRecord:
    return LinkRecord(from_=from_, to=to, kind=kind, change=both(f"Changed {from_} {to}"))


def act(task: str, *actions: str) -> ActRecord:
    return ActRecord(task=task, actions=tuple(map(Step, actions)), source=(HERE,))


def instrument(code: str, *acts: ActRecord, **more: Any) -> InstrumentRecord:
    given = {"name": both(f"Name {code}"), "short_name": both(f"Short {code}"), "kind": "law", **more}
    return InstrumentRecord(code=code, level="national_law", acts=acts, **given)


def edition(plan: str, *tasks: str) -> EditionRecord:
    return EditionRecord(plan=plan, name=both(f"Edition {plan}"), tasks=tasks, source=(HERE,))


def initiative(code: str, *editions: EditionRecord, **more: Any) -> InitiativeRecord:
    given = {"name": both(f"Name {code}"), "about": both(f"About {code}"), **more}
    return InitiativeRecord(code=code, kind="campaign", editions=editions, **given)


def statement(at: str, text: str = "", **more: Any) -> StatementRecord:
    return StatementRecord(at=at, text=both(text or f"Said {at}"), **more)


def document(id: str, *statements: StatementRecord, **more: Any) -> DocumentRecord:
    return DocumentRecord(
        **{"id": id, "kind": "notice", "title": both(f"Title {id}"), "statements": statements, **more}
    )


def report(id: str, agencies: Iterable[str], start: date, end: date, *statements: StatementRecord) -> DocumentRecord:
    coverage = CoverageRecord(agencies=tuple(agencies), from_=start, to=end, about=both("Their work"))
    return document(id, *statements, kind="report", coverage=coverage)


def evidence(statement: str, target: str, strength: Strength) -> EvidenceRecord:
    return EvidenceRecord(statement=statement, target=target, strength=strength)


def members(code: str, *held: tuple[str, date | None, date | None]) -> MembersRecord:
    made = (MemberRecord(agency=agency, from_=start, to=end, source="a notice") for agency, start, end in held)
    return MembersRecord(code=code, members=tuple(made))


def indicator(code: str, **more: Any) -> IndicatorRecord:
    given = {"name": both(f"Figure {code}"), "value": 7, "unit": "case", "source": HERE, **more}
    return IndicatorRecord(code=code, qualifier="exact", period=None, **given)


def deadline(code: str, anchor: Any, count: int, unit: Any, direction: Any) -> DeadlineRecord:
    rule = RuleRecord(anchor=anchor, count=count, unit=unit, direction=direction)
    return DeadlineRecord(code=code, who=both("Somebody"), to=both("Another"), what=both(code), rule=rule, source=HERE)


def event(code: str, starts_on: date, ends_on: date, *deadlines: DeadlineRecord) -> EventRecord:
    return EventRecord(
        code=code,
        kind="publicity_week",
        document="letter",
        name=both(f"Week {code}"),
        theme=both("Theme"),
        starts_on=starts_on,
        ends_on=ends_on,
        deadlines=deadlines,
        sources=EventSourcesRecord(theme=HERE, dates=HERE),
    )


def term(id: str, *values: str) -> TermRecord:
    variants = tuple(VariantRecord(value=value, lang="en", error=both("Wrong"), sources=HERE) for value in values)
    return TermRecord(id=id, name=both(f"Term {id}"), variants=variants)


# Three plans of the east and what hangs on them

LETTER = document(
    "letter",
    statement("letter:1.1", "Opening"),
    statement("letter:2.1", "Zeppelin"),
    statement("letter:2.2", "Gazebo", agencies=("SPC",)),
    statement("letter:4.1", "Closing"),
    headings=(
        HeadingRecord(at="letter:2.1", level=1, part="reported", title=both("Done")),
        HeadingRecord(at="letter:3.1", level=1, part="planned", title=both("Ahead")),
    ),
)
EAST = (
    plan(
        "east-2023",
        task(1, "CNIPA", "MOJ"),
        task(2, "SAMR"),
        task(3, "MOF"),
        task(4, "MOF", "MOJ", divided=True),
        task(5, "MOE"),
        task(6, "NBS"),
    ),
    plan(
        "east-2024",
        task(1, "MOJ", "CNIPA", "SPC"),
        task(2, "CNIPA", "MOF"),
        task(3, "MOJ", "MOF", divided=True),
        task(4, "NBS"),
        task(5, "MOE"),
    ),
    plan("east-2025", task(1, "MOJ"), task(2, "CAS"), task(3, "SPP", "SPC")),
)
EASTERN = book(
    topic("alpha"),
    topic("beta"),
    LETTER,
    link("east-2023-1-a", "east-2024-1-a"),
    link("east-2023-1", "east-2024-2"),
    link("east-2023-2", "east-2024-1"),
    link("east-2023-3", "east-2024-4", LinkKind.RELATED),
    link("east-2023-4-a", "east-2024-3-a"),
    link("east-2023-5-a", "east-2024-5"),
    link("east-2024-1", "east-2025-1"),
    link("east-2024-2", "east-2025-2", LinkKind.RELATED),
    instrument(
        "code-one",
        act("east-2023-1-a", "draft", "revise"),
        act("east-2024-1-a", "study"),
        act("east-2025-1", "revise", "issue"),
        act("east-2025-3", "study"),
        name=both("Plinth Code"),
        aliases=({"value": "Quokka Rules", "lang": "en"}, {"value": "短尾法", "lang": "zh"}),
        topics=("beta",),
    ),
    instrument("code-two", act("east-2023-2", "draft"), act("east-2024-2", "issue"), act("east-2025-2", "issue")),
    initiative(
        "series", edition("east-2023", "east-2023-3"), edition("east-2025", "east-2025-2"), name=both("Marimba")
    ),
    PartnerRecord(code="XX", name=both("Partner XX")),
    evidence("letter:2.1", "east-2023-1-a", Strength.ADVANCED),
    evidence("letter:2.2", "east-2023-1-b", Strength.COMPLETED),
    evidence("letter:4.1", "east-2025-1", Strength.ANNOUNCED),
    UnitRecord(code="case", name=both("Cases")),
    indicator("figure", task="east-2023-6", agency="NBS", source="letter:2.1", topics=("beta",)),
    event("week", date(2025, 4, 20), date(2025, 4, 26), deadline("sum-up", "ends_on", 7, "working_day", "after")),
    members("JCM", ("CAS", None, None)),
    term("word", "wurd"),
    tasks={
        **held("east-2023-1", "draft", "promote"),
        **held("east-2023-2", "hold"),
        **held("east-2023-3", "study", topics=("alpha", "beta")),
        **held("east-2023-4", "issue"),
        **held("east-2023-5", "revise"),
        **held("east-2023-6", "build"),
        **held("east-2024-1", "study", "improve"),
        **held("east-2024-2", "draft", "train"),
        **held("east-2024-3", "implement"),
        **held("east-2024-4", "study"),
        **held("east-2024-5", "study", "issue"),
        **held("east-2025-1", "issue"),
        **held("east-2025-2", "issue"),
        **held("east-2025-3", "study"),
    },
)
