"""Filters narrow what a question finds, never change it; facets count what each choice would leave."""

import random
from collections import Counter
from typing import Any

import pytest
from fastapi.testclient import TestClient

from service.config import Settings
from service.db import Database
from service.question.ranking import WINDOW
from tests.api import edits
from tests.api.links import ids as task_ids
from tests.api.oracle import AGENCIES, SECTIONS, TASKS, role
from tests.api.shapes import check_problem, named
from tests.api.test_task_filters import select
from tests.facts.oracle import TASK_FILTERS, TOPICS

from .conftest import QUESTIONS, hits, ids, index, on_one_database, search

every_question = pytest.mark.parametrize("q", QUESTIONS)
Filters = dict[str, Any]

USED = sorted({code for task in TASKS for code in task.agencies})


def draw(dice: random.Random) -> Filters:
    """Some filters of `/tasks`, with values that are there."""
    filters: Filters = {}
    if dice.random() < 0.5:
        filters["agency"] = dice.sample(USED, dice.randint(1, 3))
        if dice.random() < 0.5:
            filters["role"] = [dice.choice(["lead", "participant"])]
    if dice.random() < 0.4:
        filters["plan"] = [dice.choice(["2024", "2025"])]
    if dice.random() < 0.4:
        filters["section"] = dice.sample(SECTIONS, dice.randint(1, 3))
    if dice.random() < 0.3:
        filters["responsibility"] = dice.sample(["sole", "joint", "divided"], dice.randint(1, 2))
    if dice.random() < 0.2:
        filters["id"] = [task.id for task in dice.sample(TASKS, 40)]
    for name, known in TASK_FILTERS.items():
        if dice.random() < 0.2:
            filters[name] = dice.sample(list(known), 2)
    return filters


@on_one_database
@every_question
def test_filters_only_narrow(client: TestClient, q: str) -> None:
    dice = random.Random(q)
    found = ids(client, q)
    for _ in range(8):
        filters = draw(dice)
        wanted = set(select(filters))
        narrowed = ids(client, q, **filters)
        assert set(narrowed) == wanted & set(found), filters
        if (
            len(found) <= WINDOW
        ):  # behind it the order is the engine's, and what the window holds depends on the filters
            assert narrowed == [task for task in found if task in wanted], filters


@on_one_database
@every_question
def test_a_hit_is_the_same_however_it_is_filtered(client: TestClient, q: str) -> None:
    whole = {hit["task"]["id"]: hit for hit in hits(client, q)[:100]}
    for filters in ({"plan": "2025"}, {"agency": "CNIPA"}, {"section": ["2", "3"]}, {"sort": "id"}):
        for hit in hits(client, q, **filters):
            if before := whole.get(hit["task"]["id"]):
                assert (hit["partial"], hit["highlights"]) == (before["partial"], before["highlights"])
                assert "sort" in filters or hit["score"] == before["score"]


def test_an_agency_may_be_reached_through_a_collective(client: TestClient) -> None:
    """The same tasks as of `/tasks`, and the same agencies on them."""
    narrower: list[Filters] = [{}, {"role": "participant"}, {"plan": "2025", "topic": ["evaluation", "patent"]}]
    for more in narrower:
        asked: Filters = {"agency": "MOJ", "include": "collective", **more}
        through = client.get("/tasks", params={**asked, "per_page": 200}).json()["items"]
        wanted = {task["id"]: task for task in through}
        assert [task for task in through if task["agencies"][-1]["via"]]
        for q in ("知识产权", "保护", "2025"):
            found = hits(client, q, **asked)
            assert {hit["task"]["id"] for hit in found} == wanted.keys() & set(ids(client, q))
            assert [hit["task"] for hit in found] == [wanted[hit["task"]["id"]] for hit in found]
            for each in search(client, q, **asked)["facets"]["role"]:
                assert search(client, q, **asked | {"role": each["value"]})["total"] == each["count"]


def test_an_agency_may_be_filtered_by_any_name(client: TestClient) -> None:
    for name in ("市场监管总局", "市場監管總局", "state administration for market regulation", "samr", "ＳＡＭＲ"):
        assert ids(client, "保护", agency=name) == ids(client, "保护", agency="SAMR")


@pytest.mark.parametrize("sort", ["id", "-id", "updated_at", "-updated_at"])
def test_the_orders_of_tasks(own_client: TestClient, settings: Settings, database: Database, sort: str) -> None:
    for task in ("2025-77", "2024-12", "2025-2", "2024-75", "2025-41"):
        edits.edit_task(database, task, title=edits.both(f"专利 {task}"))
    index(settings, database)
    order = task_ids(own_client, f"/tasks?sort={sort}&per_page=200")
    for q in ("专利", "知识产权", "trade secrets", "2025"):
        found = set(ids(own_client, q))
        assert found
        expected = [task for task in order if task in found]
        for per_page in (7, 200):
            assert ids(own_client, q, sort=sort, per_page=per_page) == expected


def test_updated_since(own_client: TestClient, settings: Settings, database: Database) -> None:
    edits.edit_task(database, "2025-8", title=edits.both("商业秘密 again"))
    edits.edit_task(database, "2024-37", title=edits.both("商业秘密 once more"))
    index(settings, database)
    moved = {task: own_client.get(f"/tasks/{task}").json()["updated_at"] for task in ("2025-8", "2024-37")}
    assert set(ids(own_client, "商业秘密", updated_since=moved["2025-8"])) == {"2025-8", "2024-37"}
    assert ids(own_client, "商业秘密", updated_since=moved["2024-37"]) == ["2024-37"]
    assert ids(own_client, "商业秘密", updated_since="2000-01-01") == ids(own_client, "商业秘密")
    later = search(own_client, "商业秘密", updated_since="2999-01-01")
    assert later["total"] == 0
    assert later["facets"] == {"plan": [], "agency": [], "role": None, "section": [], "topic": []}
    counted = search(own_client, "商业秘密", updated_since=moved["2025-8"])["facets"]
    assert {each["value"]: each["count"] for each in counted["plan"]} == {"2024": 1, "2025": 1}


@on_one_database
@pytest.mark.parametrize(
    ("filters", "wrong", "near"),
    [
        ({"agency": "SARM"}, "agency", "SAMR"),
        ({"plan": "2026"}, "plan", "2025"),
        ({"id": "2025-119"}, "id", None),
        ({"section": "9.9"}, "section", None),
        ({"responsibility": "shared"}, "responsibility", None),
        ({"role": "lead"}, "role", None),
        ({"agency": "SAMR", "role": "leader"}, "role", None),
        ({"updated_since": "yesterday"}, "updated_since", None),
        ({"sort": "title"}, "sort", None),
        ({"topic": "patnt"}, "topic", "patent"),
        ({"instrument": "trademark-lw"}, "instrument", "trademark-law"),
        ({"progress": "done"}, "progress", None),
        ({"include": "collective"}, "include", None),
        ({"include": "all", "agency": "SAMR"}, "include", None),
    ],
    ids=str,
)
def test_what_tasks_refuses_is_refused(
    client: TestClient, filters: dict[str, str], wrong: str, near: str | None
) -> None:
    body = check_problem(client.get("/search", params={"q": "专利", **filters}), 422)
    assert {name for _, name in named(body)} == {wrong}
    if wrong != "sort":
        theirs = check_problem(client.get("/tasks", params=filters), 422)
        assert body["errors"] == theirs["errors"]
    if near:
        assert near in {suggestion["code"] for suggestion in body["errors"][0]["suggestions"]}


def recount(found: list[dict[str, Any]], chosen: list[str]) -> dict[str, Counter[str]]:
    """The facets of these hits, counted by hand."""
    counts: dict[str, Counter[str]] = {name: Counter() for name in ("plan", "agency", "role", "section", "topic")}
    for task in (hit["task"] for hit in found):
        counts["plan"][task["plan"]] += 1
        counts["section"][f"{task['plan']}:{task['section']['number']}"] += 1
        counts["topic"].update(task["topics"])
        counts["agency"].update(agency["code"] for agency in task["agencies"])
        counts["role"].update({agency["role"] for agency in task["agencies"] if agency["code"] in chosen})
    return counts


OWN = {"plan": ["plan"], "agency": ["agency", "role"], "section": ["section"], "topic": ["topic"]}


@on_one_database
@every_question
def test_facets_count_what_each_value_would_leave(client: TestClient, q: str) -> None:
    dice = random.Random(q)
    for filters in ({}, *(draw(dice) for _ in range(3))):
        facets = search(client, q, **filters)["facets"]
        for name, own in OWN.items():
            others = {key: value for key, value in filters.items() if key not in own}
            expected = recount(hits(client, q, **others), [])[name]
            assert {each["value"]: each["count"] for each in facets[name]} == expected, (name, filters)
        chosen = filters.get("agency", [])
        if not chosen:
            assert facets["role"] is None
            continue
        others = {key: value for key, value in filters.items() if key != "role"}
        expected = recount(hits(client, q, **others), chosen)["role"]
        assert {each["value"]: each["count"] for each in facets["role"]} == expected, filters


@pytest.mark.parametrize("q", ["专利", "trade secrets", "典型案例", "SAMR", "海关"])
def test_to_choose_a_value_leaves_what_it_promised(client: TestClient, q: str) -> None:
    facets = search(client, q)["facets"]
    for each in facets["plan"]:
        assert search(client, q, plan=each["value"])["total"] == each["count"]
    for each in facets["agency"]:
        assert search(client, q, agency=each["value"])["total"] == each["count"]
    for each in facets["section"]:
        plan, _, section = each["value"].partition(":")
        assert search(client, q, plan=plan, section=section)["total"] == each["count"]
    for each in facets["topic"]:
        assert search(client, q, topic=each["value"])["total"] == each["count"]
    for each in search(client, q, agency="SAMR")["facets"]["role"]:
        assert search(client, q, agency="SAMR", role=each["value"])["total"] == each["count"]


@on_one_database
@every_question
def test_the_plans_sum_up_to_the_total(client: TestClient, q: str) -> None:
    for filters in ({}, {"agency": "CNIPA"}, {"section": "2"}):
        body = search(client, q, **filters)
        assert sum(each["count"] for each in body["facets"]["plan"]) == body["total"]


def test_a_facet_is_not_narrowed_by_its_own_filter(client: TestClient) -> None:
    free = search(client, "商业秘密")["facets"]
    assert search(client, "商业秘密", plan="2025")["facets"]["plan"] == free["plan"]
    assert search(client, "商业秘密", agency="SAMR", role="lead")["facets"]["agency"] == free["agency"]
    assert search(client, "商业秘密", section="2.2")["facets"]["section"] == free["section"]
    assert search(client, "商业秘密", topic="courts")["facets"]["topic"] == free["topic"]
    assert search(client, "商业秘密", topic="courts")["facets"]["plan"] != free["plan"]
    assert len(search(client, "商业秘密", agency="SAMR", role="lead")["facets"]["role"]) >= 1


def test_labels_are_names_in_both_languages(client: TestClient) -> None:
    plans = {plan["id"]: plan["title"] for plan in client.get("/plans").json()["items"]}
    sections = {
        f"{plan}:{section['number']}": section["title"]
        for plan in plans
        for section in client.get(f"/plans/{plan}/sections?per_page=200").json()["items"]
    }
    facets = search(client, "知识产权", agency="CNIPA")["facets"]
    assert facets["plan"]
    assert all(each["label"] == plans[each["value"]] for each in facets["plan"])
    assert all(each["label"] == sections[each["value"]] for each in facets["section"])
    topics = {each["code"]: each["name"] for each in TOPICS}
    assert facets["topic"]
    assert all(each["label"] == topics[each["value"]] for each in facets["topic"])
    for each in facets["agency"]:
        name = AGENCIES[each["value"]]["name"]
        short = AGENCIES[each["value"]]["short_name"]
        assert each["label"] in (name, short)
        assert all(each["label"].values())
    assert [each["value"] for each in facets["role"]] == ["lead", "participant"]
    assert all(label for each in facets["role"] for label in each["label"].values())


def test_values_come_with_the_most_tasks_first(client: TestClient) -> None:
    for name, values in search(client, "专利", agency="CNIPA")["facets"].items():
        counts = [each["count"] for each in values]
        assert all(counts)
        assert name == "role" or counts == sorted(counts, reverse=True), name


def test_a_question_that_finds_nothing_has_no_values(client: TestClient) -> None:
    assert search(client, "红烧肉")["facets"] == {
        "plan": [], "agency": [], "role": None, "section": [], "topic": [],
    }  # fmt: skip
    assert search(client, "红烧肉", agency="SAMR")["facets"]["role"] == []


def test_roles_are_those_of_the_agency_chosen(client: TestClient) -> None:
    for code in ("SAMR", "CNIPA", "MOJ"):
        found = hits(client, "保护", agency=code)
        expected = Counter(role(task, code) for task in TASKS if task.id in {hit["task"]["id"] for hit in found})
        told = search(client, "保护", agency=code)["facets"]["role"]
        assert {each["value"]: each["count"] for each in told} == expected
