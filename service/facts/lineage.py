"""What becomes of tasks from plan to plan: the chain of one task, and what changed between two plans."""

import json
from collections.abc import Iterable
from typing import Any, Literal

from pydantic import Field

from service.facts.queries import BODIES, PLAN_BODIES
from service.facts.records import LADDER
from service.facts.schemas import LineageOut, TaskNameOut
from service.reading import Reading
from service.schemas import AgencyNameOut, BilingualOut, Out, Progress, shown


class ChainOut(Out):
    """A task's whole chain over all plans: what it carries on, what carries it on, and what touches any of these."""

    id: str = shown("2025-1", "Task id.")
    progress: Progress | None = shown("advanced", "What was reported of it, as in `/tasks/{id}`.")
    tasks: list[TaskNameOut] = Field(description="The tasks of the chain, the earliest first, this one included.")
    continues: list[LineageOut] = Field(description="Links of the chain, the earliest first.")
    related: list[LineageOut] = Field(description="Links to tasks with an overlapping topic; not followed further.")


class MovedOut(Out):
    """A task that carries on one of the plan before, and what changed."""

    link: LineageOut
    text_before: BilingualOut
    text_now: BilingualOut
    joined: list[AgencyNameOut] = Field(description="Agencies that the task before did not have.")
    left: list[AgencyNameOut] = Field(description="Agencies that only the task before had.")
    lead: Literal["same", "changed", "by_protocol"] = shown(
        "same",
        "`by_protocol`: another agency is named first, but a list is `divided`, whose order follows protocol.",
    )
    lead_before: AgencyNameOut
    lead_now: AgencyNameOut
    step: Literal["up", "down", "same"] | None = shown(
        "same", "Where the furthest step lies on the ladder of law-making beside the one before; null: not on it."
    )
    step_before: str | None = shown("revise", "The furthest step before, where it is on the ladder.")
    step_now: str | None = shown("revise", "The furthest step now, where it is on the ladder.")


class NotCarriedOut(Out):
    """A task that nothing carries on: dropped, finished or absorbed, the plans do not say."""

    task: TaskNameOut
    progress: Progress | None = shown("none_reported", "What was reported of it.")
    related: list[TaskNameOut] = Field(description="Tasks of the later plan with an overlapping topic.")


class PlanChangesOut(Out):
    """What changed from one plan to a later one."""

    plan: str = shown("2025", "The later plan.")
    since: str = shown("2024", "The earlier plan.")
    continued: list[MovedOut] = Field(description="Every link by which a task carries one on, by the later task.")
    new: list[TaskNameOut] = Field(description="Tasks that carry nothing on.")
    not_carried: list[NotCarriedOut]


def links(reading: Reading) -> list[dict[str, Any]]:
    """All links, as they are shown."""

    def make() -> list[dict[str, Any]]:
        reading.snapshot.may_take_long()
        return [json.loads(body) for _, body in reading.snapshot.rows(BODIES, {"kind": "lineage"})]

    return reading.kept(("links",), make)


def chain(reading: Reading, task: str, body: bytes) -> ChainOut:
    """The chain of a task, given its public JSON."""
    known = links(reading)
    carried = [link for link in known if link["kind"] == "continues"]
    held = {task}
    for near, far in (("to", "from"), ("from", "to")):  # first back, then forward
        front = {task}
        while front := {link[far]["id"] for link in carried if link[near]["id"] in front} - held:
            held |= front
    within = [link for link in carried if link["from"]["id"] in held and link["to"]["id"] in held]
    touching = [
        link for link in known
        if link["kind"] == "related" and not held.isdisjoint((link["from"]["id"], link["to"]["id"]))
    ]  # fmt: skip
    data = json.loads(body)
    named = {end["id"]: end for link in within for end in (link["from"], link["to"])}
    named[task] = {"id": task, "plan": data["plan"], "title": data["title"]}
    return ChainOut(
        id=task,
        progress=data["progress"],
        tasks=[TaskNameOut.model_validate(named[key]) for key in sorted(named, key=_by_number)],
        continues=_shown(within),
        related=_shown(touching),
    )


def changes(reading: Reading, plan: str, since: str) -> PlanChangesOut:
    """What changed from the plan `since` to `plan`."""
    reading.snapshot.may_take_long()
    before, now = (_tasks(reading, each) for each in (since, plan))
    between = [link for link in links(reading) if link["from"]["id"] in before and link["to"]["id"] in now]
    carried = [link for link in between if link["kind"] == "continues"]
    carried.sort(key=lambda link: (_by_number(link["to"]["id"]), _by_number(link["from"]["id"]), link["id"]))
    ends, begins = {link["from"]["id"] for link in carried}, {link["to"]["id"] for link in carried}
    touching: dict[str, dict[str, dict[str, Any]]] = {}
    for link in between:
        if link["kind"] == "related":
            touching.setdefault(link["from"]["id"], {})[link["to"]["id"]] = link["to"]
    return PlanChangesOut(
        plan=plan,
        since=since,
        continued=[_moved(link, before[link["from"]["id"]], now[link["to"]["id"]]) for link in carried],
        new=[_named(task) for key, task in now.items() if key not in begins],
        not_carried=[
            NotCarriedOut(
                task=_named(task),
                progress=task["progress"],
                related=[TaskNameOut.model_validate(other) for other in touching.get(key, {}).values()],
            )
            for key, task in before.items()
            if key not in ends
        ],
    )


def _tasks(reading: Reading, plan: str) -> dict[str, dict[str, Any]]:
    rows = reading.snapshot.rows(PLAN_BODIES, {"plan": plan})
    return {f"{plan}-{number}": json.loads(body) for number, body in rows}


def _moved(link: dict[str, Any], before: dict[str, Any], now: dict[str, Any]) -> MovedOut:
    old = {agency["code"]: agency for agency in before["agencies"]}
    new = {agency["code"]: agency for agency in now["agencies"]}
    leads = before["agencies"][0], now["agencies"][0]
    divided = "divided" in (before["responsibility"], now["responsibility"])
    steps = _step(before, link["from_deliverable"]), _step(now, link["to_deliverable"])
    return MovedOut(
        link=LineageOut.model_validate(link),
        text_before=before["text"],
        text_now=now["text"],
        joined=[_agency(agency) for code, agency in new.items() if code not in old],
        left=[_agency(agency) for code, agency in old.items() if code not in new],
        lead="same" if leads[0]["code"] == leads[1]["code"] else "by_protocol" if divided else "changed",
        lead_before=_agency(leads[0]),
        lead_now=_agency(leads[1]),
        step=_direction(*steps),
        step_before=steps[0],
        step_now=steps[1],
    )


def _step(task: dict[str, Any], undertaking: str | None) -> str | None:
    """The furthest step on the ladder that a task takes, or one undertaking of it."""
    steps = [
        each["expected"] for each in task["deliverables"]
        if each["expected"] in LADDER and undertaking in (None, each["id"])
    ]  # fmt: skip
    return max(steps, key=LADDER.index, default=None)


def _direction(before: str | None, now: str | None) -> Literal["up", "down", "same"] | None:
    if before is None or now is None:
        return None
    step = LADDER.index(now) - LADDER.index(before)
    return "up" if step > 0 else "down" if step else "same"


def _shown(links_: Iterable[dict[str, Any]]) -> list[LineageOut]:
    ordered = sorted(
        links_, key=lambda link: (_by_number(link["from"]["id"]), _by_number(link["to"]["id"]), link["id"])
    )
    return [LineageOut.model_validate(link) for link in ordered]


def _named(task: dict[str, Any]) -> TaskNameOut:
    return TaskNameOut(id=task["id"], plan=task["plan"], title=task["title"])


def _agency(assignment: dict[str, Any]) -> AgencyNameOut:
    return AgencyNameOut(code=assignment["code"], name=assignment["name"])


def _by_number(task: str) -> tuple[str, int]:
    plan, _, number = task.rpartition("-")
    return plan, int(number)
