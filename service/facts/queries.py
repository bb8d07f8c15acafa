"""What is asked of the database about facts: statements by shape, each one ordered (see `service.queries`)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, bindparam, func, or_, select

from service.facts.entries import EntryKind
from service.queries import ASSIGNMENT, TABLES, TASK, TASK_MARK, Statement, Window

ENTRY, MARK = TABLES["entry"], TABLES["mark"]


class Wanted(NamedTuple):
    """One filter: the mark it looks at, how many values it has, and whether a part of the mark's value will do."""

    name: str
    values: int
    part: bool = False


@dataclass(frozen=True, slots=True)
class EntryFilter:
    """A question about the entries of one kind: values by mark, any of which will do, and a part of a name."""

    kind: EntryKind
    marks: tuple[tuple[str, tuple[str, ...]], ...] = ()
    part_of_name: str = ""

    def also(self, fixed: Mapping[str, str]) -> "EntryFilter":
        """This filter, narrowed to one value each of some marks."""
        return replace(self, marks=(*self.marks, *((name, (value,)) for name, value in sorted(fixed.items()))))

    @property
    def shape(self) -> tuple[Wanted, ...]:
        named = (Wanted("name", 1, part=True),) if self.part_of_name else ()
        return (*(Wanted(name, len(values)) for name, values in self.marks), *named)

    @property
    def values(self) -> dict[str, object]:
        found: dict[str, object] = {"kind": self.kind}
        for i, (_, values) in enumerate(self.marks):
            found |= {f"value_{i}_{j}": value for j, value in enumerate(values)}
        if self.part_of_name:
            found[f"value_{len(self.marks)}_0"] = self.part_of_name
        return found


@lru_cache(maxsize=256)
def entries(shape: tuple[Wanted, ...], window: Window) -> Statement:
    """Ready bodies with ids, in id order. Binds `kind`, `limit`, `offset` and, for a walk, `after`."""
    statement = select(ENTRY.c.body, ENTRY.c.id).where(*_conditions(shape)).order_by(ENTRY.c.sort)
    if window == "walk":
        return statement.where(ENTRY.c.sort > bindparam("after")).limit(bindparam("limit"))
    return statement if window == "all" else statement.limit(bindparam("limit")).offset(bindparam("offset"))


@lru_cache(maxsize=256)
def count_entries(shape: tuple[Wanted, ...]) -> Statement:
    return select(func.count()).select_from(ENTRY).where(*_conditions(shape))


def _conditions(shape: tuple[Wanted, ...]) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [ENTRY.c.kind == bindparam("kind")]
    for i, wanted in enumerate(shape):
        values: list[Any] = [bindparam(f"value_{i}_{j}") for j in range(wanted.values)]
        one_of: list[Any] = [
            # Not LIKE: in a name that is looked for no character means anything but itself.
            func.replace(MARK.c.value, value, "") != MARK.c.value if wanted.part else MARK.c.value == value
            for value in values
        ]
        marked = select(MARK.c.id).where(MARK.c.kind == bindparam("kind"), MARK.c.name == wanted.name, or_(*one_of))
        found.append(ENTRY.c.id.in_(marked))
    return found


ONE_ENTRY: Statement = select(ENTRY.c.body).where(ENTRY.c.kind == bindparam("kind"), ENTRY.c.id == bindparam("id"))
BODIES: Statement = select(ENTRY.c.id, ENTRY.c.body).where(ENTRY.c.kind == bindparam("kind")).order_by(ENTRY.c.sort)
NAMES: Statement = (
    select(MARK.c.value, MARK.c.id)
    .where(MARK.c.kind == bindparam("kind"), MARK.c.name == "name")
    .order_by(MARK.c.value, MARK.c.id)
)

# What one agency has to do

BY_PLAN: Statement = (
    select(ASSIGNMENT.c.plan_id, ASSIGNMENT.c.role, TASK.c.responsibility, func.count())
    .select_from(
        ASSIGNMENT.join(TASK, (TASK.c.plan_id == ASSIGNMENT.c.plan_id) & (TASK.c.number == ASSIGNMENT.c.number))
    )
    .where(ASSIGNMENT.c.agency == bindparam("agency"))
    .group_by(ASSIGNMENT.c.plan_id, ASSIGNMENT.c.role, TASK.c.responsibility)
    .order_by(ASSIGNMENT.c.plan_id, ASSIGNMENT.c.role, TASK.c.responsibility)
)
PROGRESS: Statement = (
    select(ASSIGNMENT.c.plan_id, TASK_MARK.c.value, func.count())
    .select_from(
        ASSIGNMENT.join(
            TASK_MARK,
            (TASK_MARK.c.plan_id == ASSIGNMENT.c.plan_id)
            & (TASK_MARK.c.number == ASSIGNMENT.c.number)
            & (TASK_MARK.c.name == "progress"),
        )
    )
    .where(ASSIGNMENT.c.agency == bindparam("agency"))
    .group_by(ASSIGNMENT.c.plan_id, TASK_MARK.c.value)
    .order_by(ASSIGNMENT.c.plan_id, TASK_MARK.c.value)
)
_OTHER = ASSIGNMENT.alias()
PARTNERS: Statement = (
    select(_OTHER.c.agency, func.count())
    .select_from(
        ASSIGNMENT.join(_OTHER, (_OTHER.c.plan_id == ASSIGNMENT.c.plan_id) & (_OTHER.c.number == ASSIGNMENT.c.number))
    )
    .where(ASSIGNMENT.c.agency == bindparam("agency"), _OTHER.c.agency != bindparam("agency"))
    .group_by(_OTHER.c.agency)
    .order_by(func.count().desc(), _OTHER.c.agency)
    .limit(bindparam("limit"))
)
PLAN_BODIES: Statement = (
    select(TASK.c.number, TASK.c.body).where(TASK.c.plan_id == bindparam("plan")).order_by(TASK.c.number)
)
