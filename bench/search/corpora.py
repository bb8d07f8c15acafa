"""Indexes to measure on: of the shipped tasks, of a hundred thousand and of a million.

They lie in `data/bench` and are used again until the shipped data, the way they are made or the analysis change.
"""

import json
import os
import shutil
import sqlite3
from collections import deque
from collections.abc import Iterable, Iterator
from functools import cache
from hashlib import blake2b
from inspect import getsource
from multiprocessing import get_context
from multiprocessing.pool import AsyncResult, Pool
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

from bench import datasets
from bench.search import made
from service.config import SEED
from service.index import document, embedded, embedded_writer
from service.index.base import Document, Version
from service.question import fold, tables
from service.question.glossary import Glossary
from service.schemas import RENDERING

FEW, MANY, MOST = 228, 100_000, 1_000_000
"""How many tasks there are: the shipped ones, or made ones besides them."""

INDEX, TOLD = "index", "told.json"
PROCESSES = os.cpu_count() or 1
READY = "/search?q=2025-1"
"""Answered once the index is open. The service is never ready by its own account: the index is of other data."""
AHEAD = 2
"""Plans that each process may be ahead of the index, so that a million tasks are never in memory at once."""


class Built(NamedTuple):
    """How an index was built."""

    documents: int
    seconds: float
    processes: int
    octets: int


class Corpus(NamedTuple):
    """An index that is kept."""

    tasks: int
    folder: Path
    built: Built

    @property
    def files(self) -> Path:
        """Of the index."""
        return self.folder / INDEX


@cache
def key() -> str:
    """What the indexes depend on. Those of another key are removed."""
    found = blake2b(f"{embedded.analysis()} {RENDERING}".encode(), digest_size=6)
    for file in (*sorted(SEED.rglob("*.yaml")), *map(Path, (made.__file__, document.__file__, fold.__file__))):
        found.update(file.read_bytes())
    for function in (embedded._schema, embedded_writer._document):
        found.update(getsource(function).encode())
    return found.hexdigest()


def corpus(tasks: int) -> Corpus:
    """The index of so many tasks."""
    found = datasets.FOLDER / f"search-{tasks}-{key()}"
    if not found.exists():
        for old in datasets.FOLDER.glob(f"search-{tasks}-*"):
            shutil.rmtree(old)
        new = datasets.FOLDER / f"new-search-{tasks}-{os.getpid()}"
        new.mkdir(parents=True)
        try:
            _make(new, tasks)
            new.rename(found)
        finally:
            shutil.rmtree(new, ignore_errors=True)
    return Corpus(tasks, found, Built(*json.loads((found / TOLD).read_bytes())))


def data_directory(data: Corpus, folder: Path) -> Path:
    """A data directory for the service: the index, which nothing may write, and a database of the shipped data.

    The database only has to know the plans and agencies of filters. What else is written there goes with the folder.
    """
    found = folder / f"serving-{data.tasks}"
    if not found.exists():
        found.mkdir()
        file = datasets.file_of(datasets.shipped())
        into, origin = sqlite3.connect(found / file.name), sqlite3.connect(file)
        origin.backup(into)
        origin.close()
        into.close()
        (found / INDEX).symlink_to(data.files, target_is_directory=True)
    return found


def version(tasks: int, analysis: str) -> Version:
    return Version(f"bench-{tasks}-{key()}", 1, 0, analysis)


def plans(tasks: int) -> range:
    """The made plans."""
    return range(tasks // made.TASKS_A_PLAN)


def documents(tasks: int, *, processes: int) -> Iterator[Document]:
    """All documents of a corpus, those of made tasks from as many processes."""
    yield from made.named(len(plans(tasks)))
    yield from map(cut, made.shipped())
    if processes == 1:
        for plan in plans(tasks):
            yield from of_plan(plan)
        return
    with get_context("spawn").Pool(processes) as pool:
        for group in _ahead(pool, plans(tasks), processes * AHEAD):
            yield from group


def of_plan(plan: int) -> list[Document]:
    return [cut(body) for body in made.tasks(plan)]


def size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def _ahead(pool: Pool, wanted: Iterable[int], most: int) -> Iterator[list[Document]]:
    """What the processes make, in order, a bounded number of plans ahead."""
    waiting: deque[AsyncResult[list[Document]]] = deque()
    for plan in wanted:
        waiting.append(pool.apply_async(of_plan, (plan,)))
        if len(waiting) >= most:
            yield waiting.popleft().get()
    while waiting:
        yield waiting.popleft().get()


def cut(body: bytes) -> Document:
    """The document of a task."""
    return document.task(body, glossary())


@cache
def glossary() -> Glossary:
    return tables.loaded(tables.compiled()).glossary


def _make(folder: Path, tasks: int) -> None:
    if tasks > FEW:
        print(f"making an index of {tasks:,} tasks, once ...", flush=True)
    processes = PROCESSES if tasks > FEW else 1
    began, count = perf_counter(), 0

    def counted() -> Iterator[Document]:
        nonlocal count
        for each in documents(tasks, processes=processes):
            count += each.kind == "task"
            yield each

    building = embedded_writer.EmbeddedWriter(folder / INDEX).rebuild()
    building.put(counted())
    building.finish(version(tasks, embedded.analysis()))
    built = Built(count, perf_counter() - began, processes, size(folder / INDEX))
    (folder / TOLD).write_text(json.dumps(built))
