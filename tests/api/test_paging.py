"""Every collection comes in one envelope, by pages whose links lead through all of it."""

import pytest
from fastapi.testclient import TestClient

from service.db import Database

from . import edits, shapes
from .conftest import on_one_database
from .links import ids, items, links, pages, query
from .oracle import PLANS
from .served import COLLECTIONS as WITH_IDS
from .served import KINDS

COLLECTIONS = {path: (shape, len(ids)) for path, (shape, _, ids) in WITH_IDS.items()}
COLLECTIONS["/changes"] = (
    shapes.CHANGE,
    sum(len(WITH_IDS[path].ids) for path in KINDS.values()) + sum(len(plan["sections"]) for plan in PLANS.values()),
)
every_collection = pytest.mark.parametrize("path", COLLECTIONS)


@every_collection
def test_the_envelope(client: TestClient, path: str) -> None:
    shape, total = COLLECTIONS[path]
    page = client.get(path).json()
    shapes.check(page, shapes.envelope(shape))
    assert list(page) == ["items", "total", "page", "per_page", "pages"]
    assert (page["total"], page["page"], page["per_page"]) == (total, 1, 50)
    assert page["pages"] == -(-total // 50)
    assert len(page["items"]) == min(total, 50)


@every_collection
@pytest.mark.parametrize("per_page", [3, 7, 50, 200])
def test_next_leads_through_all_of_it_once(client: TestClient, path: str, per_page: int) -> None:
    _, total = COLLECTIONS[path]
    envelopes = list(pages(client, f"{path}?per_page={per_page}"))
    assert [page["page"] for page in envelopes] == list(range(1, -(-total // per_page) + 1))
    assert all(len(page["items"]) == per_page for page in envelopes[:-1])
    found = [item for page in envelopes for item in page["items"]]
    assert found == items(client, f"{path}?per_page=200")
    assert len(found) == len({str(item) for item in found}) == total


@every_collection
def test_links_say_where_one_is(client: TestClient, path: str) -> None:
    last = COLLECTIONS[path][1]
    expected = {
        1: {"next": 2, "first": 1, "last": last},
        2: {"next": 3, "prev": 1, "first": 1, "last": last},
        last: {"prev": last - 1, "first": 1, "last": last},
        last + 1: {"prev": last, "first": 1, "last": last},
        last + 1000: {"prev": last, "first": 1, "last": last},
    }
    for page, relations in expected.items():
        found = links(client.get(f"{path}?per_page=1&page={page}"))
        assert {relation: int(query(to)["page"][0]) for relation, to in found.items()} == relations
        assert all(query(to)["per_page"] == ["1"] for to in found.values())


@every_collection
def test_links_lead_where_they_say(client: TestClient, path: str) -> None:
    here = client.get(f"{path}?per_page=1&page=2")
    for relation, address in links(here).items():
        page = client.get(address).json()["page"]
        last = COLLECTIONS[path][1]
        assert page == {"next": 3, "prev": 1, "first": 1, "last": last}[relation]


@every_collection
@pytest.mark.parametrize("page", [1_000, 999_999, 1_000_000_000])
def test_past_the_end_is_an_empty_page(client: TestClient, path: str, page: int) -> None:
    _, total = COLLECTIONS[path]
    answer = client.get(f"{path}?page={page}")
    assert answer.status_code == 200
    assert answer.json() == {"items": [], "total": total, "page": page, "per_page": 50, "pages": -(-total // 50)}


def test_a_deep_page_holds_what_it_should(own_client: TestClient) -> None:
    """Far pages are read in another way than near ones, so a page on either side of the border is compared."""
    from service.queries import DEEP

    database = own_client.app.state.data.database  # type: ignore[attr-defined]
    count = DEEP + 30
    edits.put(database, edits.plan("long", *(edits.task(number, "MOF", "MEE") for number in range(1, count + 1))))
    for filters in ("plan=long", "agency=MEE&plan=long", "agency=MOF&agency=MEE&plan=long"):
        for sort, expected in (("id", range(1, count + 1)), ("-id", range(count, 0, -1))):
            found = own_client.get(f"/tasks?{filters}&sort={sort}&per_page=10&page={DEEP // 10}").json()["items"]
            found += own_client.get(f"/tasks?{filters}&sort={sort}&per_page=10&page={DEEP // 10 + 1}").json()["items"]
            assert [item["number"] for item in found] == list(expected)[DEEP - 10 : DEEP + 10]


@on_one_database
@every_collection
@pytest.mark.parametrize("per_page", ["0", "201", "-1", "", "x", "1.5", "99999999999999999999", "NaN", "５０"])
def test_a_page_holds_1_to_200(client: TestClient, path: str, per_page: str) -> None:
    body = shapes.check_problem(client.get(path, params={"per_page": per_page}), 422)
    assert shapes.named(body) == [("query", "per_page")]


@on_one_database
@every_collection
@pytest.mark.parametrize("page", ["0", "-1", "", "x", "1.5", "1" * 30, "1" * 5000])
def test_a_page_that_is_none_is_refused(client: TestClient, path: str, page: str) -> None:
    body = shapes.check_problem(client.get(path, params={"page": page}), 422)
    assert shapes.named(body) == [("query", "page")]


def test_an_empty_collection(client: TestClient) -> None:
    answer = client.get("/tasks", params={"agency": "CAS", "role": "lead", "section": "7"})
    assert answer.json() == {"items": [], "total": 0, "page": 1, "per_page": 50, "pages": 0}
    assert {relation: query(to)["page"] for relation, to in links(answer).items()} == {"first": ["1"], "last": ["1"]}


@pytest.mark.parametrize(
    "filters",
    [
        {"agency": ["市场监管总局", "SPC"], "role": ["lead"], "per_page": ["3"]},
        {"agency": ["state administration for market regulation"], "sort": ["-id"], "per_page": ["4"]},
        {"section": ["2", "3.1"], "plan": ["2025"], "updated_since": ["2025-01-01T00:00:00+08:00"], "per_page": ["9"]},
        {"topic": ["patent", "商标"], "progress": ["advanced"], "per_page": ["4"]},
    ],
)
def test_links_keep_the_filters(client: TestClient, filters: dict[str, list[str]]) -> None:
    answer = client.get("/tasks", params=filters)
    for address in links(answer).values():
        assert address.isascii()
        assert {name: values for name, values in query(address).items() if name != "page"} == filters
    assert len(ids(client, str(answer.url))) == answer.json()["total"]


@pytest.mark.parametrize(
    ("path", "filters"),
    [
        ("/deliverables", {"agency": ["市场监管总局", "SPC"], "role": ["lead"], "per_page": ["3"]}),
        ("/instruments", {"q": ["商标 & 专利"], "per_page": ["1"]}),
        ("/instruments", {"q": ["法"], "plan": ["2025"], "per_page": ["2"]}),
        ("/statements", {"document": ["report-2025"], "linked": ["true"], "per_page": ["7"]}),
        ("/documents/report-2025/statements", {"part": ["planned"], "per_page": ["11"]}),
        ("/terms", {"q": ["patent"], "per_page": ["5"]}),
    ],
)
def test_so_they_do_in_other_collections(client: TestClient, path: str, filters: dict[str, list[str]]) -> None:
    answer = client.get(path, params=filters)
    for address in links(answer).values():
        assert address.isascii()
        assert {name: values for name, values in query(address).items() if name != "page"} == filters
    found = [str(item) for item in items(client, str(answer.url))]
    assert len(found) == len(set(found)) == answer.json()["total"]


def test_links_of_the_change_log_keep_the_revision(own_client: TestClient, database: Database) -> None:
    for number in range(1, 4):
        edits.put(database, edits.plan("many", *(edits.task(each) for each in range(1, number + 2))))
    first = own_client.get("/changes?after=2&per_page=2")
    for address in links(first).values():
        assert query(address)["after"] == ["2"]
    found = items(own_client, "/changes?after=2&per_page=2")
    assert len(found) == first.json()["total"] > 4
    assert {change["revision"] for change in found} == {3, 4}
