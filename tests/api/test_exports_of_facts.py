"""The exports of facts hold what their collections hold under the same filters: one row or line an item."""

import csv
import io
import json
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from fastapi.testclient import TestClient

from .links import items
from .served import COLLECTIONS, FILES
from .test_exports import FORMULA_SIGNS

Item = dict[str, Any]
Cells = dict[str, Any]

FILTERS: dict[str, list[dict[str, list[str]]]] = {
    "deliverables": [
        {},
        {"plan": ["2025"], "expected": ["issue"]},
        {"agency": ["市场监管总局", "SPC"], "role": ["lead"], "topic": ["商业秘密", "patent"]},
        {"yields": ["law"], "progress": ["completed"], "plan": ["2025"]},
    ],
    "instruments": [{}, {"kind": ["law"], "action": ["revise"], "plan": ["2025"]}, {"q": ["专利"]}, {"q": ["zzz"]}],
    "indicators": [{}, {"unit": ["percent"]}, {"topic": ["patent"], "agency": ["CNIPA"]}, {"problem": ["true"]}],
    "lineage": [{}, {"task": ["2025-1"]}, {"kind": ["related"], "plan": ["2024"]}],
    "evidence": [{}, {"strength": ["completed"]}, {"task": ["2025-1", "2024-37"]}, {"agency": ["SPC"]}],
}
every_file = pytest.mark.parametrize(
    ("name", "filters"), [(name, filters) for name, each in FILTERS.items() for filters in each], ids=str
)


def bilingual(name: str, value: dict[str, str] | None) -> Cells:
    return {f"{name}_{lang}": (value or {}).get(lang, "") for lang in ("zh", "en")}


def places(each: Item) -> Iterator[str]:
    for place in each["source"]:
        yield f"{place['document']}:{place['paragraph']}.{place['sentence']}"


def deliverable(item: Item) -> Cells:
    codes = [agency["code"] for agency in item["agencies"]]
    return {
        **{name: item[name] for name in ("id", "plan", "task", "verb", "expected", "yields")},
        **bilingual("object", item["object"]),
        **{name: item[name] for name in ("topics", "instruments", "progress")},
        "lead": codes[0],
        "participants": codes[1:],
        "evidence": [each["statement"] for each in item["evidence"]],
        "source": [*places(item)],
    }


def instrument(item: Item) -> Cells:
    acts = [act for year in item["years"] for act in year["acts"]]
    return {
        "code": item["code"],
        **bilingual("name", item["name"]),
        **bilingual("short_name", item["short_name"]),
        **{name: item[name] for name in ("kind", "level", "topics", "since", "stage")},
        "plans": [year["plan"] for year in item["years"]],
        "stages": [year["stage"] for year in item["years"]],
        "direction": item["years"][-1]["direction"],
        "tasks": [act["task"]["id"] for act in acts],
        "aliases": "; ".join(alias["value"] for alias in item["aliases"]),  # names have spaces of their own
        "source": [place for act in acts for place in places(act)],
    }


def indicator(item: Item) -> Cells:
    period, change = item["period"] or {}, item["change"] or {}
    return {
        "code": item["code"],
        **bilingual("name", item["name"]),
        "value": item["value"],
        "unit": item["unit"]["code"],
        "qualifier": item["qualifier"],
        **{f"period_{name}": period.get(name) for name in ("from", "to", "kind")},
        "change": change.get("value"),
        "change_unit": change.get("unit"),
        "change_against": change.get("against"),
        "agency": (item["agency"] or {}).get("code"),
        "task": (item["task"] or {}).get("id"),
        **bilingual("problem", item["problem"]),
        "topics": item["topics"],
        "source": [*places(item)],
    }


def lineage(item: Item) -> Cells:
    ends: Cells = {}
    for end in ("from", "to"):
        ends |= {end: item[end]["id"], f"{end}_deliverable": item[f"{end}_deliverable"]}
        ends |= bilingual(f"{end}_title", item[end]["title"])
    return {"id": item["id"], "kind": item["kind"], **ends, **bilingual("change", item["change"])}


def evidence(item: Item) -> Cells:
    return {
        **{name: item[name] for name in ("id", "statement", "part")},
        **bilingual("text", item["text"]),
        "task": item["task"]["id"],
        **bilingual("task_title", item["task"]["title"]),
        "deliverable": item["deliverable"],
        "strength": item["strength"],
        **bilingual("note", item["note"]),
    }


CELLS: dict[str, Callable[[Item], Cells]] = {
    "deliverables": deliverable,
    "instruments": instrument,
    "indicators": indicator,
    "lineage": lineage,
    "evidence": evidence,
}


def row(name: str, item: Item) -> dict[str, str]:
    """The row that an item of the API has to be, its columns in order; several values stand in one cell, by spaces."""
    cells = CELLS[name](item)
    return {
        column: "" if value is None else " ".join(value) if isinstance(value, list) else str(value)
        for column, value in cells.items()
    }


def test_every_file_is_looked_at() -> None:
    assert {f"/exports/{name}.{form}" for name in CELLS for form in ("csv", "jsonl")} == {
        path for path in FILES if not path.startswith("/exports/tasks.")
    }


@every_file
def test_jsonl_is_the_list_line_by_line(client: TestClient, name: str, filters: dict[str, list[str]]) -> None:
    query = urlencode(filters, doseq=True)
    answer = client.get(f"/exports/{name}.jsonl?{query}")
    assert answer.headers["content-type"] == "application/jsonl"
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}.jsonl"'
    assert answer.text == "" or answer.text.endswith("\n")
    found = [json.loads(line) for line in answer.content.split(b"\n")[:-1]]
    assert found == items(client, f"/{name}?per_page=200&{query}")


@every_file
def test_csv_is_the_list_row_by_row(client: TestClient, name: str, filters: dict[str, list[str]]) -> None:
    query = urlencode(filters, doseq=True)
    answer = client.get(f"/exports/{name}.csv?{query}")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}.csv"'
    shown = items(client, f"/{name}?per_page=200&{query}")
    table = list(csv.reader(io.StringIO(answer.text, newline="")))
    columns = list(row(name, shown[0] if shown else client.get(f"/{name}").json()["items"][0]))
    assert table[0] == columns
    assert [dict(zip(columns, line, strict=True)) for line in table[1:]] == [row(name, item) for item in shown]


@pytest.mark.parametrize("name", CELLS)
def test_all_of_it_in_order_with_no_formula(client: TestClient, name: str) -> None:
    key = COLLECTIONS[f"/{name}"].key
    answer = client.get(f"/exports/{name}.csv")
    found = list(csv.DictReader(io.StringIO(answer.text, newline="")))
    assert [each[key] for each in found] == COLLECTIONS[f"/{name}"].ids
    assert answer.content.startswith(key.encode() + b",")
    with_mark = client.get(f"/exports/{name}.csv?bom=true").content
    assert with_mark == b"\xef\xbb\xbf" + answer.content
    figures = ("value", "change")  # which may fall, and are numbers
    texts = [cell for each in found for column, cell in each.items() if column not in figures]
    assert not [cell for cell in texts if cell.startswith(FORMULA_SIGNS)]
