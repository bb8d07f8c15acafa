"""A task has exactly the shape of the contract, the same in a list as alone, and says what the seed files say."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from service.db import Database
from service.records import Bilingual, TextKinds
from tests.facts.oracle import task_facts

from . import edits
from .links import items
from .oracle import AGENCIES, BY_ID, PLANS, TASKS, Task, role
from .shapes import TASK, check


@pytest.fixture(scope="module")
def listed(client: TestClient) -> dict[str, dict[str, Any]]:
    return {item["id"]: item for item in items(client, "/tasks?per_page=200")}


def expected(task: Task) -> dict[str, Any]:
    titles = {section["number"]: section["title"] for section in PLANS[task.plan]["sections"]}
    return {
        "id": task.id,
        "plan": task.plan,
        "number": task.number,
        "section": {
            "number": task.section,
            "title": titles[task.section],
            "part_title": titles[task.section.partition(".")[0]],
        },
        "title": task.raw["title"],
        "text": {lang: text.strip() for lang, text in task.raw["text"].items()},
        "text_kind": {"zh": "summary", "en": "summary"},
        "agencies": [
            {"code": code, "name": AGENCIES[code]["name"], "role": role(task, code), "position": position, "via": None}
            for position, code in enumerate(task.agencies, start=1)
        ],
        "responsibility": task.responsibility,
        **task_facts(task.id),
    }


def test_every_task_has_the_shape(listed: dict[str, dict[str, Any]]) -> None:
    for item in listed.values():
        check(item, TASK, item["id"])


def test_every_task_says_what_the_seed_says(listed: dict[str, dict[str, Any]]) -> None:
    assert list(listed) == [task.id for task in TASKS]
    for task_id, item in listed.items():
        assert {key: value for key, value in item.items() if key != "updated_at"} == expected(BY_ID[task_id])


def test_alone_as_in_the_list(client: TestClient, listed: dict[str, dict[str, Any]]) -> None:
    for task_id, item in listed.items():
        answer = client.get(f"/tasks/{task_id}")
        assert answer.headers["content-type"] == "application/json"
        assert answer.json() == item
        assert list(answer.json()) == list(item)


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?agency=SAMR",
        "?sort=-updated_at",
        "?after=2024-1",
        "?updated_since=2020-01-01",
        "?section=2&role=lead&agency=SPC",
        "?topic=patent&progress=advanced",
        "?instrument=商标法",
    ],
)
def test_no_parameter_changes_the_shape(client: TestClient, listed: dict[str, dict[str, Any]], query: str) -> None:
    page = client.get(f"/tasks{query}").json()
    assert page["items"]
    assert all(item == listed[item["id"]] for item in page["items"])


def test_text_is_utf_8_and_not_escaped(client: TestClient) -> None:
    assert TASKS[0].raw["title"]["zh"].encode() in client.get(f"/tasks/{TASKS[0].id}").content


def test_what_is_missing_is_empty_or_null_but_there(own_client: TestClient, database: Database) -> None:
    english = edits.task(1).model_copy(
        update={
            "title": Bilingual(en="Only in English"),
            "text": Bilingual(en="A text."),
            "text_kind": TextKinds(zh=None, en="translation"),
        }
    )
    edits.put(database, edits.plan("half-known", english))
    found = own_client.get("/tasks/half-known-1").json()
    check(found, TASK)
    assert found["title"] == {"zh": "", "en": "Only in English"}
    assert found["text"] == {"zh": "", "en": "A text."}
    assert found["text_kind"] == {"zh": None, "en": "translation"}
    for name in ("topics", "deliverables", "instruments", "continues", "continued_by"):
        assert found[name] == []
    assert found["progress"] is None


def test_who_is_reached_through_a_collective_comes_behind_those_named(
    client: TestClient, listed: dict[str, dict[str, Any]]
) -> None:
    """Asked for with `include=collective`, in the same shape; all others show that nobody is."""
    page = client.get("/tasks?agency=MOJ&include=collective&per_page=200").json()
    through = {item["id"]: item["agencies"][-1] for item in page["items"] if item["agencies"][-1]["code"] == "MOJ"}
    added = {task: last for task, last in through.items() if last["via"]}
    assert added
    for item in page["items"]:
        check(item, TASK, item["id"])
        if last := added.get(item["id"]):
            collective = next(each for each in listed[item["id"]]["agencies"] if each["code"] == last["via"])
            assert last == {**collective, "code": "MOJ", "name": AGENCIES["MOJ"]["name"], "via": collective["code"]}
            item = {**item, "agencies": item["agencies"][:-1]}
        assert item == listed[item["id"]]


def test_ids_and_enum_values_are_ascii(listed: dict[str, dict[str, Any]]) -> None:
    for item in listed.values():
        codes = [value for agency in item["agencies"] for value in (agency["code"], agency["role"])]
        codes += [value for each in item["deliverables"] for value in (each["id"], each["verb"], each["expected"])]
        codes += [value for each in item["instruments"] for value in (each["code"], *each["actions"])]
        codes += [*item["topics"], *item["continues"], *item["continued_by"], item["progress"] or ""]
        plain = [item["id"], item["plan"], item["section"]["number"], item["responsibility"], *codes]
        assert all(value.isascii() for value in plain)
