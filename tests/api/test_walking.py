"""`after` walks a collection in id order, from any id on, each item once."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from service.db import Database

from . import edits
from .links import ids, links, pages, query
from .oracle import select
from .served import COLLECTIONS as SERVED
from .served import FILES
from .shapes import check_problem, named

COLLECTIONS: dict[str, tuple[str, str, list[str]]] = {
    path: (key, "0-1" if path == "/tasks" else "0", ids) for path, (_, key, ids) in SERVED.items()
}
"""The field that an item is known by, a place before all, and all of them in order."""
FACTS = [path for path in COLLECTIONS if path not in ("/tasks", "/plans", "/agencies", "/plans/2025/sections")]


@pytest.mark.parametrize("path", COLLECTIONS)
@pytest.mark.parametrize("per_page", [3, 9, 50, 200])
def test_a_walk_meets_everything_once(client: TestClient, path: str, per_page: int) -> None:
    key, start, expected = COLLECTIONS[path]
    envelopes = list(pages(client, f"{path}?after={start}&per_page={per_page}"))
    assert [item[key] for page in envelopes for item in page["items"]] == expected
    pages_in_all = -(-len(expected) // per_page)
    for page in envelopes:
        assert page["page"] is None
        assert (page["total"], page["per_page"], page["pages"]) == (len(expected), per_page, pages_in_all)
    assert len(envelopes) == pages_in_all  # the last full page links to no empty one


@pytest.mark.parametrize("path", COLLECTIONS)
def test_only_next_is_linked(client: TestClient, path: str) -> None:
    key, start, expected = COLLECTIONS[path]
    answer = client.get(f"{path}?after={start}&per_page=1")
    assert list(links(answer)) == ["next"]
    assert query(links(answer)["next"]) == {"after": [expected[0]], "per_page": ["1"]}
    end = client.get(f"{path}?after={expected[-1]}")
    assert end.json() == {"items": [], "total": len(expected), "page": None, "per_page": 50,
                          "pages": -(-len(expected) // 50)}  # fmt: skip
    assert "link" not in end.headers
    assert [item[key] for item in client.get(f"{path}?after={expected[-2]}").json()["items"]] == expected[-1:]


@pytest.mark.parametrize(
    ("after", "first"),
    [
        ("2024-9", "2024-10"),
        ("2024-100", "2024-101"),
        ("2024-5000000", "2025-1"),
        ("2023-7", "2024-1"),
        ("2024-x-1", "2025-1"),
        ("1-1", "2024-1"),
        ("zz-9999999", None),
    ],
)
def test_an_unknown_id_is_a_position(client: TestClient, after: str, first: str | None) -> None:
    found = client.get(f"/tasks?after={after}&per_page=1")
    assert found.status_code == 200
    assert [item["id"] for item in found.json()["items"]] == ([first] if first else [])


@pytest.mark.parametrize(
    ("path", "first"),
    [
        ("/plans?after=2024-a", "2025"),
        ("/agencies?after=SAMS", "SASAC"),
        ("/agencies?after=ZZZ", None),
        ("/plans/2025/sections?after=2.99", "3"),
        ("/plans/2025/sections?after=2.9", "3"),
        ("/plans/2025/sections?after=99.99", None),
        ("/topics?after=patents", "pharma"),
        ("/deliverables?after=2025-9-zz", "2025-10-a"),
        ("/deliverables?after=2025-09-a", "2025-9-b"),
        ("/deliverables?after=2024-999", "2025-1-a"),
        ("/statements?after=report-2025:9", "report-2025:10.1"),
        ("/statements?after=report-2025:10.1", "report-2025:10.2"),
        ("/documents/report-2025/statements?after=plan-2024", "report-2025:4.1"),
        ("/documents/report-2025/statements?after=week-2021:1.1", None),
        ("/terms?after=商业秘密", None),
    ],
)
def test_so_it_is_in_other_collections(client: TestClient, path: str, first: str | None) -> None:
    page = client.get(path).json()
    found: list[Any] = [item.get("id") or item.get("code") or item["number"] for item in page["items"]]
    assert found[:1] == ([first] if first else [])


@pytest.mark.parametrize(
    "filters",
    [
        {"agency": ["SAMR"]},
        {"agency": ["SAMR"], "role": ["lead"]},
        {"agency": ["SAMR", "SPC"], "role": ["participant"], "plan": ["2025"]},
        {"section": ["2"], "responsibility": ["joint", "divided"]},
        {"plan": ["2024"], "agency": ["CNIPA"], "section": ["1", "4.1"]},
    ],
)
def test_a_walk_keeps_the_filters(client: TestClient, filters: dict[str, Any]) -> None:
    start = client.get("/tasks", params={**filters, "after": "0-1", "per_page": 3, "sort": "id"})
    assert ids(client, str(start.url)) == select(**filters)
    assert start.json()["total"] == len(select(**filters))


@pytest.mark.parametrize("sort", ["-id", "updated_at", "-updated_at"])
def test_walks_know_one_order(client: TestClient, sort: str) -> None:
    assert named(check_problem(client.get(f"/tasks?after=2024-1&sort={sort}"), 422)) == [("query", "after")]


@pytest.mark.parametrize("path", COLLECTIONS)
def test_a_walk_has_no_page(client: TestClient, path: str) -> None:
    _, start, _ = COLLECTIONS[path]
    assert named(check_problem(client.get(f"{path}?after={start}&page=2"), 422)) == [("query", "page")]


@pytest.mark.parametrize(
    ("path", "after"),
    [
        *(("/tasks", after) for after in ("", "2024", "2024-", "2024-01", "-1", "2024-0", "2024-1.5", "2024-12345678")),
        *(("/plans/2025/sections", after) for after in ("", "x", "2.", ".2", "2.3.4", "-1", "2_0", "9" * 30, "２.１")),
        ("/plans", ""),
        ("/agencies", ""),
        *((path, after) for path in FACTS for after in ("", "x" * 1_000, "a\0b")),
        ("/changes", ""),
        ("/changes", "x"),
        ("/changes", "-1"),
        ("/changes", "99999999999"),
    ],
)
def test_what_has_not_the_form_of_an_id_is_refused(client: TestClient, path: str, after: str) -> None:
    body = check_problem(client.get(path, params={"after": after}), 422)
    assert named(body) == [("query", "after")]


@pytest.mark.parametrize("path", FILES)
def test_files_have_no_places_to_walk_from(client: TestClient, path: str) -> None:
    assert named(check_problem(client.get(f"{path}?after=2025-1"), 422)) == [("query", "after")]


def test_a_walk_goes_on_where_it_was_while_others_write(own_client: TestClient, database: Database) -> None:
    edits.put(database, edits.plan("w", *(edits.task(number) for number in range(1, 8))))
    first = own_client.get("/tasks?plan=w&after=w-0&per_page=3")
    assert first.status_code == 422  # there is no task 0
    first = own_client.get("/tasks?plan=w&after=v-1&per_page=3")
    edits.put(database, edits.plan("w", *(edits.task(number, title="again") for number in range(1, 6))))
    assert [item["id"] for item in first.json()["items"]] == ["w-1", "w-2", "w-3"]
    assert ids(own_client, links(first)["next"]) == ["w-4", "w-5"]
