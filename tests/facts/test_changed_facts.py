"""A change of one fact, task or name is told of exactly what shows it, and dates move where a task's JSON does."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from fastapi.testclient import TestClient

from service.db import Database
from service.facts.book import Facts
from service.facts.records import (
    CoverageRecord,
    HeadingRecord,
    LinkKind,
    Strength,
)
from service.store import writing
from tests.api import edits
from tests.api.edits import both
from tests.api.test_changes import Entry, gone, put, revision_of, since, told

from . import made
from .conftest import dates, ids, shown
from .made import EASTERN, also, altered
from .oracle import COLLECTIONS, task_of


def test_a_task_that_changes_takes_along_what_shows_it(own_client: TestClient, database: Database) -> None:
    before, dated = revision_of(own_client), dates(own_client)
    edits.edit_task(database, "2025-1", title=both("Changed"))
    changes = told(since(own_client, before))
    expected = put("task", "2025-1")
    for name, kind in (("lineage", "lineage"), ("instruments", "instrument"), ("initiatives", "initiative")):
        expected |= put(kind, *(key for key, body in COLLECTIONS[name].items() if "'2025-1'" in str(body)))
    for name, kind in (("statements", "statement"), ("evidence", "evidence"), ("indicators", "indicator")):
        expected |= put(kind, *(key for key, body in COLLECTIONS[name].items() if "'2025-1'" in str(body)))
    assert changes == expected
    assert len(expected) > 5
    assert {task for task, at in dates(own_client).items() if at != dated[task]} == {"2025-1"}


def _statement(at: str, text: str) -> Facts:
    letter = EASTERN.documents["letter"]
    said = tuple(s.model_copy(update={"text": both(text)}) if s.at == at else s for s in letter.statements)
    return altered(EASTERN, "documents", "letter", statements=said)


BUILT = EASTERN.tasks["east-2023-6"].deliverables[0]
CODE_ONE = ("east-2023-1", "east-2024-1", "east-2025-1", "east-2025-3")
CHANGED: dict[str, tuple[Facts, set[Entry], set[str]]] = {
    "a topic's name": (altered(EASTERN, "topics", "alpha", name=both("New")), put("topic", "alpha"), set()),
    "an undertaking's object": (
        altered(EASTERN, "tasks", "east-2023-6", deliverables=(BUILT.model_copy(update={"object": both("New")}),)),
        put("deliverable", "east-2023-6-a") | put("task", "east-2023-6"),
        {"east-2023-6"},
    ),
    "where an undertaking stands": (
        altered(EASTERN, "tasks", "east-2023-6", deliverables=(BUILT.model_copy(update={"source": ("letter:4.1",)}),)),
        put("deliverable", "east-2023-6-a"),
        set(),
    ),
    "an undertaking more": (
        altered(EASTERN, "tasks", "east-2023-6", deliverables=(BUILT, made.undertaking("b"))),
        put("deliverable", "east-2023-6-b") | put("task", "east-2023-6"),
        {"east-2023-6"},
    ),
    "a task's topics": (
        altered(EASTERN, "tasks", "east-2023-6", topics=("beta",)),
        put("topic", "alpha", "beta") | put("deliverable", "east-2023-6-a") | put("task", "east-2023-6"),
        {"east-2023-6"},
    ),
    "what changed from task to task": (
        altered(EASTERN, "links", "east-2024-1~east-2025-1", change=both("New")),
        put("lineage", "east-2024-1~east-2025-1"),
        set(),
    ),
    "the kind of a link": (
        altered(EASTERN, "links", "east-2024-1~east-2025-1", kind=LinkKind.RELATED),
        put("lineage", "east-2024-1~east-2025-1") | put("task", "east-2024-1", "east-2025-1"),
        {"east-2024-1", "east-2025-1"},
    ),
    "a link less": (
        made.without(EASTERN, "links", "east-2024-1~east-2025-1"),
        gone("lineage", "east-2024-1~east-2025-1") | put("task", "east-2024-1", "east-2025-1"),
        {"east-2024-1", "east-2025-1"},
    ),
    "a link less of two that say the same of the tasks": (
        also(made.without(EASTERN, "links", "east-2023-5-a~east-2024-5"), made.link("east-2023-5", "east-2024-5")),
        gone("lineage", "east-2023-5-a~east-2024-5") | put("lineage", "east-2023-5~east-2024-5"),
        set(),
    ),
    "what an initiative is about": (
        altered(EASTERN, "initiatives", "series", about=both("New")),
        put("initiative", "series"),
        set(),
    ),
    "an initiative's name, which tasks are found by": (
        altered(EASTERN, "initiatives", "series", name=both("New")),
        put("initiative", "series") | put("task", "east-2023-3", "east-2025-2"),
        set(),
    ),
    "an instrument's name, which tasks show": (
        altered(EASTERN, "instruments", "code-one", name=both("New")),
        put("instrument", "code-one") | put("task", *CODE_ONE),
        set(CODE_ONE),
    ),
    "an instrument's alias, which tasks are found by": (
        altered(EASTERN, "instruments", "code-one", aliases=()),
        put("instrument", "code-one") | put("task", *CODE_ONE),
        set(),
    ),
    "an instrument's topics": (
        altered(EASTERN, "instruments", "code-one", topics=("alpha",)),
        put("instrument", "code-one"),
        set(),
    ),
    "what a task does to an instrument": (
        altered(
            EASTERN,
            "instruments",
            "code-two",
            acts=(*EASTERN.instruments["code-two"].acts[:2], made.act("east-2025-2", "ratify")),
        ),
        put("instrument", "code-two") | put("task", "east-2025-2"),
        {"east-2025-2"},
    ),
    "an instrument less": (
        made.without(EASTERN, "instruments", "code-two"),
        gone("instrument", "code-two")
        | put("task", "east-2023-2", "east-2024-2", "east-2025-2")
        | put("deliverable", "east-2023-2-a", "east-2025-2-a"),
        {"east-2023-2", "east-2024-2", "east-2025-2"},
    ),
    "a statement's text, which its task is found by": (
        _statement("letter:2.1", "New"),
        put("statement", "letter:2.1") | put("evidence", "letter:2.1~east-2023-1-a") | put("task", "east-2023-1"),
        set(),
    ),
    "a statement's text that is no evidence": (_statement("letter:1.1", "New"), put("statement", "letter:1.1"), set()),
    "a statement more": (
        altered(
            EASTERN,
            "documents",
            "letter",
            statements=(*EASTERN.documents["letter"].statements, made.statement("letter:5.1")),
        ),
        put("statement", "letter:5.1") | put("document", "letter"),
        set(),
    ),
    "the part of a document": (
        altered(
            EASTERN,
            "documents",
            "letter",
            headings=(
                EASTERN.documents["letter"].headings[0],
                HeadingRecord(at="letter:3.1", level=1, part="reported", title=both("Ahead")),
            ),
        ),
        put("document", "letter") | put("statement", "letter:4.1") | put("evidence", "letter:4.1~east-2025-1"),
        set(),
    ),
    "a document's title": (
        altered(EASTERN, "documents", "letter", title=both("New")),
        put("document", "letter"),
        set(),
    ),
    "how strong evidence is": (
        altered(EASTERN, "evidence", "letter:2.1~east-2023-1-a", strength=Strength.COMPLETED),
        put("evidence", "letter:2.1~east-2023-1-a")
        | put("statement", "letter:2.1")
        | put("deliverable", "east-2023-1-a")
        | put("task", "east-2023-1"),
        {"east-2023-1"},
    ),
    "the note of evidence": (
        altered(EASTERN, "evidence", "letter:2.1~east-2023-1-a", note=both("New")),
        put("evidence", "letter:2.1~east-2023-1-a") | put("statement", "letter:2.1"),
        set(),
    ),
    "evidence less, without which the task stands as before": (
        made.without(EASTERN, "evidence", "letter:2.1~east-2023-1-a"),
        gone("evidence", "letter:2.1~east-2023-1-a")
        | put("statement", "letter:2.1")
        | put("deliverable", "east-2023-1-a")
        | put("task", "east-2023-1"),
        set(),
    ),
    "a report, by which silence begins to speak": (
        also(
            EASTERN,
            made.document(
                "report",
                kind="report",
                coverage=CoverageRecord(
                    agencies=("CAS",), from_=date(2025, 1, 1), to=date(2025, 12, 31), about=both("All")
                ),
            ),
        ),
        put("document", "report"),  # the plans of the east say of no year that they are of it
        set(),
    ),
    "a figure": (altered(EASTERN, "indicators", "figure", value=8.5), put("indicator", "figure"), set()),
    "a figure less": (
        made.without(EASTERN, "indicators"),
        gone("indicator", "figure") | put("statement", "letter:2.1"),
        set(),
    ),
    "a unit's name": (altered(EASTERN, "units", "case", name=both("New")), put("indicator", "figure"), set()),
    "a partner that nothing names": (altered(EASTERN, "partners", "XX", name=both("New")), set(), set()),
    "an event's theme": (altered(EASTERN, "events", "week", theme=both("New")), put("event", "week"), set()),
    "a term": (altered(EASTERN, "terms", "word", name=both("New")), put("term", "word"), set()),
    "a link to a task that is not there": (also(EASTERN, made.link("east-2025-1", "north-1")), set(), set()),
}


def test_one_fact_that_changes_is_told_of_what_shows_it(east: TestClient, empty_database: Database) -> None:
    """There and back again, each time of exactly that, and dates move where the JSON of a task does."""
    start = shown(east)
    wrong: dict[str, Any] = {}
    for name, (changed, expected, moved) in CHANGED.items():
        back = {(kind, key, "remove" if new else "put") for kind, key, new in _turned(expected, start)}
        for facts, log in ((changed, expected), (EASTERN, back)):
            before, dated = revision_of(east), dates(east)
            made.put(empty_database, facts)
            changes = since(east, before)
            if told(changes) != log:
                wrong[name] = told(changes) ^ log
            assert revision_of(east) == before + bool(log), name
            assert {task for task, at in dates(east).items() if at != dated[task]} == moved, name
            at = {change["at"] for change in changes}
            assert not moved or at == {dates(east)[task] for task in moved}, name
    assert wrong == {}
    assert shown(east) == start


def _turned(log: set[Entry], start: dict[str, list[dict[str, Any]]]) -> Iterator[tuple[str, str, bool]]:
    """What a change put or removed, and whether it is new."""
    known = {item.get("id") or item["code"] for found in start.values() for item in found}
    for kind, key, _ in log:
        yield kind, key, key not in known


def test_the_log_of_seeding_has_every_entry_once(client: TestClient) -> None:
    changes = told(since(client, 0))
    for name, bodies in COLLECTIONS.items():
        kind = {"lineage": "lineage", "evidence": "evidence"}.get(name, name.removesuffix("s"))
        assert {key for of, key, _ in changes if of == kind} == set(bodies)
    assert {change for _, _, change in changes} == {"put"}


def test_a_figure_that_changes_in_what_ships(own_client: TestClient, database: Database) -> None:
    before, dated = revision_of(own_client), dates(own_client)
    code = "domestic-invention-patents-in-force-2024"
    with writing(database) as store:
        facts = store.facts
        store.put_facts(altered(facts, "indicators", code, value=5))
    assert told(since(own_client, before)) == put("indicator", code)
    assert own_client.get(f"/indicators/{code}").json()["value"] == 5
    key = "report-2025:8.2"
    document = facts.documents["report-2025"]
    said = tuple(s.model_copy(update={"text": both("New")}) if s.at == key else s for s in document.statements)
    with writing(database) as store:
        store.put_facts(altered(facts, "documents", "report-2025", statements=said))
    named = {name for name in COLLECTIONS["evidence"] if name.startswith(f"{key}~")}
    tasks = {task_of(name.partition("~")[2]) for name in named}
    assert named
    expected = put("indicator", code) | put("statement", key) | put("evidence", *named) | put("task", *tasks)
    assert told(since(own_client, before + 1)) == expected
    assert dates(own_client) == dated  # no task shows either of them


def test_the_name_of_an_agency_shows_on_facts(east: TestClient, empty_database: Database) -> None:
    before = revision_of(east)
    edits.edit_agencies(empty_database, edits.rename("SPC", both("Renamed")))
    assert told(since(east, before)) == {
        *put("agency", "SPC"),
        *put("task", "east-2024-1", "east-2025-3"),
        *put("deliverable", "east-2024-1-a", "east-2024-1-b", "east-2025-3-a"),
        *put("instrument", "code-one"),
        *put("statement", "letter:2.2"),
    }
    assert east.get("/statements/letter:2.2").json()["agencies"][0]["name"]["en"] == "Renamed"
    before = revision_of(east)
    edits.edit_agencies(empty_database, edits.rename("STA", both("Unnamed")))  # of which no fact speaks
    assert told(since(east, before)) == put("agency", "STA")


def test_other_agencies_on_a_task(east: TestClient, empty_database: Database) -> None:
    before = revision_of(east)
    edits.edit_task(empty_database, "east-2023-6", agencies=("CAS",))
    assert told(since(east, before)) == {
        *put("agency", "NBS", "CAS"),
        *put("task", "east-2023-6"),
        *put("deliverable", "east-2023-6-a"),
    }
    assert ids(east, "/deliverables?agency=CAS") == ["east-2023-6-a", "east-2025-2-a"]
    assert ids(east, "/deliverables?agency=NBS") == ["east-2024-4-a"]
    before = revision_of(east)
    edits.edit_task(empty_database, "east-2024-2", agencies=("CNIPA", "MOF", "NBS"))
    assert told(since(east, before)) == {
        *put("agency", "NBS"),
        *put("task", "east-2024-2"),
        *put("deliverable", "east-2024-2-a", "east-2024-2-b"),
        *put("instrument", "code-two"),
    }
