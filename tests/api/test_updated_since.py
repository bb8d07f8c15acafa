"""`updated_since` is an RFC 3339 date, or date-time with offset, inclusive; anything else is refused."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from fastapi.testclient import TestClient

from service.db import Database

from . import edits
from .conftest import on_one_database
from .shapes import check_problem, named


@pytest.mark.parametrize(
    "value",
    [
        "2025-05-07",
        "2025-05-07T08:00:00Z",
        "2025-05-07t08:00:00z",
        "2025-05-07T08:00:00+08:00",
        "2025-05-07T08:00:00-00:00",
        "2025-05-07T08:00:00.5Z",
        "2025-05-07T08:00:00.123456789012Z",
        "2016-12-31T23:59:60Z",
        "2017-01-01T07:59:60+08:00",
        "2024-02-29",
        "0001-01-01",
    ],
)
def test_accepted(client: TestClient, value: str) -> None:
    answer = client.get("/tasks", params={"updated_since": value})
    assert answer.status_code == 200, answer.text
    assert answer.json()["total"] == 228


@pytest.mark.parametrize("value", ["2999-01-01", "2999-01-01T00:00:00+08:00", "9999-12-31", "9999-12-31T23:59:59Z"])
def test_nothing_has_changed_since_a_day_to_come(client: TestClient, value: str) -> None:
    assert client.get("/tasks", params={"updated_since": value}).json()["total"] == 0


@on_one_database
@pytest.mark.parametrize(
    "value",
    [
        "",
        "5",
        "1746576000",
        "1746576000.5",
        "-1",
        "20250507",
        "2025",
        "2025-05",
        "2025-5-7",
        "2025-02-30",
        "2025-13-01",
        "0000-01-01",
        "2023-02-29",
        "2025-W19-3",
        "2025-127",
        "07.05.2025",
        "2025-05-07T08:00:00",
        "2025-05-07 08:00:00Z",
        "2025-05-07T08:00Z",
        "2025-05-07T08Z",
        "2025-05-07T24:00:00Z",
        "2025-05-07T08:60:00Z",
        "2025-05-07T08:00:61Z",
        "2025-05-07T08:00:00.Z",
        "2025-05-07T08:00:00,5Z",
        "2025-05-07T08:00:00+08",
        "2025-05-07T08:00:00+0800",
        "2025-05-07T08:00:00+24:00",
        "2025-05-07T08:00:00+08:60",
        "2025-05-07T08:00:00 UTC",
        "2025-05-07Z",
        " 2025-05-07",
        "2025-05-07\n",
        "２０２５-05-07",
        "yesterday",
        "P1D",
        "0001-01-01T00:00:00+08:00",
        "9999-12-31T23:59:60Z",
    ],
)
def test_refused(client: TestClient, value: str) -> None:
    body = check_problem(client.get("/tasks", params={"updated_since": value}), 422)
    assert named(body) == [("query", "updated_since")]


def test_a_plus_that_became_a_space_is_explained(client: TestClient) -> None:
    body = check_problem(client.get("/tasks?updated_since=2025-05-07T08:00:00+08:00"), 422)
    assert "%2B" in body["errors"][0]["message"]


def test_the_boundary_belongs_to_it(own_client: TestClient, database: Database) -> None:
    edits.edit_task(database, "2025-10", title=edits.both("Changed"))
    changed = own_client.get("/tasks/2025-10").json()["updated_at"]
    moment = datetime.fromisoformat(changed)
    step = timedelta(microseconds=1)
    at_noon = timezone(timedelta(hours=8))
    cases = {
        changed: 1,
        changed.replace("Z", "+00:00"): 1,
        moment.astimezone(at_noon).isoformat(): 1,
        moment.astimezone(timezone(-timedelta(hours=9, minutes=30))).isoformat(): 1,
        changed.replace("Z", "000Z"): 1,
        changed.replace("Z", "001Z"): 0,  # finer than the service keeps, and after the change
        (moment + step).isoformat(): 0,
        (moment - step).isoformat(): 1,
        moment.astimezone(UTC).date().isoformat(): 228,
    }
    for value, expected in cases.items():
        page = own_client.get("/tasks", params={"updated_since": value}).json()
        assert page["total"] == expected, value
        if expected == 1:
            assert page["items"][0]["id"] == "2025-10", value


def test_exports_know_it_too(own_client: TestClient, database: Database) -> None:
    edits.edit_task(database, "2024-7", title=edits.both("Changed"))
    changed = own_client.get("/tasks/2024-7").json()["updated_at"]
    assert own_client.get(f"/exports/tasks.jsonl?updated_since={changed}").text.count("\n") == 1
    check_problem(own_client.get("/exports/tasks.csv?updated_since=1"), 422)
