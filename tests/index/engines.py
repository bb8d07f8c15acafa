"""The two engines behind one face, what they are filled with, and what they have to answer, worked out plainly."""

import asyncio
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Protocol
from uuid import uuid4

from meilisearch import Client

from service import seed
from service.config import Settings
from service.facts.files import derived_from
from service.index import document, embedded, meili
from service.index.base import FACET_VALUES, LEFT_OUT, Ask, Document, Facet, Found, Version, Writer
from service.index.embedded import Embedded, Held
from service.index.embedded_writer import EmbeddedWriter
from service.index.meili import Meili, MeiliWriter
from service.moments import stamp
from service.question import tables
from service.question.condition import AllOf, AnyOf, Condition
from service.rendering import PlanRenderer

FACETS: tuple[Facet, ...] = ("plan", "agency", "section", "topic")

HOSTILE = (
    'w:quo"te', 'w:ends"', "w:it's", "w:back\\slash", "w:ends\\", 'w:both\\"', "w:\\\\", "w:[list]", "w:(open",
    "w:shut)", "w:a,b", "w:=", "w:x=1", "w:100%", "w:%22", "w:%5c.", "OR", "or", "NOT", "IN", "_geo(1,2)", "k:state'",
    "w:－", "w:２", "w:2", "w:é", "w:e\u0301", "w:豈", "w:豈", "w:ﬁ", "w:fi", "a:samr", "w:" + "l" * 40,
)  # fmt: skip
"""Tokens that no text is cut into, and filters of one language or another could stumble over."""


class Engine(Protocol):
    """An engine with an index of its own, as a test uses it."""

    name: str
    analysis: str
    writer: Writer

    def another_writer(self) -> Writer: ...
    def search(self, ask: Ask) -> Found: ...


class OnDisk:
    """The embedded index."""

    name = "embedded"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._reader = Embedded(folder)
        self.analysis = embedded.analysis()
        self.writer = self.another_writer()

    def another_writer(self) -> Writer:
        return EmbeddedWriter(self._folder)

    def held(self) -> Held:
        return self._reader.held()

    def search(self, ask: Ask) -> Found:
        return self.held().search(ask)


class OnServer:
    """Meilisearch, read in an event loop of its own. Only for the thread that made it."""

    name = "meilisearch"
    beside: OnDisk | None = None
    """Where the tasks are at hand."""

    def __init__(self, settings: Settings, index: str, runner: asyncio.Runner) -> None:
        self.settings, self.index = settings, index
        self._runner = runner
        self.reader = Meili(settings, index)
        self.analysis = meili.analysis()
        self.writer = self.another_writer()

    def another_writer(self) -> Writer:
        return MeiliWriter(self.settings, self.index)

    def search(self, ask: Ask) -> Found:
        return self._runner.run(self.reader.search(ask, self.beside.held() if self.beside else None))

    def version(self) -> Version | None:
        return self._runner.run(self.reader.version())


def server_settings(url: str, key: str, **more: object) -> Settings:
    # Time enough for a machine that does much else.
    return Settings.model_validate({"meili_url": url, "meili_key": key, "meili_timeout": 30, **more})


@contextmanager
def on_server(settings: Settings, index: str | None = None) -> Iterator[OnServer]:
    """An engine on an index that no other test uses, and that is gone afterwards."""
    name = index or f"tuijin-test-{uuid4().hex[:8]}"
    with asyncio.Runner() as runner:
        engine = OnServer(settings, name, runner)
        try:
            yield engine
        finally:
            runner.run(engine.reader.close())
            engine.writer.close()
            client = server(settings)
            for left in client.get_raw_indexes({"limit": 10_000})["results"]:  # type: ignore[call-overload]
                if left["uid"].startswith(name):
                    client.wait_for_task(client.delete_index(left["uid"]).task_uid, 60_000)


def server(settings: Settings) -> Client:
    """The server as anyone may speak to it."""
    return Client(settings.meili_url, settings.meili_key or None, timeout=30)


def given_key() -> str:
    return os.environ.get("MEILI_KEY") or os.environ.get("MEILI_MASTER_KEY") or ""


# Documents


@cache
def seeded() -> tuple[Document, ...]:
    """All that ships, each task changed at a moment of its own but for some that share one."""
    glossary = tables.loaded(tables.compiled()).glossary
    agencies, plans = {agency.code: agency for agency in seed.agencies()}, list(seed.plans())
    derived = derived_from(plans)
    made = [document.agency(agency) for agency in agencies.values()]
    made += (document.titled("topic", t.code, t.name.zh, t.name.en) for t in derived.facts.topics.values())
    start = datetime(2025, 5, 7, 1, 2, 3, 4, tzinfo=UTC)
    for plan in plans:
        renderer = PlanRenderer(plan, agencies, derived)
        made.append(document.titled("plan", plan.id, plan.title.zh, plan.title.en))
        made += (document.titled("section", f"{plan.id}:{s.number}", s.title.zh, s.title.en) for s in plan.sections)
        for task in plan.tasks:
            moment = stamp(start + timedelta(microseconds=task.number * 7919 % 37, days=task.number % 5))
            made.append(document.task(renderer.task(task, moment), glossary, renderer.words(task)))
    return tuple(made)


@cache
def tasks() -> tuple[Document, ...]:
    return tuple(made for made in seeded() if made.kind == "task")


@cache
def varied() -> tuple[Document, ...]:
    """All that ships, tasks of plans whose names stand in between, and tasks with tokens that are hard to ask for."""
    between = [filed(task, f"2024-{i % 3:03}", i + 1) for i, task in enumerate(tasks()[:30])]
    hard = [
        with_tokens(filed(task, "hard", i + 1), *HOSTILE[i : i + 3]) for i, task in enumerate(tasks()[: len(HOSTILE)])
    ]
    return (*seeded(), *between, *hard)


def filed(task: Document, plan: str, number: int) -> Document:
    """The same task as one of another plan."""
    kept = (token for token in task.tokens.split(" ") if token[:2] not in ("id", "p:", "n:"))
    section = f"{plan}:{task.section.partition(':')[2]}"
    found = replace(task, id=f"{plan}-{number}", plan=plan, number=number, section=section)
    return with_tokens(replace(found, tokens=" ".join(kept)), f"id:{found.id}", f"p:{plan}", f"n:{number}")


def with_tokens(task: Document, *tokens: str) -> Document:
    return replace(task, tokens=" ".join((*tokens, task.tokens)))


def renewed(task: Document, moment: str, *tokens: str) -> Document:
    """The same task, changed since."""
    body = task.body.replace(b'"title"', b'"was":"changed","title"', 1)
    return with_tokens(replace(task, body=body, updated_at=moment), *tokens)


def fill(engine: Engine, documents: Iterable[Document], revision: int = 1) -> Version:
    version = Version("a-database", revision, 0, engine.analysis)
    building = engine.writer.rebuild()
    building.put(documents)
    building.finish(version)
    return version


# What has to be answered


@dataclass(frozen=True)
class Expected:
    """What an index of these documents has to answer."""

    documents: Sequence[Document]

    def found(self, ask: Ask, left_out: Sequence[str] = ()) -> list[Document]:
        narrowed = [condition for name, condition in ask.narrowed.items() if name not in left_out]
        return [
            task
            for task in self.documents
            if task.kind == "task"
            and all(fulfils(_tokens(task.tokens), each) for each in (ask.condition, *narrowed))
            and (ask.since is None or task.updated_at >= ask.since)
        ]

    def ids(self, ask: Ask) -> list[str]:
        """The ids of all that is found, in the order that is asked for."""
        by_moment = ask.sort in ("updated_at", "-updated_at")
        return [
            task.id
            for task in sorted(
                self.found(ask),
                key=lambda task: (task.updated_at if by_moment else "", task.plan, task.number),
                reverse=bool(ask.sort and ask.sort.startswith("-")),
            )
        ]

    def facets(self, ask: Ask) -> Mapping[str, Sequence[tuple[str, int]]]:
        counted: dict[str, Sequence[tuple[str, int]]] = {}
        for facet in ask.facets:
            found = self.found(ask, LEFT_OUT[facet])
            counts = Counter(value for task in found for value in values_of(task, facet))
            counted[facet] = sorted(counts.items(), key=lambda each: (-each[1], each[0]))[:FACET_VALUES]
        return counted

    def counts(self, ask: Ask) -> dict[str, int]:
        return {name: len(self.found(Ask(condition))) for name, condition in ask.counted.items()}


def fulfils(tokens: frozenset[str], condition: Condition) -> bool:
    if isinstance(condition, AllOf):
        return all(fulfils(tokens, each) for each in condition.of)
    if isinstance(condition, AnyOf):
        return any(fulfils(tokens, each) for each in condition.of)
    return condition in tokens


@cache
def _tokens(text: str) -> frozenset[str]:
    return frozenset(text.split())


def values_of(task: Document, facet: Facet) -> Sequence[str]:
    if facet == "agency":
        return task.agencies
    if facet == "topic":
        return task.topics
    return (task.plan if facet == "plan" else task.section,)
