"""Migrations are the only way a schema comes to be, and the whole way: up, down, and nothing left to generate."""

from collections.abc import Callable
from pathlib import Path

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
