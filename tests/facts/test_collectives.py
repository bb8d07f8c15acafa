"""`include=collective`: tasks that reach an agency as a member of a collective, in the time that it is one."""

import csv
import io
import json
from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import urlencode

import pytest
from fastapi.testclient import TestClient

from tests.api import edits
from tests.api.links import items
from tests.api.oracle import AGENCIES, PLANS, TASKS
from tests.api.shapes import check_problem, named
from tests.search.conftest import hits

from . import made
from .conftest import Showing
from .oracle import MEMBERS

# SAMR is a member in the first half of 2023, MOF from 2024 on, NBS always; SPC of another collective.
CLUB = (
    made.plan(
        "2023",
        made.task(1, "JCM", title="Heron"),
        made.task(2, "CNIPA", "JCM", title="Heron"),
        made.task(3, "SAMR", "JCM", title="Heron"),
        made.task(4, "SAMR", title="Heron"),
        made.task(5, "PCD", "JCM", title="Heron"),
        made.task(6, "CNIPA", title="Heron"),
        year=2023,
    ),
    made.plan("2024", made.task(1, "JCM", "MOE", title="Heron"), made.task(2, "MOF", title="Heron"), year=2024),
    made.plan("open", made.task(1, "JCM", title="Heron")),
)
MEMBERSHIP = made.book(
    made.members("JCM", ("SAMR", None, date(2023, 6, 30)), ("MOF", date(2024, 1, 1), None), ("NBS", None, None)),
    made.members("PCD", ("SPC", None, None), ("NBS", date(2023, 12, 31), None)),
)


@pytest.fixture(scope="module")
def club(showing: Showing) -> TestClient:
    return showing(MEMBERSHIP, CLUB)


Found = Callable[[TestClient, str], list[dict[str, Any]]]


def listed(client: TestClient, query: str) -> list[dict[str, Any]]:
    return items(client, f"/tasks?{query}")


def exported(client: TestClient, query: str) -> list[dict[str, Any]]:
    answer = client.get(f"/exports/tasks.jsonl?{query}")
    assert answer.status_code == 200, answer.text
    return [json.loads(line) for line in answer.content.splitlines()]


def searched(client: TestClient, query: str) -> list[dict[str, Any]]:
    answer = client.get(f"/search?q=heron&sort=id&per_page=200&{query}")
    assert answer.status_code == 200, answer.text
    return [hit["task"] for hit in answer.json()["items"]]


everywhere = pytest.mark.parametrize("found", [listed, exported, searched])


@everywhere
@pytest.mark.parametrize(
    ("query", "tasks"),
    [
        ("agency=SAMR", ["2023-3", "2023-4"]),
        ("agency=SAMR&include=collective", ["2023-1", "2023-2", "2023-3", "2023-4", "2023-5", "open-1"]),
        ("agency=SAMR&include=collective&role=lead", ["2023-1", "2023-3", "2023-4", "open-1"]),
        ("agency=SAMR&include=collective&role=participant", ["2023-2", "2023-3", "2023-5"]),
        ("agency=SAMR&include=collective&plan=2024", []),
        ("agency=MOF&include=collective", ["2024-1", "2024-2", "open-1"]),
        ("agency=NBS&include=collective", ["2023-1", "2023-2", "2023-3", "2023-5", "2024-1", "open-1"]),
        ("agency=NBS&include=collective&role=lead", ["2023-1", "2023-5", "2024-1", "open-1"]),
        ("agency=SPC&include=collective", ["2023-5"]),
        ("agency=JCM&include=collective", ["2023-1", "2023-2", "2023-3", "2023-5", "2024-1", "open-1"]),
        ("agency=MOE&include=collective", ["2024-1"]),
        ("agency=CAS&include=collective", []),
        ("agency=SPC&agency=MOF&include=collective", ["2023-5", "2024-1", "2024-2", "open-1"]),
        ("agency=国家统计局&include=collective&responsibility=sole", ["2023-1", "open-1"]),
    ],
)
def test_which_tasks_reach_an_agency(club: TestClient, found: Found, query: str, tasks: list[str]) -> None:
    assert [task["id"] for task in found(club, query)] == tasks


@everywhere
def test_the_agency_stands_where_its_collective_does(club: TestClient, found: Found) -> None:
    tasks = {task["id"]: task for task in found(club, "agency=SAMR&include=collective")}
    plain = {task["id"]: task for task in items(club, "/tasks")}
    for key, place in {"2023-1": 1, "2023-2": 2, "2023-5": 2, "open-1": 1}.items():
        agencies = tasks[key]["agencies"]
        assert agencies[:-1] == plain[key]["agencies"]
        assert agencies[-1] == {
            "code": "SAMR",
            "name": AGENCIES["SAMR"]["name"],
            "role": "lead" if place == 1 else "participant",
            "position": place,
            "via": "JCM",
        }
        assert {name: tasks[key][name] for name in tasks[key] if name != "agencies"} == {
            name: plain[key][name] for name in plain[key] if name != "agencies"
        }
    # Where it is named itself, it needs no collective.
    assert [tasks["2023-3"], tasks["2023-4"]] == [plain["2023-3"], plain["2023-4"]]


@everywhere
def test_a_member_of_two_collectives_stands_at_both(club: TestClient, found: Found) -> None:
    [task] = [task for task in found(club, "agency=NBS&include=collective") if task["id"] == "2023-5"]
    assert [(each["code"], each["position"], each["via"]) for each in task["agencies"]] == [
        ("PCD", 1, None),
        ("JCM", 2, None),
        ("NBS", 1, "PCD"),
        ("NBS", 2, "JCM"),
    ]


@everywhere
def test_no_agency_is_reached_through_what_it_is_no_member_of(club: TestClient, found: Found) -> None:
    """Two are asked for, of which one is a member of this collective at this time."""
    tasks = {task["id"]: task for task in found(club, "agency=SAMR&agency=MOF&agency=SPC&include=collective")}
    via = {
        key: [(each["code"], each["via"]) for each in task["agencies"] if each["via"]] for key, task in tasks.items()
    }
    assert via == {
        "2023-1": [("SAMR", "JCM")],
        "2023-2": [("SAMR", "JCM")],
        "2023-3": [],
        "2023-4": [],
        "2023-5": [("SAMR", "JCM"), ("SPC", "PCD")],
        "2024-1": [("MOF", "JCM")],
        "2024-2": [],
        "open-1": [("SAMR", "JCM"), ("MOF", "JCM")],
    }


def test_without_asking_nothing_is_reached(club: TestClient) -> None:
    for task in items(club, "/tasks"):
        assert {agency["via"] for agency in task["agencies"]} == {None}


@pytest.mark.parametrize("path", ["/tasks", "/exports/tasks.csv", "/exports/tasks.jsonl", "/search?q=heron"])
def test_a_collective_needs_an_agency(club: TestClient, path: str) -> None:
    joint = "&" if "?" in path else "?"
    body = check_problem(club.get(f"{path}{joint}include=collective"), 422)
    assert named(body) == [("query", "include")]
    body = check_problem(club.get(f"{path}{joint}include=members&agency=SAMR"), 422)
    assert named(body) == [("query", "include")]


def test_the_csv_has_the_agency_too(club: TestClient) -> None:
    text = club.get("/exports/tasks.csv?agency=SAMR&include=collective").text
    rows = {row["id"]: row for row in csv.DictReader(io.StringIO(text, newline=""))}
    assert (rows["2023-1"]["lead"], rows["2023-1"]["participants"]) == ("JCM", "SAMR")
    assert (rows["2023-2"]["lead"], rows["2023-2"]["participants"]) == ("CNIPA", "JCM SAMR")
    assert (rows["2023-4"]["lead"], rows["2023-4"]["participants"]) == ("SAMR", "")


def test_the_facet_of_roles_counts_what_is_reached(club: TestClient) -> None:
    answer = club.get("/search?q=heron&agency=SAMR&include=collective").json()
    assert {each["value"]: each["count"] for each in answer["facets"]["role"]} == {"lead": 4, "participant": 3}
    answer = club.get("/search?q=heron&agency=SAMR").json()
    assert {each["value"]: each["count"] for each in answer["facets"]["role"]} == {"lead": 2}


def test_pages_and_walks_of_what_is_reached(club: TestClient) -> None:
    everything = [task["id"] for task in listed(club, "agency=NBS&include=collective")]
    assert [task["id"] for task in listed(club, "agency=NBS&include=collective&per_page=2")] == everything
    walked = listed(club, f"agency=NBS&include=collective&per_page=2&after={everything[0]}")
    assert [task["id"] for task in walked] == everything[1:]
    assert [task["id"] for task in listed(club, "agency=NBS&include=collective&sort=-id")] == everything[::-1]


def test_an_agency_tells_its_memberships(club: TestClient) -> None:
    body = club.get("/agencies/NBS").json()
    assert [(each["agency"]["code"], each["from"], each["to"]) for each in body["member_of"]] == [
        ("JCM", None, None),
        ("PCD", "2023-12-31", None),
    ]
    assert body["members"] == []
    body = club.get("/agencies/JCM").json()
    assert [(each["agency"]["code"], each["from"], each["to"]) for each in body["members"]] == [
        ("SAMR", None, "2023-06-30"),
        ("MOF", "2024-01-01", None),
        ("NBS", None, None),
    ]
    assert {each["source"] for each in body["members"]} == {"a notice"}
    assert club.get("/agencies/CAS").json()["member_of"] == []


# What ships


def reached(code: str, plan: str) -> set[str]:
    """The collectives that stand for an agency in the time of a plan."""
    period = PLANS[plan]["period"]
    return {
        collective
        for collective, held in MEMBERS.items()
        for member in held
        if member["agency"] == code
        and (member["from"] is None or member["from"] <= period["to"])
        and (member["to"] is None or period["from"] <= member["to"])
    }


@pytest.mark.parametrize("role", [None, "lead", "participant"])
def test_every_agency_with_what_reaches_it(client: TestClient, role: str | None) -> None:
    for code in AGENCIES:
        expected = []
        for task in TASKS:
            stands = {code} | reached(code, task.plan)
            roles = {"lead" if i == 0 else "participant" for i, each in enumerate(task.agencies) if each in stands}
            if roles and (role is None or role in roles):
                expected.append(task.id)
        query = {"agency": code, "include": "collective", "per_page": 200} | ({"role": role} if role else {})
        assert [task["id"] for task in items(client, f"/tasks?{urlencode(query)}")] == expected, code


def test_searching_with_what_reaches_an_agency(client: TestClient) -> None:
    for q in ("知识产权", "IP powerhouse", "专利"):
        found = {hit["task"]["id"]: hit["task"] for hit in hits(client, q)}
        more = {hit["task"]["id"]: hit["task"] for hit in hits(client, q, agency="MOFCOM", include="collective")}
        allowed = {task["id"]: task for task in listed(client, "agency=MOFCOM&include=collective&per_page=200")}
        assert set(more) == set(found) & set(allowed)
        assert more == {key: allowed[key] for key in more}
        assert any(agency["via"] for task in more.values() for agency in task["agencies"]) or q == "专利"


def test_the_members_that_ship(client: TestClient) -> None:
    body = client.get("/agencies/JCM").json()
    assert [each["agency"]["code"] for each in body["members"]] == [each["agency"] for each in MEMBERS["JCM"]]
    assert len(body["members"]) == 29
    assert {each["agency"]["code"] for each in client.get("/agencies/MOFCOM").json()["member_of"]} == {"JCM"}
    assert "members" not in client.get("/agencies").json()["items"][0]


def test_new_members_count_at_once(empty_client: TestClient, empty_database: Any) -> None:
    """Also where nothing else changes: nothing that was worked out before may be kept."""
    plan = edits.plan("p", edits.task(1, "JCM"), edits.task(2, "CAS"))
    made.put(empty_database, made.book(made.members("JCM")), plan)
    before = empty_client.get("/tasks?agency=CAS&include=collective")
    assert [task["id"] for task in before.json()["items"]] == ["p-2"]
    assert empty_client.get("/agencies/JCM").json()["members"] == []
    made.put(empty_database, made.book(made.members("JCM", ("CAS", None, None))))
    headers = {"If-None-Match": before.headers["etag"]}
    after = empty_client.get("/tasks?agency=CAS&include=collective", headers=headers)
    assert after.status_code == 200
    assert [task["id"] for task in after.json()["items"]] == ["p-1", "p-2"]
    assert [each["agency"]["code"] for each in empty_client.get("/agencies/JCM").json()["members"]] == ["CAS"]
    assert [each["agency"]["code"] for each in empty_client.get("/agencies/CAS").json()["member_of"]] == ["JCM"]
