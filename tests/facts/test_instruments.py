"""The tracker of instruments: how far each is, which way it moves, who joins and who leaves."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.links import items

from .oracle import COLLECTIONS


def codes(agencies: list[dict[str, Any]]) -> list[str]:
    return [agency["code"] for agency in agencies]


def test_stage_direction_and_who_by_plan(eastern: TestClient) -> None:
    found = eastern.get("/instruments/code-one").json()
    years = [
        (year["plan"], year["stage"], year["direction"], codes(year["joined"]), codes(year["left"]))
        for year in found["years"]
    ]
    assert years == [
        ("east-2023", "revise", None, [], []),
        ("east-2024", "study", "backward", ["SPC"], []),
        ("east-2025", "issue", "forward", ["SPP"], ["CNIPA"]),
    ]
    assert (found["since"], found["stage"]) == ("east-2023", "issue")
    assert [[act["task"]["id"] for act in year["acts"]] for year in found["years"]] == [
        ["east-2023-1"],
        ["east-2024-1"],
        ["east-2025-1", "east-2025-3"],
    ]
    act = found["years"][0]["acts"][0]
    assert (act["deliverable"], act["actions"], act["responsibility"]) == (
        "east-2023-1-a",
        ["draft", "revise"],
        "joint",
    )
    assert codes(act["agencies"]) == ["CNIPA", "MOJ"]
    assert found["years"][2]["acts"][0]["deliverable"] is None


def test_the_same_step_in_two_plans_is_no_move(eastern: TestClient) -> None:
    found = eastern.get("/instruments/code-two").json()
    assert [year["direction"] for year in found["years"]] == [None, "forward", "same"]
    assert [codes(year["left"]) for year in found["years"]] == [[], ["SAMR"], ["CNIPA", "MOF"]]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("plan=east-2023", ["code-one", "code-two"]),
        ("plan=east-2024&action=issue", ["code-two"]),
        ("plan=east-2023&action=issue", []),
        ("agency=SAMR&action=issue", []),
        ("agency=MOF&plan=east-2023", []),
        ("agency=MOF&plan=east-2024&action=issue", ["code-two"]),
        ("agency=SPC&plan=east-2025&action=issue", []),  # SPC only studies it; MOJ issues it
        ("agency=SPC&plan=east-2025&action=study", ["code-one"]),
        ("agency=SPC&agency=MOJ&plan=east-2025&action=issue", ["code-one"]),
        ("action=issue&action=study&agency=SPC", ["code-one"]),
        ("plan=east-2023&plan=east-2025&action=draft&agency=MOJ", ["code-one"]),
        ("task=east-2025-3", ["code-one"]),
        ("topic=beta&plan=east-2024", ["code-one"]),
        ("topic=beta&plan=east-2024&action=issue", []),
        ("q=quokka&action=draft", ["code-one"]),
    ],
)
def test_plan_action_and_agency_are_those_of_one_act(eastern: TestClient, query: str, found: list[str]) -> None:
    assert [each["code"] for each in items(eastern, f"/instruments?{query}")] == found


def test_what_a_task_does_to_an_instrument(eastern: TestClient) -> None:
    task = eastern.get("/tasks/east-2023-1").json()
    assert [(each["code"], each["actions"]) for each in task["instruments"]] == [("code-one", ["draft", "revise"])]
    # An act on one undertaking is that one's, an act on a task as a whole is its only one's.
    shown = {each["id"]: each["instruments"] for each in items(eastern, "/deliverables")}
    assert (shown["east-2023-1-a"], shown["east-2023-1-b"]) == (["code-one"], [])
    assert (shown["east-2023-2-a"], shown["east-2024-2-a"], shown["east-2024-2-b"]) == (["code-two"], [], [])


def test_a_name_finds_its_tasks(eastern: TestClient) -> None:
    for name in ("Plinth Code", "quokka rules", "短尾法", "CODE-ONE", "Short code-one（中文）"):
        found = [task["id"] for task in items(eastern, f"/tasks?instrument={name}")]
        assert found == ["east-2023-1", "east-2024-1", "east-2025-1", "east-2025-3"], name


def test_what_ships_moves_both_ways(client: TestClient) -> None:
    directions = {
        each["code"]: each["years"][-1]["direction"]
        for each in COLLECTIONS["instruments"].values()
        if each["years"][1:]
    }
    assert set(directions.values()) == {"forward", "same", "backward"}
    for code, direction in directions.items():
        assert client.get(f"/instruments/{code}").json()["years"][-1]["direction"] == direction
    law = client.get("/instruments/trademark-law").json()
    assert (law["since"], law["stage"], law["years"][-1]["direction"]) == ("2024", "revise", "same")
    layout = client.get("/instruments/layout-design-regulations").json()
    assert [(year["stage"], year["direction"]) for year in layout["years"]] == [("study", None), ("revise", "forward")]
