"""What a caller may send about facts: one model a collection. A repeated parameter is OR, different ones are AND."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from service.facts.entries import EntryKind
from service.facts.records import InitiativeKind, InstrumentKind, Level, LinkKind, Part, Step, Strength, Verb, Yield
from service.params import MAX_VALUES, CsvQuery, Named, Query, WalkQuery, after_example
from service.schemas import Progress, Role

Many = Field(max_length=MAX_VALUES)
Truth = Literal["true", "false"]


def _many(description: str, *examples: str) -> object:
    return Field(description=description, examples=[[each] for each in examples])


Plans = Annotated[tuple[Named, ...], Many, _many("Plan ids.", "2025")]
Tasks = Annotated[tuple[Named, ...], Many, _many("Task ids.", "2025-1")]
Agencies = Annotated[tuple[Named, ...], Many, _many("Agencies, by any of their names.", "SAMR")]
Topics = Annotated[tuple[Named, ...], Many, _many("Topics, by code or name.", "patent")]
Instruments = Annotated[tuple[Named, ...], Many, _many("Instruments, by code or any of their names.", "商标法")]
Documents = Annotated[tuple[Named, ...], Many, _many("Document ids.", "report-2025")]
PartOfName = Annotated[
    Named | None, Field(description="A part of any of its names, in either language.", examples=["商标"])
]


class EntryQuery(Query):
    """The filters of one collection. Each is named as the mark it looks at, but for those in `renamed`."""

    kind_of_entry: ClassVar[EntryKind]
    together: ClassVar[tuple[str, ...]] = ()
    """Filters that one and the same act has to fulfil."""


class EntryListQuery(EntryQuery, WalkQuery):
    """Filters and pages of any collection."""


class TopicQuery(EntryQuery):
    kind_of_entry = "topic"
    repeatable = frozenset({"group"})
    group: Annotated[
        tuple[Literal["right", "field"], ...], Many, _many("The right, or the field of work.", "right")
    ] = ()


class DeliverableQuery(EntryQuery):
    kind_of_entry = "deliverable"
    repeatable = frozenset(
        {"plan", "task", "agency", "role", "verb", "expected", "yields", "topic", "instrument", "progress"}
    )
    plan: Plans = ()
    task: Tasks = ()
    agency: Agencies = ()
    role: Annotated[tuple[Role, ...], Many, _many("What the `agency` given has to be on the task.", "lead")] = ()
    verb: Annotated[tuple[Verb, ...], Many, _many("What the text says is done.", "formulate")] = ()
    expected: Annotated[
        tuple[Verb, ...], Many, _many("The furthest step that the text names for the year.", "issue")
    ] = ()
    yields: Annotated[tuple[Yield, ...], Many, _many("Kind of thing that is to come of it.", "guideline")] = ()
    topic: Topics = ()
    instrument: Instruments = ()
    progress: Annotated[tuple[Progress, ...], Many, _many("What was reported of it.", "completed")] = ()


class LineageQuery(EntryQuery):
    kind_of_entry = "lineage"
    repeatable = frozenset({"task", "kind", "plan"})
    task: Tasks = ()
    kind: Annotated[tuple[LinkKind, ...], Many, _many("Kinds of links.", "continues")] = ()
    plan: Annotated[tuple[Named, ...], Many, _many("Plans that either end is of.", "2025")] = ()


class InitiativeQuery(EntryQuery):
    kind_of_entry = "initiative"
    repeatable = frozenset({"plan", "kind", "partner", "agency", "task"})
    plan: Plans = ()
    kind: Annotated[tuple[InitiativeKind, ...], Many, _many("Sorts of initiatives.", "campaign")] = ()
    partner: Annotated[tuple[Named, ...], Many, _many("Partners abroad, by code or name.", "WIPO")] = ()
    agency: Agencies = ()
    task: Tasks = ()
    q: PartOfName = None


class InstrumentQuery(EntryQuery):
    kind_of_entry = "instrument"
    repeatable = frozenset({"kind", "level", "action", "plan", "agency", "topic", "task"})
    together = ("action", "agency", "plan")
    kind: Annotated[tuple[InstrumentKind, ...], Many, _many("Sorts of texts.", "law")] = ()
    level: Annotated[tuple[Level, ...], Many, _many("Who makes such texts.", "national_law")] = ()
    action: Annotated[
        tuple[Step, ...],
        Many,
        _many("What a task does to it; with `plan` and `agency`, one and the same task.", "revise"),
    ] = ()
    plan: Plans = ()
    agency: Agencies = ()
    topic: Topics = ()
    task: Tasks = ()
    q: PartOfName = None


class DocumentQuery(EntryQuery):
    kind_of_entry = "document"
    repeatable = frozenset({"kind"})
    kind: Annotated[
        tuple[Literal["plan", "report", "notice", "news"], ...], Many, _many("Kinds of documents.", "report")
    ] = ()


class StatementQuery(EntryQuery):
    kind_of_entry = "statement"
    repeatable = frozenset({"document", "part", "agency", "linked", "task", "strength", "topic"})
    document: Documents = ()
    part: Annotated[tuple[Part, ...], Many, _many("`reported` done, or `planned`.", "planned")] = ()
    agency: Agencies = ()
    linked: Annotated[tuple[Truth, ...], Many, _many("Whether it says something of a task.", "false")] = ()
    task: Tasks = ()
    strength: Annotated[tuple[Strength, ...], Many, _many("What it says of a task.", "completed")] = ()
    topic: Topics = ()


class EvidenceQuery(EntryQuery):
    kind_of_entry = "evidence"
    repeatable = frozenset({"document", "statement", "task", "plan", "strength", "agency", "topic"})
    document: Documents = ()
    statement: Annotated[tuple[Named, ...], Many, _many("Statement ids.", "report-2025:8.3")] = ()
    task: Tasks = ()
    plan: Plans = ()
    strength: Annotated[tuple[Strength, ...], Many, _many("What is said.", "completed")] = ()
    agency: Annotated[tuple[Named, ...], Many, _many("Agencies of the task, by any of their names.", "CNIPA")] = ()
    topic: Topics = ()


class IndicatorQuery(EntryQuery):
    kind_of_entry = "indicator"
    repeatable = frozenset({"unit", "topic", "agency", "task", "document", "problem"})
    unit: Annotated[tuple[Named, ...], Many, _many("Units, by code.", "percent")] = ()
    topic: Topics = ()
    agency: Annotated[tuple[Named, ...], Many, _many("Whose figures, by any name.", "CNIPA")] = ()
    task: Tasks = ()
    document: Documents = ()
    problem: Annotated[tuple[Truth, ...], Many, _many("Whether something is wrong with it in the source.", "true")] = ()
    q: PartOfName = None


class EventQuery(EntryQuery):
    kind_of_entry = "event"
    repeatable = frozenset({"kind", "year"})
    kind: Annotated[tuple[Literal["publicity_week"], ...], Many, _many("Kinds of events.", "publicity_week")] = ()
    year: Annotated[tuple[Annotated[str, Field(pattern=r"^[0-9]{4}$")], ...], Many, _many("Years.", "2025")] = ()


class TermQuery(EntryQuery):
    kind_of_entry = "term"
    repeatable = frozenset({"error"})
    error: Annotated[tuple[Truth, ...], Many, _many("Whether a source renders it wrongly.", "true")] = ()
    q: PartOfName = None


class TopicListQuery(TopicQuery, EntryListQuery):
    after: Annotated[Named | None, after_example("patent")] = None


class DeliverableListQuery(DeliverableQuery, EntryListQuery):
    after: Annotated[Named | None, after_example("2025-16-b")] = None


class LineageListQuery(LineageQuery, EntryListQuery):
    after: Annotated[Named | None, after_example("2024-1~2025-1")] = None


class InitiativeListQuery(InitiativeQuery, EntryListQuery):
    after: Annotated[Named | None, after_example("jianwang")] = None


class InstrumentListQuery(InstrumentQuery, EntryListQuery):
    after: Annotated[Named | None, after_example("trademark-law")] = None


class DocumentListQuery(DocumentQuery, EntryListQuery):
    after: Annotated[Named | None, after_example("report-2025")] = None


class StatementListQuery(StatementQuery, EntryListQuery):
    after: Annotated[Named | None, after_example("report-2025:14.3")] = None


class EvidenceListQuery(EvidenceQuery, EntryListQuery):
    after: Annotated[Named | None, after_example("report-2025:8.3~2024-1-d")] = None


class IndicatorListQuery(IndicatorQuery, EntryListQuery):
    after: Annotated[Named | None, after_example("domestic-invention-patents-in-force-2024")] = None


class EventListQuery(EventQuery, EntryListQuery):
    after: Annotated[Named | None, after_example("publicity-week-2021")] = None


class TermListQuery(TermQuery, EntryListQuery):
    after: Annotated[Named | None, after_example("trade-secret")] = None


class DocumentStatementListQuery(EntryListQuery):
    kind_of_entry = "statement"
    repeatable = frozenset({"part", "agency", "linked", "task", "strength", "topic"})
    part: Annotated[tuple[Part, ...], Many, _many("`reported` done, or `planned`.", "planned")] = ()
    agency: Agencies = ()
    linked: Annotated[tuple[Truth, ...], Many, _many("Whether it says something of a task.", "false")] = ()
    task: Tasks = ()
    strength: Annotated[tuple[Strength, ...], Many, _many("What it says of a task.", "completed")] = ()
    topic: Topics = ()
    after: Annotated[Named | None, after_example("report-2025:14.3")] = None


class DeliverableCsvQuery(DeliverableQuery, CsvQuery):
    """Filters of the file, and how it begins."""


class InstrumentCsvQuery(InstrumentQuery, CsvQuery):
    """Filters of the file, and how it begins."""


class IndicatorCsvQuery(IndicatorQuery, CsvQuery):
    """Filters of the file, and how it begins."""


class LineageCsvQuery(LineageQuery, CsvQuery):
    """Filters of the file, and how it begins."""


class EvidenceCsvQuery(EvidenceQuery, CsvQuery):
    """Filters of the file, and how it begins."""
