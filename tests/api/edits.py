"""Writes as another process makes them: through the store, on a connection of their own."""

from collections.abc import Callable
from typing import Any

from service.db import Database
from service.records import AgencyRecord, AliasRecord, Bilingual, PlanRecord, Responsibility, SectionRecord, TaskRecord
from service.store import Outcome, writing


def both(text: str) -> Bilingual:
    return Bilingual(zh=f"{text}（中文）", en=text)


def task(number: int, *agencies: str, section: str = "1.1", title: str = "", text: str = "") -> TaskRecord:
    agencies = agencies or ("CNIPA",)
    return TaskRecord(
        number=number,
        section=section,
        title=both(title or f"Task {number}"),
        text=both(text or f"What task {number} is about."),
        agencies=agencies,
        responsibility=Responsibility.SOLE if len(agencies) == 1 else Responsibility.JOINT,
    )


def plan(id: str, *tasks: TaskRecord, **more: Any) -> PlanRecord:
    sections = tuple(SectionRecord(number=number, title=both(f"Section {number}")) for number in ("1", "1.1", "1.2"))
    return PlanRecord(**{"id": id, "title": both(f"Plan {id}"), "sections": sections, "tasks": tasks, **more})


def put(database: Database, record: PlanRecord) -> Outcome:
    with writing(database) as store:
        store.put_plan(record)
    return store.outcome


def stored(database: Database, plan_id: str) -> PlanRecord:
    with writing(database) as store:
        found = store.plan(plan_id)
    assert found is not None
    return found


def edit(database: Database, plan_id: str, **changed: Any) -> Outcome:
    return _edit(database, plan_id, lambda plan: plan.model_copy(update=changed))


def edit_task(database: Database, task_id: str, **changed: Any) -> Outcome:
    plan_id, _, number = task_id.rpartition("-")

    def change(plan: PlanRecord) -> PlanRecord:
        tasks = list(plan.tasks)
        tasks[int(number) - 1] = tasks[int(number) - 1].model_copy(update=changed)
        return plan.model_copy(update={"tasks": tuple(tasks)})

    return _edit(database, plan_id, change)


def _edit(database: Database, plan_id: str, change: Callable[[PlanRecord], PlanRecord]) -> Outcome:
    with writing(database) as store:
        found = store.plan(plan_id)
        assert found is not None
        store.put_plan(change(found))
    return store.outcome


def edit_agencies(database: Database, change: Callable[[AgencyRecord], AgencyRecord]) -> Outcome:
    with writing(database) as store:
        store.put_agencies([change(record) for record in store.agencies.values()])
    return store.outcome


def remove_agency(database: Database, code: str) -> None:
    with writing(database) as store:
        store.put_agencies([record for record in store.agencies.values() if record.code != code])


def edit_aliases(database: Database, code: str, change: Callable[[AliasRecord], AliasRecord | None]) -> Outcome:
    def changed(record: AgencyRecord) -> AgencyRecord:
        aliases = tuple(alias for old in record.aliases if (alias := change(old)))
        return record.model_copy(update={"aliases": aliases}) if record.code == code else record

    return edit_agencies(database, changed)


def rename(code: str, name: Bilingual) -> Callable[[AgencyRecord], AgencyRecord]:
    return lambda record: record.model_copy(update={"name": name}) if record.code == code else record
