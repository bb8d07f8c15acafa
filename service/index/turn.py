"""Whose turn it is to write an index: one process at a time, and never one that is gone.

The embedded index belongs to the processes of a machine, which hold its lock file in turn; the kernel takes the lock
from whoever ends, however that happens. Meilisearch may be shared by several machines, but so is their Postgres then,
which keeps a lock for as long as a connection lasts. With SQLite the lock file lies beside the database.
"""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path

from sqlalchemy import Connection, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from service.config import Settings
from service.db import Unavailable, writer
from service.index.base import Engine

if sys.platform == "win32":
    import msvcrt

    def _lock(file: int) -> None:
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


INDEX = "index"
"""The folder of the embedded index, in the data directory."""
AGAIN = 0.1
"""Seconds between two tries."""
KEY = int.from_bytes(blake2b(b"tuijin index", digest_size=8).digest(), signed=True)
"""Of the lock in Postgres."""

BUSY = 75
"""Exit code of a process that had to leave an index to another: "try again", as mail programs have it."""

Still = Callable[[], None]
"""Asked before each write. Raises `Unavailable` where the turn has been lost."""


class Busy(Exception):
    """Another process has the turn."""


@contextmanager
def turn(settings: Settings, engine: Engine, wait: float = 0) -> Iterator[Still]:
    """Has the turn for as long as it is open; `Busy` where another process did not leave it in time."""
    url = make_url(settings.database)
    if engine == "meilisearch" and url.get_backend_name() != "sqlite":
        held = _in_database(settings.database, wait)
    elif engine == "meilisearch" and url.database:
        held = _in_file(Path(f"{url.database}-{engine}.lock"), wait)
    else:
        held = _in_file(settings.data_dir / INDEX / "lock", wait)
    with held as still:
        yield still


@contextmanager
def _in_file(path: Path, wait: float) -> Iterator[Still]:
    path.parent.mkdir(parents=True, exist_ok=True)
    file = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)

    def taken() -> bool:
        try:
            _lock(file)
        except OSError:
            return False
        return True

    try:
        _wait(taken, wait)
        yield lambda: None
    finally:
        os.close(file)  # and the lock with it; the file stays, for a removed one could be locked twice


@contextmanager
def _in_database(address: str, wait: float) -> Iterator[Still]:
    engine = writer(address).execution_options(isolation_level="AUTOCOMMIT")
    try:
        with _told(), engine.connect() as connection:
            _wait(lambda: bool(connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": KEY})), wait)
            yield lambda: _still(connection)
    finally:
        engine.dispose()


def _still(connection: Connection) -> None:
    with _told():
        connection.execute(text("SELECT 1"))


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        raise Unavailable(str(error.orig).strip()) from error


def _wait(taken: Callable[[], bool], seconds: float) -> None:
    end = time.monotonic() + seconds
    while not taken():
        if time.monotonic() >= end:
            raise Busy("another process is bringing it up to date")
        time.sleep(AGAIN)
