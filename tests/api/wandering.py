"""Random edits of all that can be edited, the same ones each time."""

import random
from collections.abc import Callable

from service.db import Database
from service.records import Bilingual, PlanRecord, SectionRecord, TaskRecord
from service.store import writing

from . import edits

Edit = Callable[[random.Random, PlanRecord], PlanRecord]
AGENCIES = ["CNIPA", "SAMR", "SPC", "SPP", "CAS", "NBS", "MOJ", "OTHER"]


def _with_task(plan: PlanRecord, task: TaskRecord) -> PlanRecord:
    return _with_tasks(plan, [task if task.number == each.number else each for each in plan.tasks])


def _with_tasks(plan: PlanRecord, tasks: list[TaskRecord]) -> PlanRecord:
    return plan.model_copy(update={"tasks": tuple(tasks)})


def retitle(dice: random.Random, plan: PlanRecord) -> PlanRecord:
    task = dice.choice(plan.tasks)
    return _with_task(plan, task.model_copy(update={"title": edits.both(f"Title {dice.randint(1, 3)}")}))


def reassign(dice: random.Random, plan: PlanRecord) -> PlanRecord:
    old = dice.choice(plan.tasks)
    chosen = dice.sample(AGENCIES, dice.randint(1, 4))
    made = edits.task(old.number, *chosen, section=old.section)
    return _with_task(plan, made.model_copy(update={"title": old.title, "text": old.text}))


def shorten(dice: random.Random, plan: PlanRecord) -> PlanRecord:
    return _with_tasks(plan, list(plan.tasks[: max(1, len(plan.tasks) - dice.randint(1, 3))]))


def lengthen(dice: random.Random, plan: PlanRecord) -> PlanRecord:
    section = dice.choice(plan.sections).number
    made = [edits.task(len(plan.tasks) + n, dice.choice(AGENCIES), section=section) for n in (1, 2)]
    return _with_tasks(plan, [*plan.tasks, *made])


def move(dice: random.Random, plan: PlanRecord) -> PlanRecord:
    task, section = dice.choice(plan.tasks), dice.choice(plan.sections)
    return _with_task(plan, task.model_copy(update={"section": section.number}))


def retitle_section(dice: random.Random, plan: PlanRecord) -> PlanRecord:
    chosen = dice.choice(plan.sections)
    new = SectionRecord(number=chosen.number, title=edits.both(f"Section {dice.randint(1, 3)}"))
    return plan.model_copy(update={"sections": tuple(new if s is chosen else s for s in plan.sections)})


def drop_empty_sections(dice: random.Random, plan: PlanRecord) -> PlanRecord:
    used = {task.section for task in plan.tasks}
    used |= {number.partition(".")[0] for number in used}
    return plan.model_copy(update={"sections": tuple(s for s in plan.sections if s.number in used)})


def add_section(dice: random.Random, plan: PlanRecord) -> PlanRecord:
    new = [number for number in ("8", "8.1", "8.2") if number not in {s.number for s in plan.sections}]
    added = tuple(SectionRecord(number=number, title=edits.both("New")) for number in new)
    return plan.model_copy(update={"sections": plan.sections + added})


def change_head(dice: random.Random, plan: PlanRecord) -> PlanRecord:
    number = dice.choice([None, "No. 1", "No. 2"])
    return plan.model_copy(update={"document_number": number, "issuer": dice.choice([None, "JCO", "SPC"])})


def nothing(dice: random.Random, plan: PlanRecord) -> PlanRecord:
    return plan


EDITS: list[Edit] = [
    retitle, reassign, shorten, lengthen, move, retitle_section, drop_empty_sections, add_section, change_head, nothing,
]  # fmt: skip


def step(database: Database, dice: random.Random) -> None:
    """One write: an agency gets another name, or a plan is edited in one to three ways, or a new one comes."""
    with writing(database) as store:
        choice = dice.random()
        if choice < 0.15:
            code = dice.choice(AGENCIES[1:])
            name = edits.both(f"{code} renamed {dice.randint(1, 3)}")
            store.put_agencies([edits.rename(code, name)(record) for record in store.agencies.values()])
        elif choice < 0.25:
            tasks = [edits.task(n, dice.choice(AGENCIES)) for n in range(1, dice.randint(2, 6))]
            store.put_plan(edits.plan(f"new-{dice.randint(1, 3)}", *tasks, lead_rule=Bilingual(en="The first leads.")))
        else:
            plan = store.plan(dice.choice(["2024", "2025"]))
            assert plan is not None
            for edit in dice.sample(EDITS, dice.randint(1, 3)):
                plan = edit(dice, plan)
            store.put_plan(plan)
