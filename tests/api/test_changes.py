"""`/changes` tells exactly what each write put or removed, under one revision a write."""

from collections import Counter
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from service.db import Database
from service.records import SectionRecord
from service.seed import sow
from service.store import InUse

from . import edits
from .everything import everything, showing
from .links import items
from .oracle import AGENCIES, PLANS, TASKS, within
from .served import COLLECTIONS, KINDS

Entry = tuple[str, str, str]


def since(client: TestClient, revision: int) -> list[dict[str, Any]]:
    return items(client, f"/changes?after={revision}&per_page=200")


def revision_of(client: TestClient) -> int:
    revision: int = client.get("/status").json()["dataset"]["revision"]
    return revision


def told(changes: list[dict[str, Any]]) -> set[Entry]:
    entries = [(change["kind"], change["id"], change["change"]) for change in changes]
    assert len(entries) == len(set(entries)), "something is told twice under one revision"
    return set(entries)


def put(kind: str, *ids: str) -> set[Entry]:
    return {(kind, name, "put") for name in ids}


def gone(kind: str, *ids: str) -> set[Entry]:
    return {(kind, name, "remove") for name in ids}


def test_seeding_puts_everything_once(client: TestClient) -> None:
    changes = items(client, "/changes?per_page=200")
    assert told(changes) == {
        *put("section", *(f"{plan}:{s['number']}" for plan in PLANS for s in PLANS[plan]["sections"])),
        *(entry for kind, path in KINDS.items() for entry in put(kind, *COLLECTIONS[path].ids)),
    }
    assert {change["revision"] for change in changes} == {revision_of(client)} == {1}
    assert len({change["at"] for change in changes}) == 1
    assert client.get("/tasks/2025-1").json()["updated_at"] == changes[0]["at"]
    assert client.get("/plans/2025").json()["updated_at"] == changes[0]["at"]


def test_seeding_again_changes_nothing(own_client: TestClient, database: Database) -> None:
    before = own_client.get("/status").json()["dataset"]
    assert not sow(database, with_plans=True).changed
    assert own_client.get("/status").json()["dataset"] == before
    assert since(own_client, before["revision"]) == []


def put_where(client: TestClient, **part: Any) -> set[Entry]:
    """All that shows an object with all of this in it, and so has to be put when that changes."""
    found = showing(everything(client), part)
    assert found
    return {(*key, "put") for key in found}


def check(client: TestClient, database: Database, plan: str, expected: set[Entry], **changed: Any) -> None:
    """Changes the plan; the log has to grow by what is expected and nothing else, under the next revision."""
    before = revision_of(client)
    outcome = edits.edit(database, plan, **changed)
    changes = since(client, before)
    assert told(changes) == expected
    assert {change["revision"] for change in changes} == {before + 1}
    assert revision_of(client) == before + 1
    assert outcome == (sum(e[2] == "put" for e in expected), sum(e[2] == "remove" for e in expected))
    assert client.get("/status").json()["dataset"]["changed_at"] == changes[0]["at"]
    edits.edit(database, plan, **changed)
    assert revision_of(client) == before + 1


def test_one_task(own_client: TestClient, database: Database) -> None:
    tasks = list(edits.stored(database, "2025").tasks)
    expected = put_where(own_client, id="2025-7", title=tasks[6].title.model_dump())
    assert ("task", "2025-7", "put") in expected
    tasks[6] = tasks[6].model_copy(update={"title": edits.both("Changed")})
    check(own_client, database, "2025", expected, tasks=tuple(tasks))


def test_what_only_the_task_shows(own_client: TestClient, database: Database) -> None:
    tasks = list(edits.stored(database, "2025").tasks)
    tasks[6] = tasks[6].model_copy(update={"text": edits.both("Changed")})
    check(own_client, database, "2025", put("task", "2025-7"), tasks=tuple(tasks))


def test_assignments_change_the_counts_of_agencies(own_client: TestClient, database: Database) -> None:
    tasks = list(edits.stored(database, "2025").tasks)
    before = tasks[6].agencies
    tasks[6] = edits.task(7, "NBS", section=tasks[6].section)
    touched = put("agency", *before, "NBS")
    touched |= put_where(own_client, id="2025-7", plan="2025") | put_where(own_client, task="2025-7")
    check(own_client, database, "2025", touched, tasks=tuple(tasks))
    assert own_client.get("/tasks?agency=NBS&role=lead&id=2025-7").json()["total"] == 1


def test_the_title_of_a_section_shows_on_its_tasks(own_client: TestClient, database: Database) -> None:
    sections = tuple(
        SectionRecord(number=s.number, title=edits.both("Renamed") if s.number == "2.2" else s.title)
        for s in edits.stored(database, "2025").sections
    )
    tasks = [task.id for task in TASKS if task.plan == "2025" and task.section == "2.2"]
    check(own_client, database, "2025", put("section", "2025:2.2") | put("task", *tasks), sections=sections)


def test_the_title_of_a_part_shows_below_it(own_client: TestClient, database: Database) -> None:
    sections = tuple(
        SectionRecord(number=s.number, title=edits.both("Renamed") if s.number == "2" else s.title)
        for s in edits.stored(database, "2025").sections
    )
    numbers = [f"2025:{s.number}" for s in sections if s.number.partition(".")[0] == "2"]
    tasks = [task.id for task in TASKS if task.plan == "2025" and within(task, "2")]
    check(own_client, database, "2025", put("section", *numbers) | put("task", *tasks), sections=sections)


def test_the_head_of_a_plan(own_client: TestClient, database: Database) -> None:
    check(own_client, database, "2024", put("plan", "2024"), title=edits.both("Another title"), source_url="urn:x")


def test_what_is_removed_is_told(own_client: TestClient, database: Database) -> None:
    edits.put(database, edits.plan("p", edits.task(1), edits.task(2, "CAS", "NBS", section="1.2")))
    plan = edits.stored(database, "p")
    expected = gone("task", "p-2") | gone("section", "p:1.2") | put("plan", "p") | put("section", "p:1")
    expected |= put("agency", "CAS", "NBS")
    check(own_client, database, "p", expected, tasks=plan.tasks[:1], sections=plan.sections[:2])
    assert own_client.get("/tasks/p-2").status_code == 404
    assert [s["number"] for s in own_client.get("/plans/p/sections").json()["items"]] == ["1", "1.1"]


def test_the_name_of_an_agency_shows_where_it_stands(own_client: TestClient, database: Database) -> None:
    for code, new in (("JCO", "Renamed"), ("SAMR", "Renamed too")):
        expected = put_where(own_client, code=code, name=AGENCIES[code]["name"])
        below = [c for c, agency in AGENCIES.items() if any(p.get("code") == code for p in agency.get("parents", ()))]
        assert ("CNIPA" in below) == (code == "SAMR")
        tasks = [task.id for task in TASKS if code in task.agencies]
        assert tasks
        plans = PLANS if code == "JCO" else ()
        known = put("agency", code, *below) | put("plan", *plans) | put("task", *tasks)
        assert {entry for entry in expected if entry[0] in ("agency", "plan", "task")} == known
        before = revision_of(own_client)
        edits.edit_agencies(database, edits.rename(code, edits.both(new)))
        assert told(since(own_client, before)) == expected


def test_names_of_agencies_come_and_go(own_client: TestClient, database: Database) -> None:
    before = revision_of(own_client)
    edits.edit_aliases(database, "SAMR", lambda alias: None if alias.value == "SAIC" else alias)
    assert told(since(own_client, before)) <= put("agency", "SAMR")


def test_an_agency_that_goes(empty_client: TestClient, empty_database: Database) -> None:
    edits.remove_agency(empty_database, "CAS")
    assert told(since(empty_client, 1)) == gone("agency", "CAS")
    assert empty_client.get("/agencies/CAS").status_code == 404
    assert empty_client.get("/agencies").json()["total"] == len(AGENCIES) - 1


def test_an_agency_that_plans_name_stays(own_client: TestClient, database: Database) -> None:
    with pytest.raises(InUse, match="CAS"):
        edits.remove_agency(database, "CAS")
    assert revision_of(own_client) == 1
    assert own_client.get("/agencies/CAS").status_code == 200


def test_a_clock_that_goes_back_moves_no_date_back(own_client: TestClient, database: Database) -> None:
    to_come = "2999-01-01T00:00:00.000000Z"
    with database.write() as connection:
        connection.execute(text("UPDATE change SET at = :at"), {"at": to_come})
    edits.edit_task(database, "2025-7", title=edits.both("Changed"))
    assert {change["at"] for change in since(own_client, 1)} == {to_come}
    assert own_client.get("/tasks/2025-7").json()["updated_at"] == to_come


def test_the_log_is_in_order_and_goes_on_after_a_revision(own_client: TestClient, database: Database) -> None:
    for number in range(4):
        edits.edit_task(database, "2024-3", title=edits.both(f"Edit {number}"))
        edits.edit_agencies(database, edits.rename("CAS", edits.both(f"Name {number}")))
    changes = since(own_client, 0)
    revisions = [change["revision"] for change in changes]
    assert revisions == sorted(revisions)
    assert list(dict.fromkeys(revisions)) == list(range(1, revision_of(own_client) + 1))
    moments = [change["at"] for change in changes]
    assert moments == sorted(moments)
    for revision in (0, 1, 3, 9, 10, 2**31 - 1):
        later = [change for change in changes if change["revision"] > revision]
        assert since(own_client, revision) == later
        assert own_client.get(f"/changes?after={revision}").json()["total"] == len(later)
    assert max(Counter(revisions).values()) == revisions.count(1)
