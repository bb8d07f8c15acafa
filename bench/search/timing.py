"""Times work in this process or over one connection, round by round, so that what disturbs one disturbs all."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from statistics import median
from time import perf_counter, process_time

from bench.report import Report, spread
from bench.rounds import CALM

Work = Callable[[], object]

FIXED = 200_000
"""Steps of the work that is always the same, some 10 ms."""
ENDLESS = 2.0
"""Seconds from which on something is measured once only."""


@dataclass(frozen=True, slots=True)
class Case:
    """Things of one kind, each with a name."""

    name: str
    works: Mapping[str, Work]


@dataclass(slots=True)
class Times:
    """Seconds that each thing of a kind took, by round."""

    by_work: dict[str, list[float]] = field(default_factory=dict)

    @property
    def p50(self) -> list[float]:
        """The median of all things, by round."""
        return [median(each) for each in zip(*self.by_work.values(), strict=True)]

    @property
    def p99(self) -> float:
        """Of all that was measured."""
        found = sorted(value for values in self.by_work.values() for value in values)
        return found[min(len(found) - 1, int(len(found) * 0.99))]

    @property
    def mean(self) -> list[float]:
        """Of all things, by round."""
        return [sum(each) / len(each) for each in zip(*self.by_work.values(), strict=True)]

    @property
    def slowest(self) -> tuple[str, list[float]]:
        """What took longest, by its median."""
        return max(self.by_work.items(), key=lambda item: median(item[1]))


@dataclass(frozen=True, slots=True)
class Timed:
    """What was measured, and how far to believe it."""

    times: Mapping[str, Times]
    noise: Sequence[float]  # what a work that is always the same took, by round
    share: float  # of a core, that this process had while it worked
    by_processor: bool

    def tell(self, report: Report) -> None:
        """Everything in milliseconds."""
        report.note(f"The machine: work that is always the same took {spread(self.noise, milliseconds)} ms.")
        if self.by_processor:
            report.note(f"This process had {self.share:.0%} of a core. Times are its processor time.")
        rows = []
        for name, times in self.times.items():
            slowest, values = times.slowest
            shown = slowest if len(slowest) < 32 else f"{slowest[:30]}…"
            rows.append((
                name, str(len(times.by_work)), spread(times.p50, milliseconds), milliseconds(times.p99),
                spread(values, milliseconds), shown,
            ))  # fmt: skip
        report.table(("", "questions", "p50 ms", "p99 ms", "the slowest, ms", "which is"), rows)


def timed(cases: Sequence[Case], rounds: int, *, here: bool) -> Timed:
    """Everything once a round, in another order each time and once before it counts.

    What is done `here`, in this process, waits for nothing. Where it had no core to itself all the same, something else
    was busy, and its processor time is what it would have taken.
    """
    names = [(case.name, name, work) for case in cases for name, work in case.works.items()]
    taken: dict[tuple[str, str], list[tuple[float, float]]] = {(case, name): [] for case, name, _ in names}
    repeated = []
    for case, name, work in names:
        took = _timed(work)
        if took[here] < ENDLESS:
            repeated.append((case, name, work))
        else:
            taken[case, name] = [took] * rounds
    noise, random = [], Random(1)
    for _ in range(rounds):
        random.shuffle(repeated)
        for case, name, work in repeated:
            taken[case, name].append(_timed(work))
        noise.append(median(_timed(_fixed)[0] for _ in range(5)))
    every = [took for values in taken.values() for took in values]
    share = sum(cpu for _, cpu in every) / sum(wall for wall, _ in every)
    by_processor = here and share < CALM
    found = {case.name: Times() for case in cases}
    for (case, name), values in taken.items():
        found[case].by_work[name] = [cpu if by_processor else wall for wall, cpu in values]
    return Timed(found, noise, share, by_processor)


def _timed(work: Work) -> tuple[float, float]:
    """Seconds by the clock, and of processor time."""
    wall, cpu = perf_counter(), process_time()
    work()
    return perf_counter() - wall, process_time() - cpu


def _fixed() -> int:
    total = 0
    for i in range(FIXED):
        total += i & 3
    return total


def milliseconds(value: float) -> str:
    """From seconds."""
    value *= 1e3
    return f"{value:.2f}" if value < 10 else f"{value:.1f}" if value < 100 else f"{value:,.0f}"
