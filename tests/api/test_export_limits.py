"""Exports are streamed of one moment, so many at a time; who hangs up makes room for the next."""

import http.client
import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import httpx
import pytest

from service.config import Settings
from service.db import Database

from . import edits
from .conftest import ServeOnPort, wait_for
from .shapes import check_problem

TASKS = 1_500
TEXT = "x" * 3_000
"""Together, in two languages, more than a connection swallows that nobody reads from."""


@pytest.fixture
def large(database: Database) -> None:
    tasks = [edits.task(number, text=TEXT, title="Before") for number in range(1, TASKS + 1)]
    edits.put(database, edits.plan("large", *tasks))


@contextmanager
def begun(address: str, path: str) -> Iterator[http.client.HTTPResponse]:
    """An export of which the caller has read the headers and no more."""
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        connection.settimeout(10)
        connection.connect(("127.0.0.1", urlsplit(address).port or 0))
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        with http.client.HTTPResponse(connection) as answer:
            answer.begin()
            assert answer.status == 200
            yield answer


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.routes.exports.PATIENCE", 0.2)


@pytest.mark.usefixtures("large", "impatient")
def test_one_too_many_is_told_to_come_again(serve_on_port: ServeOnPort, settings: Settings) -> None:
    address = serve_on_port(settings, exports=2)
    with httpx.Client(base_url=address) as client:
        with begun(address, "/exports/tasks.csv?plan=large"), begun(address, "/exports/tasks.jsonl?plan=large"):
            answer = client.get("/exports/tasks.csv?plan=2025")
            assert check_problem(answer, 503)["type"] == "urn:tuijin:problem:unavailable"
            assert answer.headers["retry-after"]
            assert client.get("/tasks?plan=2025").status_code == 200  # others are not held up
        wait_for(lambda: client.get("/exports/tasks.csv?plan=2025").status_code == 200)


@pytest.mark.usefixtures("large")
def test_who_hangs_up_makes_room(serve_on_port: ServeOnPort, settings: Settings) -> None:
    address = serve_on_port(settings, exports=1)
    for _ in range(3):
        with begun(address, "/exports/tasks.jsonl?plan=large"):
            pass
    with httpx.Client(base_url=address) as client:
        assert client.get("/exports/tasks.jsonl?plan=2024").text.count("\n") == 110


@pytest.mark.usefixtures("impatient")
def test_what_sends_no_rows_takes_no_room(serve_on_port: ServeOnPort, settings: Settings) -> None:
    address = serve_on_port(settings, exports=1)
    with httpx.Client(base_url=address) as client:
        tag = client.get("/exports/tasks.csv").headers["etag"]
        for _ in range(3):
            assert client.head("/exports/tasks.csv").status_code == 200
            assert client.get("/exports/tasks.csv", headers={"If-None-Match": "*"}).status_code == 304
            assert client.get("/exports/tasks.csv", headers={"If-None-Match": tag}).status_code == 304
            check_problem(client.get("/exports/tasks.csv?plan=x"), 422)
        assert client.get("/exports/tasks.csv").status_code == 200


@pytest.mark.usefixtures("large")
def test_an_export_is_of_one_moment(serve_on_port: ServeOnPort, settings: Settings, database: Database) -> None:
    """A write in the middle of it shows on no line, and not in the tag."""
    address = serve_on_port(settings)
    with httpx.Client(base_url=address) as client:
        before = client.head("/exports/tasks.jsonl?plan=large").headers["etag"]
        with begun(address, "/exports/tasks.jsonl?plan=large") as export:
            assert export.headers["etag"] == before
            plan = edits.stored(database, "large")
            after = [task.model_copy(update={"title": edits.both("After")}) for task in plan.tasks[-500:]]
            edits.put(database, plan.model_copy(update={"tasks": (*plan.tasks[:-500], *after)}))
            titles = [json.loads(line)["title"]["en"] for line in export]
        assert titles == ["Before"] * TASKS
        assert client.head("/exports/tasks.jsonl?plan=large").headers["etag"] != before
        last = client.get(f"/tasks/large-{TASKS}").json()
        assert last["title"]["en"] == "After"
