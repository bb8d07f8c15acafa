"""Meilisearch follows the database too. It may be away, come back or lose all it had: nothing is done by hand."""

import random
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from secrets import token_hex

import httpx
import pytest

from service.config import Settings
from service.db import Database
from service.index import sync
from service.index.base import Ask, Away, Document, Failed
from service.index.meili import MeiliWriter
from service.index.sync import Progress, catch_up, check, each
from service.index.worker import Standing, Worker
from service.question.condition import AllOf
from tests.api import edits
from tests.api.conftest import wait_for

from .command import run
from .conftest import _free_port
from .contents import wander
from .engines import OnServer
from .engines import server as client_of

SECONDS = 120
needs_program = pytest.mark.skipif(
    shutil.which("meilisearch") is None, reason="starts and kills a server: put `meilisearch` on the PATH"
)


# On a server that stays


def test_it_is_built_and_follows(database: Database, on_meili: OnServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sync, "BATCH", 25)
    monkeypatch.setattr(sync, "SHARE", 1_000)
    done = catch_up(database, on_meili.writer)
    assert done.rebuilt
    assert not check(database, on_meili.writer)
    assert catch_up(database, on_meili.writer).put == 0
    chance = random.Random(3)
    for _ in range(8):
        wander(database, chance)
    assert not catch_up(database, on_meili.writer).rebuilt
    assert not check(database, on_meili.writer)
    with database.snapshot() as snapshot:
        assert on_meili.version() == sync.wanted(snapshot, "meilisearch")


def test_it_says_how_many_tasks_it_holds(database: Database, on_meili: OnServer) -> None:
    catch_up(database, on_meili.writer)
    assert isinstance(on_meili.writer, MeiliWriter)
    assert on_meili.writer.tasks() == 228


def test_what_differs_is_found(database: Database, on_meili: OnServer) -> None:
    catch_up(database, on_meili.writer)
    held = on_meili.writer.version()
    assert held is not None
    moment = "2026-01-05T08:00:00.000000Z"
    planted = [
        Document("task", "2025-2", b"{}", tokens="k:task", plan="2025", number=2, updated_at=moment),
        Document("task", "2099-1", b"{}", tokens="k:task", plan="2099", number=1, updated_at=moment),
    ]
    on_meili.writer.put(planted, ["task:2025-1"], held)
    found = check(database, on_meili.writer)
    assert (found.missing, found.extra, found.different) == (["task:2025-1"], ["task:2099-1"], ["task:2025-2"])
    catch_up(database, on_meili.writer, anew=True)
    assert not check(database, on_meili.writer)


def test_an_index_that_vanishes_is_built_anew(
    database: Database, on_meili: OnServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sync, "BATCH", 5)
    catch_up(database, on_meili.writer)
    edits.put(database, edits.plan("2030", *(edits.task(number) for number in range(1, 31))))
    left = 3

    def still() -> None:
        nonlocal left
        left -= 1
        if not left:
            client = client_of(on_meili.settings)
            client.wait_for_task(client.delete_index(on_meili.index).task_uid, 60_000)

    with pytest.raises((Away, Failed)):
        catch_up(database, on_meili.writer, still=still)
    assert catch_up(database, on_meili.writer).rebuilt
    assert not check(database, on_meili.writer)


def test_who_searches_during_a_rebuild_sees_all_of_it(database: Database, on_meili: OnServer) -> None:
    catch_up(database, on_meili.writer)

    def still() -> None:
        assert on_meili.search(Ask(AllOf(()))).total == 228

    catch_up(database, on_meili.writer, anew=True, still=still)
    assert on_meili.search(Ask(AllOf(()))).total == 228


# On a server that comes and goes


class Server:
    """A Meilisearch of this test's own."""

    def __init__(self, folder: Path) -> None:
        self._folder, self.key, self._port = folder, token_hex(16), _free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def start(self) -> None:
        self._folder.mkdir(exist_ok=True)
        options = ["--http-addr", f"127.0.0.1:{self._port}", "--master-key", self.key, "--no-analytics"]
        options += ["--db-path", "data", "--dump-dir", "dumps", "--snapshot-dir", "snapshots"]
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(["meilisearch", *options], cwd=self._folder, stdout=log, stderr=log)
        wait_for(self._well, SECONDS)

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def wipe(self) -> None:
        shutil.rmtree(self._folder)

    def _well(self) -> bool:
        try:
            return httpx.get(f"{self.url}/health").is_success
        except httpx.TransportError:
            return False


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    made = Server(tmp_path / "meilisearch")
    yield made
    made.kill()


@pytest.fixture
def with_server(settings: Settings, server: Server) -> Settings:
    return settings.model_copy(update={"meili_url": server.url, "meili_key": server.key, "index_seconds": 0.2})


def test_the_embedded_index_is_brought_up_whatever_becomes_of_the_other(settings: Settings, database: Database) -> None:
    away = settings.model_copy(update={"meili_url": f"http://127.0.0.1:{_free_port()}", "meili_key": "secret"})
    edits.edit_task(database, "2025-1", title=edits.both("New"))
    code, said, complained = run(away)
    assert code == 1
    assert said == "embedded: 1 documents put, at revision 2\n"
    assert complained.startswith("meilisearch: Meilisearch cannot be reached")
    assert len(complained.splitlines()) == 1
    assert "secret" not in complained
    code, said, complained = run(away, "--check")
    assert (code, said) == (1, "embedded: in step at revision 2\n")


@needs_program
def test_the_command_brings_both_up(with_server: Settings, server: Server, database: Database) -> None:
    server.start()
    code, said, complained = run(with_server)
    assert (code, complained) == (0, "")
    first, second = said.splitlines()
    assert first == "embedded: nothing to do, at revision 1"
    assert second.startswith("meilisearch: ")
    assert second.endswith(" documents built anew, at revision 1")
    assert run(with_server, "--check") == (
        0,
        "embedded: in step at revision 1\nmeilisearch: in step at revision 1\n",
        "",
    )
    assert run(with_server, "--only", "meilisearch")[1] == "meilisearch: nothing to do, at revision 1\n"


@needs_program
@pytest.mark.parametrize("wiped", [False, True])
def test_killed_in_the_middle_it_catches_up_when_it_is_back(
    with_server: Settings, server: Server, database: Database, monkeypatch: pytest.MonkeyPatch, wiped: bool
) -> None:
    monkeypatch.setattr(sync, "BATCH", 10)
    monkeypatch.setattr(sync, "SHARE", 1_000)
    server.start()
    writer = MeiliWriter(with_server)
    catch_up(database, writer)
    edits.put(database, edits.plan("2030", *(edits.task(number) for number in range(1, 61))))
    left = 4

    def still() -> None:
        nonlocal left
        left -= 1
        if not left:
            server.kill()

    with pytest.raises(Away):
        catch_up(database, writer, still=still)
    done = dict(each(with_server, database, lambda writer, still: catch_up(database, writer, still=still)))
    assert isinstance(done["embedded"], Progress)
    assert done["embedded"].version
    assert done["embedded"].version.revision == 2
    assert isinstance(done["meilisearch"], Away)
    if wiped:
        server.wipe()
    server.start()
    assert catch_up(database, writer).rebuilt == wiped
    assert not check(database, writer)


@needs_program
def test_the_service_copes_with_a_server_that_comes_and_goes(
    with_server: Settings, server: Server, database: Database
) -> None:
    worker = Worker(with_server, database)

    def standing() -> Standing:
        with database.snapshot() as snapshot:
            return worker.standings(snapshot)[1]

    def embedded_revision() -> int | None:
        with database.snapshot() as snapshot:
            return worker.standings(snapshot)[0].revision

    worker.start()
    try:
        wait_for(lambda: standing().error, SECONDS)
        assert standing().state == "away"
        assert standing().documents is None
        assert "cannot be reached" in (standing().error or "")
        server.start()
        wait_for(lambda: standing().state == "ready", SECONDS)
        assert standing().error is None
        assert standing().documents == 228

        server.kill()
        edits.edit_task(database, "2025-1", title=edits.both("New"))
        wait_for(lambda: embedded_revision() == 2, SECONDS)
        wait_for(lambda: standing().state == "away", SECONDS)
        server.start()
        wait_for(lambda: (standing().state, standing().revision) == ("ready", 2), SECONDS)

        server.kill()
        server.wipe()
        time.sleep(0.5)
        server.start()
        wait_for(lambda: standing().state == "ready", SECONDS)
        assert not check(database, MeiliWriter(with_server))
    finally:
        worker.stop()
