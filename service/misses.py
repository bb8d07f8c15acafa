"""Counts the questions that found nothing, so that the glossary grows from use: their folded words and a number.

No addresses, no times finer than a day, and never more than `KEPT` questions. In a file of its own, because the
database is only ever read by the service, and because nothing may fail or wait when this file is gone.
"""

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

KEPT = 1_000
"""Questions that are kept at the most; the rarest and oldest make room."""
LONGEST = 100
"""Characters of a question that are kept."""
log = logging.getLogger("tuijin")


class Misses:
    """The counts of one data directory, shared by all its processes."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def add(self, question: str) -> None:
        """Counts one more miss. A file that cannot be written costs the count, never the answer."""
        words = " ".join(question.split())[:LONGEST]
        if not words:
            return
        try:
            with self._open() as connection:
                connection.execute(
                    "INSERT INTO miss VALUES (?, 1, ?) "
                    "ON CONFLICT (question) DO UPDATE SET number = number + 1, day = excluded.day",
                    (words, datetime.now(UTC).date().isoformat()),
                )
                # Not the one that came just now: else no new one would get in where all others came twice.
                connection.execute(
                    "DELETE FROM miss WHERE question IN (SELECT question FROM miss WHERE question != ? "
                    "ORDER BY number DESC, day DESC, question LIMIT -1 OFFSET ?)",
                    (words, KEPT - 1),
                )
        except (sqlite3.Error, OSError) as error:
            log.warning("a question without an answer could not be counted: %s", error)

    def most(self, limit: int = 100) -> list[tuple[str, int, str]]:
        """Question, number and day of the last time, the most frequent first."""
        if not self._file.exists():
            return []
        with self._open() as connection:
            rows = connection.execute(
                "SELECT question, number, day FROM miss ORDER BY number DESC, day DESC, question LIMIT ?", (limit,)
            )
            return [(str(question), int(number), str(day)) for question, number, day in rows]

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(self._file, timeout=1)) as connection, connection:
            connection.execute("PRAGMA synchronous = OFF")  # a lost count is no loss
            connection.execute(
                "CREATE TABLE IF NOT EXISTS miss "
                "(question TEXT PRIMARY KEY, number INTEGER NOT NULL, day TEXT NOT NULL)"
            )
            yield connection
