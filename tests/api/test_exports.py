"""The exports hold what `/tasks` holds under the same filters: one row or line a task, safe to open anywhere."""

import csv
import io
import json
from typing import Any
from urllib.parse import urlencode

import pytest
from fastapi.testclient import TestClient

from service.db import Database
from service.records import Bilingual

from . import edits
from .links import items
from .oracle import TASKS
from .served import FILES

COLUMNS = [
    "id", "plan", "number", "section", "part_title_zh", "part_title_en", "section_title_zh", "section_title_en",
    "title_zh", "title_en", "text_zh", "text_en", "text_kind_zh", "text_kind_en", "lead", "participants",
    "responsibility", "topics", "instruments", "continues", "continued_by", "progress", "updated_at",
]  # fmt: skip
COLUMNS_OF_FACTS = {
    "deliverables": "id,plan,task,verb,expected,yields,object_zh,object_en,topics,instruments,progress,lead,"
    "participants,evidence,source",
    "instruments": "code,name_zh,name_en,short_name_zh,short_name_en,kind,level,topics,since,stage,plans,stages,"
    "direction,tasks,aliases,source",
    "indicators": "code,name_zh,name_en,value,unit,qualifier,period_from,period_to,period_kind,change,change_unit,"
    "change_against,agency,task,problem_zh,problem_en,topics,source",
    "lineage": "id,kind,from,from_deliverable,from_title_zh,from_title_en,to,to_deliverable,to_title_zh,to_title_en,"
    "change_zh,change_en",
    "evidence": "id,statement,part,text_zh,text_en,task,task_title_zh,task_title_en,deliverable,strength,"
    "note_zh,note_en",
}
"""What is in these files: `tests/facts/test_exports.py`."""
FILTERS: list[dict[str, list[str]]] = [
    {},
    {"plan": ["2025"]},
    {"agency": ["市场监管总局"], "role": ["lead"]},
    {"agency": ["SAMR", "SPC"], "section": ["2"], "responsibility": ["joint", "divided"]},
    {"id": ["2025-10", "2025-9", "2024-1"]},
    {"sort": ["-id"], "plan": ["2024"]},
    {"sort": ["updated_at"], "agency": ["MOJ"]},
    {"agency": ["CAS"], "role": ["lead"], "section": ["7"]},
    {"topic": ["patent", "商标"], "progress": ["completed", "not_covered"]},
    {"instrument": ["商标法"]},
    {"agency": ["MOJ"], "include": ["collective"]},
]


def rows(client: TestClient, query: str = "") -> list[dict[str, str]]:
    answer = client.get(f"/exports/tasks.csv?{query}")
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.text, newline="")))


def row(task: dict[str, Any]) -> dict[str, str]:
    """The row that a task of the API has to be, formulas aside."""
    section, codes = task["section"], [agency["code"] for agency in task["agencies"]]
    bilingual = {
        "part_title": section["part_title"],
        "section_title": section["title"],
        "title": task["title"],
        "text": task["text"],
        "text_kind": task["text_kind"],
    }
    cells = {f"{name}_{lang}": value[lang] or "" for name, value in bilingual.items() for lang in ("zh", "en")}
    plain = {
        name: str(task[name] or "") for name in ("id", "plan", "number", "responsibility", "progress", "updated_at")
    }
    lists = {name: " ".join(task[name]) for name in ("topics", "continues", "continued_by")}
    lists["instruments"] = " ".join(instrument["code"] for instrument in task["instruments"])
    lists["participants"] = " ".join(codes[1:])
    return {**plain, **cells, **lists, "section": section["number"], "lead": codes[0]}


@pytest.mark.parametrize("filters", FILTERS, ids=str)
def test_jsonl_is_the_list_line_by_line(client: TestClient, filters: dict[str, list[str]]) -> None:
    query = urlencode(filters, doseq=True)
    answer = client.get(f"/exports/tasks.jsonl?{query}")
    assert answer.headers["content-type"] == "application/jsonl"
    assert answer.headers["content-disposition"] == 'attachment; filename="tasks.jsonl"'
    assert answer.text == "" or answer.text.endswith("\n")
    found = [json.loads(line) for line in answer.content.split(b"\n")[:-1]]
    assert found == items(client, f"/tasks?per_page=200&{query}")


@pytest.mark.parametrize("filters", FILTERS, ids=str)
def test_csv_is_the_list_row_by_row(client: TestClient, filters: dict[str, list[str]]) -> None:
    query = urlencode(filters, doseq=True)
    assert rows(client, query) == [row(task) for task in items(client, f"/tasks?per_page=200&{query}")]


def test_csv_has_a_header_and_a_row_a_task(client: TestClient) -> None:
    answer = client.get("/exports/tasks.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="tasks.csv"'
    table = list(csv.reader(io.StringIO(answer.text, newline="")))
    assert table[0] == COLUMNS
    assert [line[0] for line in table[1:]] == [task.id for task in TASKS]
    assert {len(line) for line in table} == {len(COLUMNS)}
    assert client.get("/exports/tasks.csv?agency=CAS&role=lead&section=7").text == ",".join(COLUMNS) + "\r\n"


@pytest.mark.parametrize("name", COLUMNS_OF_FACTS)
def test_columns_have_an_order(client: TestClient, name: str) -> None:
    """Who reads a file by place and not by name goes on reading the same."""
    assert client.get(f"/exports/{name}.csv").text.partition("\r\n")[0] == COLUMNS_OF_FACTS[name]


def test_no_file_is_left_out() -> None:
    names = ("tasks", *COLUMNS_OF_FACTS)
    assert sorted(FILES) == sorted(f"/exports/{name}.{form}" for name in names for form in ("csv", "jsonl"))


@pytest.mark.parametrize(("bom", "begins"), [("true", b"\xef\xbb\xbfid,"), ("false", b"id,"), (None, b"id,")])
def test_a_byte_order_mark_where_asked_for(client: TestClient, bom: str | None, begins: bytes) -> None:
    plain = client.get("/exports/tasks.csv").content
    answer = client.get("/exports/tasks.csv", params={"bom": bom} if bom else {})
    assert answer.content.startswith(begins)
    assert answer.content.removeprefix(b"\xef\xbb\xbf") == plain


FORMULA_SIGNS = tuple("=+-@\t\r\n＝＋－＠")
FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1＋1",
    "＋1",
    "－1",
    "＠SUM",
    '=HYPERLINK("x")',
    "=a,b",
]


def test_no_cell_is_a_formula(own_client: TestClient, database: Database) -> None:
    """Also where a document begins with what the records would trim."""
    tasks = []
    for number, formula in enumerate(FORMULAS, start=1):
        text = Bilingual.model_construct(zh=formula, en=f"{formula} and more")
        tasks.append(edits.task(number).model_copy(update={"title": text, "text": text}))
    edits.put(database, edits.plan("f", *tasks))
    shown = items(own_client, "/tasks?plan=f")
    for found, task, formula in zip(rows(own_client, "plan=f"), shown, FORMULAS, strict=True):
        assert task["title"]["zh"] == formula  # the data itself stays as it is
        for name in ("title_zh", "title_en", "text_zh", "text_en"):
            assert found[name] == "'" + row(task)[name]
    for found in rows(own_client):
        for cell in found.values():
            assert not cell.startswith(FORMULA_SIGNS)


def test_what_is_only_awkward_comes_back_as_it_was(own_client: TestClient, database: Database) -> None:
    awkward = [
        'a "quoted" word',
        "a, b; c",
        "two\nlines",
        "two\r\nlines",
        "'apostrophe",
        "“引号”，逗号",
        "\u2028",
        "a=b",
        "😀",
    ]
    tasks = [edits.task(n, text=text, title=f"T{text}") for n, text in enumerate(awkward, start=1)]
    edits.put(database, edits.plan("awkward", *tasks))
    found = items(own_client, "/tasks?plan=awkward")
    assert [task["text"]["en"].strip() for task in found] == [text.strip() for text in awkward]
    assert rows(own_client, "plan=awkward") == [row(task) for task in found]
    lines = own_client.get("/exports/tasks.jsonl?plan=awkward").content.splitlines()
    assert [json.loads(line) for line in lines] == found


def test_more_than_is_read_at_a_time(own_client: TestClient, database: Database) -> None:
    count = 1_203
    edits.put(database, edits.plan("long", *(edits.task(number, "MOF", "MEE") for number in range(1, count + 1))))
    for query in ("plan=long", "plan=long&agency=MEE", "plan=long&sort=-id"):
        lines = own_client.get(f"/exports/tasks.jsonl?{query}").content.splitlines()
        numbers = [json.loads(line)["number"] for line in lines]
        assert numbers == sorted(range(1, count + 1), reverse="-id" in query)
        assert [int(found["number"]) for found in rows(own_client, query)] == numbers
