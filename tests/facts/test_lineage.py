"""What becomes of tasks from plan to plan: mirror images, chains over three plans, what changed between two."""

from collections.abc import Iterable
from typing import Any

import pytest
from fastapi.testclient import TestClient

from service.db import Database
from service.facts.records import LinkKind, TaskFactsRecord
from service.store import writing
from tests.api.links import items
from tests.api.oracle import BY_ID, PLANS, TASKS

from . import made
from .oracle import COLLECTIONS, HELD, LADDER, LINKS, by_number, progress, task_of


def ids(items: Iterable[dict[str, Any]]) -> list[str]:
    return [item["id"] for item in items]


def codes(agencies: list[dict[str, Any]]) -> list[str]:
    return [agency["code"] for agency in agencies]


@pytest.mark.parametrize(
    ("task", "continues", "continued_by"),
    [
        ("east-2023-1", [], ["east-2024-1", "east-2024-2"]),  # split
        ("east-2023-2", [], ["east-2024-1"]),
        ("east-2023-3", [], []),  # only related
        ("east-2024-1", ["east-2023-1", "east-2023-2"], ["east-2025-1"]),  # merged
        ("east-2024-4", [], []),
        ("east-2025-1", ["east-2024-1"], []),
    ],
)
def test_a_task_shows_both_ends(eastern: TestClient, task: str, continues: list[str], continued_by: list[str]) -> None:
    shown = eastern.get(f"/tasks/{task}").json()
    assert (shown["continues"], shown["continued_by"]) == (continues, continued_by)


@pytest.mark.parametrize(
    ("task", "tasks", "continues", "related"),
    [
        (
            "east-2025-1",
            ["east-2023-1", "east-2023-2", "east-2024-1", "east-2025-1"],
            ["east-2023-1-a~east-2024-1-a", "east-2023-2~east-2024-1", "east-2024-1~east-2025-1"],
            [],
        ),
        (
            "east-2023-1",
            ["east-2023-1", "east-2024-1", "east-2024-2", "east-2025-1"],
            ["east-2023-1-a~east-2024-1-a", "east-2023-1~east-2024-2", "east-2024-1~east-2025-1"],
            ["east-2024-2~east-2025-2"],
        ),
        (
            "east-2024-1",
            ["east-2023-1", "east-2023-2", "east-2024-1", "east-2025-1"],
            ["east-2023-1-a~east-2024-1-a", "east-2023-2~east-2024-1", "east-2024-1~east-2025-1"],
            [],
        ),
        ("east-2025-2", ["east-2025-2"], [], ["east-2024-2~east-2025-2"]),
        ("east-2023-6", ["east-2023-6"], [], []),
    ],
)
def test_the_chain_of_a_task_over_three_plans(
    eastern: TestClient, task: str, tasks: list[str], continues: list[str], related: list[str]
) -> None:
    """Back to all it comes from, on to all that comes of it, and not aside to what else came of those before."""
    chain = eastern.get(f"/tasks/{task}/lineage").json()
    assert chain["id"] == task
    assert ids(chain["tasks"]) == tasks
    assert ids(chain["continues"]) == continues
    assert ids(chain["related"]) == related
    links = {link["id"]: link for link in items(eastern, "/lineage")}
    assert chain["continues"] + chain["related"] == [links[key] for key in continues + related]
    assert chain["tasks"][0]["title"] == eastern.get(f"/tasks/{tasks[0]}").json()["title"]


def test_a_link_names_the_undertakings_that_it_means(eastern: TestClient) -> None:
    links = {link["id"]: link for link in items(eastern, "/lineage")}
    one, whole = links["east-2023-1-a~east-2024-1-a"], links["east-2023-1~east-2024-2"]
    assert (one["from_deliverable"], one["to_deliverable"]) == ("east-2023-1-a", "east-2024-1-a")
    assert (whole["from_deliverable"], whole["to_deliverable"]) == (None, None)
    assert ids(items(eastern, "/lineage?task=east-2024-2")) == ["east-2023-1~east-2024-2", "east-2024-2~east-2025-2"]
    assert ids(items(eastern, "/lineage?plan=east-2025&kind=continues")) == ["east-2024-1~east-2025-1"]


def test_what_changed_between_two_plans(eastern: TestClient) -> None:
    changes = eastern.get("/plans/east-2024/changes?since=east-2023").json()
    assert (changes["plan"], changes["since"]) == ("east-2024", "east-2023")
    moved = {
        each["link"]["id"]: (each["lead"], codes(each["joined"]), codes(each["left"]), each["step"])
        for each in changes["continued"]
    }
    assert moved == {
        "east-2023-1-a~east-2024-1-a": ("changed", ["SPC"], [], "down"),
        "east-2023-2~east-2024-1": ("changed", ["MOJ", "CNIPA", "SPC"], ["SAMR"], None),
        "east-2023-1~east-2024-2": ("same", ["MOF"], ["MOJ"], "same"),
        "east-2023-4-a~east-2024-3-a": ("by_protocol", [], [], "up"),
        "east-2023-5-a~east-2024-5": ("same", [], [], "up"),
    }
    steps = {each["link"]["id"]: (each["step_before"], each["step_now"]) for each in changes["continued"]}
    assert steps == {
        "east-2023-1-a~east-2024-1-a": ("draft", "study"),
        "east-2023-2~east-2024-1": (None, "study"),
        "east-2023-1~east-2024-2": ("draft", "draft"),
        "east-2023-4-a~east-2024-3-a": ("issue", "implement"),
        "east-2023-5-a~east-2024-5": ("revise", "issue"),
    }
    first = changes["continued"][0]
    assert (first["lead_before"]["code"], first["lead_now"]["code"]) == ("CNIPA", "MOJ")
    assert first["text_before"] == eastern.get("/tasks/east-2023-1").json()["text"]
    assert first["text_now"] == eastern.get("/tasks/east-2024-1").json()["text"]
    assert ids(changes["new"]) == ["east-2024-4"]
    gone = {each["task"]["id"]: ids(each["related"]) for each in changes["not_carried"]}
    assert gone == {"east-2023-3": ["east-2024-4"], "east-2023-6": []}


def test_between_plans_that_no_link_joins_all_is_new(eastern: TestClient) -> None:
    changes = eastern.get("/plans/east-2025/changes?since=east-2023").json()
    assert changes["continued"] == []
    assert ids(changes["new"]) == ["east-2025-1", "east-2025-2", "east-2025-3"]
    assert len(changes["not_carried"]) == 6


def test_what_changed_from_2024_to_2025(client: TestClient) -> None:
    """Every link, every task that is new and every one that nothing carries on, as the seed files have them."""
    changes = client.get("/plans/2025/changes?since=2024").json()
    carried = [each for each in COLLECTIONS["lineage"].values() if each["kind"] == "continues"]
    order = [(each["to"]["id"], each["from"]["id"], each["id"]) for each in carried]
    expected = [key for _, _, key in sorted(order, key=lambda row: tuple(map(by_number, row)))]
    assert [each["link"]["id"] for each in changes["continued"]] == expected
    for each in changes["continued"]:
        link = COLLECTIONS["lineage"][each["link"]["id"]]
        before, now = BY_ID[link["from"]["id"]], BY_ID[link["to"]["id"]]
        assert each["link"] == link
        assert codes(each["joined"]) == [code for code in now.agencies if code not in before.agencies]
        assert codes(each["left"]) == [code for code in before.agencies if code not in now.agencies]
        divided = "divided" in (before.responsibility, now.responsibility)
        same = before.agencies[0] == now.agencies[0]
        assert each["lead"] == ("same" if same else "by_protocol" if divided else "changed")
        assert (each["lead_before"]["code"], each["lead_now"]["code"]) == (before.agencies[0], now.agencies[0])
        assert (each["text_before"], each["text_now"]) == (before.raw["text"], now.raw["text"])
        steps = step(before.id, link["from_deliverable"]), step(now.id, link["to_deliverable"])
        assert (each["step_before"], each["step_now"]) == steps
        if steps[0] and steps[1]:
            further = LADDER.index(steps[1]) - LADDER.index(steps[0])
            assert each["step"] == ("up" if further > 0 else "down" if further else "same")
        else:
            assert each["step"] is None
    begun = {link["to"]["id"] for link in carried}
    assert ids(changes["new"]) == [t.id for t in TASKS if t.plan == "2025" and t.id not in begun]
    ended = {link["from"]["id"] for link in carried}
    assert [each["task"]["id"] for each in changes["not_carried"]] == [
        t.id for t in TASKS if t.plan == "2024" and t.id not in ended
    ]
    for each in changes["not_carried"]:
        task = each["task"]["id"]
        assert each["progress"] == progress(task)
        touched = {task_of(e["to"]) for e in LINKS if e["kind"] == "related" and task_of(e["from"]) == task}
        assert set(ids(each["related"])) == touched


def step(task: str, undertaking: str | None) -> str | None:
    """The furthest step on the ladder of a task, or of the undertaking that is meant."""
    steps = [
        each["expected"]
        for each in HELD[task]["deliverables"]
        if each["expected"] in LADDER and undertaking in (None, f"{task}-{each['id']}")
    ]
    return max(steps, key=LADDER.index, default=None)


def test_each_kind_of_lead_and_step_is_among_them(client: TestClient) -> None:
    changes = client.get("/plans/2025/changes?since=2024").json()["continued"]
    assert {each["lead"] for each in changes} == {"same", "changed", "by_protocol"}
    assert {each["step"] for each in changes} == {"up", "down", "same", None}


def test_a_task_is_listed_once_where_several_links_relate_it(
    empty_client: TestClient, empty_database: Database
) -> None:
    related = made.book(
        made.topic("alpha"),
        made.LETTER,
        *(made.link(f"p-1-{letter}", "q-1", LinkKind.RELATED) for letter in "ab"),
        tasks=made.held("p-1", "study", "issue"),
    )
    made.put(empty_database, related, made.plan("p", made.task(1, "CAS")), made.plan("q", made.task(1, "CAS")))
    [gone] = empty_client.get("/plans/q/changes?since=p").json()["not_carried"]
    assert ids(gone["related"]) == ["q-1"]


def test_a_third_plan_after_those_that_ship(own_client: TestClient, database: Database) -> None:
    """It carries on a task of 2025, which carries on tasks of 2024: one chain."""
    before = own_client.get("/tasks/2025-1/lineage").json()
    plan = made.plan("2026", made.task(1, "CNIPA", "MOJ"), made.task(2, "SAMR"), year=2026)
    issued = made.undertaking("a", "issue", source="plan-2025:7.1")
    held = TaskFactsRecord(number=1, topics=("trademark",), deliverables=(issued,))
    with writing(database) as store:
        store.put_plan(plan)
        store.put_facts(made.also(store.facts, made.link("2025-1-a", "2026-1"), tasks={"2026-1": held}))
    chain = own_client.get("/tasks/2026-1/lineage").json()
    assert ids(chain["tasks"]) == [*ids(before["tasks"]), "2026-1"]
    assert ids(chain["continues"]) == [*ids(before["continues"]), "2025-1-a~2026-1"]
    assert "2024-1" in ids(chain["tasks"])
    assert own_client.get("/tasks/2025-1").json()["continued_by"] == ["2026-1"]
    assert own_client.get("/tasks/2026-1").json()["progress"] is None  # no report on 2026 is here
    changes = own_client.get("/plans/2026/changes?since=2025").json()
    [moved] = changes["continued"]
    assert (moved["lead"], moved["step_before"], moved["step_now"], moved["step"]) == ("same", "revise", "issue", "up")
    assert ids(changes["new"]) == ["2026-2"]
    assert len(changes["not_carried"]) == len(PLANS["2025"]["tasks"]) - 1
    assert own_client.get("/topics/trademark").json()["task_count"] == 1 + sum(
        "trademark" in held["topics"] for held in HELD.values()
    )
