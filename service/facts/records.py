"""What a fact is before it is stored: the records that `seed/` holds beside plans and agencies.

Each is written by hand from a document and says where it stands there. Nothing derived is in them: what a task shows of
them (`service.facts.derived`) and what a reader is sent (`service.facts.rendering`) is worked out when they are stored.
"""

import re
from datetime import date
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from service.records import AgencyCode, Bilingual, Lang, PlanId, Record

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$", max_length=80)]
"""A code that a person gives: lower case, hyphens."""
TopicCode = Annotated[str, StringConstraints(pattern=r"^[a-z]+(?:_[a-z]+)*$", max_length=40)]
Place = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*:[1-9][0-9]*\.[1-9][0-9]*$", max_length=60)]
"""A sentence of a document: `report-2025:14.3` is the third one of its 14th paragraph, both counted from 1."""
TaskId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*-[1-9][0-9]*$", max_length=50)]
DeliverableId = Annotated[
    str, StringConstraints(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*-[1-9][0-9]*-[a-z]$", max_length=52)
]
Target = TaskId | DeliverableId
"""The undertaking that a fact is about, where it means one; else its task."""


def _each_once(topics: tuple[TopicCode, ...]) -> tuple[TopicCode, ...]:
    if len(set(topics)) != len(topics):
        raise ValueError("a topic is named twice")
    return topics


Topics = Annotated[tuple[TopicCode, ...], AfterValidator(_each_once)]


def _several(value: object) -> object:
    return [value] if isinstance(value, str) else value


Places = Annotated[tuple[Place, ...], BeforeValidator(_several), Field(min_length=1)]
"""Where a fact stands; in YAML one place or a list of them."""


def sort_key(key: str) -> str:
    """Text whose order is that of ids, where numbers count as numbers: `2025-9-a` before `2025-10-a`."""
    return re.sub(r"\d+", lambda digits: digits[0].zfill(9), key)


def task_of(target: str) -> str:
    """The task of an undertaking, or the task itself."""
    head, _, last = target.rpartition("-")
    return head if last.isalpha() else target


class Span(Record):
    """Days, both included; `None` where an end is not known."""

    model_config = ConfigDict(frozen=True, extra="forbid", serialize_by_alias=True, validate_by_name=True)
    from_: Annotated[date | None, Field(alias="from")] = None
    to: date | None = None

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.from_ and self.to and self.to < self.from_:
            raise ValueError("a period ends before it begins")
        return self


class AliasOfRecord(Record):
    """Another name of an instrument or initiative."""

    value: Annotated[str, Field(min_length=1)]
    lang: Lang


# Topics and deliverables


class TopicRecord(Record):
    """A topic: the right concerned, or the field of work."""

    code: TopicCode
    group: Literal["right", "field"]
    name: Bilingual


class Step(StrEnum):
    """A step on the ladder of law-making, in order."""

    STUDY = "study"
    DRAFT = "draft"
    FORMULATE = "formulate"
    REVISE = "revise"
    NEGOTIATE = "negotiate"
    ISSUE = "issue"
    RATIFY = "ratify"
    IMPLEMENT = "implement"


LADDER: tuple[str, ...] = tuple(Step)

Verb = Literal[
    "study", "draft", "formulate", "revise", "negotiate", "issue", "ratify", "implement",
    "promote", "accelerate", "explore", "pilot", "build", "establish", "improve", "strengthen", "expand", "carry_out",
    "hold", "train", "publish", "assess", "coordinate", "support", "guide", "supervise", "participate", "cooperate",
    "publicise",
]  # fmt: skip
"""What is to be done: the steps of the ladder first, then all else."""
Yield = Literal[
    "law", "regulation", "rule", "interpretation", "guideline", "opinion", "plan", "standard", "treaty", "policy",
    "report", "cases", "catalogue", "platform", "database", "centre", "mechanism", "campaign", "event", "training",
    "pilot",
]  # fmt: skip
"""What an undertaking is to yield."""


class DeliverableRecord(Record):
    """One undertaking inside a task. `id` is its letter there."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z]$")]
    verb: Verb
    expected: Verb
    yields: Yield | None
    object: Bilingual
    source: Places


class TaskFactsRecord(Record):
    """What one task is about and what it is made of."""

    number: Annotated[int, Field(ge=1)]
    topics: Topics
    deliverables: Annotated[tuple[DeliverableRecord, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _lettered(self) -> Self:
        letters = [deliverable.id for deliverable in self.deliverables]
        if letters != [chr(ord("a") + i) for i in range(len(letters))]:
            raise ValueError(f"task {self.number}: its deliverables are not lettered a, b, c ...")
        return self


# Lineage and initiatives


class LinkKind(StrEnum):
    CONTINUES = "continues"  # the same undertaking carried on
    RELATED = "related"  # an overlapping topic


class LinkRecord(Record):
    """A task of a later plan that carries on one of an earlier plan, or touches it."""

    model_config = ConfigDict(frozen=True, extra="forbid", serialize_by_alias=True, validate_by_name=True)
    from_: Annotated[Target, Field(alias="from")]
    to: Target
    kind: LinkKind
    change: Bilingual


class PartnerRecord(Record):
    """A partner abroad: a state by ISO 3166 code, or an organisation."""

    code: Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9]+(?:-[A-Z0-9]+)*$")]
    name: Bilingual


class EditionRecord(Record):
    """An initiative in one plan."""

    plan: PlanId
    name: Bilingual
    ordinal: int | None = None
    tasks: Annotated[tuple[TaskId, ...], Field(min_length=1)]
    source: Places


InitiativeKind = Literal[
    "campaign", "meeting", "month", "cases", "cooperation", "programme", "pilot", "award", "mechanism"
]


class InitiativeRecord(Record):
    """A named campaign, meeting or series."""

    code: Slug
    name: Bilingual
    kind: InitiativeKind
    about: Bilingual
    aliases: tuple[AliasOfRecord, ...] = ()
    partners: tuple[str, ...] = ()
    editions: Annotated[tuple[EditionRecord, ...], Field(min_length=1)]


# Instruments

InstrumentKind = Literal[
    "law", "regulation", "rule", "interpretation", "guideline", "opinion", "plan", "standard", "treaty"
]
Level = Literal[
    "national_law", "administrative_regulation", "departmental_rule", "judicial", "central_policy",
    "departmental_document", "national_standard", "international",
]  # fmt: skip


class ActRecord(Record):
    """What a task does to an instrument."""

    task: Target
    actions: Annotated[tuple[Step, ...], Field(min_length=1)]
    source: Places

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if list(self.actions) != sorted(set(self.actions), key=LADDER.index):
            raise ValueError(f"{self.task}: actions go in the order {' < '.join(LADDER)}, each once")
        return self


class InstrumentRecord(Record):
    """A law, regulation, interpretation, guideline, opinion, plan, standard or treaty that tasks act on."""

    code: Slug
    name: Bilingual
    short_name: Bilingual
    kind: InstrumentKind
    level: Level
    topics: Topics = ()
    aliases: tuple[AliasOfRecord, ...] = ()
    acts: Annotated[tuple[ActRecord, ...], Field(min_length=1)]


# Documents, statements, evidence

Part = Literal["reported", "planned"]


class CoverageRecord(Record):
    """Whose work of which time a document reports."""

    model_config = ConfigDict(frozen=True, extra="forbid", serialize_by_alias=True, validate_by_name=True)
    agencies: tuple[AgencyCode, ...]
    from_: Annotated[date, Field(alias="from")]
    to: date
    about: Bilingual

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.to < self.from_:
            raise ValueError("a period ends before it begins")
        return self


class HeadingRecord(Record):
    at: Place
    level: Annotated[int, Field(ge=1, le=6)]
    part: Part | None = None
    title: Bilingual


class StatementRecord(Record):
    """One claim of a document. `text_kind` as of tasks: `summary` in our words, else the document's own."""

    at: Place
    text: Bilingual
    text_kind: Literal["summary", "document"] = "summary"
    topics: Topics = ()
    agencies: tuple[AgencyCode, ...] = ()
    others: tuple[Bilingual, ...] = ()
    places: tuple[Bilingual, ...] = ()


class DocumentRecord(Record):
    """A source. A plan's tasks are its statements; it then names the plan."""

    id: Slug
    kind: Literal["plan", "report", "notice", "news"]
    plan: PlanId | None = None
    title: Bilingual
    issuer: AgencyCode | None = None
    issuer_name: Bilingual = Bilingual()
    dated: date | None = None
    published_in: Bilingual = Bilingual()
    coverage: CoverageRecord | None = None
    headings: tuple[HeadingRecord, ...] = ()
    statements: tuple[StatementRecord, ...] = ()

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        for name, rows in (("headings", self.headings), ("statements", self.statements)):
            places = [row.at for row in rows]
            if any(place.partition(":")[0] != self.id for place in places):
                raise ValueError(f"{name} of another document")
            if places != sorted(set(places), key=order):
                raise ValueError(f"{name} stand out of order, or twice")
        return self


def order(place: str) -> tuple[int, int]:
    """Where in its document a sentence stands."""
    paragraph, _, sentence = place.partition(":")[2].partition(".")
    return int(paragraph), int(sentence)


class Strength(StrEnum):
    COMPLETED = "completed"  # the very thing that was asked for is there
    ADVANCED = "advanced"  # work on it went on
    ANNOUNCED = "announced"  # a plan for the year ahead that the task then takes up


class EvidenceRecord(Record):
    """A statement that says what became of an undertaking, or that announces one."""

    statement: Place
    target: Target
    strength: Strength
    note: Bilingual = Bilingual()


# Figures


class UnitRecord(Record):
    code: TopicCode
    name: Bilingual


class ChangeOfRecord(Record):
    """By how much a figure grew, against what."""

    value: float
    unit: TopicCode
    against: str


class IndicatorPeriod(Span):
    kind: Literal["during", "at_end"]


class IndicatorRecord(Record):
    """A figure, in base units: 4.756 million is 4756000, 95.2 % is 95.2."""

    code: Slug
    name: Bilingual
    value: int | float | None
    unit: TopicCode
    qualifier: Literal["exact", "more_than", "at_least", "about", "up_to", "below"]
    period: IndicatorPeriod | None
    change: ChangeOfRecord | None = None
    agency: AgencyCode | None = None
    task: TaskId | None = None
    problem: Bilingual | None = None
    topics: Topics = ()
    source: Places


# Events


class RuleRecord(Record):
    """How a deadline is reckoned: so many days from a day of the event, that day not counted."""

    anchor: Literal["starts_on", "ends_on"]
    count: Annotated[int, Field(ge=1, le=400)]
    unit: Literal["working_day", "day"]
    direction: Literal["after", "before"]


class DeadlineRecord(Record):
    code: Slug
    who: Bilingual
    to: Bilingual
    what: Bilingual
    rule: RuleRecord
    source: Places


class PriorityRecord(Record):
    text: Bilingual
    source: Places


class RequirementRecord(Record):
    who: Bilingual
    agencies: tuple[AgencyCode, ...] = ()
    to: Bilingual | None = None
    what: Bilingual
    source: Places


class RelatedRecord(Record):
    """What takes place within an event."""

    name: Bilingual
    date: date
    place: Bilingual = Bilingual()
    hosts: tuple[Bilingual, ...] = ()
    source: Places


class IssuerRecord(Record):
    name: Bilingual
    agency: AgencyCode | None = None


class EventSourcesRecord(Record):
    theme: Places
    dates: Places
    occasion: Places | None = None


class EventRecord(Record):
    """A dated campaign."""

    code: Slug
    kind: Literal["publicity_week"]
    document: Slug
    name: Bilingual
    theme: Bilingual
    starts_on: date
    ends_on: date
    issuer: IssuerRecord | None = None
    occasion: Bilingual = Bilingual()
    priorities: tuple[PriorityRecord, ...] = ()
    requirements: tuple[RequirementRecord, ...] = ()
    deadlines: tuple[DeadlineRecord, ...] = ()
    related: tuple[RelatedRecord, ...] = ()
    sources: EventSourcesRecord

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.ends_on < self.starts_on:
            raise ValueError("an event ends before it begins")
        return self


# Members and terms


class MemberRecord(Span):
    """A member of a collective, as long as it is one."""

    agency: AgencyCode
    source: Annotated[str, Field(min_length=1)]


class MembersRecord(Record):
    """The members of a collective."""

    code: AgencyCode
    members: tuple[MemberRecord, ...]

    def between(self, start: date | None, end: date | None) -> set[str]:
        """Who is a member at any time of some days; a side that is not known is open."""
        return {
            member.agency
            for member in self.members
            if (member.from_ is None or end is None or member.from_ <= end)
            and (member.to is None or start is None or start <= member.to)
        }


class VariantRecord(Record):
    """Another rendering of a term that a source has; `error` says what is wrong with it, if anything."""

    value: Annotated[str, Field(min_length=1)]
    lang: Lang
    error: Bilingual | None = None
    sources: Places


class TermRecord(Record):
    """A term of the field."""

    id: Slug
    name: Bilingual
    variants: tuple[VariantRecord, ...] = ()
