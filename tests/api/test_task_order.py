"""Tasks come in the order asked for, numbers as numbers, and every order ends in the id."""

import pytest
from fastapi.testclient import TestClient

from service.db import Database

from . import edits
from .links import ids, items
from .oracle import TASKS

IN_ORDER = [task.id for task in TASKS]


@pytest.mark.parametrize("query", ["", "&sort=id"])
def test_ids_order_by_number(client: TestClient, query: str) -> None:
    found = ids(client, f"/tasks?per_page=200{query}")
    assert found == IN_ORDER
    assert found.index("2025-9") + 1 == found.index("2025-10")


def test_backwards(client: TestClient) -> None:
    assert ids(client, "/tasks?per_page=200&sort=-id") == IN_ORDER[::-1]


@pytest.mark.parametrize("sort", ["updated_at", "-updated_at"])
def test_equal_times_follow_in_the_order_of_their_ids(client: TestClient, sort: str) -> None:
    found = items(client, f"/tasks?per_page=7&sort={sort}")
    times = {item["updated_at"] for item in found}
    assert len(times) == 1  # one seeding
    assert sorted(item["id"] for item in found) == sorted(IN_ORDER)
    assert [item["id"] for item in found] == (IN_ORDER[::-1] if sort.startswith("-") else IN_ORDER)


def test_by_time(own_client: TestClient, database: Database) -> None:
    for task_id in ("2025-30", "2024-5", "2025-4"):
        edits.edit_task(database, task_id, title=edits.both(f"Changed {task_id}"))
    place = {task_id: index for index, task_id in enumerate(IN_ORDER)}
    for filters in ("", "agency=SAMR", "agency=SAMR&agency=SPC", "section=2&agency=CNIPA", "plan=2025"):
        found = items(own_client, f"/tasks?per_page=9&sort=updated_at&{filters}")
        keys = [(item["updated_at"], place[item["id"]]) for item in found]
        assert keys == sorted(keys)
        backwards = ids(own_client, f"/tasks?per_page=9&sort=-updated_at&{filters}")
        assert backwards == [item["id"] for item in reversed(found)]
    assert ids(own_client, "/tasks?sort=-updated_at")[:3] == ["2025-4", "2024-5", "2025-30"]


def test_plan_ids_order_by_their_bytes(own_client: TestClient, database: Database) -> None:
    for plan_id in ("guangdong-2026", "2026-2027", "2026", "a"):
        edits.put(database, edits.plan(plan_id, edits.task(1), edits.task(2)))
    expected = ["2024", "2025", "2026", "2026-2027", "a", "guangdong-2026"]
    assert ids(own_client, "/plans") == expected
    found = ids(own_client, "/tasks?per_page=200")
    assert list(dict.fromkeys(task_id.rpartition("-")[0] for task_id in found)) == expected
    assert "2026-2027-2" in found


def test_an_order_unknown_is_refused(client: TestClient) -> None:
    assert client.get("/tasks?sort=title").status_code == 422
