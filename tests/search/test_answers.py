"""`/search` answers in the envelope of every collection, page by page, with tasks as `/tasks` gives them."""

import re

import pytest
from fastapi.testclient import TestClient

from service.question.ranking import WINDOW
from tests.api import shapes
from tests.api.conftest import Serve, settings_of
from tests.api.links import links, pages, query
from tests.api.oracle import AGENCIES, BY_ID
from tests.api.test_query_counts import cost
from tests.test_openapi import DOCUMENT, validate

from .conftest import QUESTIONS, hits, on_one_database, search

FACET = [{"value": re.compile(r"[A-Za-z0-9:._-]+"), "label": shapes.BILINGUAL, "count": int}]
SHAPE = {
    **shapes.envelope(
        {
            "task": shapes.TASK,
            "highlights": {"title": shapes.BILINGUAL, "text": shapes.BILINGUAL},
            "score": float,
            "partial": bool,
        }
    ),
    "facets": {"plan": FACET, "agency": FACET, "role": (None, FACET), "section": FACET, "topic": FACET},
    "interpreted": {
        "agencies": [{"code": shapes.CODE, "name": shapes.BILINGUAL}],
        "plans": [shapes.PLAN_ID],
        "tasks": [shapes.TASK["id"]],
        "terms": [{"id": re.compile("[a-z0-9-]+"), "name": shapes.BILINGUAL}],
        "words": [str],
        "unknown": [str],
        "repaired": [{"written": str, "read": str}],
    },
    "did_you_mean": [str],
    "engine": {"embedded"},
}
every_question = pytest.mark.parametrize("q", QUESTIONS)


@on_one_database
@every_question
@pytest.mark.parametrize("more", [{}, {"agency": "CNIPA"}, {"interpret": "false"}], ids=["plain", "agency", "literal"])
def test_the_shape(client: TestClient, q: str, more: dict[str, str]) -> None:
    body = search(client, q, **more)
    shapes.check(body, SHAPE)
    assert list(body)[:5] == ["items", "total", "page", "per_page", "pages"]
    assert (body["page"], body["per_page"], body["pages"]) == (1, 50, -(-body["total"] // 50))
    assert len(body["items"]) == min(body["total"], 50)
    assert all(0 <= hit["score"] <= 1 for hit in body["items"])
    assert (body["facets"]["role"] is None) == ("agency" not in more)
    documented = DOCUMENT["paths"]["/search"]["get"]["responses"]["200"]["content"]["application/json"]
    validate(body, documented["schema"])


@on_one_database
@every_question
def test_a_task_is_byte_for_byte_what_tasks_gives(client: TestClient, q: str) -> None:
    answer = client.get("/search", params={"q": q, "per_page": 20})
    for hit in answer.json()["items"]:
        task = client.get(f"/tasks/{hit['task']['id']}").content
        assert b'{"task":' + task + b',"highlights":' in answer.content


@on_one_database
@every_question
def test_the_best_come_first(client: TestClient, q: str) -> None:
    found = hits(client, q)[:WINDOW]
    order = [(hit["partial"], -hit["score"]) for hit in found]
    assert order == sorted(order)


@pytest.mark.parametrize("q", ["专利", "知识产权", "national", "2025", "trade secrets", "税务总局 2025"])
@pytest.mark.parametrize("per_page", [1, 7, 33, 50])
@pytest.mark.parametrize("sort", ["score", "-id"])
def test_next_leads_through_all_of_it_once(client: TestClient, q: str, per_page: int, sort: str) -> None:
    whole = [hit["task"]["id"] for hit in hits(client, q, sort=sort)]
    start = client.get("/search", params={"q": q, "per_page": per_page, "sort": sort})
    envelopes = list(pages(client, str(start.url)))
    assert [page["page"] for page in envelopes] == list(range(1, -(-len(whole) // per_page) + 1))
    assert {page["total"] for page in envelopes} == {len(whole)}
    assert [hit["task"]["id"] for page in envelopes for hit in page["items"]] == whole
    assert len(set(whole)) == len(whole)


def test_what_surrounds_the_items_is_the_same_on_every_page(client: TestClient) -> None:
    first, later, past = (search(client, "专利", per_page=10, page=page) for page in (1, 3, 999))
    for name in ("facets", "interpreted", "did_you_mean", "engine", "total"):
        assert first[name] == later[name] == past[name]


@pytest.mark.parametrize("page", [6, 1_000, 1_000_000_000])
@pytest.mark.parametrize("q", ["专利", "layout designs lawyers"])
def test_past_the_end_is_an_empty_page(client: TestClient, q: str, page: int) -> None:
    total = search(client, q)["total"]
    body = search(client, q, page=page)
    assert total > 0
    assert (body["items"], body["total"], body["page"]) == ([], total, page)


def test_links_say_where_one_is_and_keep_the_question(client: TestClient) -> None:
    asked = {"q": "专利 & 商标", "plan": "2025", "per_page": "2"}
    answer = client.get("/search", params={**asked, "page": "2"})
    last = answer.json()["pages"]
    assert last > 2
    found = links(answer)
    assert {relation: int(query(to)["page"][0]) for relation, to in found.items()} == {
        "next": 3, "prev": 1, "first": 1, "last": last,
    }  # fmt: skip
    for to in found.values():
        assert to.isascii()
        assert {name: value for name, (value,) in query(to).items() if name != "page"} == asked


@on_one_database
@pytest.mark.parametrize("per_page", ["0", "201", "-1", "", "x", "1.5", "５０"])
def test_a_page_holds_1_to_200(client: TestClient, per_page: str) -> None:
    body = shapes.check_problem(client.get("/search", params={"q": "专利", "per_page": per_page}), 422)
    assert shapes.named(body) == [("query", "per_page")]


@on_one_database
@pytest.mark.parametrize("page", ["0", "-1", "", "x", "1" * 30])
def test_a_page_that_is_none_is_refused(client: TestClient, page: str) -> None:
    body = shapes.check_problem(client.get("/search", params={"q": "专利", "page": page}), 422)
    assert shapes.named(body) == [("query", "page")]


@on_one_database
@pytest.mark.parametrize("more", ["after=2025-1", "query=x", "agencies=SAMR", "sort=title", "interpret=maybe", "q=x"])
def test_what_it_does_not_know_is_refused(client: TestClient, more: str) -> None:
    body = shapes.check_problem(client.get(f"/search?q=x&{more}"), 422)
    assert shapes.named(body) == [("query", more.partition("=")[0])]


@pytest.mark.parametrize("q", ["专利", "trade secrets", "天气预报"])
def test_head_is_get_without_a_body(client: TestClient, q: str) -> None:
    got, head = client.get("/search", params={"q": q}), client.head("/search", params={"q": q})
    assert (head.status_code, head.content) == (200, b"")
    changing = {"date"}
    assert {k: v for k, v in head.headers.items() if k not in changing} == {
        k: v for k, v in got.headers.items() if k not in changing
    }


@pytest.mark.parametrize("more", ["", "&agency=CNIPA&plan=2025", "&sort=-updated_at"])
def test_no_hit_costs_a_read_of_the_database(
    client: TestClient, serve: Serve, statements: list[str], more: str
) -> None:
    own = serve(settings_of(client), cache_bytes=0)
    cost(own, statements, f"/search?q=warm{more}")
    costs = [cost(own, statements, f"/search?q=专利&per_page={size}{more}") for size in (1, 50, 200)]
    assert len(set(costs)) == 1
    assert costs[0] <= 1


def test_what_is_told_of_a_hit_is_what_the_seed_says(client: TestClient) -> None:
    """The same tasks as in the files, so that nothing of the index is taken for the truth."""
    for hit in hits(client, "知识产权"):
        task, seeded = hit["task"], BY_ID[hit["task"]["id"]]
        assert task["title"] == seeded.raw["title"]
        assert task["text"] == {"zh": "", "en": "", **seeded.raw["text"]}
        assert [agency["code"] for agency in task["agencies"]] == list(seeded.agencies)
        assert all(agency["name"]["zh"] == AGENCIES[agency["code"]]["name"]["zh"] for agency in task["agencies"])
