"""Facts are stored whole, whatever comes first, shown where their tasks are, and leave nothing behind when they go."""

from datetime import date
from typing import Any

import pytest
from fastapi.testclient import TestClient

from service.db import Database
from service.facts.book import BadFacts, Facts
from service.facts.records import (
    IssuerRecord,
    RequirementRecord,
    Strength,
    UnitRecord,
)
from service.records import Record
from service.seed import sow
from service.store import InUse, writing
from tests.api import edits
from tests.api.edits import both
from tests.api.links import items
from tests.api.test_changes import revision_of, since, told

from . import made
from .conftest import dates, ids, shown
from .made import EAST, EASTERN, also, altered
from .oracle import COLLECTIONS

LAST, MIDDLE, FIRST = EAST[2], EAST[1], EAST[0]


# Tasks that are not there


def test_facts_on_tasks_that_are_not_there_show_nowhere(
    empty_client: TestClient, empty_database: Database, eastern: TestClient
) -> None:
    made.put(empty_database, EASTERN)
    for name in ("deliverables", "lineage", "initiatives", "instruments", "evidence"):
        assert ids(empty_client, f"/{name}") == [], name
    assert [each["task_count"] for each in items(empty_client, "/topics")] == [0, 0]
    assert ids(empty_client, "/statements?linked=true") == []
    assert ids(empty_client, "/statements") == ids(eastern, "/statements")
    assert empty_client.get("/indicators/figure").json()["task"] is None
    for name in ("documents", "events", "terms"):
        assert items(empty_client, f"/{name}") == items(eastern, f"/{name}")
    for plan in EAST:
        edits.put(empty_database, plan)
    assert shown(empty_client) == shown(eastern)


def test_they_go_with_a_task_and_come_back_with_it(
    east: TestClient, empty_database: Database, eastern: TestClient
) -> None:
    before = shown(east)
    edits.put(empty_database, MIDDLE.model_copy(update={"tasks": MIDDLE.tasks[:4]}))
    assert "east-2023-5-a~east-2024-5" not in ids(east, "/lineage")
    assert "east-2024-5-a" not in ids(east, "/deliverables")
    assert east.get("/tasks/east-2023-5").json()["continued_by"] == []
    assert east.get("/tasks/east-2023-5/lineage").json()["continues"] == []
    edits.put(empty_database, LAST.model_copy(update={"tasks": LAST.tasks[:1]}))
    one = east.get("/instruments/code-one").json()
    assert [act["task"]["id"] for act in one["years"][-1]["acts"]] == ["east-2025-1"]
    two = east.get("/instruments/code-two").json()
    assert [year["plan"] for year in two["years"]] == ["east-2023", "east-2024"]
    assert [each["plan"] for each in east.get("/initiatives/series").json()["editions"]] == ["east-2023"]
    edits.put(empty_database, LAST.model_copy(update={"tasks": (made.task(1, "SPP"),)}))
    assert east.get("/instruments/code-one").json()["years"][-1]["joined"][0]["code"] == "SPP"
    edits.put(empty_database, FIRST.model_copy(update={"tasks": FIRST.tasks[:1]}))
    assert east.get("/tasks/east-2024-1").json()["continues"] == ["east-2023-1"]
    assert east.get("/indicators/figure").json()["task"] is None
    for plan in EAST:
        edits.put(empty_database, plan)
    assert shown(east) == before == shown(eastern)


def test_plans_and_facts_may_come_in_any_order(
    empty_client: TestClient, empty_database: Database, eastern: TestClient
) -> None:
    edits.put(empty_database, LAST)
    with writing(empty_database) as store:
        store.put_facts(EASTERN)
        store.put_plan(MIDDLE)
    edits.put(empty_database, FIRST)
    assert shown(empty_client) == shown(eastern)


# What does not change


def test_a_second_sow_changes_nothing(own_client: TestClient, database: Database) -> None:
    before, dataset = shown(own_client), own_client.get("/status").json()["dataset"]
    assert not sow(database, with_plans=True).changed
    with writing(database) as store:
        store.put_facts(store.facts)
    assert not store.outcome.changed
    assert own_client.get("/status").json()["dataset"] == dataset
    assert shown(own_client) == before


def test_the_same_facts_in_another_order_change_nothing(east: TestClient, empty_database: Database) -> None:
    before = revision_of(east)
    turned = Facts.of(
        (kind, key, record.model_dump(mode="json", by_alias=True)) for kind, key, record in reversed([*EASTERN.rows()])
    )
    assert not made.put(empty_database, turned).changed
    assert not made.put(empty_database, EASTERN, *reversed(EAST)).changed
    assert revision_of(east) == before


def test_a_report_speaks_on_plans_that_were_there_before_it(empty_client: TestClient, empty_database: Database) -> None:
    """Also on one of which no fact speaks."""
    edits.put(empty_database, made.plan("2023", made.task(1, "CNIPA"), made.task(2, "SPC"), year=2023))
    report = made.report("report", ["CNIPA"], date(2023, 1, 1), date(2023, 12, 31))
    for facts, progress in ((made.book(report), ["none_reported", "not_covered"]), (Facts(), [None, None])):
        before = revision_of(empty_client)
        made.put(empty_database, facts)
        assert [task["progress"] for task in items(empty_client, "/tasks")] == progress
        assert {key for kind, key, _ in told(since(empty_client, before)) if kind == "task"} == {"2023-1", "2023-2"}


# Names of agencies


WEEK = made.event("week", date(2025, 4, 20), date(2025, 4, 26))
NAMING: dict[str, tuple[Record, ...]] = {
    "a statement": (made.document("x", made.statement("x:1.1", agencies=("NBS",))),),
    "whose work a report covers": (made.report("x", ["NBS"], date(2025, 1, 1), date(2025, 2, 1)),),
    "who issued a document": (made.document("x", issuer="NBS"),),
    "who called an event": (
        made.LETTER,
        WEEK.model_copy(update={"issuer": IssuerRecord(name=both("They"), agency="NBS")}),
    ),
    "who is asked for something": (
        made.LETTER,
        WEEK.model_copy(
            update={
                "requirements": (
                    RequirementRecord(who=both("They"), agencies=("NBS",), what=both("It"), source=made.HERE),
                )
            }
        ),
    ),
    "whose figure it is": (
        made.LETTER,
        UnitRecord(code="case", name=both("Cases")),
        made.indicator("x", agency="NBS"),
    ),
    "a member": (made.members("JCM", ("NBS", None, None)),),
    "a collective": (made.members("NBS", ("CAS", None, None)),),
}


def test_an_agency_that_facts_name_stays(empty_client: TestClient, empty_database: Database) -> None:
    for name, records in NAMING.items():
        made.put(empty_database, made.book(*records, *(() if made.LETTER in records else (made.LETTER,))))
        before = revision_of(empty_client)
        with pytest.raises(InUse, match=r"facts.*NBS"):
            edits.remove_agency(empty_database, "NBS")
        assert revision_of(empty_client) == before, name
        assert empty_client.get("/agencies/NBS").status_code == 200
    made.put(empty_database, Facts())
    edits.remove_agency(empty_database, "NBS")
    assert empty_client.get("/agencies/NBS").status_code == 404


def test_facts_name_agencies_that_are_there(empty_client: TestClient, empty_database: Database) -> None:
    for name, records in NAMING.items():
        facts = made.book(*records, *(() if made.LETTER in records else (made.LETTER,)))
        renamed = Facts.of(
            (kind, key.replace("NBS", "XYZ"), _renamed(record.model_dump(mode="json", by_alias=True)))
            for kind, key, record in facts.rows()
        )
        with pytest.raises(BadFacts, match="agencies that are not there: XYZ"):
            made.put(empty_database, renamed)
        assert revision_of(empty_client) == 1, name
    assert ids(empty_client, "/documents") == []


def _renamed(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _renamed(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_renamed(inner) for inner in value]
    return "XYZ" if value == "NBS" else value


# Facts that do not fit, and facts that go


def test_facts_that_do_not_fit_leave_nothing_behind(east: TestClient, empty_database: Database) -> None:
    before, dataset = shown(east), east.get("/status").json()["dataset"]
    bad = also(EASTERN, made.topic("gamma"), made.evidence("letter:9.9", "east-2023-1-z", Strength.ADVANCED))
    with pytest.raises(BadFacts) as raised:
        made.put(empty_database, bad, made.plan("east-2026", made.task(1)))
    assert str(raised.value).splitlines() == [
        "letter:9.9~east-2023-1-z names a statement that is not there: letter:9.9",
        "letter:9.9~east-2023-1-z names an undertaking that is not there: east-2023-1-z",
    ]
    assert shown(east) == before
    assert east.get("/status").json()["dataset"] == dataset


def test_facts_that_go_leave_the_tasks_as_they_were(empty_client: TestClient, empty_database: Database) -> None:
    for plan in EAST:
        edits.put(empty_database, plan)
    bare = shown(empty_client)
    made.put(empty_database, EASTERN)
    assert shown(empty_client) != bare
    made.put(empty_database, Facts())
    assert shown(empty_client) == bare
    assert empty_client.get("/tasks?progress=partly_completed").json()["total"] == 0


def test_the_last_facts_of_a_plan_go(east: TestClient, empty_database: Database) -> None:
    """The others stay; the tasks of that plan show nothing any more, and are found by nothing of it."""

    def elsewhere(*targets: str) -> bool:
        return not any(target.startswith("east-2025") for target in targets)

    def kept(name: str) -> list[str]:
        return [key for key in getattr(EASTERN, name) if "east-2025" not in key]

    left = EASTERN
    for name in ("tasks", "links", "evidence"):
        left = made.without(left, name, *(set(getattr(left, name)) - set(kept(name))))
    for code, instrument in EASTERN.instruments.items():
        acts = tuple(act for act in instrument.acts if elsewhere(act.task))
        left = altered(left, "instruments", code, acts=acts)
    editions = tuple(each for each in EASTERN.initiatives["series"].editions if elsewhere(each.plan))
    left = altered(left, "initiatives", "series", editions=editions)
    assert not any(task.startswith("east-2025") for task in left.named_tasks())
    before, dated = revision_of(east), dates(east)
    made.put(empty_database, left)
    for task in items(east, "/tasks?plan=east-2025"):
        nothing = {name: task[name] for name in ("topics", "deliverables", "instruments", "continues", "progress")}
        assert nothing == {"topics": [], "deliverables": [], "instruments": [], "continues": [], "progress": None}
    assert ids(east, "/tasks?topic=alpha&plan=east-2025") == []
    assert ids(east, "/tasks?instrument=code-one&plan=east-2025") == []
    assert ids(east, "/deliverables?plan=east-2025") == []
    assert {key for kind, key, _ in told(since(east, before)) if kind == "task"} == {
        "east-2024-1", "east-2025-1", "east-2025-2", "east-2025-3",
    }  # fmt: skip
    assert {task for task, at in dates(east).items() if at != dated[task]} == {
        "east-2024-1", "east-2025-1", "east-2025-2", "east-2025-3",
    }  # fmt: skip
    made.put(empty_database, EASTERN)
    assert ids(east, "/tasks?topic=alpha&plan=east-2025") == ["east-2025-1", "east-2025-2", "east-2025-3"]


def test_only_agencies_are_sown_where_plans_are_not_asked_for(
    empty_client: TestClient, empty_database: Database
) -> None:
    assert not sow(empty_database, with_plans=False).changed
    for name in COLLECTIONS:
        assert empty_client.get(f"/{name}").json()["total"] == 0
