"""What the seed files say, worked out in plain Python without any code of the service."""

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import yaml

SEED = Path(__file__).resolve().parents[2] / "seed"


def load(path: Path) -> Any:
    return yaml.load(path.read_text("utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


class Task(NamedTuple):
    id: str
    plan: str
    number: int
    section: str
    agencies: tuple[str, ...]
    responsibility: str
    raw: dict[str, Any]


PLANS: dict[str, dict[str, Any]] = {
    plan["id"]: plan for plan in (load(file) for file in sorted((SEED / "plans").glob("*.yaml")))
}
AGENCIES: dict[str, dict[str, Any]] = {agency["code"]: agency for agency in load(SEED / "agencies.yaml")["agencies"]}
TASKS = [
    Task(
        id=f"{plan_id}-{raw['number']}",
        plan=plan_id,
        number=raw["number"],
        section=raw["section"],
        agencies=tuple(raw["agencies"]),
        responsibility=raw["responsibility"],
        raw=raw,
    )
    for plan_id, plan in sorted(PLANS.items())
    for raw in sorted(plan["tasks"], key=lambda raw: int(raw["number"]))
]
BY_ID = {task.id: task for task in TASKS}
SECTIONS = sorted({task.section for task in TASKS} | {s["number"] for plan in PLANS.values() for s in plan["sections"]})


def role(task: Task, agency: str) -> str | None:
    """What an agency is on a task: the first listed leads."""
    if agency not in task.agencies:
        return None
    return "lead" if task.agencies[0] == agency else "participant"


def within(task: Task, section: str) -> bool:
    return task.section == section or task.section.startswith(f"{section}.")


def select(
    *,
    id: Collection[str] = (),
    plan: Collection[str] = (),
    agency: Collection[str] = (),
    role: Collection[str] = (),
    section: Collection[str] = (),
    responsibility: Collection[str] = (),
) -> list[str]:
    """Ids of the tasks that the filters of `/tasks` mean, by the contract: repeated is OR, different is AND."""
    return [
        task.id
        for task in TASKS
        if (not id or task.id in id)
        and (not plan or task.plan in plan)
        and (not agency or any(_stands(task, code, role) for code in agency))
        and (not section or any(within(task, number) for number in section))
        and (not responsibility or task.responsibility in responsibility)
    ]


def _stands(task: Task, agency: str, roles: Collection[str]) -> bool:
    found = role(task, agency)
    return found is not None and (not roles or found in roles)


def names() -> Iterator[tuple[str, str]]:
    """Every name that may be asked for anywhere, with the code it stands for. One tied to a plan holds there only."""
    for code, agency in AGENCIES.items():
        for name in (code, *agency["name"].values(), *agency["short_name"].values()):
            yield name, code
        for alias in agency.get("aliases", ()):
            if alias.get("plan") is None:
                yield alias["value"], code
