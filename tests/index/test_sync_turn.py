"""One process at a time writes an index, wherever it runs; one that is gone never stands in the way."""

import subprocess
import sys
import time

import pytest
from sqlalchemy import text

from service.config import Settings
from service.db import Database, Unavailable
from service.index.base import Engine
from service.index.turn import Busy, turn
from service.index.worker import environment

ENGINES: tuple[Engine, ...] = ("embedded", "meilisearch")

HOLDER = """
import sys, time
from service.config import Settings
from service.index.turn import turn
with turn(Settings(), sys.argv[1]):
    print("held", flush=True)
    time.sleep(600)
"""


def _holder(settings: Settings, engine: Engine) -> subprocess.Popen[str]:
    """Another process that has the turn."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, engine], env=environment(settings), stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


@pytest.mark.parametrize("engine", ENGINES)
def test_one_at_a_time(settings: Settings, engine: Engine) -> None:
    with turn(settings, engine) as still:
        still()
        with pytest.raises(Busy), turn(settings, engine):
            pass
        started = time.monotonic()
        with pytest.raises(Busy), turn(settings, engine, wait=0.5):
            pass
        assert time.monotonic() - started >= 0.5
    with turn(settings, engine):
        pass


def test_each_index_has_a_turn_of_its_own(settings: Settings) -> None:
    with turn(settings, "embedded"), turn(settings, "meilisearch"):
        pass


@pytest.mark.parametrize("engine", ENGINES)
def test_who_is_killed_gives_it_back(settings: Settings, engine: Engine) -> None:
    process = _holder(settings, engine)
    with pytest.raises(Busy), turn(settings, engine):
        pass
    process.kill()
    process.communicate()
    with turn(settings, engine, wait=20):
        pass


@pytest.mark.parametrize("engine", ENGINES)
def test_an_error_gives_it_back(settings: Settings, engine: Engine) -> None:
    with pytest.raises(ZeroDivisionError), turn(settings, engine):
        raise ZeroDivisionError
    with turn(settings, engine):
        pass


def test_hosts_share_one_for_meilisearch_and_have_their_own_for_what_lies_on_their_disk(
    settings: Settings, database: Database
) -> None:
    other = settings.model_copy(update={"data_dir": settings.data_dir / "other"})
    with turn(settings, "meilisearch"), pytest.raises(Busy), turn(other, "meilisearch"):
        pass
    with turn(settings, "embedded"), turn(other, "embedded"):
        pass


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_a_turn_that_was_lost_is_noticed_before_the_next_write(settings: Settings, database: Database) -> None:
    with turn(settings, "meilisearch") as still:
        still()
        with database.write() as connection:
            connection.execute(text("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'"))
        with pytest.raises(Unavailable):
            still()
    with turn(settings, "meilisearch", wait=5):
        pass
