"""`/suggest` offers what a search box needs: agencies, terms and tasks that lead somewhere, from the first key on."""

import re
from typing import Any

import pytest
from fastapi.testclient import TestClient

from service.config import Settings
from service.db import Database
from tests.api import edits, shapes
from tests.api.links import links, query
from tests.api.oracle import AGENCIES, TASKS, select
from tests.test_openapi import DOCUMENT, validate

from .conftest import ids, index, on_one_database, search

SHAPE = shapes.envelope(
    {"kind": {"agency", "term", "task"}, "id": re.compile(r"[A-Za-z0-9-]+"), "label": shapes.BILINGUAL, "count": int}
)
TYPED = [
    "",
    "专",
    "专利",
    "商业秘",
    "trade se",
    "tra",
    "shui",
    "zhishi",
    "samr",
    "市场监",
    "最高",
    "海关",
    "t",
    "2024-12",
    "任务15",
]


def suggest(client: TestClient, q: str | None = None, **more: Any) -> list[dict[str, Any]]:
    answer = client.get("/suggest", params={**({} if q is None else {"q": q}), **more})
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def offered(client: TestClient, q: str, kind: str) -> list[str]:
    return [item["id"] for item in suggest(client, q, per_page=50) if item["kind"] == kind]


@pytest.mark.parametrize("q", TYPED)
def test_the_shape(client: TestClient, q: str) -> None:
    answer = client.get("/suggest", params={"q": q})
    body = answer.json()
    shapes.check(body, SHAPE)
    assert list(body) == ["items", "total", "page", "per_page", "pages"]
    assert (body["page"], body["per_page"]) == (1, 10)
    assert len(body["items"]) == min(10, body["total"])
    documented = DOCUMENT["paths"]["/suggest"]["get"]["responses"]["200"]["content"]["application/json"]
    validate(body, documented["schema"])
    assert links(answer).keys() >= {"first", "last"}


@pytest.mark.parametrize("q", TYPED)
def test_all_of_it_leads_somewhere(client: TestClient, q: str) -> None:
    found = suggest(client, q, per_page=50)
    assert found
    assert len({(item["kind"], item["id"]) for item in found}) == len(found)
    for item in found:
        assert item["count"] >= 1
        assert item["label"]["zh"]
        if item["kind"] == "agency":
            assert item["count"] == len(select(agency=[item["id"]]))
            assert item["label"] == AGENCIES[item["id"]]["name"] or item["label"] == AGENCIES[item["id"]]["short_name"]
        elif item["kind"] == "term":
            assert search(client, item["label"]["zh"])["total"] >= item["count"]
        else:
            assert client.get(f"/tasks/{item['id']}").json()["title"] == item["label"]
            assert item["count"] == 1


def test_an_empty_box_offers_where_most_begin(client: TestClient) -> None:
    found = suggest(client, per_page=50)
    assert found == suggest(client, "", per_page=50) == suggest(client, "  ", per_page=50)
    agencies = [item for item in found if item["kind"] == "agency"]
    terms = [item for item in found if item["kind"] == "term"]
    assert len(agencies) + len(terms) == len(found)
    most = sorted((len(select(agency=[code])) for code in AGENCIES), reverse=True)
    assert [item["count"] for item in agencies] == most[: len(agencies)]
    assert terms
    assert all(item["count"] > 5 for item in terms)
    assert "intellectual-property" not in {item["id"] for item in terms}  # so common that it leads nowhere


def test_it_comes_from_the_data(empty_client: TestClient, empty_settings: Settings, empty_database: Database) -> None:
    assert suggest(empty_client) == []
    edits.put(empty_database, edits.plan("p", edits.task(1, "CAS", title="Trade secrets"), edits.task(2, "CAS")))
    index(empty_settings, empty_database)
    found = suggest(empty_client)
    assert [item["id"] for item in found if item["kind"] == "agency"] == ["CAS"]
    assert found[0]["count"] == 2


@on_one_database
@pytest.mark.parametrize(
    ("q", "code"),
    [
        ("samr", "SAMR"), ("SAM", "SAMR"), ("市场监", "SAMR"), ("市場監", "SAMR"), ("state adm", "SAMR"),
        ("税务", "STA"), ("国家税", "STA"), ("最高人民法", "SPC"), ("海关总", "GACC"), ("ministry of j", "MOJ"),
        ("shuiwu", "STA"), ("shui", "STA"),
        ("haiguan", "GACC"), ("海关总暑", "GACC"), ("copyright adm", "CPD"), ("ｓａｍｒ", "SAMR"),
    ],
)  # fmt: skip
def test_agencies(client: TestClient, q: str, code: str) -> None:
    assert code in offered(client, q, "agency")


@on_one_database
@pytest.mark.parametrize(
    ("q", "term"),
    [
        ("商业秘", "trade-secret"), ("商業秘", "trade-secret"), ("trade se", "trade-secret"),
        ("trade secrets", "trade-secret"),
        ("shangyemi", "trade-secret"), ("shangye mimi", "trade-secret"), ("地理", "geographical-indication"),
        ("geogr", "geographical-indication"), ("专利池", "patent-pool"), ("wip", "wipo"),
        ("dilibiao", "geographical-indication"),
    ],
)  # fmt: skip
def test_terms(client: TestClient, q: str, term: str) -> None:
    assert term in offered(client, q, "term")


@on_one_database
@pytest.mark.parametrize(
    ("q", "task"),
    [("2024-12", "2024-12"), ("任务15", "2025-15"), ("马德里", "2025-103"), ("madr", "2025-103"), ("护企", "2024-29"),
     ("punitive dam", "2025-32"), ("惩罚性", "2025-32")],
)  # fmt: skip
def test_tasks(client: TestClient, q: str, task: str) -> None:
    assert task in offered(client, q, "task")


def test_agencies_come_before_terms_before_tasks(client: TestClient) -> None:
    order = {"agency": 0, "term": 1, "task": 2}
    for q in TYPED:
        kinds = [order[item["kind"]] for item in suggest(client, q, per_page=50)]
        assert kinds == sorted(kinds), q


@on_one_database
def test_an_agency_without_tasks_is_not_offered(client: TestClient) -> None:
    idle = [code for code in AGENCIES if not select(agency=[code])]
    for code in idle:
        for name in (code, *AGENCIES[code]["name"].values()):
            assert code not in offered(client, name, "agency")


@on_one_database
@pytest.mark.parametrize("q", ["zzzzqqqq", "红烧肉", "🎉", "???", "chocolate"])
def test_nothing_fits(client: TestClient, q: str) -> None:
    assert suggest(client, q) == []


@on_one_database
@pytest.mark.parametrize(
    "whole",
    ["市场监管总局", "trade secrets", "shangye mimi", "2025年第41项任务", "World Intellectual Property Organization"],
)
def test_every_key_on_the_way_is_answered(client: TestClient, whole: str) -> None:
    for length in range(len(whole) + 1):
        suggest(client, whole[:length])
    assert suggest(client, whole)


def test_pages(client: TestClient) -> None:
    whole = suggest(client, "专", per_page=50)
    assert len(whole) > 3
    parts = [item for page in range(1, len(whole) // 3 + 2) for item in suggest(client, "专", per_page=3, page=page)]
    assert parts == whole
    answer = client.get("/suggest", params={"q": "专", "per_page": 3, "page": 99})
    assert (answer.json()["items"], answer.json()["total"]) == ([], len(whole))
    assert {relation: query(to)["q"] for relation, to in links(answer).items()} == {
        "prev": ["专"], "first": ["专"], "last": ["专"],
    }  # fmt: skip


@on_one_database
@pytest.mark.parametrize(
    ("params", "wrong"),
    [
        ({"per_page": "0"}, "per_page"), ({"per_page": "51"}, "per_page"), ({"page": "0"}, "page"),
        ({"q": "x" * 1_000}, "q"),
        ({"plan": "2025"}, "plan"), ({"sort": "id"}, "sort"), ({"limit": "5"}, "limit"),
    ],
)  # fmt: skip
def test_what_is_refused(client: TestClient, params: dict[str, str], wrong: str) -> None:
    body = shapes.check_problem(client.get("/suggest", params=params), 422)
    assert shapes.named(body) == [("query", wrong)]


def test_head(client: TestClient) -> None:
    got, head = client.get("/suggest?q=专"), client.head("/suggest?q=专")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["etag"] == got.headers["etag"]
    assert head.headers["content-length"] == got.headers["content-length"]


def test_what_is_suggested_as_an_agency_or_task_is_found_by_its_name(client: TestClient) -> None:
    assert len(TASKS) == 228
    for item in suggest(client, per_page=50):
        if item["kind"] == "agency":
            assert set(ids(client, item["label"]["zh"])) == set(select(agency=[item["id"]]))
