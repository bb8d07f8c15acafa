"""An index follows the database, whatever is written and wherever it stops, and ends as one that is built anew."""

import random
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from sqlalchemy import text

from service.config import Settings
from service.db import Database, Unavailable
from service.index import embedded, sync
from service.index.base import Ask, Away, Document, Version
from service.index.embedded import CURRENT, Embedded
from service.index.embedded_writer import EmbeddedWriter
from service.index.sync import catch_up, check, waiting
from service.index.turn import INDEX
from service.question.condition import AllOf
from service.records import AgencyKind, AgencyRecord, Bilingual
from service.store import writing
from tests.api import edits
from tests.api.conftest import on_one_database

from .contents import bodies, fresh, wander, whole


@pytest.fixture
def folder(settings: Settings) -> Path:
    return settings.data_dir / INDEX


@pytest.fixture
def writer(folder: Path) -> EmbeddedWriter:
    return EmbeddedWriter(folder)


@pytest.fixture
def in_small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """So few entries at a time that every write is carried over in several steps, and never by building anew."""
    monkeypatch.setattr(sync, "BATCH", 7)
    monkeypatch.setattr(sync, "SHARE", 1_000)


def test_the_first_time_it_is_built(database: Database, tmp_path: Path) -> None:
    writer = EmbeddedWriter(tmp_path / "new")
    done = catch_up(database, writer)
    assert done.rebuilt
    with database.snapshot() as snapshot:
        assert writer.version() == done.version == Version(snapshot.uid, snapshot.revision, 0, embedded.analysis())
    kinds = [key.partition(":")[0] for key in bodies(writer)]
    assert kinds.count("task") == 228
    assert done.put == len(kinds)
    assert str(done) == f"embedded: {len(kinds)} documents built anew, at revision 1"


def test_the_second_time_there_is_nothing_to_do(database: Database, writer: EmbeddedWriter, folder: Path) -> None:
    before = (folder / CURRENT).read_text()
    done = catch_up(database, writer)
    assert (done.rebuilt, done.put, done.removed) == (False, 0, 0)
    assert str(done) == "embedded: nothing to do, at revision 1"
    assert (folder / CURRENT).read_text() == before


def _edited(database: Database) -> None:
    edits.edit_task(database, "2025-1", title=edits.both("Quite another title"), agencies=("SPC", "MOE"))


def _imported(database: Database) -> None:
    edits.put(database, edits.plan("2030", *(edits.task(number) for number in range(1, 21))))


def _removed(database: Database) -> None:
    plan = edits.stored(database, "2024")
    edits.edit(database, "2024", tasks=plan.tasks[:50])


def _section_removed(database: Database) -> None:
    plan = edits.stored(database, "2030")
    edits.edit(database, "2030", sections=plan.sections[:-1])


def _section_renamed(database: Database) -> None:
    plan = edits.stored(database, "2025")
    sections = (plan.sections[0].model_copy(update={"title": edits.both("First part")}), *plan.sections[1:])
    edits.edit(database, "2025", sections=sections)


def _plan_renamed(database: Database) -> None:
    edits.edit(database, "2025", title=edits.both("The plan of 2025"))


def _agency_renamed(database: Database) -> None:
    edits.edit_agencies(database, edits.rename("SAMR", Bilingual(zh="市场总局", en="Market Office")))


def _alias_removed(database: Database) -> None:
    edits.edit_aliases(database, "SAMR", lambda _: None)


def _agency_removed(database: Database) -> None:
    name = edits.both("Spare")
    with writing(database) as store:
        spare = AgencyRecord(code="SPARE", name=name, short_name=name, kind=AgencyKind.OFFICE)
        store.put_agencies([*store.agencies.values(), spare])
    edits.remove_agency(database, "SPARE")


def test_every_kind_of_write_is_followed(
    database: Database, writer: EmbeddedWriter, folder: Path, tmp_path: Path
) -> None:
    writes: list[Callable[[Database], None]] = [
        _edited, _imported, _section_removed, _section_renamed, _plan_renamed, _agency_renamed, _alias_removed, _removed
    ]  # fmt: skip
    for write in writes:
        before = bodies(writer)
        write(database)
        done = catch_up(database, writer)
        assert not done.rebuilt, write.__name__
        assert bodies(writer) != before, write.__name__
        assert not check(database, writer), write.__name__
    before = bodies(writer)
    _agency_removed(database)
    assert catch_up(database, writer).removed == 1
    assert bodies(writer) == before
    assert whole(folder) == fresh(database, tmp_path)


@pytest.mark.parametrize("seed", range(2))
def test_any_sequence_of_writes_ends_as_a_new_index(
    database: Database, writer: EmbeddedWriter, folder: Path, tmp_path: Path, in_small_steps: None, seed: int
) -> None:
    chance = random.Random(seed)
    for _ in range(10):
        wander(database, chance)
        if chance.random() < 0.4:
            assert not catch_up(database, writer).rebuilt
    assert not catch_up(database, writer).rebuilt
    assert whole(folder) == fresh(database, tmp_path)


class Killed(Exception):
    """What a test ends the work with."""


class Dying(EmbeddedWriter):
    """A writer whose process ends right before, or right after, one of its writes."""

    def __init__(self, folder: Path, writes: int, *, after: bool) -> None:
        super().__init__(folder)
        self._left, self._after = writes, after
        self.versions: list[Version] = []

    def put(self, documents: Sequence[Document], removed: Sequence[str], version: Version) -> None:
        self._left -= 1
        if self._left < 0 and not self._after:
            raise Killed
        super().put(documents, removed, version)
        self.versions.append(version)
        if self._left < 0:
            raise Killed


@on_one_database
@pytest.mark.parametrize("after", [False, True])
def test_who_stops_goes_on_in_the_middle_of_a_write(
    database: Database, folder: Path, tmp_path: Path, in_small_steps: None, after: bool
) -> None:
    edits.put(database, edits.plan("2030", *(edits.task(number) for number in range(1, 41))))
    edits.edit_task(database, "2030-40", title=edits.both("Last"))
    edits.edit_task(database, "2030-1", title=edits.both("First"))
    first = Embedded(folder).held().version
    versions: list[Version] = []
    for writes in (0, 0, 1, 2, 1, 0, 100):
        writer = Dying(folder, writes, after=after)
        try:
            catch_up(database, writer)
        except Killed:
            assert Embedded(folder).held().version == [first, *versions, *writer.versions][-1]
        versions += writer.versions
    places = [(version.revision, version.position) for version in versions]
    assert places == sorted(set(places)), "nothing is done twice"
    assert places[-1] == (4, 0)
    assert any(position for _, position in places)
    assert whole(folder) == fresh(database, tmp_path)


def test_the_order_of_the_log_is_kept(database: Database, folder: Path, in_small_steps: None) -> None:
    """A thing that comes and goes within what is waiting is gone in the end."""
    writer = EmbeddedWriter(folder)
    _imported(database)
    plan = edits.stored(database, "2030")
    edits.edit(database, "2030", tasks=plan.tasks[:5])
    edits.edit(database, "2030", tasks=plan.tasks[:10])
    catch_up(database, writer)
    mine = {key for key in bodies(writer) if key.startswith("task:2030-")}
    assert mine == {f"task:2030-{number}" for number in range(1, 11)}


@on_one_database
def test_writes_that_arrive_meanwhile_are_carried_over_too(
    database: Database, writer: EmbeddedWriter, folder: Path, tmp_path: Path
) -> None:
    def write() -> None:
        for number in range(8):
            edits.edit_task(database, f"2025-{number + 1}", title=edits.both(f"Title {number}"))

    other = threading.Thread(target=write)
    other.start()
    while other.is_alive():
        catch_up(database, writer)
    catch_up(database, writer)
    assert whole(folder) == fresh(database, tmp_path)


# Building anew


def test_another_database_is_built_anew(database: Database, writer: EmbeddedWriter, folder: Path) -> None:
    _run(database, "UPDATE dataset SET uid = 'ffffffffffffffffffffffffffffffff'")
    assert _waiting(database, writer) is None
    assert catch_up(database, writer).rebuilt
    assert Embedded(folder).held().version.dataset == "f" * 32


def test_a_database_that_was_set_back_is_built_anew(
    database: Database, writer: EmbeddedWriter, folder: Path, tmp_path: Path
) -> None:
    before = whole(folder)
    held = writer.version()
    assert held is not None
    writer.put([], ["task:2025-1"], held._replace(revision=9))
    assert _waiting(database, writer) is None
    assert catch_up(database, writer).rebuilt
    assert whole(folder) == before


def test_a_database_that_was_set_back_into_a_write_is_built_anew(database: Database, writer: EmbeddedWriter) -> None:
    held = writer.version()
    assert held is not None
    writer.put([], [], held._replace(position=3))
    assert _waiting(database, writer) is None
    assert catch_up(database, writer).rebuilt


def test_a_log_with_a_gap_is_no_way(database: Database, writer: EmbeddedWriter, folder: Path, tmp_path: Path) -> None:
    _imported(database)
    _run(database, "DELETE FROM change WHERE revision = 2 AND position <= 3")
    assert catch_up(database, writer).rebuilt
    assert whole(folder) == fresh(database, tmp_path)


def test_a_revision_without_a_log_is_built_anew(database: Database, writer: EmbeddedWriter) -> None:
    _run(database, "UPDATE dataset SET revision = 9")
    assert _waiting(database, writer) is None
    assert catch_up(database, writer).rebuilt
    assert not catch_up(database, writer).rebuilt


def test_another_analysis_is_built_anew(
    database: Database, writer: EmbeddedWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded, "FORMAT", "another")
    assert writer.version() is None
    assert catch_up(database, writer).rebuilt
    assert writer.version() is not None
    assert not catch_up(database, writer).rebuilt


def test_where_most_is_new_it_is_built_anew(database: Database, writer: EmbeddedWriter) -> None:
    edits.put(database, edits.plan("2030", *(edits.task(number) for number in range(1, 701))))
    assert _waiting(database, writer) == 700 + 3 + 1 + 1
    assert catch_up(database, writer).rebuilt


def test_a_rebuild_that_fails_leaves_all_as_it_was(database: Database, writer: EmbeddedWriter, folder: Path) -> None:
    before, current = whole(folder), (folder / CURRENT).read_text()
    edits.edit_task(database, "2025-1", title=edits.both("New"))
    left = 3

    def still() -> None:
        nonlocal left
        left -= 1
        if not left:
            raise Unavailable("the turn is lost")

    with pytest.raises(Unavailable):
        catch_up(database, writer, anew=True, still=still)
    assert (folder / CURRENT).read_text() == current
    assert whole(folder) == before
    assert catch_up(database, writer).put == 1


@on_one_database
@pytest.mark.parametrize("damaged", ["tables.json", "words.txt", "sum"])
def test_to_build_anew_mends_what_is_damaged(
    database: Database, writer: EmbeddedWriter, folder: Path, damaged: str
) -> None:
    before = {path.name: path.read_bytes() for path in _files(folder)}
    (folder / (folder / CURRENT).read_text() / damaged).write_bytes(before[damaged][:100] + b"]")
    catch_up(database, EmbeddedWriter(folder), anew=True)
    after = {path.name: path.read_bytes() for path in _files(folder)}
    assert before.keys() == after.keys() == {"tables.json", "words.txt", "sum"}
    assert before == after
    assert not check(database, EmbeddedWriter(folder))


def _files(folder: Path) -> list[Path]:
    """What an index keeps beside tantivy's files."""
    return [folder / (folder / CURRENT).read_text() / name for name in ("tables.json", "words.txt", "sum")]


def test_bodies_of_another_release_are_not_taken(database: Database, writer: EmbeddedWriter) -> None:
    _run(database, "UPDATE dataset SET rendering = 0, revision = 2")
    with pytest.raises(Unavailable, match="tuijin migrate"):
        catch_up(database, writer)


def test_who_searches_meanwhile_sees_one_index_or_the_other(
    database: Database, writer: EmbeddedWriter, folder: Path
) -> None:
    """Each answer is of one revision, whole: its total is that of the revision that it names."""
    reader = Embedded(folder)
    totals, seen, failed = {1: 228}, set(), []
    done = threading.Event()

    def search() -> None:
        try:
            while not done.is_set():
                found = reader.held().search(Ask(AllOf(()), facets=("plan",), sort="id", limit=5_000))
                revision = found.version.revision
                assert found.total == totals[revision] == len(found.hits)
                assert sum(number for _, number in found.facets["plan"]) == totals[revision]
                seen.add(revision)
                time.sleep(0.001)
        except (AssertionError, Away, ValueError, KeyError, OSError) as error:
            failed.append(error)

    threads = [threading.Thread(target=search) for _ in range(2)]
    for thread in threads:
        thread.start()
    for revision in range(2, 7):
        totals[revision] = 228 + revision
        edits.put(database, edits.plan("2030", *(edits.task(number) for number in range(1, revision + 1))))
        catch_up(database, writer, anew=revision % 3 != 0)
    done.set()
    for thread in threads:
        thread.join()
    assert failed == []
    assert len(seen) > 1


# Comparing


def test_what_differs_is_found(database: Database, writer: EmbeddedWriter) -> None:
    held = writer.version()
    assert held is not None
    moment = "2026-01-05T08:00:00.000000Z"
    planted = [
        Document("task", "2025-2", b'{"id":"2025-2"}', tokens="k:task", plan="2025", number=2, updated_at=moment),
        Document("task", "2099-1", b"{}", tokens="k:task", plan="2099", number=1, updated_at=moment),
        Document("agency", "SAMR", b"{}", tokens="k:agency"),
        Document("section", "2025:1", b"{}", tokens="k:section"),
        Document("plan", "2024", b"{}", tokens="k:plan"),
    ]
    writer.put(planted, ["task:2025-1", "agency:SPC"], held)
    found = check(database, writer)
    assert found
    assert sorted(found.missing) == ["agency:SPC", "task:2025-1"]
    assert found.extra == ["task:2099-1"]
    assert sorted(found.different) == ["agency:SAMR", "plan:2024", "section:2025:1", "task:2025-2"]
    assert found.held == found.wanted == held
    said = str(found).splitlines()
    assert said[0] == "embedded: at revision 1, the data is at 1; 2 missing, 1 extra, 4 different"
    assert "  missing task:2025-1" in said
    catch_up(database, writer, anew=True)
    assert not check(database, writer)


def test_an_index_that_is_behind_differs(database: Database, writer: EmbeddedWriter) -> None:
    edits.edit_task(database, "2025-1", title=edits.both("New"))
    found = check(database, writer)
    assert found.different == ["task:2025-1"]
    assert (found.held and found.held.revision, found.wanted.revision) == (1, 2)


def test_no_index_lacks_everything(database: Database, tmp_path: Path) -> None:
    found = check(database, EmbeddedWriter(tmp_path / "none"))
    assert found
    assert found.held is None
    assert len(found.missing) > 228
    assert not (tmp_path / "none").exists()


def _waiting(database: Database, writer: EmbeddedWriter) -> int | None:
    with database.snapshot() as snapshot:
        return waiting(snapshot, "embedded", writer.version())


def _run(database: Database, statement: str) -> None:
    with database.write() as connection:
        connection.execute(text(statement))
