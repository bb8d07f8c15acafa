"""Which items of the collections, and which tasks, the filters on facts mean, by the contract."""

from collections.abc import Callable, Collection, Mapping

from tests.api.oracle import BY_ID, TASKS

from .bodies import COLLECTIONS
from .written import HELD, INSTRUMENTS, TOPICS, Body, by_number, instruments_of, progress

Values = Callable[[Body], Collection[str | None]]


def _codes(agencies: list[Body]) -> list[str]:
    return [each["code"] for each in agencies]


def _of_task(task: str) -> tuple[str, ...]:
    return BY_ID[task].agencies


FILTERS: dict[str, dict[str, Values]] = {
    "topics": {"group": lambda body: [body["group"]]},
    "deliverables": {
        "plan": lambda body: [body["plan"]],
        "task": lambda body: [body["task"]],
        "agency": lambda body: _codes(body["agencies"]),
        "verb": lambda body: [body["verb"]],
        "expected": lambda body: [body["expected"]],
        "yields": lambda body: [body["yields"]],
        "topic": lambda body: body["topics"],
        "instrument": lambda body: body["instruments"],
        "progress": lambda body: [body["progress"]],
    },
    "lineage": {
        "task": lambda body: [body["from"]["id"], body["to"]["id"]],
        "kind": lambda body: [body["kind"]],
        "plan": lambda body: [body["from"]["plan"], body["to"]["plan"]],
    },
    "initiatives": {
        "plan": lambda body: [edition["plan"] for edition in body["editions"]],
        "kind": lambda body: [body["kind"]],
        "partner": lambda body: [partner["code"] for partner in body["partners"]],
        "agency": lambda body: [c for e in body["editions"] for task in e["tasks"] for c in _of_task(task["id"])],
        "task": lambda body: [task["id"] for edition in body["editions"] for task in edition["tasks"]],
    },
    "instruments": {
        "kind": lambda body: [body["kind"]],
        "level": lambda body: [body["level"]],
        "action": lambda body: [a for year in body["years"] for act in year["acts"] for a in act["actions"]],
        "plan": lambda body: [year["plan"] for year in body["years"]],
        "agency": lambda body: [c for year in body["years"] for act in year["acts"] for c in _codes(act["agencies"])],
        "topic": lambda body: body["topics"],
        "task": lambda body: [act["task"]["id"] for year in body["years"] for act in year["acts"]],
    },
    "documents": {"kind": lambda body: [body["kind"]]},
    "statements": {
        "document": lambda body: [body["document"]],
        "part": lambda body: [body["part"]],
        "agency": lambda body: _codes(body["agencies"]),
        "linked": lambda body: ["true" if body["evidence"] else "false"],
        "task": lambda body: [each["task"]["id"] for each in body["evidence"]],
        "strength": lambda body: [each["strength"] for each in body["evidence"]],
        "topic": lambda body: body["topics"],
    },
    "evidence": {
        "document": lambda body: [body["statement"].partition(":")[0]],
        "statement": lambda body: [body["statement"]],
        "task": lambda body: [body["task"]["id"]],
        "plan": lambda body: [body["task"]["plan"]],
        "strength": lambda body: [body["strength"]],
        "agency": lambda body: _of_task(body["task"]["id"]),
        "topic": lambda body: HELD[body["task"]["id"]]["topics"],
    },
    "indicators": {
        "unit": lambda body: [body["unit"]["code"]],
        "topic": lambda body: body["topics"],
        "agency": lambda body: [body["agency"] and body["agency"]["code"]],
        "task": lambda body: [body["task"] and body["task"]["id"]],
        "document": lambda body: [place["document"] for place in body["source"]],
        "problem": lambda body: ["true" if body["problem"] else "false"],
    },
    "events": {"kind": lambda body: [body["kind"]], "year": lambda body: [body["starts_on"][:4]]},
    "terms": {"error": lambda body: ["true" if any(each["error"] for each in body["variants"]) else "false"]},
}
"""What each collection can be filtered by, `role` and `q` aside."""

TOGETHER = ("plan", "action", "agency")
"""Filters of instruments that one and the same act has to fulfil."""

NAMED: dict[str, Callable[[Body], list[str]]] = {
    "initiatives": lambda body: [*_bilingual(body, *body["editions"]), *(each["value"] for each in body["aliases"])],
    "instruments": lambda body: [
        *_bilingual(body),
        *body["short_name"].values(),
        *(each["value"] for each in body["aliases"]),
    ],
    "indicators": lambda body: _bilingual(body),
    "terms": lambda body: [*_bilingual(body), *(each["value"] for each in body["variants"])],
}
"""All names that `q` looks at."""


def _bilingual(*named: Body) -> list[str]:
    return [name for each in named for name in each["name"].values()]


def values(collection: str, name: str) -> list[str]:
    """Every value that a filter has in the data, in order."""
    found = {value for body in COLLECTIONS[collection].values() for value in FILTERS[collection][name](body)}
    return sorted((value for value in found if value is not None), key=by_number)


def select(collection: str, filters: Mapping[str, Collection[str]]) -> list[str]:
    """Ids of the items that filters mean, by the contract: repeated is OR, different is AND."""
    return [key for key, body in COLLECTIONS[collection].items() if _fits(collection, body, dict(filters))]


def _fits(collection: str, body: Body, filters: dict[str, Collection[str]]) -> bool:
    if collection == "instruments" and not _acts(body, [filters.pop(name, ()) for name in TOGETHER]):
        return False
    if collection == "deliverables" and (roles := filters.pop("role", ())):
        wanted = filters["agency"]
        if not any(each["code"] in wanted and each["role"] in roles for each in body["agencies"]):
            return False
    known = FILTERS[collection]
    return all(not set(wanted).isdisjoint(known[name](body)) for name, wanted in filters.items() if wanted)


def _acts(body: Body, wanted: list[Collection[str]]) -> bool:
    plans, actions, agencies = wanted
    return any(
        (not plans or year["plan"] in plans)
        and (not actions or not set(actions).isdisjoint(act["actions"]))
        and (not agencies or not set(agencies).isdisjoint(_codes(act["agencies"])))
        for year in body["years"]
        for act in year["acts"]
    )


TASK_FILTERS: dict[str, dict[str, list[str]]] = {
    "topic": {each["code"]: [t.id for t in TASKS if each["code"] in HELD[t.id]["topics"]] for each in TOPICS},
    "instrument": {
        each["code"]: [task.id for task in TASKS if each["code"] in instruments_of(task.id)] for each in INSTRUMENTS
    },
    "progress": {
        value: [task.id for task in TASKS if progress(task.id) == value]
        for value in ("completed", "partly_completed", "advanced", "none_reported", "not_covered")
    },
}
"""Ids of tasks by filter and value."""
