"""The columns in which collections of facts are exported as CSV; several values stand in one cell, by spaces."""

from collections.abc import Iterable
from typing import Any

from service.facts.entries import EntryKind
from service.formats import Column


def _field(*path: str) -> Column:
    def value(item: dict[str, Any]) -> Any:
        found: Any = item
        for name in path:
            found = found[name] if found is not None else None
        return "" if found is None else " ".join(map(str, found)) if isinstance(found, list) else found

    return value


def _each(name: str, *path: str) -> Column:
    return lambda item: " ".join(str(_field(*path)(each)) for each in item[name])


def _places(items: Iterable[dict[str, Any]]) -> str:
    return " ".join(f"{each['document']}:{each['paragraph']}.{each['sentence']}" for each in items)


def _source(item: dict[str, Any]) -> str:
    return _places(item["source"])


def _texts(column: str, *path: str) -> dict[str, Column]:
    return {f"{column}_{lang}": _field(*path, lang) for lang in ("zh", "en")}


COLUMNS: dict[EntryKind, dict[str, Column]] = {
    "deliverable": {
        **{name: _field(name) for name in ("id", "plan", "task", "verb", "expected", "yields")},
        **_texts("object", "object"),
        **{name: _field(name) for name in ("topics", "instruments", "progress")},
        "lead": lambda item: item["agencies"][0]["code"],
        "participants": lambda item: " ".join(each["code"] for each in item["agencies"][1:]),
        "evidence": _each("evidence", "statement"),
        "source": _source,
    },
    "instrument": {
        "code": _field("code"),
        **_texts("name", "name"),
        **_texts("short_name", "short_name"),
        **{name: _field(name) for name in ("kind", "level", "topics", "since", "stage")},
        "plans": _each("years", "plan"),
        "stages": _each("years", "stage"),
        "direction": lambda item: item["years"][-1]["direction"] or "",
        "tasks": lambda item: " ".join(act["task"]["id"] for year in item["years"] for act in year["acts"]),
        "aliases": lambda item: "; ".join(alias["value"] for alias in item["aliases"]),
        "source": lambda item: " ".join(_places(act["source"]) for year in item["years"] for act in year["acts"]),
    },
    "indicator": {
        "code": _field("code"),
        **_texts("name", "name"),
        "value": _field("value"),
        "unit": _field("unit", "code"),
        "qualifier": _field("qualifier"),
        "period_from": _field("period", "from"),
        "period_to": _field("period", "to"),
        "period_kind": _field("period", "kind"),
        "change": _field("change", "value"),
        "change_unit": _field("change", "unit"),
        "change_against": _field("change", "against"),
        "agency": _field("agency", "code"),
        "task": _field("task", "id"),
        **_texts("problem", "problem"),
        "topics": _field("topics"),
        "source": _source,
    },
    "lineage": {
        "id": _field("id"),
        "kind": _field("kind"),
        "from": _field("from", "id"),
        "from_deliverable": _field("from_deliverable"),
        **_texts("from_title", "from", "title"),
        "to": _field("to", "id"),
        "to_deliverable": _field("to_deliverable"),
        **_texts("to_title", "to", "title"),
        **_texts("change", "change"),
    },
    "evidence": {
        **{name: _field(name) for name in ("id", "statement", "part")},
        **_texts("text", "text"),
        "task": _field("task", "id"),
        **_texts("task_title", "task", "title"),
        **{name: _field(name) for name in ("deliverable", "strength")},
        **_texts("note", "note"),
    },
}
"""By kind of entry: the name of each column, and what it takes from an item's JSON."""
