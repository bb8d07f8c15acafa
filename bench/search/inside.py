"""The embedded index in this process: what a question costs, from its words to the answer's body, at three sizes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from time import process_time

from bench.machine import LOAD_CORE, on_core
from bench.report import Goal, Report
from bench.search import questions
from bench.search.corpora import FEW, MANY, MOST, Corpus, corpus, plans
from bench.search.made import plan_of
from bench.search.setting import Setting
from bench.search.timing import Case, Times, milliseconds, timed
from service.index.base import Ask, Found
from service.index.embedded import Embedded, Held
from service.paging import Paging
from service.routes.search import _body
from service.searching import FACETS, Matched, Place, answering, place_of, steps_taken
from service.suggesting import suggestions

PLAIN, EVERYWHERE, FILTERED = "plain", "in every task", "filtered"
BARE, BODY_10, BODY_50 = ", no facets", ", body of 10", ", body of 50"
SUGGESTED = "suggestions"
MOST_PLANS = 49
"""Made plans that are filtered by, where there are so many."""
LONGEST, LATE = 1_000, 0.5
"""Characters of the longest question, and seconds from which on no longer one is tried."""

Answer = Callable[[Held, str, Place], object]


def run(setting: Setting) -> None:
    for tasks in (FEW, MANY) if setting.plan.quick else (FEW, MANY, MOST):
        data = corpus(tasks)
        with on_core(LOAD_CORE):
            _measure(setting, data)


def _measure(setting: Setting, data: Corpus) -> None:
    report, held = setting.report, Embedded(data.files).held()
    report.title(f"In process: {data.tasks:,} tasks, embedded, milliseconds a question")
    found = timed(_cases(held, data), setting.plan.rounds, here=True)
    found.tell(report)
    _judge(report, found.times, data.tasks)
    _run_on(report, held)


def kinds(data: Corpus) -> Mapping[str, tuple[Sequence[str], Place]]:
    """Every kind of question, and where it is asked."""
    years = ["2025", *map(plan_of, plans(data.tasks)[:MOST_PLANS])]
    narrowed = place_of(questions.filters(years), sort=None, offset=0, limit=50)
    return {
        PLAIN: (questions.PLAIN, Place()),
        EVERYWHERE: (questions.EVERYWHERE, Place()),
        FILTERED: ((*questions.PLAIN[:10], *questions.EVERYWHERE), narrowed),
        "whole questions": (questions.WHOLE, Place()),
        "slips": (questions.SLIPS, Place()),
        "begun": (questions.BEGUN, Place()),
        "one letter": (questions.LETTERS, Place()),
        "strange": (questions.STRANGE, Place()),
        "pasted pages": (questions.pages(), Place()),
    }


def matched(held: Held, text: str, place: Place) -> Matched:
    """All of a search but its body."""
    return steps_taken(answering(held.understanding, text, place, interpret=True), held.search)


def _without_facets(held: Held, text: str, place: Place) -> Matched:
    def search(ask: Ask) -> Found:
        return replace(held.search(replace(ask, facets=())), facets=dict.fromkeys(FACETS, ()))

    return steps_taken(answering(held.understanding, text, place, interpret=True), search)


def body(held: Held, text: str, place: Place) -> bytes:
    """All of a search but HTTP."""
    return _written(matched(held, text, place), held, place)


def body_without_facets(held: Held, text: str, place: Place) -> bytes:
    """The same with no facet counted."""
    return _written(_without_facets(held, text, place), held, place)


def _written(found: Matched, held: Held, place: Place) -> bytes:
    return _body(found, Paging(1, place.limit, walking=False), held, "embedded")


def _cases(held: Held, data: Corpus) -> list[Case]:
    found = [_case(held, name, texts, place, matched) for name, (texts, place) in kinds(data).items()]
    for name in (PLAIN, EVERYWHERE, FILTERED):
        texts, place = kinds(data)[name]
        found += [
            _case(held, name + BARE, texts, place, _without_facets),
            _case(held, name + BODY_10, texts, replace(place, limit=10), body),
            _case(held, name + BODY_50, texts, place, body),
        ]
    return [*found, _case(held, SUGGESTED, questions.TYPED, Place(), lambda held, text, _: suggestions(text, held))]


def _case(held: Held, name: str, texts: Sequence[str], place: Place, answer: Answer) -> Case:
    def work(text: str) -> Callable[[], object]:
        return lambda: answer(held, text, place)

    return Case(name, {text: work(text) for text in texts})


def _judge(report: Report, found: Mapping[str, Times], tasks: int) -> None:
    for name in (PLAIN, EVERYWHERE, FILTERED):
        shares = [1 - bare / whole for bare, whole in zip(found[name + BARE].mean, found[name].mean, strict=True)]
        report.judge(f"{name}: share of the facets", shares, lambda value: f"{value:.0%}")
    if tasks == MANY:
        # Each kind by itself and not with a body, which is no work of the index.
        asked = {name: times for name, times in found.items() if not name.endswith((BARE, BODY_10, BODY_50))}
        name, times = max(asked.items(), key=lambda item: min(item[1].slowest[1]))
        report.judge(f"the slowest question of all, of {name}, ms", times.slowest[1], milliseconds, Goal("<=", 0.05))
    if tasks == MOST:
        report.judge("plain p50, ms", found[PLAIN + BARE].p50, milliseconds, Goal("<", 0.015))
        report.judge("plain with facets p50, ms", found[PLAIN].p50, milliseconds)
        report.judge("in every task with facets p50, ms", found[EVERYWHERE].p50, milliseconds, Goal("<", 0.25))


def _run_on(report: Report, held: Held) -> None:
    """The worst that may be sent: a question without an end. Its cost may grow faster than its length."""
    length = 125
    while True:
        began = process_time()
        matched(held, questions.run_on(length), Place())
        took = process_time() - began
        if took > LATE or length == LONGEST:
            break
        length *= 2
    report.judge(f"{length} unknown characters without a mark, ms", [took], milliseconds)
