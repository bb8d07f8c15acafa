"""What one agency has to do and what came of it, as the seed files have it."""

from collections import Counter
from typing import Any

import pytest
from fastapi.testclient import TestClient

from service.db import Database
from tests.api.oracle import AGENCIES, PLANS, TASKS, role

from . import made
from .oracle import COLLECTIONS, progress, select

ROLES = ("lead", "participant")
RESPONSIBILITIES = ("sole", "joint", "divided")
PROGRESS = ("completed", "partly_completed", "advanced", "none_reported", "not_covered")


def by_plan(code: str) -> list[dict[str, Any]]:
    found = []
    for plan in sorted(PLANS):
        tasks = [task for task in TASKS if task.plan == plan and code in task.agencies]
        if tasks:
            counts = Counter(role(task, code) for task in tasks)
            counts += Counter(task.responsibility for task in tasks)
            counts += Counter(progress(task.id) for task in tasks)
            found.append({"plan": plan} | {name: counts[name] for name in (*ROLES, *RESPONSIBILITIES, *PROGRESS)})
    return found


def test_the_work_of_every_agency(client: TestClient) -> None:
    listed = {each["code"]: each for each in client.get("/agencies?per_page=200").json()["items"]}
    for code in AGENCIES:
        body = client.get(f"/agencies/{code}").json()
        assert {name: body[name] for name in listed[code]} == listed[code], "what a list shows, it shows too"
        work = body["work"]
        assert work["plans"] == by_plan(code)
        for name in ROLES:
            assert sum(each[name] for each in work["plans"]) == body["task_counts"][name]
        instruments = COLLECTIONS["instruments"]
        assert work["instruments"] == [
            {name: instruments[key][name] for name in ("code", "name", "stage")}
            for key in select("instruments", {"agency": [code]})
        ]
        initiatives = COLLECTIONS["initiatives"]
        assert work["initiatives"] == [
            {name: initiatives[key][name] for name in ("code", "name")}
            for key in select("initiatives", {"agency": [code]})
        ]
        beside = Counter(other for task in TASKS if code in task.agencies for other in task.agencies if other != code)
        ranked = sorted(beside.items(), key=lambda pair: (-pair[1], pair[0]))[:10]
        assert work["works_with"] == [
            {"agency": {"code": other, "name": AGENCIES[other]["name"]}, "tasks": count} for other, count in ranked
        ]


@pytest.mark.parametrize("name", ["市场监管总局", "市場監管總局", "samr"])
def test_the_work_by_any_name(client: TestClient, name: str) -> None:
    assert client.get(f"/agencies/{name}").json() == client.get("/agencies/SAMR").json()
    assert client.get("/agencies/SAMR").json()["work"]["plans"][1]["lead"] == 6


def test_the_work_of_those_who_have_none(empty_client: TestClient, empty_database: Database) -> None:
    nothing: dict[str, list[object]] = {"plans": [], "instruments": [], "initiatives": [], "works_with": []}
    assert empty_client.get("/agencies/CAS").json()["work"] == nothing
    made.put(empty_database, made.EASTERN, *made.EAST)
    assert empty_client.get("/agencies/STA").json()["work"] == nothing
    work = empty_client.get("/agencies/CAS").json()["work"]
    assert [each["plan"] for each in work["plans"]] == ["east-2025"]
    assert {name: work["plans"][0][name] for name in PROGRESS} == dict.fromkeys(PROGRESS, 0)  # no report is here
    assert [each["code"] for each in work["instruments"]] == ["code-two"]
    assert [each["code"] for each in work["initiatives"]] == ["series"]
    assert work["works_with"] == []


def test_it_follows_what_changes(empty_client: TestClient, empty_database: Database) -> None:
    made.put(empty_database, made.EASTERN, *made.EAST)
    before = empty_client.get("/agencies/MOJ")
    work = before.json()["work"]
    assert [(each["plan"], each["lead"], each["participant"]) for each in work["plans"]] == [
        ("east-2023", 0, 2),
        ("east-2024", 2, 0),
        ("east-2025", 1, 0),
    ]
    assert work["plans"][0] | {"joint": 1, "divided": 1, "sole": 0} == work["plans"][0]
    assert [each["code"] for each in work["instruments"]] == ["code-one"]
    assert [(each["agency"]["code"], each["tasks"]) for each in work["works_with"]] == [
        ("CNIPA", 2),
        ("MOF", 2),
        ("SPC", 1),
    ]
    without = made.without(made.EASTERN, "instruments", "code-one")
    made.put(empty_database, without)
    after = empty_client.get("/agencies/MOJ", headers={"If-None-Match": before.headers["etag"]})
    assert after.status_code == 200
    assert after.json()["work"]["instruments"] == []
