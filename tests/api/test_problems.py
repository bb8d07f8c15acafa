"""Everything that is wrong with a request is told as one kind of problem, precisely, with what may have been meant."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from .conftest import on_one_database
from .oracle import AGENCIES, PLANS
from .served import COLLECTIONS, FILES, OPERATORS, PAGES, READS, beside
from .shapes import check_problem, named

GETS = [*READS, *OPERATORS, *PAGES]
FILTERED = ["/tasks", "/exports/tasks.csv", "/exports/tasks.jsonl"]


@on_one_database
@pytest.mark.parametrize(
    "path", ["/", "/nothing", "/plan", "/v1/tasks", "/exports", "/exports/tasks.xml", "/plans/2025/tasks", "/docs/ui/x",
     "/topic", "/lineage/2024-1-a~2025-1-a", "/evidence/report-2025:8.3~2024-1-d", "/exports/topics.csv",
     "/events.csv", "/tasks/2025-1/changes", "/documents/report-2025/evidence"],
)  # fmt: skip
def test_no_such_route(client: TestClient, path: str) -> None:
    body = check_problem(client.get(path), 404)
    assert body["errors"] == []
    assert path in body["detail"] or path.startswith("/docs")


@on_one_database
@pytest.mark.parametrize("path", GETS)
def test_no_trailing_slash(client: TestClient, path: str) -> None:
    check_problem(client.get(f"{path.partition('?')[0]}/", follow_redirects=False), 404)


@on_one_database
@pytest.mark.parametrize("path", GETS)
def test_all_can_only_be_read(client: TestClient, path: str) -> None:
    for method in ("POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"):
        answer = client.request(method, path)
        body = check_problem(answer, 405)
        assert answer.headers["allow"] == "GET, HEAD"
        assert body["errors"] == []


@on_one_database
@pytest.mark.parametrize("path", GETS)
def test_an_unknown_parameter_is_refused(client: TestClient, path: str) -> None:
    body = check_problem(client.get(beside(path, "agencyy=SAMR")), 422)
    assert named(body) == [("query", "agencyy")]
    assert "agencyy" in body["detail"]


@on_one_database
@pytest.mark.parametrize("name", ["Agency", "limit", "offset", "pagesize", "q", "topics", "", "id[]", "标题"])
def test_names_of_parameters_are_exact(client: TestClient, name: str) -> None:
    assert named(check_problem(client.get("/tasks", params={name: "1"}), 422)) == [("query", name)]


@on_one_database
@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/tasks", "page=1&page=2"),
        ("/tasks", "page=1&page=1"),
        ("/tasks", "per_page=1&per_page=2"),
        ("/tasks", "after=2024-1&after=2024-2"),
        ("/tasks", "sort=id&sort=-id"),
        ("/tasks", "updated_since=2025-01-01&updated_since=2025-01-02"),
        ("/tasks", "include=collective&include=collective&agency=SAMR"),
        ("/tasks", "page=1&p%61ge=2"),
        *((path, f"{name}=1&{name}=1") for path in COLLECTIONS for name in ("per_page", "after")),
        ("/instruments", "q=a&q=b"),
        ("/plans/2025/changes", "since=2024&since=2024"),
        ("/exports/indicators.csv", "bom=true&bom=false"),
    ],
)
def test_what_stands_for_one_thing_stands_once(client: TestClient, path: str, query: str) -> None:
    assert named(check_problem(client.get(f"{path}?{query}"), 422)) == [("query", query.partition("=")[0])]


@pytest.mark.parametrize("path", [*FILTERED, "/deliverables", "/exports/deliverables.csv"])
def test_a_role_needs_an_agency(client: TestClient, path: str) -> None:
    body = check_problem(client.get(f"{path}?role=lead"), 422)
    assert named(body) == [("query", "role")]
    assert "agency" in body["errors"][0]["message"]


@pytest.mark.parametrize("path", FILTERED)
def test_so_does_to_reach_it_as_a_member(client: TestClient, path: str) -> None:
    body = check_problem(client.get(f"{path}?include=collective"), 422)
    assert named(body) == [("query", "include")]
    assert "agency" in body["errors"][0]["message"]


@pytest.mark.parametrize("path", FILTERED)
@pytest.mark.parametrize(
    ("name", "value", "near"),
    [
        ("agency", "SARM", "SAMR"),
        ("agency", "国家版权据", "CPD"),
        ("agency", "xyzzy", None),
        ("plan", "2026", "2025"),
        ("plan", "nothing-like-it", None),
        ("id", "2025-999", "2025-118"),
        ("id", "2026-1", "2025-1"),
        ("id", "no id", None),
        ("id", "2025-041", None),
        ("section", "2.9", "2"),
        ("section", "2.", None),
        ("section", "02", None),
        ("topic", "patentts", "patent"),
        ("topic", "商业密", "trade_secret"),
        ("topic", "xyzzy", None),
        ("instrument", "trademark-lw", "trademark-law"),
        ("instrument", "xyzzy", None),
    ],
)  # fmt: skip
def test_an_unknown_value_is_refused_with_near_ones(
    client: TestClient, path: str, name: str, value: str, near: str | None
) -> None:
    body = check_problem(client.get(path, params={name: value}), 422)
    assert named(body) == [("query", name)]
    assert repr(value) in body["errors"][0]["message"]
    codes = [suggestion["code"] for suggestion in body["errors"][0]["suggestions"]]
    assert len(codes) <= 3
    if near:
        assert near in codes
    for code in codes:  # what is suggested is known
        assert client.get(path, params={name: code}).status_code == 200


@pytest.mark.parametrize(
    ("path", "name", "value", "near"),
    [
        ("/deliverables", "task", "2025-999", "2025-118"),
        ("/deliverables", "topic", "patnt", "patent"),
        ("/deliverables", "instrument", "商标法法", "trademark-law"),
        ("/exports/deliverables.csv", "agency", "SARM", "SAMR"),
        ("/lineage", "plan", "2026", "2025"),
        ("/exports/lineage.jsonl", "task", "x", None),
        ("/initiatives", "partner", "WIP", "WIPO"),
        ("/instruments", "topic", "trademrks!", "trademark"),
        ("/exports/instruments.csv", "plan", "1", None),
        ("/statements", "document", "report-2024", "report-2025"),
        ("/documents/report-2025/statements", "agency", "xyzzy", None),
        ("/evidence", "statement", "report-2025:8.33", "report-2025:8.3"),
        ("/exports/evidence.csv", "document", "plan", None),
        ("/indicators", "unit", "percnt", "percent"),
        ("/exports/indicators.jsonl", "unit", "xyzzy", None),
    ],
)
def test_so_it_is_in_other_collections(client: TestClient, path: str, name: str, value: str, near: str | None) -> None:
    test_an_unknown_value_is_refused_with_near_ones(client, path, name, value, near)


@pytest.mark.parametrize(
    ("path", "name", "near"),
    [
        ("/tasks/2025-999", "id", ["2025-118"]),
        ("/tasks/2025-999/lineage", "id", ["2025-118"]),
        ("/plans/2026/changes?since=2024", "id", ["2025"]),
        ("/topics/patents", "code", ["patent"]),
        ("/topics/Patent", "code", ["patent"]),
        ("/topics/商业秘密", "code", ["trade_secret"]),
        ("/deliverables/2025-16", "id", ["2025-16-b"]),
        ("/deliverables/2025-16-z", "id", []),
        ("/initiatives/jianwan", "code", ["jianwang"]),
        ("/instruments/trademark-lw", "code", ["trademark-law"]),
        ("/documents/report-2024", "id", ["report-2025"]),
        ("/documents/report-2024/statements", "id", ["report-2025"]),
        ("/statements/report-2025:8.33", "id", ["report-2025:8.3"]),
        ("/indicators/xyzzy", "code", []),
        ("/events/publicity-week-2026", "code", ["publicity-week-2025"]),
        ("/terms/trade-secrets", "id", ["trade-secret"]),
        ("/tasks/2026-1", "id", ["2025-1", "2024-1"]),
        ("/tasks/x", "id", []),
        ("/tasks/2025-0", "id", []),
        ("/plans/2026", "id", ["2025", "2024"]),
        ("/plans/x", "id", []),
        ("/plans/2052/sections", "id", ["2025", "2024"]),
        ("/agencies/SARM", "code", ["SAMR"]),
        ("/agencies/xyzzy", "code", []),
    ],
)
def test_an_unknown_value_in_a_path_is_not_there(client: TestClient, path: str, name: str, near: list[str]) -> None:
    body = check_problem(client.get(path), 404)
    assert named(body) == [("path", name)]
    assert {suggestion["code"] for suggestion in body["errors"][0]["suggestions"]} >= set(near)


def test_suggestions_have_names_in_both_languages(client: TestClient) -> None:
    suggestions = client.get("/plans/2026").json()["errors"][0]["suggestions"]
    assert {"code": "2025", "name": PLANS["2025"]["title"]} in suggestions
    suggestions = client.get("/agencies/SARM").json()["errors"][0]["suggestions"]
    assert {"code": "SAMR", "name": AGENCIES["SAMR"]["name"]} in suggestions
    for path, meant in (
        ("/topics/patents", "/topics/patent"),
        ("/events/publicity-week-2026", "/events/publicity-week-2025"),
        ("/terms/trade-secrets", "/terms/trade-secret"),
    ):
        item = client.get(meant).json()
        suggestion = {"code": item.get("code") or item["id"], "name": item["name"]}
        assert suggestion in client.get(path).json()["errors"][0]["suggestions"]


@on_one_database
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"role": "boss", "agency": "SAMR"}, ["role"]),
        ({"responsibility": "shared"}, ["responsibility"]),
        ({"responsibility": "SOLE"}, ["responsibility"]),
        ({"sort": "number"}, ["sort"]),
        ({"agency": ""}, ["agency"]),
        ({"agency": " "}, ["agency"]),
        ({"plan": ""}, ["plan"]),
        ({"section": ""}, ["section"]),
        ({"id": ""}, ["id"]),
        ({"plan": ["2025"] * 51}, ["plan"]),
        ({"per_page": "500", "page": "0"}, ["page", "per_page"]),
        ({"page": "0", "agencyy": "x", "updated_since": "1"}, ["page", "updated_since", "agencyy"]),
        ({"agency": ["SARM", "SAMR", "xyzzy"], "plan": "1999", "role": "lead"}, ["agency", "agency", "plan"]),
    ],
)
def test_everything_wrong_is_told_at_once(client: TestClient, query: dict[str, Any], expected: list[str]) -> None:
    body = check_problem(client.get("/tasks", params=query), 422)
    assert sorted(name for _, name in named(body)) == sorted(expected)
    assert body["detail"].count("query ") == len(expected)


@on_one_database
@pytest.mark.parametrize(
    ("path", "query", "expected"),
    [
        ("/deliverables", {"role": "lead", "plan": "2026", "verb": "do"}, ["verb"]),
        ("/deliverables", {"role": "lead", "plan": "2026"}, ["role", "plan"]),
        ("/deliverables", {"role": "lead", "agency": "SARM", "topic": "x"}, ["agency", "topic"]),
        ("/topics", {"group": "left"}, ["group"]),
        ("/instruments", {"q": "!", "agency": ["SARM", "xyzzy"], "topic": "xyzzy"}, ["q", "agency", "agency", "topic"]),
        ("/statements", {"document": "x", "linked": "TRUE", "page": "0"}, ["linked", "page"]),
        ("/evidence", {"statement": "x", "task": "y", "plan": "z"}, ["statement", "task", "plan"]),
        ("/events", {"year": "25", "kind": "party"}, ["year", "kind"]),
        ("/terms", {"error": "no", "q": ""}, ["error", "q"]),
        ("/deliverables", {"topic": ["patent"] * 51}, ["topic"]),
        ("/plans/2025/changes", {"since": "x"}, ["since"]),
        ("/plans/2025/changes", {}, ["since"]),
    ],
)
def test_so_it_is_of_facts(client: TestClient, path: str, query: dict[str, Any], expected: list[str]) -> None:
    body = check_problem(client.get(path, params=query), 422)
    assert sorted(name for _, name in named(body)) == sorted(expected)


@on_one_database
@pytest.mark.parametrize("path", [path for path in FILES if path.endswith("csv")])
@pytest.mark.parametrize("value", ["2", "yes please", "", "TRUE1"])
def test_bom_is_true_or_false(client: TestClient, path: str, value: str) -> None:
    assert named(check_problem(client.get(path, params={"bom": value}), 422)) == [("query", "bom")]


@pytest.mark.parametrize("path", [path for path in FILES if path.endswith("jsonl")])
@pytest.mark.parametrize("query", ["bom=true", "page=1", "per_page=1", "after=2025-1"])
def test_an_export_has_no_pages(client: TestClient, path: str, query: str) -> None:
    assert named(check_problem(client.get(f"{path}?{query}"), 422)) == [("query", query.split("=")[0])]


def test_a_body_is_ignored(client: TestClient) -> None:
    assert client.request("GET", "/plans", content=b"{").json() == client.get("/plans").json()
