"""The writing side of the embedded index: changes to the one that answers, and new ones made beside it."""

import json
import shutil
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from uuid import uuid4

import tantivy

from service.index.base import Document, Engine, Failed, Version
from service.index.embedded import CURRENT, SCHEMA, STATE, TABLES, Embedded, analysis
from service.moments import microseconds
from service.question import repair, tables
from service.question.glossary import Glossary

WORDS, SUM = "words.txt", "sum"
HEAP = 64_000_000
PATIENCE = 30.0
"""Seconds that a writer waits for another one."""


class EmbeddedWriter:
    """The writing side."""

    name: Engine = "embedded"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._reader = Embedded(folder)

    def version(self) -> Version | None:
        return self._reader.version()

    def glossary(self) -> Glossary:
        return self._reader.held().tables.glossary

    def put(self, documents: Sequence[Document], removed: Sequence[str], version: Version) -> None:
        name = (self._folder / CURRENT).read_text("ascii").strip()
        index = tantivy.Index.open(str(self._folder / name))
        _write(index, documents, removed, version)

    def rebuild(self) -> "EmbeddedBuilding":
        return EmbeddedBuilding(self._folder)

    def holds(self) -> Iterator[tuple[str, bytes]]:
        held = self._reader.held()
        for kind in ("task", "agency", "plan", "section", "topic"):
            for key, body in held.documents(kind):
                yield f"{kind}:{key}", body

    def close(self) -> None:
        """Nothing is held open."""


class EmbeddedBuilding:
    """An index made beside the one that answers."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._clear()
        content, self._words = _kept(folder) or _compiled()  # a slip in what they are made of ends it here
        self._name = f"{analysis()}-{uuid4().hex[:8]}"
        self._path = folder / self._name
        self._path.mkdir()
        self.glossary = tables.loaded(content).glossary
        (self._path / TABLES).write_bytes(content)
        (self._path / WORDS).write_bytes(self._words)
        (self._path / SUM).write_text(_sum(content, self._words), "ascii")
        self._index = tantivy.Index(SCHEMA, path=str(self._path))
        self._writer = self._index.writer(HEAP, 1)

    def put(self, documents: Iterable[Document]) -> None:
        for document in documents:
            self._writer.add_document(_document(document))

    def finish(self, version: Version) -> None:
        self._writer.add_document(_names("words", self._words.decode().split("\n")))
        self._writer.add_document(_state(version))
        self._writer.commit()
        self._writer.wait_merging_threads()
        new = self._folder / f"{CURRENT}.new"
        new.write_text(self._name, "ascii")
        new.replace(self._folder / CURRENT)
        self._clear()

    def abandon(self) -> None:
        if _current(self._folder) != self._name:  # what answers already is not taken away
            shutil.rmtree(self._path, ignore_errors=True)

    def _clear(self) -> None:
        """Removes what is not in use: half-built indexes, and those that were swapped out. Open files stay readable."""
        kept = _current(self._folder)
        for path in self._folder.iterdir():
            if path.is_dir() and path.name != kept:
                shutil.rmtree(path, ignore_errors=True)


def _current(folder: Path) -> str:
    """The name of the folder that answers; empty where there is none."""
    current = folder / CURRENT
    return current.read_text("ascii").strip() if current.exists() else ""


def _compiled() -> tuple[bytes, bytes]:
    """The tables, and the words under the keys by which slips are mended."""
    content = tables.compiled()
    return content, _words_of(content)


def _kept(folder: Path) -> tuple[bytes, bytes] | None:
    """Both as the index that answers has them, where they would be made the same now, which takes seconds.

    What is damaged there is not taken over: to build anew has to mend it.
    """
    current = _current(folder)
    if not current.startswith(f"{analysis()}-"):
        return None
    with suppress(OSError):
        content, found = (folder / current / TABLES).read_bytes(), (folder / current / WORDS).read_bytes()
        if (folder / current / SUM).read_bytes() == _sum(content, found).encode():
            return content, found
    return None


def _sum(content: bytes, found: bytes) -> str:
    return blake2b(content + found, digest_size=16).hexdigest()


def _write(index: tantivy.Index, documents: Sequence[Document], removed: Sequence[str], version: Version) -> None:
    end = time.monotonic() + PATIENCE
    while True:
        try:
            writer = index.writer(HEAP // 4, 1)
            break
        except ValueError as error:  # another process writes; the lock is the kernel's and dies with its holder
            if time.monotonic() > end:
                raise Failed(f"the index is being written by another process: {error}") from error
            time.sleep(0.05)
    try:
        for key in (*removed, *(f"{document.kind}:{document.id}" for document in documents), STATE):
            writer.delete_documents_by_term("key", key)
        for document in documents:
            writer.add_document(_document(document))
        writer.add_document(_state(version))
        writer.commit()
    finally:
        writer.wait_merging_threads()


def _document(document: Document) -> tantivy.Document:
    made = tantivy.Document()
    made.add_text("key", f"{document.kind}:{document.id}")
    made.add_text("tokens", document.tokens)
    made.add_bytes("body", document.body)
    made.add_bytes("shelves", document.shelves.encode())
    for name in document.names:
        for key in repair.keys(name):
            made.add_text("names", f"{key}={name}")
    if document.kind == "task":
        made.add_text("title", document.title)
        made.add_text("plan", document.plan)
        made.add_text("section", document.section)
        for code in document.agencies:
            made.add_text("agency", code)
        for topic in document.topics:
            made.add_text("topic", topic)
        order = f"{document.plan} {document.number:07d}"
        made.add_text("order", order)
        made.add_text("updated", f"{document.updated_at} {order}")
        made.add_unsigned("since", microseconds(document.updated_at))
    return made


@lru_cache(maxsize=1)
def _words_of(content: bytes) -> bytes:
    """The words of the glossary in these tables, under the keys by which slips are mended, a line each."""
    glossary = tables.loaded(content).glossary
    # An everyday phrase is no word that one gets wrong by a character: 孩子发烧 is no slip for 孩子发明.
    every = ((key, name) for name, equal in glossary.chinese for key in repair.keys(name, by_sound=not equal))
    return "\n".join(f"{key}={name}" for key, name in every).encode()


def _names(key: str, names: Iterable[str]) -> tantivy.Document:
    made = tantivy.Document()
    made.add_text("key", key)
    for name in names:
        made.add_text("names", name)
    return made


def _state(version: Version) -> tantivy.Document:
    made = tantivy.Document()
    made.add_text("key", STATE)
    made.add_bytes("body", json.dumps(version).encode())
    return made
