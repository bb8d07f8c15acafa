"""What hangs on a task leads to it: instruments and initiatives by any name, undertakings, statements on it."""

import random
import re
from collections import Counter, defaultdict

import pytest
from fastapi.testclient import TestClient

from service.config import Settings
from service.db import Database
from service.facts.records import AliasOfRecord, Strength
from service.records import Bilingual
from tests.api import edits
from tests.api.conftest import Serve
from tests.api.edits import both
from tests.search.conftest import hits, ids, search

from . import made
from .conftest import index
from .made import EAST, EASTERN, also
from .oracle import COLLECTIONS, HELD, TASK_FILTERS, task_of

CODE_ONE = ["east-2023-1", "east-2024-1", "east-2025-1", "east-2025-3"]


@pytest.mark.parametrize(
    ("q", "tasks"),
    [
        ("zeppelin", ["east-2023-1"]),  # a statement on it
        ("gazebo", ["east-2023-1"]),
        ("plinth", CODE_ONE),  # an instrument's name
        ("quokka rules", CODE_ONE),  # its aliases
        ("短尾法", CODE_ONE),
        ("marimba", ["east-2023-3", "east-2025-2"]),  # an initiative
        ("opening", []),  # said of no task
    ],
)
def test_what_hangs_on_a_task_leads_to_it(eastern: TestClient, q: str, tasks: list[str]) -> None:
    assert sorted(hit["task"]["id"] for hit in hits(eastern, q) if not hit["partial"]) == tasks


@pytest.fixture
def written(empty_settings: Settings, empty_database: Database, serve: Serve) -> TestClient:
    """The plans of the east with no topics, their index brought up."""
    made.put(empty_database, made.without(WITHOUT_TOPICS, "evidence"), *EAST)
    index(empty_settings, empty_database)
    return serve(empty_settings)


WITHOUT_TOPICS = made.without(
    also(
        EASTERN,
        *(
            each.model_copy(update={"topics": ()})
            for each in (*EASTERN.instruments.values(), *EASTERN.indicators.values())
        ),
        tasks={key: held.model_copy(update={"topics": ()}) for key, held in EASTERN.tasks.items()},
    ),
    "topics",
)


def test_what_is_written_is_found_after_catching_up(
    written: TestClient, empty_settings: Settings, empty_database: Database
) -> None:
    """Though the task's own JSON stays as it was, and its date with it."""
    task = written.get("/tasks/east-2023-1").json()
    assert ids(written, "zeppelin") == []
    made.put(
        empty_database,
        also(
            made.without(WITHOUT_TOPICS, "evidence"),
            made.evidence("letter:2.1", "east-2023-1-a", Strength.ANNOUNCED),
        ),
    )
    assert written.get("/tasks/east-2023-1").json() == task
    index(empty_settings, empty_database)
    assert ids(written, "zeppelin") == ["east-2023-1"]
    letter = EASTERN.documents["letter"]
    said = tuple(
        s.model_copy(update={"text": both("Bathysphere")}) if s.at == "letter:2.1" else s for s in letter.statements
    )
    changed = also(WITHOUT_TOPICS, letter.model_copy(update={"statements": said}))
    made.put(empty_database, changed)
    index(empty_settings, empty_database)
    assert ids(written, "zeppelin") == []
    assert ids(written, "bathysphere") == ["east-2023-1"]
    renamed = WITHOUT_TOPICS.instruments["code-one"].model_copy(
        update={"aliases": (AliasOfRecord(value="Numbat Rules", lang="en"),)}
    )
    made.put(empty_database, also(changed, renamed))
    index(empty_settings, empty_database)
    assert ids(written, "quokka") == []
    assert sorted(ids(written, "numbat")) == CODE_ONE


def test_topics_that_change_are_found_after_catching_up(
    written: TestClient, empty_settings: Settings, empty_database: Database
) -> None:
    """The index takes in new topics and new names of them, and shows them in the facet."""
    edits.put(empty_database, made.plan("other", made.task(1)))  # so that the log does not begin with the topics
    index(empty_settings, empty_database)
    made.put(empty_database, EASTERN)
    index(empty_settings, empty_database)
    found = search(written, "marimba", topic="beta")
    assert [hit["task"]["id"] for hit in found["items"]] == ["east-2023-3"]
    assert {each["value"]: each["count"] for each in found["facets"]["topic"]} == {"alpha": 2, "beta": 1}
    made.put(
        empty_database, also(EASTERN, made.topic("beta").model_copy(update={"name": Bilingual(zh="新", en="New")}))
    )
    index(empty_settings, empty_database)
    labels = {each["value"]: each["label"] for each in search(written, "marimba")["facets"]["topic"]}
    assert labels["beta"] == {"zh": "新", "en": "New"}


# What ships


@pytest.mark.parametrize(
    ("q", "task"),
    [
        ("AUCL", "2024-3"),
        ("Law against Unfair Competition", "2024-3"),
        ("反法", "2024-3"),
        ("知识产权诉讼特别程序法", "2024-24"),
        ("昆仑专项", "2025-37"),
        ("Anxin", "2025-37"),
        ("Sword Net", "2024-35"),
    ],
)
def test_names_that_a_text_does_not_have(client: TestClient, q: str, task: str) -> None:
    assert task in ids(client, q)[:5]


def words(text: str) -> set[str]:
    return set(re.findall(r"[a-z]{7,}", text.lower()))


def test_words_of_statements_lead_to_their_tasks(client: TestClient) -> None:
    """Words that only statements on a task have, not its title, its text, its undertakings or instruments."""
    texts = {name: str(task).lower() for name, task in _tasks(client).items()}
    leading: dict[str, set[str]] = defaultdict(set)
    for each in COLLECTIONS["evidence"].values():
        for word in words(each["text"]["en"]):
            leading[word].add(each["task"]["id"])
    only = sorted(word for word in leading if not any(word[:5] in text for text in texts.values()))
    assert len(only) > 10
    for word in random.Random(17).sample(only, 10):
        assert leading[word] <= set(ids(client, word, interpret="false")), word


def _tasks(client: TestClient) -> dict[str, dict[str, object]]:
    pages = (client.get(f"/tasks?per_page=200&page={page}").json()["items"] for page in (1, 2))
    return {task["id"]: task for items in pages for task in items}


@pytest.mark.parametrize("q", ["专利", "trade secrets", "版权", "law"])
def test_topics_filter_and_are_counted(client: TestClient, q: str) -> None:
    everything = ids(client, q)
    facet = {each["value"]: each["count"] for each in search(client, q)["facets"]["topic"]}
    assert facet == Counter(topic for task in everything for topic in HELD[task]["topics"])
    for topic in sorted(facet)[:4]:
        narrowed = search(client, q, topic=topic, per_page=200)
        assert narrowed["total"] == facet[topic]
        assert {hit["task"]["id"] for hit in narrowed["items"]} <= set(TASK_FILTERS["topic"][topic])
        # A facet is not narrowed by its own filter.
        assert {each["value"]: each["count"] for each in narrowed["facets"]["topic"]} == facet
    label = next(each for each in search(client, q)["facets"]["topic"])
    assert label["label"] == COLLECTIONS["topics"][label["value"]]["name"]


@pytest.mark.parametrize("name", ["instrument", "progress"])
def test_other_filters_of_facts(client: TestClient, name: str) -> None:
    everything = set(ids(client, "知识产权"))
    for value, tasks in random.Random(19).sample(sorted(TASK_FILTERS[name].items()), 5):
        assert set(ids(client, "知识产权", **{name: value})) == everything & set(tasks), value


def test_statements_are_on_tasks_that_are_there() -> None:
    assert {task_of(each["task"]["id"]) for each in COLLECTIONS["evidence"].values()} <= set(HELD)
