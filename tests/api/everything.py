"""All that is served, by kind and id as the change log names it, and what of it shows something."""

from typing import Any

from fastapi.testclient import TestClient

from .links import items
from .served import COLLECTIONS, KINDS

Key = tuple[str, str]
Data = dict[Key, dict[str, Any]]


def everything(client: TestClient) -> Data:
    data = {
        (kind, item[COLLECTIONS[path].key]): item
        for kind, path in KINDS.items()
        for item in items(client, f"{path}?per_page=200")
    }
    for plan in items(client, "/plans"):
        for section in items(client, f"/plans/{plan['id']}/sections"):
            data["section", f"{plan['id']}:{section['number']}"] = section
    return data


def showing(data: Data, part: dict[str, Any]) -> set[Key]:
    """Whatever has somewhere in its JSON an object with all of this in it."""
    return {key for key, item in data.items() if _has(item, part)}


def _has(value: Any, part: dict[str, Any]) -> bool:
    if isinstance(value, dict):
        mine = all(name in value and value[name] == wanted for name, wanted in part.items())
        return mine or any(_has(inner, part) for inner in value.values())
    return isinstance(value, list) and any(_has(inner, part) for inner in value)
