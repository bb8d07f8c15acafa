"""The server as a process, as `tuijin serve` starts it: what arrives raw, several workers, and how it ends."""

import gc
import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from service.config import Settings
from service.db import Database
from service.main import create_app

from . import edits
from .conftest import wait_for
from .shapes import PROBLEM, check

TUIJIN = Path(sys.executable).with_name("tuijin")


class Server(NamedTuple):
    process: subprocess.Popen[bytes]
    port: int
    log: Path
    temporary: Path

    def raw(self, request: bytes) -> tuple[int, dict[str, str], bytes]:
        """What comes back for these bytes on a connection of their own."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=60) as connection:
            connection.sendall(request)
            answer = http.client.HTTPResponse(connection)
            answer.begin()
            return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()

    def get(self, path: str) -> Any:
        status, headers, body = self.raw(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        assert status == 200, body
        return json.loads(body) if headers["content-type"] == "application/json" else body.decode()


Start = Callable[..., Server]


def run(*command: str, data: Path, **environment: str) -> None:
    subprocess.run([TUIJIN, *command], env=settings(data, environment), check=True, capture_output=True, timeout=60)


def settings(data: Path, environment: dict[str, str]) -> dict[str, str]:
    return {**os.environ, "TUIJIN_DATA_DIR": str(data), "TUIJIN_PORT": "0", **environment}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that the commands of a first start have prepared."""
    folder = tmp_path_factory.mktemp("served")
    run("migrate", data=folder)
    run("seed", data=folder)
    run("index", data=folder)
    return folder


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Start]:
    started: list[subprocess.Popen[bytes]] = []

    def begin(data: Path, **environment: str) -> Server:
        folder = tmp_path_factory.mktemp("server")
        log = folder / "log"
        environment = settings(data, {"TMPDIR": str(folder), **environment})
        with log.open("wb") as file:
            process = subprocess.Popen([TUIJIN, "serve"], env=environment, stdout=file, stderr=file)
        started.append(process)
        port = wait_for(lambda: re.findall(rb"running on http://127\.0\.0\.1:(\d+)", log.read_bytes()))
        server = Server(process, int(port[0]), log, folder)
        wait_for(lambda: log.read_bytes().count(b"startup complete") >= int(environment.get("TUIJIN_WORKERS", "1")))
        return server

    yield begin
    for process in started:
        process.terminate()  # killed, it would leave its workers behind
    for process in started:
        process.wait(timeout=60)


@pytest.fixture(scope="module")
def server(start: Start, data: Path) -> Server:
    return start(data)


@pytest.mark.parametrize(
    ("target", "total"),
    [
        ("/tasks?agency=市场监管总局&role=lead&plan=2025", 6),
        ("/tasks?agency=市場監管總局&role=lead&plan=2025", 6),
        ("/tasks?agency=%E5%B8%82%E5%9C%BA%E7%9B%91%E7%AE%A1%E6%80%BB%E5%B1%80&role=lead&plan=2025", 6),
        ("/tasks?agency=市场%E7%9B%91管总局&role=lead&plan=2025", 6),
        ("/tasks?agency=state+administration+for%20market+regulation&role=lead&plan=2025", 6),
        ("/tasks?agency=ＳＡＭＲ&role=lead&plan=2025", 6),
    ],
)
def test_chinese_as_it_is_typed(server: Server, target: str, total: int) -> None:
    assert server.get(target)["total"] == total


def test_chinese_in_a_path(server: Server) -> None:
    assert server.get("/agencies/国家版权局")["code"] == "CPD"
    status, _, body = server.raw("GET /agencies/没有 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
    assert status == 404
    assert json.loads(body)["instance"] == "/agencies/%E6%B2%A1%E6%9C%89"


@pytest.mark.parametrize(
    "request_line",
    [
        b"hello",
        b"GET",
        b"GET /tasks HTTP/9.9.9",
        b"\x00\x01\x02",
        b"GET /a b HTTP/1.1",
        b"\xff /x HTTP/1.1",
    ],
)
def test_what_is_no_http_is_a_problem_too(server: Server, request_line: bytes) -> None:
    status, headers, body = server.raw(request_line + b"\r\nHost: x\r\n\r\n")
    assert status == 400
    assert headers["content-type"] == "application/problem+json"
    assert headers["connection"] == "close"
    check(json.loads(body), PROBLEM)


def test_garbage_does_not_hurt_others(server: Server) -> None:
    for _ in range(20):
        with socket.create_connection(("127.0.0.1", server.port), timeout=60) as connection:
            connection.sendall(os.urandom(1_000))
    assert server.get("/healthz") == {"status": "ok"}


def test_a_request_may_come_in_pieces_and_three_at_once(server: Server) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as connection:
        request = b"GET /plans/2025 HTTP/1.1\r\nHost: x\r\n\r\n"
        for piece in (request[:9], request[9:30], request[30:], request + request):
            connection.sendall(piece)
        received = b""
        while received.count(b'{"id":"2025"') < 3:
            received += connection.recv(65_536)
    assert received.count(b"HTTP/1.1 200 OK") == 3


def test_nothing_is_said_of_the_server(server: Server) -> None:
    _, headers, _ = server.raw(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert "server" not in headers


def counted(server: Server, route: str) -> int:
    families = text_string_to_metric_families(server.get("/metrics"))
    samples = [sample for family in families for sample in family.samples if sample.name == "tuijin_requests_total"]
    return int(sum(sample.value for sample in samples if sample.labels["route"] == route))


def ended(server: Server) -> None:
    """The server stops, whoever is connected, without complaint, and leaves nothing behind."""
    server.process.send_signal(signal.SIGTERM)
    assert server.process.wait(timeout=60) in (0, -signal.SIGTERM)
    log = server.log.read_text()
    assert "Traceback" not in log
    assert "ERROR" not in log
    assert [path.name for path in server.temporary.iterdir()] == ["log"]
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", server.port), timeout=1).close()


def test_two_workers_share_data_and_figures(start: Start, data: Path, tmp_path: Path) -> None:
    shutil.copytree(data, tmp_path, dirs_exist_ok=True)
    server = start(tmp_path, TUIJIN_WORKERS="2")
    for _ in range(40):
        assert server.get("/tasks/2025-1")["id"] == "2025-1"
    wait_for(lambda: counted(server, "/tasks/{id}") == 40)  # the last may be counted just after it is answered
    assert {counted(server, "/tasks/{id}") for _ in range(20)} == {40}
    database = Database(Settings(data_dir=tmp_path))
    for number in range(5):
        title = edits.both(f"Title {number}")
        edits.edit_task(database, "2025-1", title=title)
        for _ in range(10):
            assert server.get("/tasks/2025-1")["title"] == title.model_dump()
    database.close()
    ended(server)


def test_a_worker_that_has_written_no_figures_yet_does_not_hide_those_of_others(start: Start, data: Path) -> None:
    server = start(data, TUIJIN_WORKERS="2")
    assert server.get("/tasks/2025-1")["id"] == "2025-1"
    written = next(server.temporary.rglob("counter_*.db"))
    written.with_name("histogram_1.db").touch()  # as each file is for a moment, and stays if its worker is killed then
    wait_for(lambda: counted(server, "/tasks/{id}") == 1)
    ended(server)


def test_it_ends_when_it_is_told_to(start: Start, data: Path) -> None:
    server = start(data)
    with socket.create_connection(("127.0.0.1", server.port), timeout=60):  # somebody is still connected
        assert server.get("/readyz") == {"status": "ready"}
        ended(server)


def test_it_starts_without_a_database(start: Start, tmp_path: Path) -> None:
    server = start(tmp_path)
    assert server.get("/healthz") == {"status": "ok"}
    status, headers, body = server.raw(b"GET /readyz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert (status, headers["content-type"]) == (503, "application/problem+json")
    check(json.loads(body), PROBLEM)
    assert list(tmp_path.iterdir()) == []


def test_a_service_that_has_ended_gives_its_memory_back(settings: Settings) -> None:
    with TestClient(create_app(settings)) as client:
        assert client.get("/tasks").status_code == 200
        assert gc.get_freeze_count() > 0, "what has been imported is not looked through again"
    assert gc.get_freeze_count() == 0
