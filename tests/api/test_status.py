"""`/status`, `/healthz` and `/readyz` say how the service is; it is ready only when all it needs is there."""

import re
from contextlib import closing
from datetime import UTC, datetime

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from service.config import RELEASE, Settings
from service.db import Database
from service.index.sync import catch_up, indexes
from service.migrate import migrate
from service.seed import sow
from tests.conftest import Backend

from . import edits
from .conftest import Serve
from .oracle import AGENCIES, TASKS
from .shapes import STAMP, check, check_problem

READY = {"status": "ready"}
STATUS = {
    "release": str,
    "database": {"sqlite", "postgresql"},
    "migration": str,
    "dataset": {"id": re.compile("[0-9a-f]{32}"), "revision": int, "changed_at": (None, STAMP)},
    "counts": {"plans": int, "tasks": int, "agencies": int, "assignments": int},
    "search": {
        "engine": {"embedded", "meilisearch", None},
        "indexes": [
            {
                "name": {"embedded", "meilisearch"},
                "state": {"ready", "behind", "building", "away"},
                "revision": (None, int),
                "lag": (None, int),
                "queue": (None, int),
                "documents": (None, int),
                "error": (None, str),
            }
        ],
    },
}


def test_status(client: TestClient, backend: Backend) -> None:
    status = client.get("/status").json()
    check(status, STATUS)
    assert status["release"] == RELEASE
    assert status["database"] == backend.name
    assert status["dataset"]["revision"] == 1
    assert status["counts"] == {
        "plans": 2,
        "tasks": 228,
        "agencies": len(AGENCIES),
        "assignments": sum(len(task.agencies) for task in TASKS),
    }
    assert status["search"] == {
        "engine": "embedded",
        "indexes": [
            {
                "name": "embedded",
                "state": "ready",
                "revision": 1,
                "lag": 0,
                "queue": 0,
                "documents": 228,
                "error": None,
            }
        ],
    }


def test_status_follows_a_write(own_client: TestClient, database: Database) -> None:
    before = own_client.get("/status").json()
    began = datetime.now(UTC)
    edits.put(database, edits.plan("p", edits.task(1, "CAS", "NBS")))
    after = own_client.get("/status").json()
    assert after["dataset"]["id"] == before["dataset"]["id"]
    assert after["dataset"]["revision"] == before["dataset"]["revision"] + 1
    assert began <= datetime.fromisoformat(after["dataset"]["changed_at"]) <= datetime.now(UTC)
    grown = {name: after["counts"][name] - before["counts"][name] for name in after["counts"]}
    assert grown == {"plans": 1, "tasks": 1, "agencies": 0, "assignments": 2}
    # Nobody takes them to the index here: the plan, its parts, the task, and the agencies whose counts have changed.
    (index,) = after["search"]["indexes"]
    assert (index["state"], index["revision"], index["lag"], index["queue"]) == (
        "behind",
        1,
        1,
        own_client.get("/changes?after=1").json()["total"],
    )


def test_health(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}


@pytest.mark.parametrize("seed", ["on", "off"])
def test_ready_step_by_step(serve: Serve, bare: Settings, seed: str) -> None:
    client = serve(bare, seed=seed)
    check_problem(client.get("/readyz"), 503)
    migrate(bare)
    assert "seed" in check_problem(client.get("/readyz"), 503)["detail"]
    check(client.get("/status").json(), STATUS)
    assert client.get("/status").json()["dataset"]["changed_at"] is None
    with closing(Database(bare)) as database:
        sow(database, with_plans=False)
        if seed == "on":
            assert "plans" in check_problem(client.get("/readyz"), 503)["detail"]
            sow(database, with_plans=True)
        assert "index" in check_problem(client.get("/readyz"), 503)["detail"]
        for writer in indexes(bare):
            catch_up(database, writer)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, READY)
    assert client.get("/tasks").json()["total"] == (228 if seed == "on" else 0)


def test_not_ready_over_the_schema_of_another_release(own_client: TestClient, database: Database) -> None:
    with database.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert "9999" in check_problem(own_client.get("/readyz"), 503)["detail"]
    assert own_client.get("/healthz").status_code == 200
