"""When another connection writes, the new answer comes at once under a new tag; the old tag is no longer good."""

import pytest
from fastapi.testclient import TestClient

from service.config import Settings
from service.db import Database
from service.seed import sow

from . import edits
from .conftest import Serve
from .test_conditional_reads import DATA, tag_of

LISTS = ["/tasks", "/tasks/2025-7", "/tasks?plan=2025&section=1", "/exports/tasks.jsonl", "/exports/tasks.csv"]


@pytest.mark.parametrize("warm", [True, False])
def test_a_write_is_seen_at_once(own_client: TestClient, database: Database, warm: bool) -> None:
    for number in range(2):
        old = {path: own_client.get(path) for path in LISTS}
        title = f"Title {number}"
        edits.edit_task(database, "2025-7", title=edits.both(title))
        for path, before in old.items():
            if warm:
                assert title in own_client.get(path, params={"plan": "2025"} if path == "/tasks" else None).text
            after = own_client.get(path, headers={"If-None-Match": before.headers["etag"]})
            assert after.status_code == 200
            assert after.headers["etag"] != before.headers["etag"]
            assert path == "/tasks" or title in after.text
            again = own_client.get(path, headers={"If-None-Match": after.headers["etag"]})
            assert again.status_code == 304


def test_every_tag_moves_with_the_revision(own_client: TestClient, database: Database) -> None:
    before = [tag_of(own_client, path) for path in DATA]
    edits.edit_task(database, "2024-1", title=edits.both("Changed"))
    after = [tag_of(own_client, path) for path in DATA]
    assert not set(before) & set(after)


def test_what_was_refused_may_be_right_later(own_client: TestClient, database: Database) -> None:
    for path, status in (("/plans/later", 404), ("/tasks/later-1", 404), ("/tasks?plan=later", 422)):
        assert own_client.get(path).status_code == status
        assert own_client.get(path).status_code == status
    edits.put(database, edits.plan("later", edits.task(1)))
    for path in ("/plans/later", "/tasks/later-1", "/tasks?plan=later"):
        assert own_client.get(path).status_code == 200
    edits.put(database, edits.plan("later", edits.task(1), edits.task(2)))
    assert own_client.get("/tasks?plan=later").json()["total"] == 2
    edits.put(database, edits.plan("later", edits.task(1)))
    assert own_client.get("/tasks/later-2").status_code == 404
    assert own_client.get("/tasks?plan=later").json()["total"] == 1


def test_a_seed_that_says_nothing_new_keeps_tags_and_answers(own_client: TestClient, database: Database) -> None:
    before = {path: own_client.get(path) for path in DATA}
    assert not sow(database, with_plans=True).changed
    for path, answer in before.items():
        after = own_client.get(path)
        assert after.headers["etag"] == answer.headers["etag"]
        assert after.content == answer.content


def test_a_name_that_is_taken_away_no_longer_leads_anywhere(own_client: TestClient, database: Database) -> None:
    assert own_client.get("/agencies/国家版权局").json()["code"] == "CPD"
    edits.edit_aliases(database, "CPD", lambda alias: None if alias.value == "国家版权局" else alias)
    assert own_client.get("/agencies/国家版权局").status_code == 404
    assert own_client.get("/tasks?agency=国家版权局").status_code == 422


def test_a_name_that_gets_tied_to_a_plan_leads_nowhere_else(own_client: TestClient, database: Database) -> None:
    """Nothing that is shown of the agency changes, and yet the answer to this request does."""
    held = {"If-None-Match": tag_of(own_client, "/agencies/国家版权局")}
    edits.edit_aliases(
        database,
        "CPD",
        lambda alias: alias.model_copy(update={"plan": "2025"}) if alias.value == "国家版权局" else alias,
    )
    assert own_client.get("/agencies/国家版权局", headers=held).status_code == 404


def test_each_database_has_tags_of_its_own(
    serve: Serve, settings: Settings, empty_settings: Settings, empty_database: Database
) -> None:
    """Two databases with the same data at the same revision: one's tag must not pass for the other's."""
    sow(empty_database, with_plans=True)
    one, other = serve(settings), serve(empty_settings)
    ids = [client.get("/status").json()["dataset"]["id"] for client in (one, other)]
    assert ids[0] != ids[1]
    assert tag_of(one, "/tasks") != tag_of(other, "/tasks")


@pytest.mark.parametrize("cache_bytes", [0, 20_000])
def test_tags_need_no_memory(serve: Serve, settings: Settings, database: Database, cache_bytes: int) -> None:
    client = serve(settings, cache_bytes=cache_bytes)
    for path in DATA:
        tag = tag_of(client, path)
        assert client.get(path, headers={"If-None-Match": tag}).status_code == 304
    edits.edit_task(database, "2024-1", title=edits.both("Changed"))
    for path in DATA:
        assert client.get(path, headers={"If-None-Match": tag}).status_code == 200
