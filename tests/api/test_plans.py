"""Plans and their sections have the shape of the contract and say what the seed says."""

from datetime import date
from typing import Any

import pytest
from fastapi.testclient import TestClient

from service.db import Database

from . import edits
from .links import ids, items
from .oracle import AGENCIES, PLANS, TASKS, within
from .shapes import PLAN, SECTION, check

every_plan = pytest.mark.parametrize("plan_id", sorted(PLANS))


def as_json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def test_all_of_them(client: TestClient) -> None:
    assert ids(client, "/plans") == sorted(PLANS)


@every_plan
def test_a_plan_says_what_the_seed_says(client: TestClient, plan_id: str) -> None:
    plan, seed = client.get(f"/plans/{plan_id}").json(), PLANS[plan_id]
    check(plan, PLAN)
    for name in ("id", "title", "document_number", "issued_on", "published_on", "source_url", "lead_rule"):
        assert plan[name] == as_json(seed[name]), name
    assert plan["period"] == {name: as_json(day) for name, day in seed["period"].items()}
    assert plan["issuer"] == {"code": seed["issuer"], "name": AGENCIES[seed["issuer"]]["name"]}
    assert plan["task_count"] == len(seed["tasks"])
    assert plan["task_count"] == client.get("/tasks", params={"plan": plan_id}).json()["total"]
    assert plan in client.get("/plans").json()["items"]


def test_the_numbers_of_the_documents(client: TestClient) -> None:
    plans = {plan["id"]: plan for plan in client.get("/plans").json()["items"]}
    assert (plans["2024"]["task_count"], plans["2025"]["task_count"]) == (110, 118)
    assert (plans["2025"]["issued_on"], plans["2025"]["published_on"]) == ("2025-04-29", "2025-05-07")
    assert client.get("/status").json()["counts"]["assignments"] == 231 + 279


@every_plan
def test_sections_in_the_order_of_the_plan(client: TestClient, plan_id: str) -> None:
    found = items(client, f"/plans/{plan_id}/sections")
    titles = {section["number"]: section["title"] for section in PLANS[plan_id]["sections"]}
    assert [section["number"] for section in found] == list(titles)
    for section in found:
        check(section, SECTION)
        assert section["title"] == titles[section["number"]]
        assert section["part_title"] == titles[section["number"].partition(".")[0]]
        tasks = [task for task in TASKS if task.plan == plan_id and within(task, section["number"])]
        assert section["task_count"] == len(tasks)
        query = {"plan": plan_id, "section": section["number"]}
        assert section["task_count"] == client.get("/tasks", params=query).json()["total"]


def test_sections_order_by_number(own_client: TestClient, database: Database) -> None:
    from service.records import SectionRecord

    numbers = ["1", "1.1", "1.2", "1.9", "1.10", "2", "9", "10", "10.1", "11"]
    sections = tuple(SectionRecord(number=number, title=edits.both(number)) for number in numbers)
    edits.put(
        database, edits.plan("many", edits.task(1, section="1.10"), edits.task(2, section="10"), sections=sections)
    )
    assert [s["number"] for s in items(own_client, "/plans/many/sections?per_page=3")] == numbers
    assert [s["number"] for s in items(own_client, "/plans/many/sections?per_page=3&after=1.9")] == numbers[4:]
    assert own_client.get("/tasks?plan=many&section=1").json()["total"] == 1  # and not 10, 11
    assert own_client.get("/tasks?plan=many&section=1.1").json()["total"] == 0  # and not 1.10


def test_a_plan_of_which_little_is_known(own_client: TestClient, database: Database) -> None:
    edits.put(database, edits.plan("guangdong-2026", edits.task(1)))
    plan = own_client.get("/plans/guangdong-2026").json()
    check(plan, PLAN)
    for name in ("period", "issuer", "document_number", "issued_on", "published_on", "source_url"):
        assert plan[name] is None
    assert plan["lead_rule"] == {"zh": "", "en": ""}
    assert own_client.get("/tasks/guangdong-2026-1").json()["plan"] == "guangdong-2026"


def test_there_may_be_none(empty_client: TestClient) -> None:
    assert empty_client.get("/plans").json() == {"items": [], "total": 0, "page": 1, "per_page": 50, "pages": 0}
    assert empty_client.get("/tasks").json()["total"] == 0
    assert empty_client.get("/plans/2025").status_code == 404
