"""While one writes and others read, every tag stands for one body, no reader sees an old one, and pages are whole."""

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from fastapi.testclient import TestClient

from service.db import Database

from . import edits

REVISIONS = 15
READERS = 3
ENOUGH = 2_000
"""Reads a reader makes at the most, should the writer be that slow."""
PATHS = [
    "/tasks?plan=busy",
    "/tasks?agency=CAS&plan=busy",
    "/tasks/busy-1",
    "/plans/busy",
    "/exports/tasks.jsonl?plan=busy",
]


class Progress:
    """What has been committed: the highest revision of the plan that every reader has to see from now on."""

    def __init__(self) -> None:
        self.committed = 0
        self.over = Event()


def written(body: str) -> int:
    """The edit that an answer shows; titles carry its number."""
    start = body.index("edit ") + 5
    return int(body[start : start + 4])


def write(database: Database, progress: Progress) -> None:
    try:
        for edit in range(1, REVISIONS + 1):
            put(database, edit)
            progress.committed = edit
    finally:
        progress.over.set()


def put(database: Database, edit: int) -> None:
    name = f"edit {edit:04}"
    tasks = [edits.task(number, "CAS", title=name) for number in range(1, edit % 7 + 2)]
    edits.put(database, edits.plan("busy", *tasks, title=edits.both(name)))


def read(client: TestClient, progress: Progress, offset: int) -> dict[str, tuple[str, str]]:
    """Reads until the writer is done and checks each answer; every tag with its path and body."""
    bodies: dict[str, tuple[str, str]] = {}
    held: dict[str, str] = {}
    for turn in range(ENOUGH):
        path = PATHS[(turn + offset) % len(PATHS)]
        last = progress.over.is_set()
        committed = progress.committed
        headers = {"If-None-Match": held[path]} if path in held and turn % 2 else {}
        answer = client.get(path, headers=headers)
        tag = answer.headers["etag"]
        if answer.status_code == 304:
            assert tag == held[path]
        else:
            assert answer.status_code == 200, answer.text
            assert bodies.setdefault(tag, (path, answer.text)) == (path, answer.text)
        body = bodies[tag][1]
        assert written(body) >= committed, "an old answer"
        if path.startswith("/tasks?"):
            page = json.loads(body)
            assert page["total"] == len(page["items"]) == written(body) % 7 + 1, "a page not of one piece"
        held[path] = tag
        if last and turn > len(PATHS):
            break
    return bodies


@pytest.mark.usefixtures("restless")
def test_readers_beside_a_writer(own_client: TestClient, database: Database) -> None:
    put(database, 0)
    progress = Progress()
    with ThreadPoolExecutor(READERS + 1) as threads:
        writer = threads.submit(write, database, progress)
        readers = [threads.submit(read, own_client, progress, number) for number in range(READERS)]
        writer.result()
        found = [reader.result() for reader in readers]
    together: dict[str, tuple[str, str]] = {}
    for bodies in found:
        for tag, body in bodies.items():
            assert together.setdefault(tag, body) == body, "one tag, two bodies"
    assert len(together) > REVISIONS / 2  # or little was read while there was writing
