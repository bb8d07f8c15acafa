"""The facts of the seed files as they are written, what several kinds share of them, and what follows for tasks."""

import re
from collections import defaultdict
from datetime import date
from typing import Any

from tests.api.oracle import AGENCIES, BY_ID, PLANS, SEED, load

Body = dict[str, Any]

LADDER = ["study", "draft", "formulate", "revise", "negotiate", "issue", "ratify", "implement"]

TOPICS: list[Body] = load(SEED / "topics.yaml")["topics"]
HELD: dict[str, Body] = {
    f"{content['plan']}-{held['number']}": held
    for content in (load(file) for file in sorted((SEED / "deliverables").glob("*.yaml")))
    for held in content["tasks"]
}
LINKS: list[Body] = load(SEED / "lineage.yaml")["links"]
INITIATIVES: list[Body] = load(SEED / "initiatives.yaml")["initiatives"]
PARTNERS: dict[str, Body] = {each["code"]: each for each in load(SEED / "initiatives.yaml")["partners"]}
INSTRUMENTS: list[Body] = load(SEED / "instruments.yaml")["instruments"]
DOCUMENTS: list[Body] = [load(file) for file in sorted((SEED / "documents").glob("*.yaml"))]
INDICATORS: list[Body] = load(SEED / "indicators.yaml")["indicators"]
UNITS: dict[str, Body] = {each["code"]: each for each in load(SEED / "indicators.yaml")["units"]}
EVENTS: list[Body] = load(SEED / "events.yaml")["events"]
MEMBERS: dict[str, list[Body]] = {each["code"]: each["members"] for each in load(SEED / "members.yaml")["collectives"]}
VARIANTS: list[Body] = load(SEED / "variants.yaml")["variants"]
TERMS: list[Body] = load(SEED / "glossary.yaml")["terms"]


# What several kinds share


def by_number(key: str) -> str:
    """Ids order by their numbers as numbers."""
    return re.sub(r"\d+", lambda digits: digits[0].zfill(9), key)


def task_of(target: str) -> str:
    """`2025-16-b` is an undertaking of `2025-16`."""
    return re.sub(r"-[a-z]$", "", target)


def undertaking(target: str) -> str | None:
    return None if task_of(target) == target else target


def plan_of(task: str) -> str:
    return task.rpartition("-")[0]


def several(value: str | list[str] | None) -> list[str]:
    return [] if value is None else [value] if isinstance(value, str) else value


def places(value: str | list[str] | None) -> list[Body]:
    found = [re.fullmatch(r"(.+):(\d+)\.(\d+)", place) for place in several(value)]
    return [{"document": place[1], "paragraph": int(place[2]), "sentence": int(place[3])} for place in found if place]


def where(place: str) -> tuple[int, int]:
    [found] = places(place)
    return found["paragraph"], found["sentence"]


def both(value: Body | None) -> Body:
    value = value or {}
    return {lang: value.get(lang, "").strip() for lang in ("zh", "en")}


def day(value: date | None) -> str | None:
    return value.isoformat() if value else None


def agency(code: str | None) -> Body | None:
    return {"code": code, "name": both(AGENCIES[code]["name"])} if code else None


def task_name(task: str) -> Body:
    return {"id": task, "plan": plan_of(task), "title": both(BY_ID[task].raw["title"])}


def assigned(task: str) -> list[Body]:
    return [
        {
            "code": code,
            "name": both(AGENCIES[code]["name"]),
            "role": "lead" if position == 1 else "participant",
            "position": position,
            "via": None,
        }
        for position, code in enumerate(BY_ID[task].agencies, start=1)
    ]


def names(each: Body) -> list[Body]:
    return [{"value": alias["value"], "lang": alias["lang"]} for alias in each.get("aliases", [])]


def of_plan(acts: list[Body]) -> dict[str, list[Body]]:
    found: dict[str, list[Body]] = defaultdict(list)
    for act in sorted(acts, key=lambda act: by_number(act["task"])):
        found[plan_of(task_of(act["task"]))].append(act)
    return dict(sorted(found.items()))


EVIDENCE: list[Body] = sorted(
    load(SEED / "evidence.yaml")["evidence"], key=lambda each: by_number(f"{each['statement']}~{each['target']}")
)


# Progress


def covers(report: Body, task: str) -> bool:
    """Whether a report covers the work of any body of a task, itself or as a member of a collective."""
    coverage = report["coverage"]
    bodies = set(BY_ID[task].agencies)
    for code in BY_ID[task].agencies:
        bodies |= {
            member["agency"]
            for member in MEMBERS.get(code, ())
            if (member["from"] is None or member["from"] <= coverage["to"])
            and (member["to"] is None or coverage["from"] <= member["to"])
        }
    return bool(bodies & set(coverage["agencies"]))


def silence(task: str) -> str | None:
    """What it means that nothing is reported of a task."""
    period = PLANS[plan_of(task)]["period"]
    reports = [
        each
        for each in DOCUMENTS
        if each["kind"] == "report"
        and each["coverage"]["from"] <= period["to"]
        and period["from"] <= each["coverage"]["to"]
    ]
    if not reports:
        return None
    return "none_reported" if any(covers(report, task) for report in reports) else "not_covered"


def reported(*targets: str) -> str | None:
    said = {each["strength"] for each in EVIDENCE if each["target"] in targets}
    return "completed" if "completed" in said else "advanced" if "advanced" in said else None


def progress(task: str) -> str | None:
    parts = {reported(task, f"{task}-{each['id']}") for each in HELD[task]["deliverables"]}
    if parts == {"completed"}:
        return "completed"
    return "partly_completed" if "completed" in parts else "advanced" if "advanced" in parts else silence(task)


# Tasks


def instruments_of(task: str) -> dict[str, list[str]]:
    """What a task does to which instruments."""
    found: dict[str, set[str]] = defaultdict(set)
    for each in INSTRUMENTS:
        for act in each["acts"]:
            if task_of(act["task"]) == task:
                found[each["code"]] |= set(act["actions"])
    return {code: sorted(actions, key=LADDER.index) for code, actions in sorted(found.items())}


def ends(task: str, near: str, far: str) -> list[str]:
    """The tasks at the other end of the links that carry a task on, or that it carries on."""
    found = {task_of(e[far]) for e in LINKS if e["kind"] == "continues" and task_of(e[near]) == task}
    return sorted(found, key=by_number)


def task_facts(task: str) -> Body:
    """What a task shows of facts."""
    held = HELD[task]
    called = {each["code"]: both(each["name"]) for each in INSTRUMENTS}
    return {
        "topics": held["topics"],
        "deliverables": [
            {
                "id": f"{task}-{each['id']}",
                **{name: each[name] for name in ("verb", "expected", "yields")},
                "object": both(each["object"]),
            }
            for each in held["deliverables"]
        ],
        "instruments": [
            {"code": code, "name": called[code], "actions": actions} for code, actions in instruments_of(task).items()
        ],
        "continues": ends(task, "to", "from"),
        "continued_by": ends(task, "from", "to"),
        "progress": progress(task),
    }
