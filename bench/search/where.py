"""Where the time of a search goes: understanding, tantivy's search, counts, facets and documents, and the rest."""

from collections.abc import Callable, Iterator, Mapping
from statistics import mean
from time import process_time
from typing import Any

from bench.machine import LOAD_CORE, on_core
from bench.search import inside
from bench.search.corpora import FEW, MANY, MOST, Corpus, corpus
from bench.search.setting import Setting
from bench.search.timing import ENDLESS, milliseconds
from service.index.base import Ask, Found
from service.index.embedded import Embedded, Held
from service.paging import Paging
from service.question.groups import Question
from service.routes.search import _body
from service.searching import Matched, Place, answering, steps_taken

STAGES = ("understanding", "hits", "totals", "facets", "documents", "rest of the index", "ranking", "body")
LIMIT_OF_A_COUNT = 1


class Clock:
    """Seconds of processor time by stage; what is inside another stage counts there alone."""

    def __init__(self) -> None:
        self.spent = dict.fromkeys(STAGES, 0.0)
        self._open: list[list[float]] = []

    def of(self, stage: str, work: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*given: Any, **named: Any) -> Any:
            self._open.append([0.0])
            began = process_time()
            try:
                return work(*given, **named)
            finally:
                took = process_time() - began
                (inner,) = self._open.pop()
                self.spent[stage] += took - inner
                if self._open:
                    self._open[-1][0] += took

        return timed


class Watched:
    """tantivy's searcher, watched while a search runs. What questions are held against belongs to understanding."""

    def __init__(self, searcher: Any, clock: Clock) -> None:
        self._searcher, self._clock = searcher, clock
        self.aggregate = clock.of("facets", searcher.aggregate)
        self.terms_with_prefix = clock.of("facets", searcher.terms_with_prefix)
        self._hits, self._totals = clock.of("hits", searcher.search), clock.of("totals", searcher.search)

    def search(self, query: Any, limit: int, *given: Any, **named: Any) -> Any:
        return (self._totals if limit == LIMIT_OF_A_COUNT else self._hits)(query, limit, *given, **named)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._searcher, name)


def run(setting: Setting) -> None:
    for tasks in (FEW, MANY) if setting.plan.quick else (FEW, MANY, MOST):
        data = corpus(tasks)
        with on_core(LOAD_CORE):
            _show(setting, data)


def _show(setting: Setting, data: Corpus) -> None:
    held = Embedded(data.files).held()
    setting.report.title(f"Where the time goes: {data.tasks:,} tasks, mean milliseconds of processor time a question")
    rows = []
    for name, (texts, place) in inside.kinds(data).items():
        spent = [_stages(held, text, place, setting.plan.rounds) for text in texts]
        means = {stage: mean(each[stage] for each in spent) for stage in STAGES}
        rows.append((name, milliseconds(sum(means.values())), *(milliseconds(means[stage]) for stage in STAGES)))
    setting.report.table(("", "all", *STAGES), rows)


def _stages(held: Held, text: str, place: Place, rounds: int) -> Mapping[str, float]:
    """Of one question, the mean of some rounds after a first one."""
    clock = Clock()
    searcher, held._searcher = held._searcher, Watched(held._searcher, clock)  # type: ignore[assignment]
    hit, held._hit = held._hit, clock.of("documents", held._hit)  # type: ignore[assignment]
    try:
        for i in range(rounds + 1):
            if i == 1:
                if sum(clock.spent.values()) > ENDLESS:
                    return clock.spent
                clock.spent.update(dict.fromkeys(STAGES, 0.0))
            clock.of("body", _answered)(held, text, place, clock)
    finally:
        held._searcher, held._hit = searcher, hit
    return {stage: seconds / rounds for stage, seconds in clock.spent.items()}


def _answered(held: Held, text: str, place: Place, clock: Clock) -> bytes:
    found: Matched = clock.of("ranking", _matched)(held, text, place, clock)
    return _body(found, Paging(1, place.limit, walking=False), held, "embedded")


def _matched(held: Held, text: str, place: Place, clock: Clock) -> Matched:
    understood = _Understanding(held.understanding, held, clock)

    def search(ask: Ask) -> Found:
        found: Found = clock.of("rest of the index", held.search)(ask)
        return found

    return steps_taken(answering(understood, text, place, interpret=True), search)  # type: ignore[arg-type]


class _Understanding:
    """Understands as ever, with a searcher that nobody watches."""

    def __init__(self, understanding: Any, held: Held, clock: Clock) -> None:
        self._understanding, self._held = understanding, held
        self._clock = clock

    def readings(self, text: str) -> Iterator[Question]:
        readings = self._understanding.readings(text)
        following = self._clock.of("understanding", self._next)
        while (reading := following(readings)) is not None:
            yield reading

    def _next(self, readings: Iterator[Question]) -> Question | None:
        watched: Any = self._held._searcher
        self._held._searcher = watched._searcher
        try:
            return next(readings, None)
        finally:
            self._held._searcher = watched

    def __getattr__(self, name: str) -> Any:
        return getattr(self._understanding, name)
