"""The filters of `/tasks`, alone and together, find what a plain reading of the seed files finds."""

import random
from collections.abc import Mapping
from itertools import product
from typing import Any
from urllib.parse import urlencode

import pytest
from fastapi.testclient import TestClient

from tests.facts.oracle import TASK_FILTERS

from . import oracle
from .links import pages

ROLES: list[list[str]] = [[], ["lead"], ["participant"]]
PLANS: list[list[str]] = [[], *([plan] for plan in oracle.PLANS)]
AGENCIES = sorted(oracle.AGENCIES)


def select(filters: Mapping[str, Any]) -> list[str]:
    """As `oracle.select`, filters by facts included."""
    plain = {name: values for name, values in filters.items() if name not in TASK_FILTERS}
    return [
        task
        for task in oracle.select(**plain)
        if all(
            not values or any(task in TASK_FILTERS[name][value] for value in values)
            for name, values in filters.items()
            if name in TASK_FILTERS
        )
    ]


def found(client: TestClient, filters: dict[str, list[str]]) -> list[str]:
    """Ids of all pages; each page has to know the total."""
    envelopes = list(pages(client, f"/tasks?{urlencode({**filters, 'per_page': 200}, doseq=True)}"))
    everything = [item["id"] for page in envelopes for item in page["items"]]
    assert {page["total"] for page in envelopes} == {len(everything)}
    return everything


def test_nothing_is_filtered_unasked(client: TestClient) -> None:
    assert found(client, {}) == [task.id for task in oracle.TASKS]
    assert len(oracle.TASKS) == 228


@pytest.mark.parametrize("code", AGENCIES)
def test_every_agency_in_every_role_and_plan(client: TestClient, code: str) -> None:
    for roles, plans in product(ROLES, PLANS):
        filters: dict[str, Any] = {"agency": [code], "role": roles, "plan": plans}
        assert found(client, filters) == oracle.select(**filters), filters


def test_the_question_of_the_issue(client: TestClient) -> None:
    page = client.get("/tasks", params={"agency": "SAMR", "role": "lead", "plan": "2025"}).json()
    assert page["total"] == len(page["items"]) == 6


@pytest.mark.parametrize("section", oracle.SECTIONS)
def test_every_section_takes_in_those_below(client: TestClient, section: str) -> None:
    for plans in PLANS:
        filters: dict[str, Any] = {"section": [section], "plan": plans}
        assert found(client, filters) == oracle.select(**filters)


def test_a_part_is_more_than_its_own_tasks(client: TestClient) -> None:
    below = found(client, {"section": ["2.1"]}) + found(client, {"section": ["2.2"]})
    assert set(below) < set(found(client, {"section": ["2"]}))


@pytest.mark.parametrize(
    "chosen", [["sole"], ["joint"], ["divided"], ["sole", "divided"], ["sole", "joint", "divided"]]
)
def test_responsibility(client: TestClient, chosen: list[str]) -> None:
    assert found(client, {"responsibility": chosen}) == oracle.select(responsibility=chosen)


def test_ids_in_any_order_come_in_id_order_and_once(client: TestClient) -> None:
    chosen = ["2025-10", "2025-9", "2024-100", "2025-9"]
    assert found(client, {"id": chosen}) == ["2024-100", "2025-9", "2025-10"]


def random_filters(count: int) -> list[dict[str, list[str]]]:
    """Combinations of all filters, each of up to three values, always the same ones."""
    dice = random.Random(3)
    values = {
        "id": [task.id for task in oracle.TASKS],
        "plan": list(oracle.PLANS),
        "agency": ["CNIPA", "SAMR", "SPC", "CPD", "MOFCOM", "MOJ", "JCM", "OTHER"],
        "section": oracle.SECTIONS,
        "responsibility": ["sole", "joint", "divided"],
        **{name: list(known) for name, known in TASK_FILTERS.items()},
    }
    combinations = []
    for _ in range(count):
        names = dice.sample(["plan", "agency", "section", "responsibility"], dice.randint(1, 4))
        names += dice.sample(sorted(TASK_FILTERS), dice.choice((0, 0, 0, 1, 1, 2)))
        filters = {name: dice.choices(values[name], k=dice.randint(1, 3)) for name in names}
        if dice.random() < 0.2:
            filters["id"] = dice.choices(values["id"], k=40)
        if "agency" in filters and dice.random() < 0.6:
            filters["role"] = dice.choices(["lead", "participant"], k=dice.randint(1, 2))
        combinations.append(filters)
    return combinations


def test_filters_together(client: TestClient) -> None:
    some = 0
    for filters in random_filters(100):
        expected = select(filters)
        assert found(client, filters) == expected, filters
        some += bool(expected)
    assert some > 40  # or the combinations prove little


@pytest.mark.parametrize(
    ("filters", "same_as"),
    [
        ([("agency", "SAMR"), ("agency", "市场监管总局")], [("agency", "SAMR")]),
        ([("agency", "SAMR"), ("agency", "SAMR"), ("role", "lead")], [("agency", "SAMR"), ("role", "lead")]),
        ([("plan", "2025"), ("plan", "2025")], [("plan", "2025")]),
        ([("section", "2"), ("section", "2.1")], [("section", "2")]),
        ([("agency", "SPC"), ("role", "lead"), ("role", "lead")], [("agency", "SPC"), ("role", "lead")]),
        ([("agency", "SPC"), ("role", "lead"), ("role", "participant")], [("agency", "SPC")]),
        ([("topic", "专利"), ("topic", "patent"), ("topic", "Patents")], [("topic", "patent")]),
        ([("instrument", "商標法"), ("instrument", "Trademark Law")], [("instrument", "trademark-law")]),
    ],
)
def test_repeats_and_synonyms_change_nothing(
    client: TestClient, filters: list[tuple[str, str]], same_as: list[tuple[str, str]]
) -> None:
    one = client.get(f"/tasks?{urlencode(filters)}")
    other = client.get(f"/tasks?{urlencode(same_as)}")
    assert one.status_code == 200
    assert one.json() == other.json()
    assert one.json()["items"]


def test_a_role_is_that_of_the_agency_named(client: TestClient) -> None:
    """Two agencies, one role: a task counts where one of the two has it, not where one leads and the other is there."""
    filters = {"agency": ["SPC", "SPP"], "role": ["participant"]}
    assert found(client, filters) == [task.id for task in oracle.TASKS if {"SPC", "SPP"} & set(task.agencies[1:])]


@pytest.mark.parametrize("code", ["JCM", "PCD", "OTHER"])
def test_a_collective_matches_only_where_it_is_named(client: TestClient, code: str) -> None:
    expected = [task.id for task in oracle.TASKS if code in task.agencies]
    assert expected
    assert found(client, {"agency": [code]}) == expected
