"""Facts in the database: read, and brought to what they are to be."""

from collections.abc import Collection, Mapping

from sqlalchemy import Connection, delete, insert, select, tuple_
from sqlmodel import SQLModel

from service import models  # the tables have to be known
from service.facts.book import Facts
from service.facts.derived import KnownTask
from service.records import Bilingual, Period, PlanRecord

assert models
TABLES = SQLModel.metadata.tables
FACT, PLAN, TASK, ASSIGNMENT = TABLES["fact"], TABLES["plan"], TABLES["task"], TABLES["assignment"]

SOME = 200
"""Keys that a statement deletes by."""


def stored_facts(connection: Connection) -> Facts:
    rows = connection.execute(select(FACT.c.kind, FACT.c.id, FACT.c.record).order_by(FACT.c.kind, FACT.c.id))
    return Facts.of((kind, key, record) for kind, key, record in rows)


def save_facts(connection: Connection, facts: Facts) -> bool:
    """Makes the stored facts these and no others. Answers whether any differed."""
    stored = {
        (kind, key): record for kind, key, record in connection.execute(select(FACT.c.kind, FACT.c.id, FACT.c.record))
    }
    new = {(kind, key): record.model_dump(mode="json", by_alias=True) for kind, key, record in facts.rows()}
    changed = [at for at, record in new.items() if stored.get(at) != record]
    gone = [at for at in stored if stored[at] != new.get(at)]
    for start in range(0, len(gone), SOME):
        connection.execute(delete(FACT).where(tuple_(FACT.c.kind, FACT.c.id).in_(gone[start : start + SOME])))
    if changed:
        connection.execute(insert(FACT), [{"kind": kind, "id": key, "record": new[kind, key]} for kind, key in changed])
    return bool(changed or gone)


def known_tasks(
    connection: Connection, named: Collection[str], pending: Mapping[str, PlanRecord]
) -> dict[str, KnownTask]:
    """The tasks among those named that are stored, or are about to be."""
    found: dict[str, KnownTask] = {}
    for plan in pending.values():
        for task in plan.tasks:
            if (key := f"{plan.id}-{task.number}") in named:
                found[key] = KnownTask(task.title, task.agencies, task.responsibility)
    plans = {task.rpartition("-")[0] for task in named} - set(pending)
    for plan_id in sorted(plans):
        agencies: dict[int, list[str]] = {}
        numbers = [int(task.rpartition("-")[2]) for task in named if task.rpartition("-")[0] == plan_id]
        mine = [TASK.c.plan_id == plan_id, TASK.c.number.in_(numbers)]
        assigned = select(ASSIGNMENT.c.number, ASSIGNMENT.c.agency).where(
            ASSIGNMENT.c.plan_id == plan_id, ASSIGNMENT.c.number.in_(numbers)
        )
        for number, code in connection.execute(assigned.order_by(ASSIGNMENT.c.number, ASSIGNMENT.c.position)):
            agencies.setdefault(number, []).append(code)
        rows = select(TASK.c.number, TASK.c.title_zh, TASK.c.title_en, TASK.c.responsibility).where(*mine)
        for number, zh, en, responsibility in connection.execute(rows.order_by(TASK.c.number)):
            found[f"{plan_id}-{number}"] = KnownTask(Bilingual(zh=zh, en=en), tuple(agencies[number]), responsibility)
    return found


def periods(connection: Connection, pending: Mapping[str, PlanRecord]) -> dict[str, Period | None]:
    """The time that each plan is of."""
    rows = connection.execute(select(PLAN.c.id, PLAN.c.period_from, PLAN.c.period_to))
    stored = {
        key: Period.model_validate({"from": start, "to": end}) if start and end else None for key, start, end in rows
    }
    return stored | {plan.id: plan.period for plan in pending.values()}
