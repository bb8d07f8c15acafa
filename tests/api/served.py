"""All that is served, for tests of what holds for all of it: collections, single items, files."""

from typing import Any, NamedTuple

from tests.facts.oracle import COLLECTIONS as FACTS

from . import fact_shapes, shapes
from .oracle import AGENCIES, PLANS, TASKS


class Collection(NamedTuple):
    """What its items are like, by which of their fields they are known, and all of them in order."""

    shape: Any
    key: str
    ids: list[str]


COLLECTIONS = {
    "/plans": Collection(shapes.PLAN, "id", sorted(PLANS)),
    "/plans/2025/sections": Collection(shapes.SECTION, "number", [s["number"] for s in PLANS["2025"]["sections"]]),
    "/tasks": Collection(shapes.TASK, "id", [task.id for task in TASKS]),
    "/agencies": Collection(shapes.AGENCY, "code", sorted(AGENCIES)),
    **{
        f"/{name}": Collection(shape, "id" if "id" in shape else "code", list(FACTS[name]))
        for name, shape in fact_shapes.FACTS.items()
    },
    "/documents/report-2025/statements": Collection(
        fact_shapes.STATEMENT, "id", [each for each in FACTS["statements"] if each.startswith("report-2025:")]
    ),
}
"""Every collection whose items have ids; `/changes` alone has none."""

KINDS = {
    "plan": "/plans", "task": "/tasks", "agency": "/agencies", "topic": "/topics", "deliverable": "/deliverables",
    "lineage": "/lineage", "initiative": "/initiatives", "instrument": "/instruments", "document": "/documents",
    "statement": "/statements", "evidence": "/evidence", "indicator": "/indicators", "event": "/events",
    "term": "/terms",
}  # fmt: skip
"""The collection of each kind that the change log has, but for sections, which stand under their plan."""

ALONE = {
    path: ids
    for path, (_, _, ids) in COLLECTIONS.items()
    if path not in ("/lineage", "/evidence") and path in KINDS.values()
}
"""The collections whose items have an address each, with their ids."""

FILES = [
    f"/exports/{name}.{form}"
    for name in ("tasks", "deliverables", "instruments", "indicators", "lineage", "evidence")
    for form in ("csv", "jsonl")
]
OTHERS = ["/plans/2025/changes?since=2024", "/tasks/2025-1/lineage", "/events.ics", "/changes"]

READS = [*COLLECTIONS, *(f"{path}/{ids[0]}" for path, ids in ALONE.items()), *OTHERS, *FILES]
"""Every way to read data, once, searches aside."""
OPERATORS = ["/status", "/healthz", "/readyz", "/metrics"]
PAGES = ["/openapi.json", "/openapi.yaml", "/docs"]


def beside(address: str, query: str) -> str:
    """The address with more in its query."""
    return f"{address}{'&' if '?' in address else '?'}{query}"
