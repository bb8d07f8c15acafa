"""The database: how it is reached, read in one snapshot, and written in one transaction, on SQLite and on Postgres.

Reads run ready SQL on the driver itself: to build and compile a statement for each request takes longer than SQLite
takes to answer it. Short reads of SQLite run on the event loop, all others in threads. Both are measured in
`docs/decisions/0003-reads.md`. Writes use SQLAlchemy as it is.
"""

import logging
import sqlite3
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import closing, contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import anyio.to_thread
from anyio import CapacityLimiter
from sqlalchemy import Connection, Engine, create_engine, event, select
from sqlalchemy.engine import Dialect, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool
from sqlalchemy.sql import Select

from service.config import Settings
from service.models import Dataset

SCHEMA = "0002"
"""The migration that this code needs. A constant, because importing Alembic would double the time to start."""

BUSY_SECONDS = 15
"""How long a writer of SQLite waits for another: more than an import of the largest plan takes."""

STREAMED = 500
"""Rows that a stream holds at a time: some hundred kilobytes of tasks, whatever the size of the whole."""

REVISION: Select[Any] = select(Dataset.__table__.c.uid, Dataset.__table__.c.revision)  # type: ignore[attr-defined]

Params = Mapping[str, object]
Row = tuple[Any, ...]
Result = TypeVar("Result")
log = logging.getLogger("tuijin")


class Unavailable(Exception):
    """The database does not answer, or not yet: no connection, no schema, no data."""


class _TooLong(Exception):
    """What was begun on the event loop may take long; `Database.read` begins again in a thread."""


@lru_cache(maxsize=512)
def _compiled(statement: Select[Any], dialect: Dialect) -> tuple[str, Params]:
    """A statement as the driver takes it, with the values it holds itself. Queries hand out the same object again."""
    compiled = statement.compile(dialect=dialect)
    return str(compiled), {name: value for name, value in compiled.params.items() if value is not None}


class Snapshot:
    """One consistent view of the data: all that is read through it, the revision too, is of one moment."""

    __slots__ = ("_connection", "_dialect", "_on_loop", "revision", "uid")

    def __init__(self, connection: Any, dialect: Dialect, *, on_loop: bool) -> None:
        self._connection, self._dialect, self._on_loop = connection, dialect, on_loop
        if not (row := self.row(REVISION, {})):
            raise Unavailable("the database holds no data set yet")
        self.uid: str = row[0]
        self.revision: int = row[1]

    def rows(self, statement: Select[Any], params: Params) -> list[Row]:
        sql, own = _compiled(statement, self._dialect)
        rows: list[Row] = self._connection.execute(sql, {**own, **params}).fetchall()
        return rows

    def row(self, statement: Select[Any], params: Params) -> Row | None:
        sql, own = _compiled(statement, self._dialect)
        row: Row | None = self._connection.execute(sql, {**own, **params}).fetchone()
        return row

    def stream(self, statement: Select[Any], params: Params) -> Generator[list[Row]]:
        """Rows in batches as the database finds them, so that memory does not grow with their number. To be closed."""
        sql, own = _compiled(statement, self._dialect)
        values = {**own, **params}
        on_server = {} if self._dialect.name == "sqlite" else {"name": "stream"}
        with closing(self._connection.cursor(**on_server)) as cursor:
            cursor.execute(sql, values)
            while rows := cursor.fetchmany(STREAMED):
                yield rows

    def may_take_long(self) -> None:
        """Said before work that grows with the data, so that it never holds up other requests."""
        if self._on_loop:
            raise _TooLong


class Database:
    """One database, as a server process or a command uses it."""

    def __init__(self, settings: Settings) -> None:
        self._url = make_url(settings.database)
        self.kind = self._url.get_backend_name()
        self._threads = CapacityLimiter(settings.threads)
        self._reads = self._engine(pool_size=settings.threads, max_overflow=0, pool_timeout=5, pool_pre_ping=True)
        self._streams = self._engine(poolclass=NullPool)
        self._loop_connection: sqlite3.Connection | None = None
        self._seen: tuple[int, tuple[str, int]] | None = None

    # How it is reached

    @property
    def file(self) -> Path | None:
        """The file of a SQLite database."""
        return Path(self._url.database) if self.kind == "sqlite" and self._url.database else None

    def _engine(self, **options: Any) -> Engine:
        """An engine whose connections only read; each transaction is one snapshot."""
        if self.kind == "sqlite":
            engine = create_engine(self._url, paramstyle="named", **options)
            event.listen(engine, "connect", _prepare_sqlite_reader)
            return engine
        return create_engine(
            self._url,
            isolation_level="REPEATABLE READ",
            connect_args={"connect_timeout": 5, "options": "-c default_transaction_read_only=on"},
            **options,
        )

    @contextmanager
    def write(self, *, dry_run: bool = False) -> Iterator[Connection]:
        """One transaction that writes; a second writer waits for the first. Taken back on any error, and if asked."""
        engine = writer(self._url.render_as_string(hide_password=False))
        try:
            with engine.connect() as connection, connection.begin() as transaction:
                yield connection
                if dry_run:
                    transaction.rollback()
        except DBAPIError as error:
            if error.connection_invalidated or "locked" in str(error.orig):
                raise Unavailable(str(error.orig)) from error
            raise
        finally:
            engine.dispose()

    # How it is read

    async def read(self, work: Callable[[Snapshot], Result]) -> Result:
        """What `work` makes of one snapshot, on the event loop where that is short, else in a thread."""
        if self.kind == "sqlite":
            try:
                return self._read_on_loop(work)
            except _TooLong:
                pass
        return await self.in_thread(work)

    async def in_thread(self, work: Callable[[Snapshot], Result]) -> Result:
        def run() -> Result:
            with self.snapshot() as snapshot:
                return work(snapshot)

        return await anyio.to_thread.run_sync(run, limiter=self._threads)

    def _read_on_loop(self, work: Callable[[Snapshot], Result]) -> Result:
        try:
            connection = self._on_loop()
            connection.execute("BEGIN")
            try:
                return work(Snapshot(connection, self._reads.dialect, on_loop=True))
            finally:
                connection.execute("ROLLBACK")
        except sqlite3.DatabaseError as error:
            raise _away(error) from error

    @contextmanager
    def snapshot(self, *, stream: bool = False) -> Iterator[Snapshot]:
        """A snapshot for the thread that asks; with `stream` on a connection of its own, for as long as it takes."""
        engine = self._streams if stream else self._reads
        with _unavailable():
            self._must_exist()
            pooled = engine.raw_connection()
            try:
                connection: Any = pooled.driver_connection
                if self.kind == "sqlite":
                    connection.execute("BEGIN")
                yield Snapshot(connection, engine.dialect, on_loop=False)
            finally:
                pooled.rollback()
                pooled.close()

    async def revision(self) -> tuple[str, int]:
        """The database's own id and its data revision. Asked before each answer, so it has to be cheap."""
        if self.kind != "sqlite":
            return await self.in_thread(lambda snapshot: (snapshot.uid, snapshot.revision))
        try:
            # It moves when another connection has committed, and costs 4 µs; the loop's connection never writes.
            version: int = self._on_loop().execute("PRAGMA data_version").fetchone()[0]
        except sqlite3.DatabaseError as error:
            raise _away(error) from error
        if self._seen is None or self._seen[0] != version:
            self._seen = version, self._read_on_loop(lambda snapshot: (snapshot.uid, snapshot.revision))
        return self._seen[1]

    def _on_loop(self) -> sqlite3.Connection:
        if self._loop_connection is None:
            self._must_exist()
            connection = sqlite3.connect(str(self._url.database), check_same_thread=False)
            _prepare_sqlite_reader(connection, None)
            self._loop_connection = connection
        return self._loop_connection

    def _must_exist(self) -> None:
        # SQLite would make an empty file of whatever name it is given.
        if self.file is not None and not self.file.exists():
            raise Unavailable(f"there is no database at {self.file} yet")

    def close(self) -> None:
        if self._loop_connection is not None:
            self._loop_connection.close()
            self._loop_connection = None
        self._reads.dispose()
        self._streams.dispose()


def writer(address: str) -> Engine:
    """An engine that writes, for the store and for migrations. SQLite's file and folder are made where missing."""
    url = make_url(address)
    if url.get_backend_name() != "sqlite":
        return create_engine(url, connect_args={"connect_timeout": 5}, poolclass=NullPool)
    if url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, poolclass=NullPool)
    event.listen(engine, "connect", _prepare_sqlite_writer)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def _prepare_sqlite_reader(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # transactions begin where this file says so
    connection.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
    connection.execute("PRAGMA query_only = ON")
    connection.execute("PRAGMA cache_size = -8000")


def _prepare_sqlite_writer(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    connection.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA journal_mode = WAL")  # readers go on while a plan is written


@contextmanager
def _unavailable() -> Iterator[None]:
    """Turns a database's failure to answer into `Unavailable`. A context manager, which is too slow for short reads."""
    try:
        yield
    except (sqlite3.DatabaseError, DBAPIError) as error:
        raise _away(error) from error
    except Exception as error:
        if _postgres_is_away(error):
            raise _away(error) from error
        raise


def _away(error: Exception) -> Exception:
    """What to raise for a driver's error: only a statement that breaks a rule is a fault of ours."""
    if isinstance(error, sqlite3.IntegrityError | sqlite3.ProgrammingError | sqlite3.InterfaceError):
        return error
    log.error("the database does not answer", exc_info=error)
    return Unavailable("the database does not answer")


def _postgres_is_away(error: Exception) -> bool:
    """No connection, or no schema yet. By name, because the driver is there only where Postgres is used."""
    kinds = {kind.__name__ for kind in type(error).__mro__ if kind.__module__.startswith("psycopg")}
    return not kinds.isdisjoint({"OperationalError", "InterfaceError", "UndefinedTable", "UndefinedColumn"})
