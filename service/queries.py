"""What is asked of the database: pure functions from the shape of a question to a statement, each one ordered.

A statement depends on the shape alone (how many values of which filter, which order); values are bound when it runs.
So the same few statements serve all requests and are compiled once. Every statement ends its order in the id.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from sqlalchemy import ColumnElement, FromClause, and_, bindparam, desc, func, or_, select, tuple_
from sqlalchemy.sql import Select
from sqlmodel import SQLModel

from service import models as _tables  # noqa: F401  # declares them

TABLES = SQLModel.metadata.tables
PLAN, SECTION, TASK = TABLES["plan"], TABLES["section"], TABLES["task"]
ASSIGNMENT, AGENCY, CHANGE = TABLES["assignment"], TABLES["agency"], TABLES["change"]
TASK_MARK, FACT, ENTRY = TABLES["task_mark"], TABLES["fact"], TABLES["entry"]
VERSION = TABLES["dataset"]

Sort = Literal["id", "-id", "updated_at", "-updated_at"]
Window = Literal["page", "deep", "walk", "all"]
"""`page`: by offset; `deep`: by a large offset, counted over the index alone; `walk`: after an id; `all`: no end."""

DEEP = 100
"""From this offset on rows are skipped over the index alone."""
LONG = 1_000
"""From this offset on that may take long."""

LAST_NUMBER = 2**31 - 1
"""Past every task's number."""

Statement = Select[Any]


class TaskShape(NamedTuple):
    """Which filters a question about tasks has, and how many values each."""

    ids: int = 0
    plans: int = 0
    agencies: int = 0
    role: bool = False
    sections: tuple[bool, ...] = ()  # for each section: whether it is a whole part
    responsibilities: int = 0
    since: bool = False
    sort: Sort = "id"
    marks: tuple[tuple[str, int], ...] = ()  # filters by what hangs on tasks: `topic` and the like
    via: int = 0  # collectives, each in one plan, that stand for an agency that is asked for

    @property
    def bounded(self) -> bool:
        """Whether an index holds exactly the rows of this question, in their order."""
        filters = (self.plans > 0) + (self.agencies > 0) + bool(self.sections) + (self.responsibilities > 0)
        if (
            self.since
            or self.marks
            or self.via
            or self.sort not in ("id", "-id")
            or self.plans > 1
            or self.agencies > 1
        ):
            return False
        return self.ids > 0 or filters == 0 or (not self.sections and not self.responsibilities)


@dataclass(frozen=True, slots=True)
class TaskFilter:
    """A question about tasks, in the database's own values."""

    ids: tuple[tuple[str, int], ...] = ()
    plans: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    role: str | None = None
    sections: tuple[tuple[int, int | None], ...] = ()
    responsibilities: tuple[str, ...] = ()
    since: str | None = None
    sort: Sort = "id"
    marks: tuple[tuple[str, tuple[str, ...]], ...] = ()
    via: tuple[tuple[str, str], ...] = ()  # collective and plan
    reached: tuple[tuple[str, str, str], ...] = ()  # agency, and the collective and plan that it is reached by

    @property
    def shape(self) -> TaskShape:
        return TaskShape(
            len(self.ids),
            len(self.plans),
            len(self.agencies),
            self.role is not None,
            tuple(sub is None for _, sub in self.sections),
            len(self.responsibilities),
            self.since is not None,
            self.sort,
            tuple((name, len(values)) for name, values in self.marks),
            len(self.via),
        )

    def after(self, plan: str, number: int) -> dict[str, object]:
        """Where a walk goes on. In a single plan by number alone: with the plan's id beside it, SQLite would sort."""
        if len(self.plans) != 1:
            return {"after_plan": plan, "after_number": number}
        mine = self.plans[0]
        return {"after_number": number if plan == mine else 0 if plan < mine else LAST_NUMBER}

    @property
    def values(self) -> dict[str, object]:
        values: dict[str, object] = {}
        for i, (plan, number) in enumerate(self.ids):
            values |= {f"id_plan_{i}": plan, f"id_number_{i}": number}
        values |= {f"plan_{i}": plan for i, plan in enumerate(self.plans)}
        values |= {f"agency_{i}": agency for i, agency in enumerate(self.agencies)}
        values |= {f"responsibility_{i}": value for i, value in enumerate(self.responsibilities)}
        for i, (part, sub) in enumerate(self.sections):
            values[f"part_{i}"] = part
            if sub is not None:
                values[f"sub_{i}"] = sub
        for i, (_, marked) in enumerate(self.marks):
            values |= {f"mark_{i}_{j}": value for j, value in enumerate(marked)}
        for i, (collective, plan) in enumerate(self.via):
            values |= {f"via_{i}": collective, f"via_plan_{i}": plan}
        if self.role is not None:
            values["role"] = self.role
        if self.since is not None:
            values["since"] = self.since
        return values


@lru_cache(maxsize=512)
def tasks(shape: TaskShape, window: Window) -> Statement:
    """Ready bodies with plan id and number. Binds `limit`, `offset` and, for a walk, what `TaskFilter.after` gives."""
    source, keys, conditions = _tasks(shape)
    order = _order(shape.sort, keys)
    wanted = (TASK.c.body, *keys)
    if window == "deep":
        chosen = (
            select(*keys).select_from(source).where(*conditions).order_by(*order)
            .limit(bindparam("limit")).offset(bindparam("offset"))
        ).subquery()  # fmt: skip
        mine = (TASK.c.plan_id, TASK.c.number)
        joined = TASK.join(chosen, and_(mine[0] == chosen.c.plan_id, mine[1] == chosen.c.number))
        return select(TASK.c.body, *mine).select_from(joined).order_by(*_order(shape.sort, mine))
    if source is ASSIGNMENT:
        source = ASSIGNMENT.join(TASK, and_(TASK.c.plan_id == keys[0], TASK.c.number == keys[1]))
    statement = select(*wanted).select_from(source)
    if window == "walk":
        after = (
            keys[1] > bindparam("after_number")
            if shape.plans == 1
            else tuple_(*keys) > tuple_(bindparam("after_plan"), bindparam("after_number"))
        )
        return statement.where(*conditions, after).order_by(*order).limit(bindparam("limit"))
    statement = statement.where(*conditions).order_by(*order)
    return statement if window == "all" else statement.limit(bindparam("limit")).offset(bindparam("offset"))


@lru_cache(maxsize=512)
def count_tasks(shape: TaskShape) -> Statement:
    source, _, conditions = _tasks(shape)
    return select(func.count()).select_from(source).where(*conditions)


def _tasks(shape: TaskShape) -> tuple[FromClause, tuple[Any, Any], list[ColumnElement[bool]]]:
    """Where the rows come from: an agency's tasks from its assignments, whose index has them in id order."""
    by_agency = shape.agencies == 1 and not shape.via
    needs_task = bool(shape.sections or shape.responsibilities or shape.since or "updated_at" in shape.sort)
    source: FromClause = ASSIGNMENT if by_agency else TASK
    keys = (source.c.plan_id, source.c.number)
    if by_agency and needs_task:
        source = ASSIGNMENT.join(TASK, and_(TASK.c.plan_id == keys[0], TASK.c.number == keys[1]))
    conditions: list[ColumnElement[bool]] = []
    if shape.ids:
        conditions.append(
            or_(*(and_(keys[0] == bindparam(f"id_plan_{i}"), keys[1] == bindparam(f"id_number_{i}"))
                  for i in range(shape.ids)))
        )  # fmt: skip
    if shape.plans:
        conditions.append(_one_of(keys[0], "plan", shape.plans))
    if shape.agencies:
        named = [or_(_one_of(ASSIGNMENT.c.agency, "agency", shape.agencies), *_via(shape.via))]
        if shape.role:
            named.append(ASSIGNMENT.c.role == bindparam("role"))
        if by_agency:
            conditions += named
        else:
            theirs = select(ASSIGNMENT.c.plan_id, ASSIGNMENT.c.number).where(*named)
            conditions.append(tuple_(*keys).in_(theirs))
    if shape.sections:
        conditions.append(or_(*(_section(i, whole) for i, whole in enumerate(shape.sections))))
    if shape.responsibilities:
        conditions.append(_one_of(TASK.c.responsibility, "responsibility", shape.responsibilities))
    for i, (name, count) in enumerate(shape.marks):
        values = _one_of(TASK_MARK.c.value, f"mark_{i}", count)
        marked = select(TASK_MARK.c.plan_id, TASK_MARK.c.number).where(TASK_MARK.c.name == name, values)
        conditions.append(tuple_(*keys).in_(marked))
    if shape.since:
        conditions.append(TASK.c.updated_at >= bindparam("since"))
    return source, keys, conditions


def _one_of(column: Any, name: str, count: int) -> ColumnElement[bool]:
    if count == 1:
        return column == bindparam(f"{name}_0")  # type: ignore[no-any-return]
    return or_(*(column == bindparam(f"{name}_{i}") for i in range(count)))


def _via(count: int) -> list[ColumnElement[bool]]:
    return [
        and_(ASSIGNMENT.c.agency == bindparam(f"via_{i}"), ASSIGNMENT.c.plan_id == bindparam(f"via_plan_{i}"))
        for i in range(count)
    ]


def _section(i: int, whole: bool) -> ColumnElement[bool]:
    part: ColumnElement[bool] = TASK.c.part == bindparam(f"part_{i}")
    return part if whole else and_(part, TASK.c.sub == bindparam(f"sub_{i}"))


def _order(sort: Sort, keys: tuple[Any, Any]) -> tuple[Any, ...]:
    columns = (TASK.c.updated_at, *keys) if "updated_at" in sort else keys
    return tuple(desc(column) for column in columns) if sort.startswith("-") else columns


ONE_TASK: Statement = select(TASK.c.body).where(
    TASK.c.plan_id == bindparam("plan"), TASK.c.number == bindparam("number")
)
TASK_NUMBERS: Statement = (
    select(TASK.c.number).where(TASK.c.plan_id == bindparam("plan")).order_by(TASK.c.number.desc()).limit(1)
)


class Listing(NamedTuple):
    """A collection without filters of its own: its rows by page and by walk, and how many there are."""

    page: Statement
    walk: Statement
    total: Statement


def _listing(table: Any, columns: tuple[Any, ...], order: tuple[Any, ...], *where: ColumnElement[bool]) -> Listing:
    statement = select(*columns).select_from(table).where(*where).order_by(*order)
    after = tuple_(*order) > tuple_(*(bindparam(f"after_{i}") for i in range(len(order))))
    return Listing(
        page=statement.limit(bindparam("limit")).offset(bindparam("offset")),
        walk=statement.where(after).limit(bindparam("limit")),
        total=select(func.count()).select_from(table).where(*where),
    )


PLANS = _listing(PLAN, (PLAN.c.body, PLAN.c.id), (PLAN.c.id,))
AGENCIES = _listing(AGENCY, (AGENCY.c.body, AGENCY.c.code), (AGENCY.c.code,))
SECTIONS = _listing(
    SECTION, (SECTION.c.body, SECTION.c.number), (SECTION.c.part, SECTION.c.sub), SECTION.c.plan_id == bindparam("plan")
)
CHANGES = _listing(
    CHANGE,
    (CHANGE.c.revision, CHANGE.c.kind, CHANGE.c.id, CHANGE.c.change, CHANGE.c.at),
    (CHANGE.c.revision, CHANGE.c.position),
    CHANGE.c.revision > bindparam("since"),
)

ONE_PLAN: Statement = select(PLAN.c.body).where(PLAN.c.id == bindparam("plan"))
ONE_AGENCY: Statement = select(AGENCY.c.body).where(AGENCY.c.code == bindparam("agency"))
PLAN_TITLES: Statement = select(PLAN.c.id, PLAN.c.title_zh, PLAN.c.title_en).order_by(PLAN.c.id)
SECTION_NUMBERS: Statement = (
    select(SECTION.c.number, func.min(SECTION.c.title_zh), func.min(SECTION.c.title_en))
    .group_by(SECTION.c.number)
    .order_by(SECTION.c.number)
)
AGENCY_RECORDS: Statement = select(AGENCY.c.record).order_by(AGENCY.c.code)
MEMBERS: Statement = select(FACT.c.record).where(FACT.c.kind == "members").order_by(FACT.c.id)
PERIODS: Statement = select(PLAN.c.id, PLAN.c.period_from, PLAN.c.period_to).order_by(PLAN.c.id)
RENDERING: Statement = select(VERSION.c.rendering)
LAST_CHANGE: Statement = select(CHANGE.c.at).order_by(CHANGE.c.revision.desc(), CHANGE.c.position.desc()).limit(1)
COUNTS: Statement = select(
    select(func.count()).select_from(PLAN).scalar_subquery(),
    select(func.count()).select_from(TASK).scalar_subquery(),
    select(func.count()).select_from(AGENCY).scalar_subquery(),
    select(func.count()).select_from(ASSIGNMENT).scalar_subquery(),
)

# For the indexes: what has changed, and the rows behind it

LOG_AFTER: Statement = (
    select(CHANGE.c.revision, CHANGE.c.position, CHANGE.c.kind, CHANGE.c.id)
    .where(tuple_(CHANGE.c.revision, CHANGE.c.position) > tuple_(bindparam("revision"), bindparam("position")))
    .order_by(CHANGE.c.revision, CHANGE.c.position)
    .limit(bindparam("limit"))
)
LOG_LEFT: Statement = select(func.count()).where(
    tuple_(CHANGE.c.revision, CHANGE.c.position) > tuple_(bindparam("revision"), bindparam("position"))
)
TASKS: Statement = select(func.count()).select_from(TASK)

SOME = 50
"""Rows that a statement looks up by their keys: few round trips, and short enough for every database."""


class Indexed(NamedTuple):
    """The rows of one kind of thing, its key first: all of them, and `SOME` by keys (`{key}_0` to `{key}_49`)."""

    all: Statement
    some: Statement


def _indexed(keys: tuple[Any, ...], *columns: Any, only: ColumnElement[bool] | None = None) -> Indexed:
    every = select(*keys, *columns).where(*(() if only is None else (only,))).order_by(*keys)
    named = (and_(*(key == bindparam(f"{key.name}_{i}") for key in keys)) for i in range(SOME))
    return Indexed(every, every.where(or_(*named)))


INDEXED: dict[str, Indexed] = {
    "agency": _indexed((AGENCY.c.code,), AGENCY.c.record),
    "plan": _indexed((PLAN.c.id,), PLAN.c.title_zh, PLAN.c.title_en),
    "section": _indexed((SECTION.c.plan_id, SECTION.c.part, SECTION.c.sub), SECTION.c.title_zh, SECTION.c.title_en),
    # Its value is named, for the name that it would be given is that of a key.
    "topic": _indexed((ENTRY.c.kind, ENTRY.c.id), ENTRY.c.body, only=ENTRY.c.kind == bindparam("of_kind", "topic")),
    "task": _indexed((TASK.c.plan_id, TASK.c.number), TASK.c.body, TASK.c.words),
}
LOG_LEFT_INDEXED: Statement = LOG_LEFT.where(or_(*(CHANGE.c.kind == kind for kind in INDEXED)))
