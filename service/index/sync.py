"""Keeps indexes in step with the database: carried over from the change log, or built anew where that does not do.

The log is read in batches and in its order, and each batch puts the rows as they are now, so to do one twice changes
nothing. What an index holds is written together with what it speaks of: whoever is stopped, however hard, goes on from
there. An index that is another database's or another release's, or ahead of the database, is built anew beside the one
that answers.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import TypeVar

from service import queries
from service.config import Settings
from service.db import Database, Row, Snapshot, Unavailable
from service.index import document, embedded
from service.index.base import Away, Document, Engine, Failed, Kind, Version, Writer
from service.index.embedded_writer import EmbeddedWriter
from service.index.turn import INDEX, Busy, Still, turn
from service.question.glossary import Glossary
from service.records import AgencyRecord, section_key, section_number
from service.schemas import RENDERING

BATCH = 500
"""Entries of the log that are carried over at a time: half a second's work, and some megabytes."""
SHARE = 0.5
"""Of the tasks: where more that an index keeps is waiting, to build anew is quicker, and searches see all at once."""
KINDS: dict[Engine, tuple[Kind, ...]] = {
    "embedded": ("agency", "plan", "section", "topic", "task"),
    "meilisearch": ("task",),
}
"""What each engine keeps."""
SHOWN = 20
"""Ids that a report names of each kind."""

Value = TypeVar("Value")


@dataclass(slots=True)
class Progress:
    """What was done to an index."""

    name: Engine
    version: Version | None = None
    rebuilt: bool = False
    put: int = 0
    removed: int = 0

    def __str__(self) -> str:
        done = []
        if self.rebuilt or self.put:
            done.append(f"{self.put} documents {'built anew' if self.rebuilt else 'put'}")
        if self.removed:
            done.append(f"{self.removed} removed")
        where = f"at revision {self.version.revision}" if self.version else "empty"
        return f"{self.name}: {', '.join((*(done or ['nothing to do']), where))}"


@dataclass(frozen=True, slots=True)
class Differences:
    """What an index does not hold as the database does, as `kind:id`."""

    name: Engine
    held: Version | None
    wanted: Version
    missing: list[str] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)
    different: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return self.held != self.wanted or bool(self.missing or self.extra or self.different)

    def __str__(self) -> str:
        if not self.held:
            return f"{self.name}: there is no index, or one of another release"
        if not self:
            return f"{self.name}: in step at revision {self.held.revision}"
        if self.held.dataset != self.wanted.dataset:
            where = "of another database"
        else:
            where = f"at revision {self.held.revision}, the data is at {self.wanted.revision}"
        kinds = {"missing": self.missing, "extra": self.extra, "different": self.different}
        lines = [f"{self.name}: {where}; {', '.join(f'{len(keys)} {kind}' for kind, keys in kinds.items())}"]
        for kind, keys in kinds.items():
            lines += (f"  {kind} {key}" for key in keys[:SHOWN])
            lines += [f"  {kind}: and {len(keys) - SHOWN} more"] if len(keys) > SHOWN else []
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class Batch:
    """A stretch of the log, as what it means for an index."""

    documents: Sequence[Document]
    removed: Sequence[str]
    version: Version


def indexes(settings: Settings) -> list[Writer]:
    """The indexes that are kept, the one that always answers first."""
    found: list[Writer] = [EmbeddedWriter(settings.data_dir / INDEX)]
    if settings.meili_url:
        from service.index.meili import MeiliWriter

        found.append(MeiliWriter(settings))
    return found


def each(
    settings: Settings,
    database: Database,
    work: Callable[[Writer, Still], Value],
    *,
    only: Engine | None = None,
    wait: float = 0,
) -> Iterator[tuple[Engine, Value | Exception]]:
    """Work on every index in its turn. What one fails for is told beside its name, and keeps no other one behind."""
    with database.snapshot() as snapshot:  # without data nothing is begun, and nothing left on the disk
        ready(snapshot)
    for writer in indexes(settings):
        if only not in (None, writer.name):
            continue
        try:
            with closing(writer), turn(settings, writer.name, wait) as still:
                done: Value | Exception = work(writer, still)
        except (Away, Failed, Busy, OSError, ValueError) as error:  # tantivy says everything by ValueError
            done = error
        yield writer.name, done


# Catching up


def catch_up(database: Database, writer: Writer, *, anew: bool = False, still: Still = lambda: None) -> Progress:
    """Brings an index to the database's revision, for whoever has the turn; with `anew` by building it from nothing."""
    done = Progress(writer.name)
    held = None if anew else writer.version()
    first = True
    while True:
        with database.snapshot() as snapshot:
            ready(snapshot)
            batch = _batch(snapshot, writer, held, first=first) if held else None
        first = False
        if batch is None:
            held = _rebuild(database, writer, done, still)
        elif batch.version == held:
            done.version = held
            return done
        else:
            still()
            writer.put(batch.documents, batch.removed, batch.version)
            held = batch.version
            done.put += len(batch.documents)
            done.removed += len(batch.removed)


def wanted(snapshot: Snapshot, engine: Engine) -> Version:
    """What an index of this engine holds that is in step."""
    return Version(snapshot.uid, snapshot.revision, 0, _analysis(engine))


def _analysis(engine: Engine) -> str:
    if engine == "embedded":
        return embedded.analysis()
    from service.index import meili  # its client is loaded only where there is a server

    return meili.analysis()


def in_step(snapshot: Snapshot, engine: Engine, held: Version | None) -> bool:
    return held == wanted(snapshot, engine)


def waiting(snapshot: Snapshot, engine: Engine, held: Version | None) -> int | None:
    """Entries of the log that an index lacks; `None` where they would not bring it up."""
    now = wanted(snapshot, engine)
    if held is None or (held.dataset, held.analysis) != (now.dataset, now.analysis):
        return None
    if held[1:3] >= now[1:3]:
        return 0 if held == now else None
    row = snapshot.row(queries.LOG_LEFT, _place(held))
    return row[0] if row and row[0] else None  # without entries for it a newer revision cannot be carried over


def _place(held: Version) -> dict[str, object]:
    return {"revision": held.revision + 1, "position": held.position}


def ready(snapshot: Snapshot) -> None:
    """Refuses bodies that another release has made: they would have to be put again, and no log would say so."""
    if snapshot.row(queries.RENDERING, {}) != (RENDERING,):
        raise Unavailable("the stored answers are another release's; run `tuijin migrate`")


def _batch(snapshot: Snapshot, writer: Writer, held: Version, *, first: bool) -> Batch | None:
    """What comes next in the log, an empty batch where nothing does; `None` where the index is to be built anew."""
    left = waiting(snapshot, writer.name, held)
    if left is None:
        return None
    if left == 0:
        return Batch((), (), held)
    if first and left > BATCH:
        kept, tasks = snapshot.row(queries.LOG_LEFT_INDEXED, _place(held)), snapshot.row(queries.TASKS, {})
        if kept and tasks and kept[0] > max(BATCH, SHARE * tasks[0]):
            return None
    entries = snapshot.rows(queries.LOG_AFTER, {**_place(held), "limit": BATCH + 1})
    if entries[0][:2] != (held.revision + 1, held.position + 1):
        return None  # a part of the log is gone
    taken = entries[:BATCH]
    revision, position = taken[-1][:2]
    if len(entries) > BATCH and entries[BATCH][0] == revision:
        version = held._replace(revision=revision - 1, position=position)
    else:
        version = held._replace(revision=revision, position=0)
    changed = dict.fromkeys((kind, key) for _, _, kind, key in taken if kind in queries.INDEXED)
    glossary = writer.glossary()
    documents: list[Document] = []
    for kind in queries.INDEXED:
        documents += _some(snapshot, kind, [key for of, key in changed if of == kind], glossary)
    there = {(made.kind, made.id) for made in documents}
    return Batch(documents, [f"{kind}:{key}" for kind, key in changed if (kind, key) not in there], version)


def _rebuild(database: Database, writer: Writer, done: Progress, still: Still) -> Version:
    still()
    building = writer.rebuild()
    done.rebuilt, done.put, done.removed = True, 0, 0
    try:
        with database.snapshot(stream=True) as snapshot:
            ready(snapshot)
            version = wanted(snapshot, writer.name)
            for kind in queries.INDEXED:
                with closing(snapshot.stream(queries.INDEXED[kind].all, {})) as batches:
                    for rows in batches:
                        still()
                        building.put(_made(kind, row, building.glossary) for row in rows)
                        done.put += len(rows)
        still()
        building.finish(version)
    except BaseException:
        with suppress(Away, Failed):  # what is left of it goes with the next one
            building.abandon()
        raise
    return version


# From rows to documents


def _some(snapshot: Snapshot, kind: str, keys: Sequence[str], glossary: Glossary) -> Iterator[Document]:
    """The documents of those that are there."""
    statement = queries.INDEXED[kind].some
    for start in range(0, len(keys), queries.SOME):
        chosen = [_key(kind, key) for key in keys[start : start + queries.SOME]]
        chosen += chosen[-1:] * (queries.SOME - len(chosen))
        values = {f"{name}_{i}": value for i, each in enumerate(chosen) for name, value in each.items()}
        for row in snapshot.rows(statement, values):
            yield _made(kind, row, glossary)


def _key(kind: str, key: str) -> dict[str, object]:
    """An id of the log as columns."""
    if kind == "agency":
        return {"code": key}
    if kind == "topic":
        return {"kind": kind, "id": key}
    if kind == "plan":
        return {"id": key}
    if kind == "section":
        plan, _, number = key.partition(":")
        part, sub = section_key(number)
        return {"plan_id": plan, "part": part, "sub": sub}
    plan, _, number = key.rpartition("-")
    return {"plan_id": plan, "number": int(number)}


def _made(kind: str, row: Row, glossary: Glossary) -> Document:
    return document.task(bytes(row[2]), glossary, row[3]) if kind == "task" else _small(kind, row)


def _small(kind: str, row: Row) -> Document:
    """The document of anything but a task."""
    if kind == "agency":
        # SQLite hands JSON over as text, Postgres as what it means.
        return document.agency(AgencyRecord.model_validate(json.loads(row[1]) if isinstance(row[1], str) else row[1]))
    if kind == "plan":
        return document.titled("plan", *row)
    if kind == "topic":
        name = json.loads(bytes(row[2]))["name"]
        return document.titled("topic", row[1], name["zh"], name["en"])
    plan, part, sub, zh, en = row
    return document.titled("section", f"{plan}:{section_number(part, sub)}", zh, en)


# Checking


def check(database: Database, writer: Writer) -> Differences:
    """Compares all that an index gives back with the database. It holds ids and digests, never the texts."""
    held = writer.version()
    there = {key: _digest(body) for key, body in writer.holds()} if held else {}
    with database.snapshot(stream=True) as snapshot:
        ready(snapshot)
        found = Differences(writer.name, held, wanted(snapshot, writer.name))
        for kind in KINDS[writer.name]:
            for key, body in _bodies(snapshot, kind):
                digest = there.pop(key, None)
                if digest is None:
                    found.missing.append(key)
                elif digest != _digest(body):
                    found.different.append(key)
    found.extra.extend(sorted(there))
    return found


def _bodies(snapshot: Snapshot, kind: str) -> Iterator[tuple[str, bytes]]:
    with closing(snapshot.stream(queries.INDEXED[kind].all, {})) as batches:
        for row in (row for rows in batches for row in rows):
            if kind == "task":  # its words need not be looked up for that
                yield f"task:{row[0]}-{row[1]}", bytes(row[2])
            else:
                made = _small(kind, row)
                yield f"{kind}:{made.id}", made.body


def _digest(body: bytes) -> bytes:
    return blake2b(body, digest_size=12).digest()
