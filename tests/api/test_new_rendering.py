"""A release that shows bodies in another way brings the stored ones up to date without moving a date or a revision."""

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from service.config import Settings
from service.db import Database
from service.migrate import migrate
from service.seed import sow

from . import edits
from .conftest import Serve
from .everything import everything, showing
from .shapes import check_problem

OLDER = [
    "UPDATE dataset SET rendering = 0",
    "UPDATE task SET body = '{\"older\": true}'",
    "UPDATE plan SET body = '{\"older\": true}'",
    "UPDATE section SET body = '{\"older\": true}'",
    "UPDATE agency SET body = '{\"older\": true}'",
    "UPDATE entry SET body = '{\"older\": true}'",
]


def make_older(database: Database, statements: list[str]) -> None:
    with database.write() as connection:
        for statement in statements:
            connection.execute(text(statement))


@pytest.mark.parametrize(
    ("statements", "by"), [(OLDER[:1], "migrate"), (OLDER, "migrate"), (OLDER, "seed"), (OLDER, "edit")]
)
def test_nothing_moves(
    own_client: TestClient, serve: Serve, settings: Settings, database: Database, statements: list[str], by: str
) -> None:
    edits.edit_task(database, "2025-3", title=edits.both("Changed later"))
    before, dataset = everything(own_client), own_client.get("/status").json()["dataset"]
    make_older(database, statements)
    check_problem(own_client.get("/readyz"), 503)
    if by == "migrate":
        migrate(settings)
    elif by == "seed":
        sow(database, with_plans=False)
    else:
        edits.edit(database, "2024")  # to what it is already
    client = serve(settings)  # a release comes with a process of its own
    assert client.get("/readyz").status_code == 200
    assert everything(client) == before
    assert client.get("/status").json()["dataset"] == dataset


def test_an_edit_in_the_same_write_is_still_seen(serve: Serve, settings: Settings, database: Database) -> None:
    named = showing(everything(serve(settings)), {"id": "2025-3", "plan": "2025"})
    make_older(database, OLDER)
    edits.edit_task(database, "2025-3", title=edits.both("Changed at once"))
    client = serve(settings)
    changes = client.get("/changes?after=1").json()["items"]
    assert {(change["kind"], change["id"]) for change in changes} == named
    assert {change["revision"] for change in changes} == {2}
    dates = {task["updated_at"] for task in client.get("/tasks?plan=2025&per_page=200").json()["items"]}
    assert len(dates) == 2
