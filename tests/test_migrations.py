"""Migrations are the only way a schema comes to be, and the whole way: up, down, and nothing left to generate."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import inspect, text

from service.config import Settings
from service.db import SCHEMA, Database, writer
from service.migrate import config, migrate
from service.seed import sow


def tables(settings: Settings) -> set[str]:
    with writer(settings.database).connect() as connection:
        return set(inspect(connection).get_table_names()) - {"alembic_version"}


def test_the_code_names_the_last_migration() -> None:
    heads = ScriptDirectory.from_config(config(Settings())).get_heads()
    assert heads == [SCHEMA]


def test_nothing_is_left_to_generate(settings: Settings) -> None:
    try:
        command.check(config(settings))
    except CommandError as error:  # the message says what differs
        pytest.fail(str(error))


def test_down_and_up_again(settings: Settings) -> None:
    before = tables(settings)
    assert "task" in before
    command.downgrade(config(settings), "base")
    assert tables(settings) == set()
    migrate(settings)
    assert tables(settings) == before
    database = Database(settings)
    assert sow(database, with_plans=True).put > 228
    database.close()


OLD = {"agency", "assignment", "change", "dataset", "plan", "section", "task"}
"""The tables of the first release."""


def test_down_to_the_first_release_and_up_with_all_that_it_knew(settings: Settings) -> None:
    """Neither way loses a row that both releases have, and what is put back afterwards is what was there."""
    counted = ("agency", "assignment", "plan", "section", "task")

    def rows(table: str, what: str = "COUNT(*)") -> list[Any]:
        with writer(settings.database).connect() as connection:
            return list(connection.execute(text(f'SELECT {what} FROM "{table}" ORDER BY 1')).scalars())

    before = {table: rows(table) for table in counted}
    assert before["assignment"] > [500]
    kinds, entries, bodies = (
        rows("change", "DISTINCT kind"),
        rows("entry", "kind || id"),
        rows("task", "body"),
    )
    assert {"agency", "plan", "section", "task", "topic", "term"} <= set(kinds)
    command.downgrade(config(settings), "0001")
    assert tables(settings) == OLD
    assert {table: rows(table) for table in counted} == before
    assert rows("change", "DISTINCT kind") == ["agency", "plan", "section", "task"]
    migrate(settings)
    assert {table: rows(table) for table in counted} == before
    assert rows("entry") == rows("mark") == rows("task_mark") == rows("fact") == [0]
    database = Database(settings)
    assert sow(database, with_plans=True).put >= len(entries)
    database.close()
    assert rows("entry", "kind || id") == entries
    assert rows("task", "body") == bodies


def test_a_second_time_changes_nothing(settings: Settings) -> None:
    def content() -> list[tuple[object, ...]]:
        with writer(settings.database).connect() as connection:
            return [tuple(row) for row in connection.execute(text("SELECT * FROM dataset"))]

    before = content()
    migrate(settings)
    assert content() == before


def test_sqlite_runs_as_several_processes_need_it(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "made" / "on" / "the" / "way")
    migrate(settings)
    with writer(settings.database).connect() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
        assert int(connection.execute(text("PRAGMA busy_timeout")).scalar() or 0) >= 5000


def test_every_database_has_an_id_of_its_own(copied: Callable[[str], Settings], tmp_path: Path) -> None:
    other = Settings(data_dir=tmp_path / "other")
    migrate(other)
    ids = set()
    for settings in (copied("seeded"), other):
        database = Database(settings)
        with database.snapshot() as snapshot:
            ids.add(snapshot.uid)
        database.close()
    assert len(ids) == 2
