"""Wherever an agency is named, its code, any name, abbreviation or alias in either language will do."""

from collections import defaultdict
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from .conftest import on_one_database
from .oracle import AGENCIES, names

BY_CODE: dict[str, list[str]] = defaultdict(list)
for _name, _code in names():
    BY_CODE[_code].append(_name)

SAME_AS_SAMR = [
    "SAMR",
    "samr",
    "ＳＡＭＲ",
    "市场监管总局",
    "市場監管總局",
    "国家市场监督管理总局",
    "state administration for market regulation",
    "State Administration for Market Regulation",
    "  the State  Administration\u00a0for Market Regulation ",
]


@on_one_database
@pytest.mark.parametrize("code", sorted(AGENCIES))
def test_every_name_leads_to_its_agency(client: TestClient, code: str) -> None:
    for name in BY_CODE[code]:
        answer = client.get(f"/agencies/{quote(name, safe='')}")
        assert answer.status_code == 200, (name, answer.text)
        assert answer.json()["code"] == code, name


@pytest.mark.parametrize("code", sorted(AGENCIES))
def test_every_name_filters_as_its_code_does(client: TestClient, code: str) -> None:
    by_code = client.get("/tasks", params={"agency": code, "per_page": 1}).json()
    for start in range(0, len(BY_CODE[code]), 50):
        answer = client.get("/tasks", params={"agency": BY_CODE[code][start : start + 50], "per_page": 1})
        assert answer.json() == by_code


@pytest.mark.parametrize("name", SAME_AS_SAMR)
def test_case_width_and_script_do_not_matter(client: TestClient, name: str) -> None:
    answer = client.get("/tasks", params={"agency": name, "role": "lead", "plan": "2025"})
    assert answer.json() == client.get("/tasks?agency=SAMR&role=lead&plan=2025").json()
    assert answer.json()["total"] == 6
    assert client.get(f"/agencies/{quote(name, safe='')}").json()["code"] == "SAMR"


@pytest.mark.parametrize("path", ["/tasks", "/exports/tasks.jsonl", "/exports/tasks.csv"])
def test_names_do_wherever_tasks_are_filtered(client: TestClient, path: str) -> None:
    by_name = client.get(path, params={"agency": "市場監管總局", "plan": "2025"})
    by_code = client.get(path, params={"agency": "SAMR", "plan": "2025"})
    assert by_name.status_code == 200
    assert by_name.content == by_code.content


def test_a_name_tied_to_a_plan_holds_there_alone(client: TestClient) -> None:
    """A mistranslation of 国管局 in the 2024 plan is elsewhere a former name of SAMR."""
    answer = client.get(f"/agencies/{quote('State Administration of Industry and Commerce')}")
    assert answer.json()["code"] == "SAMR"
    assert client.get(f"/agencies/{quote('State Administration of State Administration')}").status_code == 404


@pytest.mark.parametrize(
    ("name", "near"), [("SARM", "SAMR"), ("市场监督总局", "SAMR"), ("Ministry of Comerce", "MOFCOM")]
)
def test_an_unknown_name_is_never_guessed_but_suggested(client: TestClient, name: str, near: str) -> None:
    for answer, status in (
        (client.get("/tasks", params={"agency": name}), 422),
        (client.get("/exports/tasks.csv", params={"agency": name}), 422),
        (client.get(f"/agencies/{quote(name)}"), 404),
    ):
        assert answer.status_code == status
        suggestions = answer.json()["errors"][0]["suggestions"]
        assert suggestions[0] == {"code": near, "name": AGENCIES[near]["name"]}
        assert len(suggestions) <= 3
