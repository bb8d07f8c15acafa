"""The files of facts hold what their collections hold under the same filters: one row or line an item."""

import csv
import io
import json
import random
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from fastapi.testclient import TestClient

from service.db import Database
from service.facts.records import Strength, UnitRecord
from service.records import Bilingual
from tests.api.edits import both
from tests.api.links import items
from tests.api.shapes import check_problem, named

from . import made
from .oracle import COLLECTIONS
from .test_collections import draw

FILES = ("deliverables", "instruments", "indicators", "lineage", "evidence")
every_file = pytest.mark.parametrize("name", FILES)
Item = dict[str, Any]


def places(item: Item) -> str:
    return " ".join(f"{each['document']}:{each['paragraph']}.{each['sentence']}" for each in item["source"])


def texts(column: str, value: dict[str, str] | None) -> dict[str, str]:
    return {f"{column}_{lang}": value[lang] if value else "" for lang in ("zh", "en")}


def cell(value: object) -> str:
    return "" if value is None else str(value)


def deliverable(item: Item) -> dict[str, str]:
    codes = [agency["code"] for agency in item["agencies"]]
    return {
        **{name: cell(item[name]) for name in ("id", "plan", "task", "verb", "expected", "yields", "progress")},
        **texts("object", item["object"]),
        **{name: " ".join(item[name]) for name in ("topics", "instruments")},
        "lead": codes[0],
        "participants": " ".join(codes[1:]),
        "evidence": " ".join(each["statement"] for each in item["evidence"]),
        "source": places(item),
    }


def instrument(item: Item) -> dict[str, str]:
    acts = [act for year in item["years"] for act in year["acts"]]
    return {
        **{name: item[name] for name in ("code", "kind", "level", "since", "stage")},
        **texts("name", item["name"]),
        **texts("short_name", item["short_name"]),
        "topics": " ".join(item["topics"]),
        "plans": " ".join(year["plan"] for year in item["years"]),
        "stages": " ".join(year["stage"] for year in item["years"]),
        "direction": cell(item["years"][-1]["direction"]),
        "tasks": " ".join(act["task"]["id"] for act in acts),
        "aliases": "; ".join(alias["value"] for alias in item["aliases"]),
        "source": " ".join(places(act) for act in acts),
    }


def indicator(item: Item) -> dict[str, str]:
    period, change = item["period"] or {}, item["change"] or {}
    return {
        **{name: cell(item[name]) for name in ("code", "value", "qualifier")},
        **texts("name", item["name"]),
        "unit": item["unit"]["code"],
        **{f"period_{name}": cell(period.get(name)) for name in ("from", "to", "kind")},
        "change": cell(change.get("value")),
        "change_unit": cell(change.get("unit")),
        "change_against": cell(change.get("against")),
        "agency": item["agency"]["code"] if item["agency"] else "",
        "task": item["task"]["id"] if item["task"] else "",
        **texts("problem", item["problem"]),
        "topics": " ".join(item["topics"]),
        "source": places(item),
    }


def lineage(item: Item) -> dict[str, str]:
    return {
        "id": item["id"],
        "kind": item["kind"],
        **{name: item[name]["id"] for name in ("from", "to")},
        **{name: cell(item[name]) for name in ("from_deliverable", "to_deliverable")},
        **texts("from_title", item["from"]["title"]),
        **texts("to_title", item["to"]["title"]),
        **texts("change", item["change"]),
    }


def evidence(item: Item) -> dict[str, str]:
    return {
        **{name: cell(item[name]) for name in ("id", "statement", "part", "deliverable", "strength")},
        **texts("text", item["text"]),
        "task": item["task"]["id"],
        **texts("task_title", item["task"]["title"]),
        **texts("note", item["note"]),
    }


ROW: dict[str, Callable[[Item], dict[str, str]]] = {
    "deliverables": deliverable,
    "instruments": instrument,
    "indicators": indicator,
    "lineage": lineage,
    "evidence": evidence,
}
"""The row that an item of the API has to be, formulas aside."""


def rows(client: TestClient, name: str, query: str = "") -> list[dict[str, str]]:
    answer = client.get(f"/exports/{name}.csv?{query}".rstrip("?"))
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}.csv"'
    return list(csv.DictReader(io.StringIO(answer.text, newline="")))


def lines(client: TestClient, name: str, query: str = "") -> list[Item]:
    answer = client.get(f"/exports/{name}.jsonl?{query}".rstrip("?"))
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/jsonl"
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}.jsonl"'
    assert answer.text == "" or answer.text.endswith("\n")
    return [json.loads(line) for line in answer.content.split(b"\n")[:-1]]


@every_file
def test_the_whole_collection(client: TestClient, name: str) -> None:
    shown = items(client, f"/{name}?per_page=200")
    assert len(shown) == len(COLLECTIONS[name])
    assert lines(client, name) == shown
    assert rows(client, name) == [ROW[name](item) for item in shown]


@every_file
def test_the_same_filters(client: TestClient, name: str) -> None:
    dice, some = random.Random(name), 0
    for _ in range(8):
        query = urlencode(draw(dice, name), doseq=True)
        shown = items(client, f"/{name}?per_page=200&{query}")
        assert lines(client, name, query) == shown
        assert rows(client, name, query) == [ROW[name](item) for item in shown]
        some += bool(shown)
    assert some > 1


@every_file
def test_a_byte_order_mark_where_asked_for(client: TestClient, name: str) -> None:
    plain = client.get(f"/exports/{name}.csv").content
    marked = client.get(f"/exports/{name}.csv?bom=true").content
    assert marked == b"\xef\xbb\xbf" + plain
    for query in ("bom=true", "page=1", "per_page=5", "after=x"):
        refused = check_problem(client.get(f"/exports/{name}.jsonl?{query}"), 422)
        assert named(refused) == [("query", query.partition("=")[0])]
    assert named(check_problem(client.get(f"/exports/{name}.csv?page=1"), 422)) == [("query", "page")]


def test_tasks_show_their_facts_in_their_file(client: TestClient) -> None:
    text = client.get("/exports/tasks.csv").text
    found = {row["id"]: row for row in csv.DictReader(io.StringIO(text, newline=""))}
    for task in items(client, "/tasks?per_page=200"):
        row = found[task["id"]]
        assert row["topics"] == " ".join(task["topics"])
        assert row["instruments"] == " ".join(each["code"] for each in task["instruments"])
        assert row["continues"] == " ".join(task["continues"])
        assert row["continued_by"] == " ".join(task["continued_by"])
        assert row["progress"] == (task["progress"] or "")


def test_no_cell_is_a_formula(empty_client: TestClient, empty_database: Database) -> None:
    formula = Bilingual.model_construct(zh="＝1", en="=1+1")
    facts = made.book(
        made.topic("alpha"),
        made.document("letter", made.statement("letter:1.1").model_copy(update={"text": formula})),
        UnitRecord(code="case", name=both("Cases")),
        made.indicator("x", value=-7, problem=formula, name=formula),
        made.evidence("letter:1.1", "p-1-a", Strength.ADVANCED).model_copy(update={"note": formula}),
        made.instrument("code-x", made.act("p-1", "issue"), name=formula, aliases=({"value": "@x", "lang": "en"},)),
        made.link("p-1", "q-1").model_copy(update={"change": formula}),
        tasks=made.held("p-1", "issue"),
    )
    made.put(empty_database, facts, made.plan("p", made.task(1)), made.plan("q", made.task(1)))
    for name in FILES:
        [shown] = items(empty_client, f"/{name}")
        [row] = rows(empty_client, name)
        expected = ROW[name](shown)
        for column, value in row.items():
            harmless = value.removeprefix("'")
            assert harmless == expected[column]
            # A figure is a number and no text; all else that spreadsheets would run is text.
            assert column == "value" or not value.startswith(tuple("=+-@＝＋－＠"))
