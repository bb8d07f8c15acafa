"""`tuijin index` as it is typed: what it says, what it leaves behind, and its exit code."""

import json
import threading
from pathlib import Path

import pytest

from service.config import Settings
from service.db import Database
from service.index.base import Document
from service.index.embedded_writer import EmbeddedWriter
from service.index.turn import INDEX, Busy, turn
from service.misses import Misses
from tests.api import edits
from tests.api.conftest import on_one_database

from .command import run, start
from .contents import fresh, whole


@pytest.fixture
def folder(settings: Settings) -> Path:
    return settings.data_dir / INDEX


@on_one_database
def test_it_brings_the_index_up_and_says_so(settings: Settings, database: Database, folder: Path) -> None:
    assert run(settings) == (0, "embedded: nothing to do, at revision 1\n", "")
    edits.edit_task(database, "2025-1", title=edits.both("New"))
    plan = edits.stored(database, "2024")
    edits.edit(database, "2024", tasks=plan.tasks[:-1])
    code, said, complained = run(settings)
    assert (code, complained) == (0, "")
    assert said.startswith("embedded: ")
    assert said.endswith(" documents put, 1 removed, at revision 3\n")
    assert run(settings, "--quiet") == (0, "", "")


@on_one_database
def test_rebuilding_makes_the_same_beside(settings: Settings, folder: Path) -> None:
    before, current = whole(folder), (folder / "current").read_text()
    code, said, _ = run(settings, "--rebuild")
    assert code == 0
    assert said == f"embedded: {len(before['kept'])} documents built anew, at revision 1\n"
    assert (folder / "current").read_text() != current
    assert whole(folder) == before
    assert sorted(path.name for path in folder.iterdir()) == sorted(
        [(folder / "current").read_text(), "current", "lock"]
    )


@on_one_database
def test_checking_tells_what_differs_and_mends_nothing(settings: Settings, folder: Path) -> None:
    assert run(settings, "--check") == (0, "embedded: in step at revision 1\n", "")
    writer = EmbeddedWriter(folder)
    held = writer.version()
    assert held is not None
    writer.put([Document("agency", "SAMR", b"{}", tokens="k:agency")], ["task:2025-1"], held)
    for _ in range(2):
        code, said, complained = run(settings, "--check")
        assert (code, complained) == (1, "")
        assert said.splitlines() == [
            "embedded: at revision 1, the data is at 1; 1 missing, 0 extra, 1 different",
            "  missing task:2025-1",
            "  different agency:SAMR",
        ]
    assert run(settings, "--rebuild")[0] == 0
    assert run(settings, "--check")[0] == 0


@on_one_database
def test_of_many_differences_some_are_named(settings: Settings, folder: Path) -> None:
    writer = EmbeddedWriter(folder)
    held = writer.version()
    assert held is not None
    writer.put([], [f"task:2025-{number}" for number in range(1, 61)], held)
    _, said, _ = run(settings, "--check")
    assert len(said.splitlines()) == 22
    assert said.splitlines()[-1] == "  missing: and 40 more"


@on_one_database
def test_without_an_index_checking_says_so(settings: Settings, tmp_path: Path) -> None:
    code, said, _ = run(settings.model_copy(update={"data_dir": tmp_path / "none"}), "--check")
    assert (code, said) == (1, "embedded: there is no index, or one of another release\n")


def test_without_a_database_one_line_says_what_is_missing(tmp_path: Path) -> None:
    code, said, complained = run(Settings(data_dir=tmp_path / "none"))
    assert (code, said) == (1, "")
    assert complained.splitlines()[0].startswith("there is no database at ")
    assert not (tmp_path / "none").exists()


@on_one_database
def test_a_folder_that_cannot_be_written_is_one_line(settings: Settings, database: Database, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    code, said, complained = run(settings.model_copy(update={"data_dir": tmp_path / "file"}))
    assert (code, said) == (1, "")
    assert complained.startswith("embedded: ")
    assert len(complained.splitlines()) == 1


@on_one_database
def test_whoever_does_not_wait_leaves_it_to_the_other(settings: Settings, database: Database, folder: Path) -> None:
    edits.edit_task(database, "2025-1", title=edits.both("New"))
    with turn(settings, "embedded"):
        assert run(settings, "--quiet", "--no-wait") == (75, "", "")
        assert run(settings, "--no-wait") == (75, "", "embedded: another process is bringing it up to date\n")
        assert whole(folder)["total"] == 228
        with pytest.raises(Busy), turn(settings, "embedded"):
            pass
        waiting = start(settings)
        released = threading.Event()
        assert not released.wait(3)
        assert waiting.poll() is None
    said, _ = waiting.communicate(timeout=60)
    assert said == "embedded: 1 documents put, at revision 2\n"


@on_one_database
def test_two_at_once_do_the_work_once(settings: Settings, database: Database, folder: Path, tmp_path: Path) -> None:
    edits.put(database, edits.plan("2030", *(edits.task(number) for number in range(1, 61))))
    both = [start(settings) for _ in range(2)]
    said = sorted(process.communicate(timeout=60)[0] for process in both)
    assert [process.returncode for process in both] == [0, 0]
    assert said[1] == "embedded: nothing to do, at revision 2\n"
    assert said[0].endswith(" documents put, at revision 2\n")
    assert whole(folder) == fresh(database, tmp_path)


@on_one_database
@pytest.mark.parametrize("given", [(), ("--rebuild",)])
def test_two_first_builds_at_once(settings: Settings, tmp_path: Path, folder: Path, given: tuple[str, ...]) -> None:
    other = settings.model_copy(update={"data_dir": tmp_path / "other"})
    both = [start(other, *given) for _ in range(2)]
    said = [process.communicate(timeout=60)[0] for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert sum("built anew" in line for line in said) == (2 if given else 1)
    assert whole(other.data_dir / INDEX) == whole(folder)


@on_one_database
def test_an_index_that_is_not_set_up_cannot_be_chosen(settings: Settings) -> None:
    assert run(settings, "--only", "embedded")[:2] == (0, "embedded: nothing to do, at revision 1\n")
    assert run(settings, "--only", "meilisearch") == (2, "", "TUIJIN_MEILI_URL is not set.\n")


@on_one_database
def test_what_found_nothing_is_shown(settings: Settings) -> None:
    assert run(settings, "--misses") == (0, "", "")
    misses = Misses(settings.data_dir / "misses.sqlite")
    for question in ("量子", "quantum  patents", "量子"):
        misses.add(question)
    code, said, _ = run(settings, "--misses")
    assert code == 0
    assert [line.split(maxsplit=2)[::2] for line in said.splitlines()] == [["2", "量子"], ["1", "quantum patents"]]
    _, said, _ = run(settings, "--misses", "--json")
    assert [(row["question"], row["count"]) for row in json.loads(said)] == [("量子", 2), ("quantum patents", 1)]
