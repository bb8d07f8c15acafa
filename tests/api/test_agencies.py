"""Agencies have the shape of the contract and say what the seed says, with counts that agree with the tasks."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from service.db import Database

from . import edits
from .links import items
from .oracle import AGENCIES, TASKS, role
from .shapes import AGENCY, AGENCY_ALONE, check


@pytest.fixture(scope="module")
def listed(client: TestClient) -> dict[str, dict[str, Any]]:
    return {item["code"]: item for item in items(client, "/agencies")}


def test_all_of_them_in_the_order_of_their_codes(listed: dict[str, dict[str, Any]]) -> None:
    assert list(listed) == sorted(AGENCIES)
    for item in listed.values():
        check(item, AGENCY, item["code"])


def test_alone_as_in_the_list_with_its_work(client: TestClient, listed: dict[str, dict[str, Any]]) -> None:
    for code, item in listed.items():
        alone = client.get(f"/agencies/{code}").json()
        check(alone, AGENCY_ALONE, code)
        assert {name: value for name, value in alone.items() if name in item} == item
        assert list(alone)[: len(item)] == list(item)
        assert client.get(f"/agencies/{code.lower()}").json() == alone


def test_work_by_plan_sums_up_to_the_counts(client: TestClient, listed: dict[str, dict[str, Any]]) -> None:
    for code, item in listed.items():
        plans = client.get(f"/agencies/{code}").json()["work"]["plans"]
        for name, count in item["task_counts"].items():
            assert sum(plan[name] for plan in plans) == count
        for plan in plans:
            assert plan["lead"] + plan["participant"] == plan["sole"] + plan["joint"] + plan["divided"]


def test_they_say_what_the_seed_says(listed: dict[str, dict[str, Any]]) -> None:
    for code, item in listed.items():
        seed = AGENCIES[code]
        assert {name: item[name] for name in ("code", "name", "short_name", "kind")} == {
            name: seed[name] for name in ("code", "name", "short_name", "kind")
        }
        assert item["aliases"] == [
            {name: alias[name] for name in ("value", "lang", "kind")} for alias in seed.get("aliases", ())
        ]


def test_counts_agree_with_the_tasks(client: TestClient, listed: dict[str, dict[str, Any]]) -> None:
    for code, item in listed.items():
        roles = [role(task, code) for task in TASKS]
        assert item["task_counts"] == {name: roles.count(name) for name in ("lead", "participant")}
    for name in ("lead", "participant"):
        total = client.get("/tasks", params={"agency": "CNIPA", "role": name}).json()["total"]
        assert listed["CNIPA"]["task_counts"][name] == total


def test_parents_carry_dates(listed: dict[str, dict[str, Any]]) -> None:
    cnipa = listed["CNIPA"]
    assert cnipa["parent"]["code"] is None
    assert cnipa["parent"]["name"] == {"zh": "国务院", "en": "State Council"}
    assert (cnipa["parent"]["from"], cnipa["parent"]["to"]) == ("2023-03-10", None)
    former = cnipa["former_parents"][0]
    assert (former["code"], former["name"]) == ("SAMR", AGENCIES["SAMR"]["name"])
    assert (former["from"], former["to"]) == ("2018-03-17", "2023-03-09")


def test_parents_are_the_ones_of_the_seed(listed: dict[str, dict[str, Any]]) -> None:
    for code, item in listed.items():
        shown = [parent for parent in (item["parent"], *item["former_parents"]) if parent]
        assert len(shown) == len(AGENCIES[code].get("parents", ()))
        assert item["parent"] is None or item["parent"]["to"] is None
        dates = [parent["to"] for parent in item["former_parents"]]
        assert dates == sorted(dates, reverse=True)


@pytest.mark.parametrize(
    ("name", "code"), [("国家版权局", "CPD"), ("NCAC", "CPD"), ("国家电影局", "CPD"), ("国家互联网信息办公室", "CAC")]
)
def test_a_nameplate_says_that_it_is_one(client: TestClient, name: str, code: str) -> None:
    found = client.get(f"/agencies/{name}").json()
    assert found["code"] == code
    assert [alias["kind"] for alias in found["aliases"] if alias["value"] == name] == ["nameplate"]


def test_collectives_are_flagged(listed: dict[str, dict[str, Any]]) -> None:
    assert {code for code, item in listed.items() if item["collective"]} == {"JCM", "PCD", "OTHER"}
    assert {code for code, item in listed.items() if item["kind"] == "collective"} == {"JCM", "PCD", "OTHER"}


def test_counts_follow_a_write(own_client: TestClient, database: Database) -> None:
    before = own_client.get("/agencies/CAS").json()["task_counts"]
    edits.put(
        database, edits.plan("more", edits.task(1, "CAS"), edits.task(2, "NBS", "CAS"), edits.task(3, "CAS", "NBS"))
    )
    after = own_client.get("/agencies/CAS").json()["task_counts"]
    assert after == {"lead": before["lead"] + 2, "participant": before["participant"] + 1}
    edits.put(database, edits.plan("more", edits.task(1, "NBS")))
    assert own_client.get("/agencies/CAS").json()["task_counts"] == before


def test_without_plans_they_are_there(empty_client: TestClient) -> None:
    found = items(empty_client, "/agencies")
    assert [item["code"] for item in found] == sorted(AGENCIES)
    assert all(item["task_counts"] == {"lead": 0, "participant": 0} for item in found)
    assert empty_client.get("/tasks?agency=市场监管总局").json()["items"] == []
