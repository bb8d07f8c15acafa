"""What a plan and an agency are before they are stored: the records that seed files and the importer both make.

They hold what a person can know by reading a document, and nothing derived: no task ids (plan id, hyphen, number), no
roles (the first agency leads), no dates of our own. `service.store` takes them in.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Lang = Literal["zh", "en"]
LANGS: tuple[Lang, Lang] = ("zh", "en")

PlanId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$", max_length=40)]
"""A plan's slug: `2025`, `2026-2027`, `guangdong-2026`. A task id splits into plan and number at its last hyphen."""
SectionNumber = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]?(?:\.[1-9][0-9]?)?$")]
"""`2` is a part, `2.3` the third sub-section of part 2."""
AgencyCode = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9-]{1,15}$")]


class Record(BaseModel):
    """A record never changes once made, and a field it does not know is an error rather than dropped."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Bilingual(Record):
    """A text in both languages; `""` where one is missing."""

    zh: str = ""
    en: str = ""

    def __getitem__(self, lang: Lang) -> str:
        return self.zh if lang == "zh" else self.en

    def with_text(self, lang: Lang, value: str) -> "Bilingual":
        return Bilingual(zh=value, en=self.en) if lang == "zh" else Bilingual(zh=self.zh, en=value)


class TextKind(StrEnum):
    """Where a task's text in one language comes from."""

    SUMMARY = "summary"  # written by us from the source
    OFFICIAL = "official"  # the Chinese document itself
    TRANSLATION = "translation"  # somebody's translation of it


class TextKinds(Record):
    """The kind of each language's text, `None` where that language has none."""

    zh: TextKind | None = None
    en: TextKind | None = None

    def __getitem__(self, lang: Lang) -> TextKind | None:
        return self.zh if lang == "zh" else self.en

    def with_kind(self, lang: Lang, value: TextKind | None) -> "TextKinds":
        return TextKinds(zh=value, en=self.en) if lang == "zh" else TextKinds(zh=self.zh, en=value)


IMPORTED: dict[Lang, TextKind] = {"zh": TextKind.OFFICIAL, "en": TextKind.TRANSLATION}
"""The kind that an imported text has: official plans are Chinese, so English ones are translations."""


class Responsibility(StrEnum):
    """How the agencies of a task share it."""

    SOLE = "sole"  # one agency
    JOINT = "joint"  # several
    DIVIDED = "divided"  # several, by division of responsibilities 按职责分工负责


class SectionRecord(Record):
    number: SectionNumber
    title: Bilingual


class TaskRecord(Record):
    number: Annotated[int, Field(ge=1, le=9_999_999)]
    section: SectionNumber
    title: Bilingual
    text: Bilingual
    text_kind: TextKinds = TextKinds(zh=TextKind.SUMMARY, en=TextKind.SUMMARY)
    agencies: Annotated[tuple[AgencyCode, ...], Field(min_length=1)]
    responsibility: Responsibility

    @model_validator(mode="after")
    def _agree(self) -> Self:
        if len(set(self.agencies)) != len(self.agencies):
            raise ValueError("an agency is named twice")
        if (self.responsibility is Responsibility.SOLE) != (len(self.agencies) == 1):
            raise ValueError("responsibility is `sole` exactly where there is one agency")
        return self


class Period(Record):
    """The days a plan covers, both included."""

    model_config = ConfigDict(frozen=True, extra="forbid", serialize_by_alias=True, validate_by_name=True)
    from_: Annotated[date, Field(alias="from")]
    to: date

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.to < self.from_:
            raise ValueError("a period ends before it begins")
        return self


class PlanRecord(Record):
    """A numbered task list. Sections stand in document order, tasks by number without a gap."""

    id: PlanId
    title: Bilingual = Bilingual()
    period: Period | None = None
    issuer: AgencyCode | None = None
    document_number: str | None = None
    issued_on: date | None = None
    published_on: date | None = None
    source_url: str | None = None
    lead_rule: Bilingual = Bilingual()
    sections: tuple[SectionRecord, ...] = ()
    tasks: Annotated[tuple[TaskRecord, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _whole(self) -> Self:
        numbers = [section.number for section in self.sections]
        if len(set(numbers)) != len(numbers):
            raise ValueError("a section stands twice")
        parts = {number.partition(".")[0] for number in numbers}
        if missing := sorted(parts - set(numbers)):
            raise ValueError(f"sub-sections without their part: {', '.join(missing)}")
        if [task.number for task in self.tasks] != list(range(1, len(self.tasks) + 1)):
            raise ValueError("tasks are not numbered from 1 without a gap")
        if missing := sorted({task.section for task in self.tasks} - set(numbers)):
            raise ValueError(f"tasks stand in sections that are not there: {', '.join(missing)}")
        return self


class AliasKind(StrEnum):
    """In what way an alias names its agency."""

    SHORT = "short"  # 市场监管总局
    ABBREVIATION = "abbreviation"  # SAMR, NCAC
    FORMER = "former"  # a name it bore before
    TRANSLATION = "translation"  # another rendering into English
    NAMEPLATE = "nameplate"  # an institution's name that the body carries besides its own (国家版权局)
    PRESS = "press"  # what newspapers call it (market regulator): in a question, never in a document
    MENTION = "mention"  # how documents point at it (有关成员单位)
    MISTRANSLATION = "mistranslation"  # an error of one document; always tied to its plan and language


class AliasRecord(Record):
    """Another name of an agency. With `plan` it holds in that plan only, and there before all others."""

    value: Annotated[str, Field(min_length=1)]
    lang: Lang
    kind: AliasKind
    plan: PlanId | None = None

    @model_validator(mode="after")
    def _tied(self) -> Self:
        if self.kind is AliasKind.MISTRANSLATION and self.plan is None:
            raise ValueError("a mistranslation is tied to the plan it stands in")
        return self


class AgencyKind(StrEnum):
    PARTY = "party"  # organs of the Central Committee
    JUDICIAL = "judicial"  # the two supreme organs
    MINISTRY = "ministry"  # constituent departments of the State Council 国务院组成部门
    ADMINISTRATION = "administration"  # bodies directly under the State Council 直属机构, 直属特设机构
    BUREAU = "bureau"  # national bureaus led by a ministry 部委管理的国家局
    INSTITUTION = "institution"  # public institutions 事业单位 (CAS, NSFC)
    MILITARY = "military"
    ORGANISATION = "organisation"  # people's organisations 人民团体 (CAST, CCPIT)
    OFFICE = "office"  # the Joint Conference Office
    COLLECTIVE = "collective"  # stands for several bodies, or for "and others"


class ParentRecord(Record):
    """Whom an agency stands under, from and to which day (`None`: not known, or still so).

    `code` where the parent is itself an agency here, else `name` (the State Council, a ministry outside the plans).
    """

    model_config = ConfigDict(frozen=True, extra="forbid", serialize_by_alias=True, validate_by_name=True)
    code: AgencyCode | None = None
    name: Bilingual | None = None
    from_: Annotated[date | None, Field(alias="from")] = None
    to: date | None = None

    @model_validator(mode="after")
    def _named(self) -> Self:
        if (self.code is None) == (self.name is None):
            raise ValueError("a parent has either a code or a name")
        if self.from_ and self.to and self.to < self.from_:
            raise ValueError("a parent's dates run backwards")
        return self


class AgencyRecord(Record):
    code: AgencyCode
    name: Bilingual
    short_name: Bilingual
    kind: AgencyKind
    parents: tuple[ParentRecord, ...] = ()
    aliases: tuple[AliasRecord, ...] = ()

    @property
    def collective(self) -> bool:
        return self.kind is AgencyKind.COLLECTIVE


def section_key(number: str) -> tuple[int, int]:
    part, _, sub = number.partition(".")
    return int(part), int(sub or 0)


def section_number(part: int, sub: int) -> str:
    return f"{part}.{sub}" if sub else str(part)
