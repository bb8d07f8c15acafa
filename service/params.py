"""What a caller may send: one model a route, with limits, examples and messages. Anything else in a query is 422."""

from typing import Annotated, Any, ClassVar, Literal, Self
from urllib.parse import parse_qsl

from fastapi import Depends, Path, Request
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, field_validator

from service.moments import moment
from service.paging import DEFAULT_PER_PAGE, MAX_PAGE, MAX_PER_PAGE, Paging
from service.problems import LONGEST_NAME, ErrorOut, error, from_pydantic, invalid, unknown_parameter
from service.records import Responsibility
from service.schemas import Progress, Role

MAX_VALUES = 50
"""Values that one repeated parameter may have."""

LONGEST_QUESTION = 1_000
"""Characters of the longest question; only its rarest words count anyway."""

Named = Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)]


def _digits(value: object) -> object:
    if isinstance(value, str) and not (value.isascii() and value.isdigit()):
        raise ValueError("must be a whole number, in digits")
    return value


Whole = Annotated[int, BeforeValidator(_digits)]
"""A whole number in digits alone; left to itself the parser takes 1.0, +1 and 1_0 too."""
Many = Field(max_length=MAX_VALUES)


class Query(BaseModel):
    """A query string. What it does not know is refused, so that a slip of the pen never widens an answer.

    It is read here and not by the framework, whose way of taking eleven parameters apart costs more than all else that
    a page of tasks needs (docs/decisions/0003-reads.md).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    repeatable: ClassVar[frozenset[str]] = frozenset()

    @classmethod
    async def of(cls, request: Request) -> Self:
        """The query of a request, or a problem that names everything wrong with it."""
        text = request.scope["query_string"]
        values: dict[str, Any] = {}
        errors: list[ErrorOut] = []
        for name, value in parse_qsl(text.decode("latin-1"), keep_blank_values=True) if text else ():
            if name in cls.repeatable:
                values.setdefault(name, []).append(value)
            elif name in values:
                errors.append(error("query", name, "may be given once only"))
            else:
                values[name] = value
        if errors:
            raise invalid(errors)
        try:
            return cls.model_validate(values)
        except ValidationError as wrong:
            raise invalid([cls._told(item) for item in wrong.errors(include_url=False)]) from None

    @classmethod
    def _told(cls, item: Any) -> ErrorOut:
        if item["type"] == "extra_forbidden":
            return unknown_parameter(str(item["loc"][0]), list(cls.model_fields))
        return from_pydantic("query", item)


class NoQuery(Query):
    """For routes without parameters."""


NO_QUERY = Depends(NoQuery.of)
"""Dependency of a route that takes no parameters: one that is sent all the same is refused."""


class PageQuery(Query):
    page: Annotated[
        Whole, Field(ge=1, le=MAX_PAGE, description="Page, from 1. Past the end it is empty.", examples=[1])
    ] = 1
    per_page: Annotated[Whole, Field(ge=1, le=MAX_PER_PAGE, description="Items a page.")] = DEFAULT_PER_PAGE


def after_example(example: str) -> Any:
    text = "Instead of `page`: the items after this id, in id order, at the same cost however far."
    return Field(description=text, examples=[example])


class WalkQuery(PageQuery):
    """Pages by number, or a walk in id order."""

    after: Named | None = None

    @field_validator("after")
    @classmethod
    def _storable(cls, value: str | None) -> str | None:
        if value is not None and "\0" in value:
            raise ValueError("holds a NUL character, which no id does")
        return value

    @property
    def paging(self) -> Paging:
        if self.after is not None and self.page != 1:
            raise invalid([error("query", "page", "cannot go with `after`, which takes its place")])
        return Paging(self.page, self.per_page, walking=self.after is not None)


class PlanListQuery(WalkQuery):
    after: Annotated[Named | None, after_example("2024")] = None


class PlanChangesQuery(Query):
    since: Annotated[Named, Field(description="Id of the earlier plan.", examples=["2024"])]


class SectionListQuery(WalkQuery):
    after: Annotated[Named | None, after_example("2.3")] = None


class AgencyListQuery(WalkQuery):
    after: Annotated[Named | None, after_example("SAMR")] = None


class TaskFilterQuery(Query):
    """The filters of tasks. A repeated parameter is OR, different ones are AND."""

    repeatable = frozenset(
        {"id", "plan", "agency", "role", "section", "responsibility", "topic", "instrument", "progress"}
    )

    id: Annotated[tuple[Named, ...], Many, Field(description="Task ids.", examples=[["2025-41"]])] = ()
    plan: Annotated[tuple[Named, ...], Many, Field(description="Plan ids.", examples=[["2025"]])] = ()
    agency: Annotated[
        tuple[Named, ...],
        Many,
        Field(
            description="Agencies, by code, name, abbreviation or alias in either language. A collective matches only "
            "where it is named.",
            examples=[["SAMR"], ["市场监管总局"]],
        ),
    ] = ()
    role: Annotated[
        tuple[Role, ...], Many, Field(description="What the `agency` given has to be on the task.", examples=[["lead"]])
    ] = ()
    section: Annotated[
        tuple[Named, ...],
        Many,
        Field(description="Section numbers; `2` takes in 2.1, 2.2 ...", examples=[["2"], ["2.3"]]),
    ] = ()
    responsibility: Annotated[
        tuple[Responsibility, ...], Many, Field(description="How the agencies share the task.", examples=[["divided"]])
    ] = ()
    include: Annotated[
        Literal["collective"] | None,
        Field(
            description="`collective`: also the tasks that reach the `agency` given as a member of a collective; it is "
            "then among their agencies, `via` that collective.",
            examples=["collective"],
        ),
    ] = None
    topic: Annotated[
        tuple[Named, ...], Many, Field(description="Topics, by code or name.", examples=[["patent"], ["人工智能"]])
    ] = ()
    instrument: Annotated[
        tuple[Named, ...],
        Many,
        Field(
            description="Laws and other texts that the task acts on, by code or any of their names.",
            examples=[["trademark-law"], ["商标法"]],
        ),
    ] = ()
    progress: Annotated[
        tuple[Progress, ...], Many, Field(description="What was reported of it.", examples=[["completed"]])
    ] = ()
    updated_since: Annotated[
        str | None,
        Field(
            description="Tasks whose JSON changed since then, inclusive: RFC 3339, a date or date-time with offset.",
            examples=["2025-05-07", "2025-05-07T08:00:00+08:00"],
        ),
        AfterValidator(lambda value: None if value is None else moment(value)),
    ] = None

    @property
    def narrowing(self) -> bool:
        """Whether any filter is given."""
        return not self.model_fields_set.isdisjoint(TaskFilterQuery.model_fields)


class SortedTaskQuery(TaskFilterQuery):
    """Filters of tasks, and their order."""

    sort: Annotated[
        Literal["id", "-id", "updated_at", "-updated_at"],
        Field(description="Order; `-` reverses. Equal ones follow in the order of their ids."),
    ] = "id"


class TaskListQuery(SortedTaskQuery, WalkQuery):
    """Filters and pages of tasks."""

    after: Annotated[Named | None, after_example("2025-41")] = None


class SearchQuery(TaskFilterQuery, PageQuery):
    """A question, with the filters of tasks."""

    q: Annotated[
        str,
        Field(
            max_length=LONGEST_QUESTION,
            description="What is looked for, in words of either language: a topic, a name, a number such as `2024-12`, "
            "or a whole question.",
            examples=["商业秘密", "trade secrets", "税务总局 2025"],
        ),
    ]
    interpret: Annotated[
        bool,
        Field(
            description="`false` takes the words as they stand: no agencies, years or terms are read out of them, and "
            "nothing is mended."
        ),
    ] = True
    sort: Annotated[
        Literal["score", "id", "-id", "updated_at", "-updated_at"],
        Field(description="Order; `score` has the best match first, `-` reverses."),
    ] = "score"

    @field_validator("q")
    @classmethod
    def _not_blank(cls, value: str) -> str:
        if not value.strip():
            raise ValueError("must not be empty")
        return value


class SuggestQuery(PageQuery):
    q: Annotated[
        str,
        Field(
            max_length=LONGEST_NAME,
            description="What has been typed so far; empty: where most people begin.",
            examples=["专利", "trade se", "shui"],
        ),
    ] = ""
    per_page: Annotated[Whole, Field(ge=1, le=50, description="Suggestions at the most.")] = 10


class CsvQuery(Query):
    bom: Annotated[bool, Field(description="Begin with a byte order mark, by which spreadsheets know UTF-8.")] = False


class TaskCsvQuery(SortedTaskQuery, CsvQuery):
    """Filters of the file, and how it begins."""


class ChangeQuery(PageQuery):
    after: Annotated[
        Whole, Field(ge=0, le=2**31 - 1, description="The last revision that you hold; what came later is listed.")
    ] = 0


# Without limits of their own: in a path, whatever names nothing is simply not there.
TaskId = Annotated[str, Path(description="Task id: plan id, hyphen, number.", examples=["2025-41"])]
PlanIdPath = Annotated[str, Path(description="Plan id.", examples=["2025"])]
AgencyPath = Annotated[
    str,
    Path(
        description="Agency code, or any of its names in either language.",
        examples=["SAMR"],
    ),
]
