"""Killed without warning at any moment, the work goes on where it was, and ends as if nothing had happened."""

import random
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import pytest

from service.config import Settings
from service.db import Database
from service.index.base import Version
from service.index.embedded_writer import EmbeddedWriter
from service.index.sync import check
from service.index.turn import INDEX
from tests.api import edits
from tests.api.conftest import on_one_database

from .command import run, start
from .contents import whole

pytestmark = on_one_database

TASKS = 1_100
"""Of the plan that is imported: several batches, and less than half of what is there."""


def _texts(number: int) -> str:
    return (
        f"完善知识产权保护制度，加强专利和商标执法，第{number}项。Improve protection and enforcement, item {number}. "
        * 3
    )


@pytest.fixture
def behind(settings: Settings, database: Database) -> Settings:
    """A database of some size whose index has yet to take in a plan."""
    edits.put(database, edits.plan("2030", *(edits.task(i + 1, text=_texts(i)) for i in range(TASKS))))
    assert run(settings)[0] == 0
    edits.put(database, edits.plan("2031", *(edits.task(i + 1, text=_texts(i)) for i in range(TASKS))))
    return settings


def _kill_at_work(process: subprocess.Popen[str], folder: Path, chance: random.Random) -> bool:
    """Whether it had to be killed, rather than having come to its end: a moment after it has written something."""
    before = _written(folder)
    while process.poll() is None and _written(folder) == before:
        time.sleep(0.01)
    try:
        process.communicate(timeout=chance.uniform(0, 0.8))
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
    return process.returncode == -signal.SIGKILL


def _written(folder: Path) -> set[tuple[str, int]]:
    """Every file of an index, and when it was last written; the lock is taken before anything is done."""
    found = set()
    for path in folder.rglob("*"):
        with suppress(FileNotFoundError):
            if path.name not in ("lock", ".tantivy-writer.lock", ".tantivy-meta.lock"):
                found.add((str(path), path.stat().st_mtime_ns))
    return found


def _held(writer: EmbeddedWriter) -> Version:
    version = writer.version()
    assert version is not None, "at every moment there is an index that answers"
    return version


def test_catching_up_goes_on_where_it_was(behind: Settings, database: Database, tmp_path: Path) -> None:
    chance, folder = random.Random(7), behind.data_dir / INDEX
    writer, kills = EmbeddedWriter(folder), 0
    seen: list[Version] = []
    while _kill_at_work(start(behind), folder, chance):
        kills += 1
        seen.append(_held(writer))
    seen.append(_held(writer))
    assert kills
    places = [(version.revision, version.position) for version in seen]
    assert places == sorted(places)
    assert places[-1] == (3, 0)
    assert not check(database, writer)
    other = behind.model_copy(update={"data_dir": tmp_path / "other"})
    assert run(other)[0] == 0
    assert whole(folder) == whole(other.data_dir / INDEX)


def test_a_killed_rebuild_leaves_the_old_index_and_no_rubbish(behind: Settings, database: Database) -> None:
    chance, folder = random.Random(8), behind.data_dir / INDEX
    writer, kills = EmbeddedWriter(folder), 0
    for _ in range(3):
        if _kill_at_work(start(behind, "--rebuild"), folder, chance):
            kills += 1
            assert _held(writer).revision in (2, 3)
    assert kills
    assert run(behind, "--rebuild")[0] == 0
    assert sorted(path.name for path in folder.iterdir()) == sorted(
        [(folder / "current").read_text(), "current", "lock"]
    )
    assert not check(database, writer)


def test_a_killed_first_build_begins_again(behind: Settings, database: Database, tmp_path: Path) -> None:
    new = behind.model_copy(update={"data_dir": tmp_path / "new"})
    process = start(new)
    while not any((tmp_path / "new" / INDEX).glob("*/*.store")):
        assert process.poll() is None
        time.sleep(0.01)
    process.kill()
    process.communicate()
    writer = EmbeddedWriter(new.data_dir / INDEX)
    assert writer.version() is None
    assert run(new)[0] == 0
    assert not check(database, writer)
