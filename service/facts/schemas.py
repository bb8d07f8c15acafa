"""The public JSON of facts, every field always there; `service.facts.rendering` makes it."""

from typing import Literal

from pydantic import Field

from service.facts.records import (
    InitiativeKind,
    InstrumentKind,
    Level,
    LinkKind,
    Part,
    Step,
    Strength,
    Verb,
    Yield,
)
from service.records import Lang
from service.schemas import (
    AgencyNameOut,
    AssignmentOut,
    BilingualOut,
    Out,
    Progress,
    shown,
)

Qualifier = Literal["exact", "more_than", "at_least", "about", "up_to", "below"]


class SourceOut(Out):
    """Where a document says so. Paragraphs that are not empty and sentences in them are counted from 1."""

    document: str = shown("report-2025", "Document id.")
    paragraph: int = shown(14, "Paragraph.")
    sentence: int = shown(3, "Sentence in it.")


class TaskNameOut(Out):
    """A task by id and title."""

    id: str = shown("2025-41", "Task id.")
    plan: str = shown("2025", "Plan id.")
    title: BilingualOut


class NameOut(Out):
    """Another name."""

    value: str = shown("商标法", "The name.")
    lang: Lang = shown("zh", "Its language.")


class TopicOut(Out):
    """What tasks are about: the right concerned, or the field of work."""

    code: str = shown("trade_secret", "Code.")
    group: Literal["right", "field"] = shown("right", "`right`: the right concerned; `field`: the field of work.")
    name: BilingualOut
    task_count: int = shown(7, "Tasks of all plans.")


class EvidenceOfOut(Out):
    """A statement about an undertaking."""

    statement: str = shown("report-2025:14.3", "Statement id.")
    strength: Strength = shown("completed", "`completed`, `advanced`, or `announced` for the year ahead.")


class DeliverableOut(Out):
    """One undertaking inside a task: what is done to what, and what it is to yield."""

    id: str = shown("2025-16-b", "Task id, hyphen, letter.")
    plan: str = shown("2025", "Plan id.")
    task: str = shown("2025-16", "Task id.")
    verb: Verb = shown("formulate", "What the text says is done.")
    expected: Verb = shown("issue", "The furthest step that the text names for the year; else the verb.")
    yields: Yield | None = shown("guideline", "Kind of thing that is to come of it, where the text says.")
    object: BilingualOut
    topics: list[str] = Field(description="Topics of its task.", examples=[["trademark", "legislation"]])
    agencies: list[AssignmentOut] = Field(description="Who is responsible for the task, in the document's order.")
    instruments: list[str] = Field(description="Instruments that its task acts on by it.", examples=[["trademark-law"]])
    evidence: list[EvidenceOfOut] = Field(description="What was said of it, or of its task as a whole.")
    progress: Progress | None = shown("completed", "What was reported of it; as for tasks, but never partly.")
    source: list[SourceOut]


class LineageOut(Out):
    """A task of a later plan carries on one of an earlier plan, or touches it."""

    id: str = shown("2024-1-a~2025-1-a", "The two ends, with ~ between.")
    from_: TaskNameOut = Field(alias="from", description="The earlier task.")
    from_deliverable: str | None = shown("2024-1-a", "The undertaking of it that is meant; null: the task as a whole.")
    to: TaskNameOut
    to_deliverable: str | None = shown("2025-1-a", "The undertaking of it that is meant; null: the task as a whole.")
    kind: LinkKind = shown("continues", "`continues` the same undertaking; `related`: an overlapping topic.")
    change: BilingualOut


class PartnerOut(Out):
    """A partner abroad."""

    code: str = shown("WIPO", "A state by ISO 3166 code, or an organisation.")
    name: BilingualOut


class EditionOut(Out):
    """An initiative in one plan."""

    plan: str = shown("2025", "Plan id.")
    name: BilingualOut
    ordinal: int | None = shown(3, "Which one it is, where it is counted.")
    tasks: list[TaskNameOut]
    source: list[SourceOut]


class InitiativeOut(Out):
    """A named campaign, meeting or series, with its editions."""

    code: str = shown("jianwang", "Code.")
    name: BilingualOut
    kind: InitiativeKind = shown("campaign", "What sort of thing it is.")
    about: BilingualOut
    aliases: list[NameOut]
    partners: list[PartnerOut] = Field(description="Partners abroad.")
    editions: list[EditionOut] = Field(description="By plan, the earliest first.")


class ActOut(Out):
    """What a task does to an instrument."""

    task: TaskNameOut
    deliverable: str | None = shown("2025-1-a", "The undertaking that is meant; null: the task as a whole.")
    actions: list[Step] = Field(description="In the order of the ladder.", examples=[["draft", "issue"]])
    agencies: list[AssignmentOut]
    responsibility: str = shown("joint", "As of the task.")
    source: list[SourceOut]


class YearOut(Out):
    """What one plan does with an instrument."""

    plan: str = shown("2025", "Plan id.")
    stage: Step = shown("revise", "The furthest action.")
    direction: Literal["forward", "same", "backward"] | None = shown(
        "same", "Where that lies beside the plan before that had it; null in the first."
    )
    joined: list[AgencyNameOut] = Field(description="Agencies that the plan before did not name for it.")
    left: list[AgencyNameOut] = Field(description="Agencies that only the plan before named for it.")
    acts: list[ActOut]


class InstrumentOut(Out):
    """A law, regulation, interpretation, guideline, opinion, plan, standard or treaty that tasks act on."""

    code: str = shown("trademark-law", "Code.")
    name: BilingualOut
    short_name: BilingualOut
    kind: InstrumentKind = shown("law", "What sort of text it is.")
    level: Level = shown("national_law", "Who makes such texts.")
    topics: list[str] = Field(description="Topics.", examples=[["trademark"]])
    aliases: list[NameOut] = Field(description="All other names that `instrument=` and `q=` know.")
    since: str = shown("2024", "The first plan that has it.")
    stage: Step = shown("revise", "The furthest action in the latest plan that has it.")
    years: list[YearOut] = Field(description="By plan, the earliest first.")


class CoverageOut(Out):
    """Whose work of which time a document reports. Its silence on others says nothing."""

    agencies: list[AgencyNameOut]
    from_: str = Field(alias="from", description="First day.", examples=["2024-01-01"])
    to: str = shown("2024-12-31", "Last day.")
    about: BilingualOut


class HeadingOut(Out):
    """A heading of a document."""

    paragraph: int = shown(13, "Paragraph that it is.")
    level: int = shown(2, "1 the highest.")
    part: Part | None = shown("reported", "Whether what follows was done or is planned; null in other documents.")
    title: BilingualOut


class StatementCountsOut(Out):
    """How many statements there are."""

    total: int = shown(190, "All.")
    reported: int = shown(109, "What was done.")
    planned: int = shown(81, "What is planned.")


class DocumentOut(Out):
    """A source: a plan, a work report, a notice, news."""

    id: str = shown("report-2025", "Document id.")
    kind: Literal["plan", "report", "notice", "news"] = shown("report", "What it is.")
    plan: str | None = shown(None, "The plan that it is, whose tasks are its statements.")
    title: BilingualOut
    issuer: AgencyNameOut | None
    issuer_name: BilingualOut
    dated: str | None = shown("2025-01-22", "The date that it carries.")
    published_in: BilingualOut
    coverage: CoverageOut | None
    headings: list[HeadingOut]
    statement_counts: StatementCountsOut


class StatementEvidenceOut(Out):
    """What a statement says of which task."""

    task: TaskNameOut
    deliverable: str | None = shown("2024-37-b", "The undertaking that is meant; null: the task as a whole.")
    strength: Strength = shown("completed", "`completed`, `advanced`, or `announced` for the year ahead.")
    note: BilingualOut


class StatementOut(Out):
    """One claim of a document."""

    id: str = shown("report-2025:14.3", "Document, paragraph, sentence.")
    document: str = shown("report-2025", "Document id.")
    paragraph: int = shown(14, "Paragraph that is not empty, from 1.")
    sentence: int = shown(3, "Sentence in it, from 1.")
    headings: list[BilingualOut] = Field(description="The headings that it stands under, the highest first.")
    part: Part | None = shown("reported", "`reported` done, `planned` for the time ahead; null in other documents.")
    text: BilingualOut
    text_kind: Literal["summary", "document"] = shown(
        "summary", "`summary`: in our words, `document`: the document's own."
    )
    topics: list[str] = Field(description="What it is about.", examples=[["geographical_indication"]])
    agencies: list[AgencyNameOut] = Field(description="Bodies that acted together.")
    others: list[BilingualOut] = Field(description="Bodies without a code.")
    places: list[BilingualOut] = Field(description="Places named.")
    evidence: list[StatementEvidenceOut] = Field(description="What it says of which task.")
    indicators: list[str] = Field(
        description="Figures that it gives.", examples=[["domestic-invention-patents-in-force-2024"]]
    )


class EvidenceOut(Out):
    """A statement that says what became of an undertaking, or that announces one."""

    id: str = shown("report-2025:14.3~2024-37-b", "Statement and target, with ~ between.")
    statement: str = shown("report-2025:14.3", "Statement id.")
    part: Part | None = shown("reported", "Part of the document that it stands in.")
    text: BilingualOut
    task: TaskNameOut
    deliverable: str | None = shown("2024-37-b", "The undertaking that is meant; null: the task as a whole.")
    strength: Strength = shown("completed", "`completed`, `advanced`, or `announced` for the year ahead.")
    note: BilingualOut


class UnitOut(Out):
    """What a figure counts."""

    code: str = shown("percent", "Code; `percent_point` apart from `percent`.")
    name: BilingualOut


class IndicatorPeriodOut(Out):
    """The time that a figure is of."""

    from_: str | None = Field(alias="from", description="First day.", examples=["2024-01-01"])
    to: str | None = shown("2024-12-31", "Last day.")
    kind: Literal["during", "at_end"] = shown("at_end", "`during` that time, or what there was `at_end` of it.")


class GrowthOut(Out):
    """By how much a figure grew."""

    value: float = shown(12.3, "By how much; negative: it fell.")
    unit: str = shown("percent", "Code of the unit.")
    against: str = shown("previous_year", "Against what.")


class IndicatorOut(Out):
    """A figure, in base units: 4.756 million is 4756000, 95.2 % is 95.2."""

    code: str = shown("domestic-invention-patents-in-force-2024", "Code.")
    name: BilingualOut
    value: int | float | None = shown(4756000, "As the source says it; null where no number can be taken from it.")
    unit: UnitOut
    qualifier: Qualifier = shown("exact", "How exactly the source says it.")
    period: IndicatorPeriodOut | None = Field(description="Null where the source does not say.")
    change: GrowthOut | None
    agency: AgencyNameOut | None = Field(description="Whose figure it is, where that is plain.")
    task: TaskNameOut | None = Field(description="The task that carries it.")
    problem: BilingualOut | None = Field(description="What is wrong with it in the source; never mended.")
    topics: list[str] = Field(description="Topics.", examples=[["patent"]])
    source: list[SourceOut]


class PriorityOut(Out):
    """What an event is to make known."""

    text: BilingualOut
    source: list[SourceOut]


class RequirementOut(Out):
    """What an event asks of whom."""

    who: BilingualOut
    agencies: list[AgencyNameOut]
    to: BilingualOut | None = Field(description="Whom it is owed to, where the document says.")
    what: BilingualOut
    source: list[SourceOut]


class RuleOut(Out):
    """How a deadline is reckoned; the day it starts from is not counted."""

    anchor: Literal["starts_on", "ends_on"] = shown("ends_on", "The day of the event that it starts from.")
    count: int = shown(7, "How many days.")
    unit: Literal["working_day", "day"] = shown("working_day", "Which days count.")
    direction: Literal["after", "before"] = shown("after", "After that day, or before it.")


class CountedDayOut(Out):
    """A day between, and whether it counts."""

    date: str = shown("2025-04-27", "The day.")
    counted: int | None = shown(1, "Which of the days it is; null: it does not count.")
    why: BilingualOut


class DeadlineOut(Out):
    """By when something has to be done, and how that is reckoned."""

    code: str = shown("provincial-summary", "Code.")
    who: BilingualOut
    to: BilingualOut
    what: BilingualOut
    due_on: str | None = shown("2025-05-08", "Last day; null where the holidays of that year are not known.")
    rule: RuleOut
    starts_from: str = shown("2025-04-26", "The day it starts from.")
    days: list[CountedDayOut] = Field(description="Every day from there on, and whether it counts.")
    source: list[SourceOut]


class RelatedOut(Out):
    """What takes place within an event."""

    name: BilingualOut
    date: str = shown("2021-04-23", "The day.")
    place: BilingualOut
    hosts: list[BilingualOut]
    source: list[SourceOut]


class EventSourcesOut(Out):
    """Where a document says what an event is."""

    theme: list[SourceOut]
    dates: list[SourceOut]
    occasion: list[SourceOut]


class EventOut(Out):
    """A dated campaign."""

    code: str = shown("publicity-week-2025", "Code.")
    kind: Literal["publicity_week"] = shown("publicity_week", "What it is.")
    document: str = shown("week-2025", "Document that says so.")
    name: BilingualOut
    theme: BilingualOut
    starts_on: str = shown("2025-04-20", "First day.")
    ends_on: str = shown("2025-04-26", "Last day.")
    issuer_name: BilingualOut | None = Field(description="Who called it, where the document says.")
    issuer: AgencyNameOut | None = Field(description="The same as an agency, where it is one.")
    occasion: BilingualOut
    priorities: list[PriorityOut]
    requirements: list[RequirementOut]
    deadlines: list[DeadlineOut]
    related: list[RelatedOut]
    sources: EventSourcesOut


class VariantOut(Out):
    """Another rendering that a source has."""

    value: str = shown("layout design", "The rendering.")
    lang: Lang = shown("en", "Its language.")
    error: BilingualOut | None = Field(description="What is wrong with it; null: it may be used.")
    source: list[SourceOut]


class TermEntryOut(Out):
    """A term of the field, and how the sources render it."""

    id: str = shown("trade-secret", "Id.")
    name: BilingualOut
    variants: list[VariantOut]
