"""What became of tasks, by what reports say of them and whose work the reports cover."""

from collections import Counter
from datetime import date

import pytest
from fastapi.testclient import TestClient

from service.facts.records import Strength
from tests.api.links import items

from . import made
from .conftest import Showing
from .oracle import COLLECTIONS, TASK_FILTERS

COMPLETED, ADVANCED, ANNOUNCED = Strength.COMPLETED, Strength.ADVANCED, Strength.ANNOUNCED

YEAR = made.plan(
    "2023",
    made.task(1, "CNIPA", title="Both parts done"),
    made.task(2, "CNIPA", title="One part of two done"),
    made.task(3, "CNIPA", title="One done, one under way"),
    made.task(4, "CNIPA", title="One under way, of one nothing"),
    made.task(5, "CNIPA", title="Nothing"),
    made.task(6, "SPC", title="Nothing, and only news speak of the court"),
    made.task(7, "JCM", title="Nothing, of a member at the time"),
    made.task(8, "PCD", title="Nothing, of nobody knows whom"),
    made.task(9, "SPC", "SAMR", title="Nothing, of one that takes part"),
    made.task(10, "CNIPA", title="All of it done"),
    made.task(11, "CNIPA", title="All of it under way"),
    made.task(12, "CNIPA", title="Announced"),
    made.task(13, "CNIPA", title="Done, without parts"),
    made.task(14, "CNIPA", title="No facts"),
    made.task(15, "CNIPA", title="Under way, then done"),
    made.task(16, "SPC", title="Under way, not covered"),
    made.task(17, "CNIPA", title="One done, and all under way"),
    made.task(18, "CNIPA", "JCM", title="One done, in news"),
    year=2023,
)
NEXT = made.plan(
    "2024",
    made.task(1, "JCM", title="A member left before what is reported, another is in no report"),
    made.task(2, "MOJ", title="Covered by half a year"),
    made.task(3, "CNIPA", title="Another's report"),
    year=2024,
)
LAST = made.plan(
    "2025",
    made.task(1, "JCM", title="A member that joined when the report had ended"),
    made.task(2, "MOJ", title="Covered by the other half"),
    year=2025,
)
AHEAD = made.plan("2026", made.task(1, "CNIPA", "JCM"), made.task(2, "CNIPA"), year=2026)
TIMELESS = made.plan("timeless", made.task(1, "CNIPA"), made.task(2, "CNIPA"))

FACTS = made.book(
    made.topic("alpha"),
    made.LETTER,
    made.report("report-a", ["CNIPA", "SAMR"], date(2023, 1, 1), date(2023, 12, 31), made.statement("report-a:1.1")),
    made.report("report-b", ["MOJ"], date(2024, 7, 1), date(2025, 6, 30), made.statement("report-b:1.1")),
    # News may say whose work they are on; they do not claim to tell all of it.
    made.report("news", ["SPC"], date(2023, 1, 1), date(2023, 12, 31), made.statement("news:1.1")).model_copy(
        update={"kind": "news"}
    ),
    made.members(
        "JCM",
        ("SAMR", None, date(2023, 6, 30)),
        ("MOF", date(2024, 1, 1), None),
        ("MOJ", date(2025, 7, 1), None),
    ),
    made.members("PCD"),
    *(
        made.evidence("report-a:1.1", target, strength)
        for target, strength in {
            "2023-1-a": COMPLETED,
            "2023-1-b": COMPLETED,
            "2023-2-a": COMPLETED,
            "2023-3-a": COMPLETED,
            "2023-3-b": ADVANCED,
            "2023-4-b": ADVANCED,
            "2023-10": COMPLETED,
            "2023-11": ADVANCED,
            "2023-12-a": ANNOUNCED,
            "2023-13": COMPLETED,
            "2023-15-a": ADVANCED,
            "2023-16-a": ADVANCED,
            "2023-17-a": COMPLETED,
            "2023-17": ADVANCED,
            "timeless-1-a": COMPLETED,
        }.items()
    ),
    made.evidence("letter:2.1", "2023-15-a", COMPLETED),
    made.evidence("news:1.1", "2023-18-a", COMPLETED),
    tasks={
        key: held
        for number in (*range(1, 13), *range(15, 19))
        for key, held in made.held(f"2023-{number}", "study", "issue").items()
    }
    | made.held("2023-12", "issue")
    | made.held("2023-15", "issue")
    | made.held("2023-16", "issue")
    | made.held("2024-1", "issue")
    | made.held("2026-2", "issue")
    | made.held("timeless-1", "issue"),
)

TASKS = {
    "2023-1": "completed",
    "2023-2": "partly_completed",
    "2023-3": "partly_completed",
    "2023-4": "advanced",
    "2023-5": "none_reported",
    "2023-6": "not_covered",
    "2023-7": "none_reported",
    "2023-8": "not_covered",
    "2023-9": "none_reported",
    "2023-10": "completed",
    "2023-11": "advanced",
    "2023-12": "none_reported",
    "2023-13": "completed",
    "2023-14": "none_reported",
    "2023-15": "completed",
    "2023-16": "advanced",
    "2023-17": "partly_completed",
    "2023-18": "partly_completed",
    "2024-1": "not_covered",
    "2024-2": "none_reported",
    "2024-3": "not_covered",
    "2025-1": "not_covered",
    "2025-2": "none_reported",
    "2026-1": None,
    "2026-2": None,
    "timeless-1": "completed",
    "timeless-2": None,
}
"""By task; each one's title says why."""

UNDERTAKINGS = {
    "2023-1-a": "completed",
    "2023-2-a": "completed",
    "2023-2-b": "none_reported",
    "2023-3-b": "advanced",
    "2023-4-a": "none_reported",
    "2023-6-a": "not_covered",
    "2023-10-a": "completed",
    "2023-10-b": "completed",
    "2023-11-b": "advanced",
    "2023-12-a": "none_reported",
    "2023-17-a": "completed",
    "2023-17-b": "advanced",
    "2026-2-a": None,
}


@pytest.fixture(scope="module")
def told(showing: Showing) -> TestClient:
    return showing(FACTS, (YEAR, NEXT, LAST, AHEAD, TIMELESS))


@pytest.mark.parametrize(("task", "expected"), TASKS.items())
def test_the_progress_of_a_task(told: TestClient, task: str, expected: str | None) -> None:
    shown = told.get(f"/tasks/{task}").json()
    assert shown["progress"] == expected, shown["title"]["en"]
    assert told.get(f"/tasks/{task}/lineage").json()["progress"] == expected


@pytest.mark.parametrize(("undertaking", "expected"), UNDERTAKINGS.items())
def test_the_progress_of_an_undertaking(told: TestClient, undertaking: str, expected: str | None) -> None:
    assert told.get(f"/deliverables/{undertaking}").json()["progress"] == expected


@pytest.mark.parametrize("value", sorted({value for value in TASKS.values() if value}))
def test_the_filter_by_progress(told: TestClient, value: str) -> None:
    expected = [task for task, progress in TASKS.items() if progress == value]
    assert [task["id"] for task in items(told, f"/tasks?progress={value}")] == expected
    shown = {each["id"]: each["progress"] for each in items(told, "/deliverables?per_page=200")}
    found = [each["id"] for each in items(told, f"/deliverables?progress={value}&per_page=200")]
    assert found == [key for key in shown if shown[key] == value]


def test_an_undertaking_is_never_partly_done(told: TestClient) -> None:
    assert told.get("/deliverables?progress=partly_completed").json()["total"] == 0


def test_what_was_said_of_an_undertaking_and_of_its_task_as_a_whole(told: TestClient) -> None:
    said = told.get("/deliverables/2023-17-a").json()["evidence"]
    assert said == [
        {"statement": "report-a:1.1", "strength": "completed"},
        {"statement": "report-a:1.1", "strength": "advanced"},
    ]
    assert [each["strength"] for each in told.get("/deliverables/2023-17-b").json()["evidence"]] == ["advanced"]
    said = told.get("/deliverables/2023-15-a").json()["evidence"]
    assert [each["statement"] for each in said] == ["letter:2.1", "report-a:1.1"]


def test_what_a_statement_says_of_which_tasks(told: TestClient) -> None:
    said = told.get("/statements/letter:2.1").json()["evidence"]
    assert [(each["task"]["id"], each["deliverable"], each["strength"]) for each in said] == [
        ("2023-15", "2023-15-a", "completed")
    ]
    said = told.get("/statements/report-a:1.1").json()["evidence"]
    whole = [each["task"]["id"] for each in said if each["deliverable"] is None]
    assert whole == ["2023-10", "2023-11", "2023-13", "2023-17"]
    assert len(said) == 15
    assert told.get("/statements/letter:2.2").json()["evidence"] == []
    linked = [each["id"] for each in items(told, "/statements?linked=true")]
    assert linked == ["letter:2.1", "news:1.1", "report-a:1.1"]


def test_evidence_by_what_it_says_and_of_what(told: TestClient) -> None:
    found = [each["id"] for each in items(told, "/evidence?strength=completed&document=letter&document=news")]
    assert found == ["letter:2.1~2023-15-a", "news:1.1~2023-18-a"]
    [one] = items(told, "/evidence?agency=SPC")
    assert (one["task"]["id"], one["deliverable"], one["part"]) == ("2023-16", "2023-16-a", None)
    assert items(told, "/evidence?document=letter")[0]["part"] == "reported"  # by the heading above it


def test_what_ships_has_most_kinds_of_progress(client: TestClient) -> None:
    shown = Counter(task["progress"] for task in items(client, "/tasks?plan=2024&per_page=200"))
    assert shown == Counter({value: len(tasks) for value, tasks in TASK_FILTERS["progress"].items() if tasks})
    assert set(shown) >= {"advanced", "none_reported", "not_covered"}
    # The report is on 2024, so it says nothing on the plan of 2025, whatever it announces.
    assert {task["progress"] for task in items(client, "/tasks?plan=2025&per_page=200")} == {None}
    announced = [each for each in COLLECTIONS["evidence"].values() if each["strength"] == "announced"]
    assert {each["task"]["plan"] for each in announced} == {"2025"}
    assert {each["part"] for each in announced} == {"planned"}
