"""From what a caller named to what the database knows: codes, ids and numbers, or a problem with what was near."""

import re
from collections.abc import Sequence
from typing import TypeVar

from service import queries
from service.facts.members import collectives
from service.facts.named import known_entry
from service.names import Candidate
from service.params import TaskFilterQuery
from service.problems import NEAR, ErrorOut, NotFound, Place, error, invalid, near, quoted
from service.queries import Sort, TaskFilter
from service.reading import Reading
from service.records import section_key

Value = TypeVar("Value")

_TASK_ID = re.compile(r"(?P<plan>[a-z0-9]+(?:-[a-z0-9]+)*)-(?P<number>[1-9][0-9]{0,6})", re.ASCII)
_SECTION = re.compile(r"[1-9][0-9]?(?:\.[1-9][0-9]?)?", re.ASCII)


def task_id(value: str) -> tuple[str, int] | None:
    """Plan id and number of a task id, or `None` if it has not the form of one."""
    found = _TASK_ID.fullmatch(value)
    return (found["plan"], int(found["number"])) if found else None


def task_filter(reading: Reading, query: TaskFilterQuery, sort: Sort = "id") -> TaskFilter:
    """The filter a query means, its values without repeats. Everything unknown in it is told at once."""
    errors: list[ErrorOut] = []
    ids = [found for value in query.id if (found := known_task(reading, "query", value, errors))]
    plans = [value for value in query.plan if known_plan(reading, "query", value, errors)]
    agencies = [code for value in query.agency if (code := known_agency(reading, "query", value, errors))]
    sections = [key for value in query.section if (key := _known_section(reading, value, errors))]
    marks: tuple[tuple[str, tuple[str, ...]], ...] = ()
    if query.instrument:
        named = [known_entry(reading, "instrument", value, errors, name="instrument") for value in query.instrument]
        marks = (*marks, ("instrument", once([code for code in named if code])))
    if query.topic:
        named = [known_entry(reading, "topic", value, errors, name="topic") for value in query.topic]
        marks = (*marks, ("topic", once([code for code in named if code])))
    if query.progress:
        marks = (*marks, ("progress", once(query.progress)))
    if query.include and not query.agency:
        errors.append(error("query", "include", "needs an `agency`: a collective stands for its members"))
    if query.role and not query.agency:
        errors.append(error("query", "role", "needs an `agency`: a role is what that agency has on the task"))
    if errors:
        raise invalid(errors)
    roles = set(query.role)
    reached = tuple(collectives(reading, agencies)) if query.include else ()
    return TaskFilter(
        ids=once(ids),
        plans=once(plans),
        agencies=once(agencies),
        role=roles.pop() if len(roles) == 1 else None,  # both roles are all there are
        sections=once(sections),
        responsibilities=once(query.responsibility),
        since=query.updated_since,
        sort=sort,
        marks=marks,
        via=once([(collective, plan) for _, collective, plan in reached]),
        reached=reached,
    )


def walk_start(query_sort: str, after: str) -> tuple[str, int]:
    """Where a walk over tasks goes on."""
    if query_sort != "id":
        raise invalid([error("query", "after", "walks in id order only; leave out `sort` or use `page`")])
    if (found := task_id(after)) is None:
        raise invalid([error("query", "after", f"{after!r} is not a task id such as 2025-41")])
    return found


def plan_or_404(reading: Reading, value: str) -> str:
    errors: list[ErrorOut] = []
    if not known_plan(reading, "path", value, errors):
        raise NotFound(errors[0].message, errors)
    return value


def task_or_404(reading: Reading, value: str) -> bytes:
    if (key := task_id(value)) and (row := reading.snapshot.row(queries.ONE_TASK, _task_values(key))):
        body: bytes = row[0]
        return body
    errors: list[ErrorOut] = []
    known_task(reading, "path", value, errors)
    raise NotFound(errors[0].message, errors)


def agency_or_404(reading: Reading, value: str) -> str:
    errors: list[ErrorOut] = []
    if (code := known_agency(reading, "path", value, errors)) is None:
        raise NotFound(errors[0].message, errors)
    return code


def known_agency(reading: Reading, place: Place, value: str, errors: list[ErrorOut]) -> str | None:
    if match := reading.names.resolve(value):
        return match.code
    reading.snapshot.may_take_long()  # the nearest names are looked for among all
    close = reading.names.nearest(value, limit=NEAR)
    name = "code" if place == "path" else "agency"
    errors.append(error(place, name, f"no agency is known by the name {quoted(value)}", close))
    return None


def known_plan(reading: Reading, place: Place, value: str, errors: list[ErrorOut], *, name: str = "plan") -> bool:
    if value in reading.plans:
        return True
    name = "id" if place == "path" else name
    errors.append(error(place, name, f"no plan has the id {quoted(value)}", near(value, reading.plans)))
    return False


def known_task(
    reading: Reading, place: Place, value: str, errors: list[ErrorOut], *, name: str = "id"
) -> tuple[str, int] | None:
    key = task_id(value)
    if key and reading.snapshot.row(queries.ONE_TASK, _task_values(key)):
        return key
    if key is None:
        message, close = f"{quoted(value)} is not a task id such as 2025-41", []
    else:
        message, close = f"no task has the id {quoted(value)}", _near_tasks(reading, *key)
    errors.append(error(place, name, message, close))
    return None


def _near_tasks(reading: Reading, plan: str, number: int) -> list[Candidate]:
    """The plan's last task where the number is past it, else the same number in plans of a near name."""
    if row := reading.snapshot.row(queries.TASK_NUMBERS, {"plan": plan}):
        return [Candidate(f"{plan}-{row[0]}", reading.plans[plan], 0)]
    return [
        Candidate(f"{close.code}-{number}", close.name, close.score)
        for close in near(plan, reading.plans)
        if reading.snapshot.row(queries.ONE_TASK, _task_values((close.code, number)))
    ]


def _known_section(reading: Reading, value: str, errors: list[ErrorOut]) -> tuple[int, int | None] | None:
    if not _SECTION.fullmatch(value) or value not in reading.sections:
        errors.append(error("query", "section", f"no plan has a section {value!r}", near(value, reading.sections)))
        return None
    part, sub = section_key(value)
    return part, sub or None


def _task_values(key: tuple[str, int]) -> dict[str, object]:
    return {"plan": key[0], "number": key[1]}


def once(values: Sequence[Value]) -> tuple[Value, ...]:
    return tuple(dict.fromkeys(values))
