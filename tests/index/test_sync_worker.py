"""The service keeps its index in step by itself: from nothing, after every write, and leaving nothing behind."""

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from service import queries
from service.config import Settings
from service.db import Database
from service.index.embedded_writer import EmbeddedWriter
from service.index.sync import check
from service.index.turn import INDEX, turn
from service.index.worker import Standing, Worker, environment
from tests.api import edits
from tests.api.conftest import on_one_database, wait_for

from .contents import fresh, whole

SECONDS = 120
"""That anything may take on a machine that does much else."""

needs_proc = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="reads /proc")


@pytest.fixture
def without_index(settings: Settings, tmp_path: Path) -> Settings:
    """The seeded database under a service that has built nothing yet, and that looks often."""
    return settings.model_copy(update={"data_dir": tmp_path / "served", "index_seconds": 0.2, "port": 0})


class Server(NamedTuple):
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def port(self) -> int:
        found = wait_for(lambda: re.findall(rb"running on http://127\.0\.0\.1:(\d+)", self.log.read_bytes()), SECONDS)
        return int(found[0])

    def status(self) -> Any:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/status", timeout=30) as answer:
            return json.load(answer)["search"]["indexes"][0]

    def children(self) -> list[int]:
        threads = Path(f"/proc/{self.process.pid}/task").glob("*/children")
        return [int(pid) for thread in threads for pid in thread.read_text().split()]


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[[Settings], Server]]:
    started: list[subprocess.Popen[bytes]] = []

    def start(settings: Settings) -> Server:
        log = tmp_path / f"log-{len(started)}"
        with log.open("wb") as file:
            command = [sys.executable, "-m", "service", "serve"]
            process = subprocess.Popen(command, env=environment(settings), stdout=file, stderr=file)
        started.append(process)
        server = Server(process, log)
        wait_for(lambda: log.read_bytes().count(b"startup complete") >= settings.workers, SECONDS)
        return server

    yield start
    for process in started:
        if process.poll() is None:
            process.terminate()
        process.wait(SECONDS)


def _in_step(database: Database, settings: Settings) -> Callable[[], bool]:
    writer = EmbeddedWriter(settings.data_dir / INDEX)

    def look() -> bool:
        held = writer.version()
        with database.snapshot() as snapshot:
            return held is not None and (held.dataset, held.revision) == (snapshot.uid, snapshot.revision)

    return look


@pytest.mark.parametrize("workers", [1, 2])
def test_the_service_builds_its_index_and_follows_the_data(
    without_index: Settings, database: Database, tmp_path: Path, serve: Callable[[Settings], Server], workers: int
) -> None:
    server = serve(without_index.model_copy(update={"workers": workers}))
    in_step = _in_step(database, without_index)
    wait_for(in_step, SECONDS)
    edits.edit_task(database, "2025-1", title=edits.both("Another title"))
    edits.put(database, edits.plan("2030", edits.task(1), edits.task(2)))
    wait_for(in_step, SECONDS)
    wait_for(lambda: server.status()["state"] == "ready", SECONDS)
    status = server.status()
    assert {name: status[name] for name in ("name", "revision", "lag", "queue", "documents", "error")} == {
        "name": "embedded", "revision": 3, "lag": 0, "queue": 0, "documents": 230, "error": None
    }  # fmt: skip
    assert whole(without_index.data_dir / INDEX) == fresh(database, tmp_path)
    server.process.terminate()
    assert server.process.wait(SECONDS) in (0, -signal.SIGTERM)
    assert b"Traceback" not in server.log.read_bytes()


@pytest.fixture
def large(without_index: Settings, database: Database) -> Settings:
    """So much that its index takes a while."""
    text = "完善知识产权保护制度，加强专利和商标执法。Improve protection and enforcement. " * 4
    edits.put(database, edits.plan("2030", *(edits.task(number, text=text) for number in range(1, 2_001))))
    return without_index


def _at_work(server: Server) -> int:
    """The child process, once it is in the middle of things."""
    (child,) = wait_for(server.children, SECONDS)
    return child


def _gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"


@needs_proc
@on_one_database
def test_ending_the_service_ends_the_work(
    large: Settings, database: Database, serve: Callable[[Settings], Server]
) -> None:
    server = serve(large)
    child = _at_work(server)
    wait_for(lambda: list((large.data_dir / INDEX).glob("*/*.store")), SECONDS)
    server.process.terminate()
    assert server.process.wait(SECONDS) in (0, -signal.SIGTERM)
    assert _gone(child)
    assert not _in_step(database, large)()
    log = server.log.read_text()
    assert "Traceback" not in log
    assert "index embedded" not in log
    serve(large)
    wait_for(_in_step(database, large), SECONDS)


@needs_proc
@on_one_database
def test_when_the_service_is_killed_its_work_comes_to_an_end(
    large: Settings, database: Database, serve: Callable[[Settings], Server]
) -> None:
    server = serve(large)
    child = _at_work(server)
    wait_for(lambda: list((large.data_dir / INDEX).glob("*/*.store")), SECONDS)
    server.process.kill()
    server.process.wait()
    again = serve(large)
    wait_for(_in_step(database, large), SECONDS)
    wait_for(lambda: _gone(child), SECONDS)
    wait_for(lambda: again.status()["state"] == "ready", SECONDS)
    assert not check(database, EmbeddedWriter(large.data_dir / INDEX))


# Without a server


@pytest.fixture
def work(database: Database) -> Iterator[Callable[..., Worker]]:
    started: list[Worker] = []

    def start(settings: Settings) -> Worker:
        worker = Worker(settings, database)
        worker.start()
        started.append(worker)
        return worker

    yield start
    for worker in started:
        worker.stop()


def _standing(worker: Worker, database: Database) -> Standing:
    with database.snapshot() as snapshot:
        (standing,) = worker.standings(snapshot)
    return standing


@on_one_database
def test_it_says_how_things_stand(without_index: Settings, database: Database, work: Callable[..., Worker]) -> None:
    worker = Worker(without_index, database)
    assert _standing(worker, database) == Standing("embedded", "away", None, None, None, None, None)
    with turn(without_index, "embedded"):
        worker = work(without_index)
        wait_for(lambda: _standing(worker, database).state == "building", SECONDS)
    wait_for(lambda: _standing(worker, database).state == "ready", SECONDS)
    assert _standing(worker, database) == Standing("embedded", "ready", 1, 0, 0, 228, None)
    with turn(without_index, "embedded"):
        edits.put(database, edits.plan("2030", edits.task(1), edits.task(2)))
        assert _standing(worker, database) == Standing("embedded", "behind", 1, 1, 7, 228, None)
    wait_for(lambda: _standing(worker, database) == Standing("embedded", "ready", 2, 0, 0, 230, None), SECONDS)


@on_one_database
def test_several_workers_get_on_with_each_other(
    without_index: Settings, database: Database, tmp_path: Path, work: Callable[..., Worker]
) -> None:
    workers = [work(without_index) for _ in range(3)]
    for number in range(1, 4):
        edits.edit_task(database, f"2025-{number}", title=edits.both(f"Title {number}"))
    for worker in workers:
        wait_for(lambda worker=worker: _standing(worker, database).revision == 4, SECONDS)  # type: ignore[misc]
        assert _standing(worker, database).error is None
    assert whole(without_index.data_dir / INDEX) == fresh(database, tmp_path)


def test_switched_off_it_looks_and_does_nothing(
    settings: Settings, database: Database, work: Callable[..., Worker]
) -> None:
    worker = work(settings)
    edits.edit_task(database, "2025-1", title=edits.both("New"))
    time.sleep(0.5)
    with database.snapshot() as snapshot:
        log = snapshot.rows(queries.LOG_AFTER, {"revision": 2, "position": 0, "limit": 100})
    assert ("task", "2025-1") in [(kind, key) for _, _, kind, key in log], "beside the facts that show its title"
    assert _standing(worker, database) == Standing("embedded", "behind", 1, 1, len(log), 228, None)


@on_one_database
def test_what_fails_is_told_and_tried_again(
    without_index: Settings, database: Database, work: Callable[..., Worker], caplog: pytest.LogCaptureFixture
) -> None:
    lock = without_index.data_dir / INDEX / "lock"
    lock.mkdir(parents=True)  # where a file has to be
    worker = work(without_index)
    error = wait_for(lambda: _standing(worker, database).error, SECONDS)
    assert "lock" in str(error)
    time.sleep(1)
    lock.rmdir()
    wait_for(lambda: _standing(worker, database).state == "ready", SECONDS)
    wait_for(lambda: _standing(worker, database).error is None, SECONDS)
    assert [record.message for record in caplog.records] == [
        f"index embedded: {error}",
        "index embedded: in step again",
    ]


def test_it_waits_for_a_database(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "none", index_seconds=0.05)
    database = Database(settings)
    worker = Worker(settings, database)
    worker.start()
    time.sleep(0.5)
    worker.stop()
    database.close()
    assert not (tmp_path / "none").exists()


def test_a_child_process_has_the_same_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for settings in (
        Settings(),
        Settings(
            data_dir=tmp_path, cors_origins=(), index_seconds=0.25, meili_url="http://x", meili_key="k", seed="off"
        ),
        Settings(cors_origins=("https://a", "https://b"), database_url="postgresql://u:p%20w@h/d", misses="off"),
    ):
        for name in [name for name in os.environ if name.startswith("TUIJIN_")]:
            monkeypatch.delenv(name)
        for name, value in environment(settings).items():
            monkeypatch.setenv(name, value)
        assert Settings() == settings
