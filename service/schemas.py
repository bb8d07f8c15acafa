"""The public JSON: one model a resource, with every field always there, and the rendering of records into it.

Stored bodies are made here and nowhere else. Change what a model looks like and raise `RENDERING`: `tuijin migrate`
then renders every body anew without moving an `updated_at`.
"""

from typing import Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from service.records import (
    AgencyKind,
    AliasKind,
    Lang,
    Responsibility,
    TextKind,
)

RENDERING = 2

Role = Literal["lead", "participant"]


def shown(example: Any, description: str) -> Any:
    """A field of the public JSON: what it means and what it looks like."""
    return Field(description=description, examples=[example])


class Out(BaseModel):
    """An answer never changes once made and always carries all of its fields."""

    model_config = ConfigDict(frozen=True, extra="forbid", serialize_by_alias=True, validate_by_name=True)


class BilingualOut(Out):
    """A text in both languages; `""` where it is missing in one."""

    zh: str = shown("国家市场监督管理总局", "In Chinese, or empty.")
    en: str = shown("State Administration for Market Regulation", "In English, or empty.")


class TextKindsOut(Out):
    """Where the text of each language comes from: `summary` (written by Tuijin), `official`, `translation`."""

    zh: TextKind | None = shown("summary", "Kind of the Chinese text; null where there is none.")
    en: TextKind | None = shown("summary", "Kind of the English text; null where there is none.")


class PeriodOut(Out):
    """Days that a plan covers, both included."""

    from_: str = Field(alias="from", description="First day.", examples=["2025-01-01"])
    to: str = shown("2025-12-31", "Last day.")


class AgencyNameOut(Out):
    """An agency by code and name."""

    code: str = shown("SAMR", "Agency code.")
    name: BilingualOut


class AssignmentOut(Out):
    """An agency on a task. The first listed leads; in a `divided` list the order mostly follows protocol."""

    code: str = shown("SAMR", "Agency code.")
    name: BilingualOut
    role: Role = shown("lead", "`lead` for the first agency listed, `participant` for the others.")
    position: int = shown(1, "Place in the document's list, from 1.")
    via: str | None = shown(
        None, "With `include=collective`: the collective named there, at that place, that the agency is a member of."
    )


class TaskSectionOut(Out):
    """Where in the plan a task stands."""

    number: str = shown("2.2", "Section number: `2` a part, `2.2` a sub-section.")
    title: BilingualOut
    part_title: BilingualOut


Progress = Literal["completed", "partly_completed", "advanced", "none_reported", "not_covered"]
"""What was reported of a task. No report speaks of the work of all bodies, so silence is not always a sign."""


class TaskDeliverableOut(Out):
    """One undertaking inside a task."""

    id: str = shown("2025-16-b", "Task id, hyphen, letter.")
    verb: str = shown("formulate", "What the text says is done.")
    expected: str = shown("issue", "The furthest step that the text names for the year; else the verb.")
    yields: str | None = shown("guideline", "Kind of thing that is to come of it, where the text says.")
    object: BilingualOut


class TaskInstrumentOut(Out):
    """A law or other text that a task acts on."""

    code: str = shown("trademark-law", "Code.")
    name: BilingualOut
    actions: list[str] = Field(description="What the task does to it, in the order of the ladder.")


class TaskOut(Out):
    """One numbered item of a plan."""

    id: str = shown("2025-41", "Plan id, hyphen, number.")
    plan: str = shown("2025", "Plan id.")
    number: int = shown(41, "Number in the plan.")
    section: TaskSectionOut
    title: BilingualOut
    text: BilingualOut
    text_kind: TextKindsOut
    agencies: list[AssignmentOut] = Field(description="Who is responsible, in the document's order.")
    responsibility: Responsibility = shown(
        "sole", "`sole` one agency, `joint` several, `divided` several by division of responsibilities."
    )
    topics: list[str] = Field(description="What it is about.", examples=[["trademark", "legislation"]])
    deliverables: list[TaskDeliverableOut] = Field(description="Its undertakings, in the order of the text.")
    instruments: list[TaskInstrumentOut] = Field(description="Laws and other texts that it acts on.")
    continues: list[str] = Field(description="Tasks of earlier plans that it carries on.", examples=[["2024-37"]])
    continued_by: list[str] = Field(description="Tasks of later plans that carry it on.", examples=[[]])
    progress: Progress | None = shown(
        None,
        "What was reported of it: `completed` every deliverable; `partly_completed` some; `advanced` work on it went "
        "on; `none_reported` nothing, though the report covers one of its bodies; `not_covered` no report covers its "
        "bodies, so silence says nothing. Null: no report on its plan's time is here yet.",
    )
    updated_at: str = shown("2026-01-05T08:00:00.000000Z", "When this JSON last changed, UTC.")


class PlanOut(Out):
    """A plan: a numbered task list issued for a period."""

    id: str = shown("2025", "Plan id.")
    title: BilingualOut
    period: PeriodOut | None = Field(description="What the plan covers.")
    issuer: AgencyNameOut | None = Field(description="Who issued it.")
    document_number: str | None = shown("国知联办〔2024〕6号", "Official document number.")
    issued_on: str | None = shown("2025-04-29", "Day of issue.")
    published_on: str | None = shown("2025-05-07", "Day of publication.")
    source_url: str | None = shown(None, "Where the document is published.")
    lead_rule: BilingualOut
    task_count: int = shown(118, "How many tasks it has.")
    updated_at: str = shown("2026-01-05T08:00:00.000000Z", "When this JSON last changed, UTC.")


class SectionOut(Out):
    """A numbered heading of a plan."""

    number: str = shown("2.2", "Section number: `2` a part, `2.2` a sub-section.")
    title: BilingualOut
    part_title: BilingualOut
    task_count: int = shown(11, "Tasks in it, those of its sub-sections included.")


class ParentOut(Out):
    """Whom an agency stands under. `code` is null where the parent is no agency here."""

    code: str | None = shown(None, "Agency code of the parent.")
    name: BilingualOut
    from_: str | None = Field(alias="from", description="First day, where known.", examples=["2023-03-10"])
    to: str | None = shown(None, "Last day; null where it still stands.")


class AliasOut(Out):
    """Another name that resolves to the agency."""

    value: str = shown("市场监管总局", "The name.")
    lang: Lang = shown("zh", "Its language.")
    kind: AliasKind = shown(
        "short",
        "In what way it names the agency. A `nameplate` is a name it carries besides its own; `press` is what "
        "newspapers call it, which resolves in a question and not in an import; a `mistranslation` is an error of one "
        "plan's translation, which resolves in an import of that plan only.",
    )


class TaskCountsOut(Out):
    """On how many tasks of all plans an agency stands."""

    lead: int = shown(11, "Tasks that it leads.")
    participant: int = shown(15, "Tasks that it takes part in.")


class AgencyOut(Out):
    """A responsible body, or a collective that stands for several."""

    code: str = shown("SAMR", "Agency code.")
    name: BilingualOut
    short_name: BilingualOut
    kind: AgencyKind = shown("administration", "What sort of body it is.")
    parent: ParentOut | None = Field(description="Whom it stands under now, where that matters.")
    former_parents: list[ParentOut] = Field(description="Whom it stood under before, latest first.")
    collective: bool = shown(False, "Whether it stands for several bodies.")
    aliases: list[AliasOut] = Field(description="All other names that resolve to it.")
    task_counts: TaskCountsOut


class ChangeOut(Out):
    """One entry of the change log."""

    revision: int = shown(1, "Data revision of the write; its entries share it.")
    kind: Literal[
        "plan", "section", "task", "agency", "topic", "deliverable", "lineage", "initiative", "instrument", "document",
        "statement", "evidence", "indicator", "event", "term",
    ] = shown("task", "What changed.")  # fmt: skip
    id: str = shown("2025-41", "Its id or code; of a section its plan and number: `2025:2.3`.")
    change: Literal["put", "remove"] = shown("put", "`put`: new or changed; `remove`: gone.")
    at: str = shown("2026-01-05T08:00:00.000000Z", "When, UTC.")


Item = TypeVar("Item", bound=Out)


class ListOut(Out, Generic[Item]):
    """The envelope of every collection."""

    items: list[Item]
    total: int = shown(118, "Items in the whole collection, under the same filters.")
    page: int | None = shown(1, "This page; null when `after` is used.")
    per_page: int = shown(50, "Items a page.")
    pages: int = shown(3, "Pages in all.")
