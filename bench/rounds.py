"""Measures contestants in turn, round by round, so that what disturbs the machine disturbs all of them."""

import os
import platform
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from math import nan
from random import Random
from statistics import median

from bench.machine import LOAD_CORE, SERVER_CORE, Load, Measured, Server
from bench.report import Report, micros, millis, number, percent, spread

Rounds = list[Measured]
CALM = 0.85
"""Share of its core that a busy server has where nothing else runs."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is measured."""

    rounds: int
    seconds: float
    quick: bool = False


@dataclass(frozen=True, slots=True)
class Contestant:
    """A server, and what is asked of it by how many connections."""

    name: str
    server: Server
    paths: Sequence[str]
    connections: int = 8


def introduce(report: Report, plan: Plan, measured: Sequence[str]) -> None:
    """What a report begins with: what is measured, where, how thoroughly, and how busy the machine was before."""
    versions = (f"{name} {version(name)}" for name in measured)
    report.title(", ".join([f"Python {platform.python_version()}", f"SQLite {sqlite3.sqlite_version}", *versions]))
    report.note(
        f"Servers on core {SERVER_CORE}, load on core {LOAD_CORE}."
        if SERVER_CORE is not None
        else "This system lets nobody choose a core: servers and load share them all."
    )
    report.note(f"{plan.rounds} rounds of {plan.seconds:g} s, all contestants in each; medians, and (lowest..highest).")
    if hasattr(os, "getloadavg"):
        report.note(f"Load of the machine before: {os.getloadavg()[0]:.1f}")


def interleave(load: Load, plan: Plan, contestants: Sequence[Contestant]) -> dict[str, Rounds]:
    """Every contestant once a round, in another order each time."""
    found: dict[str, Rounds] = {each.name: [] for each in contestants}
    order, random = list(contestants), Random(1)
    for _ in range(plan.rounds):
        random.shuffle(order)
        for each in order:
            measured = load.run(each.server, each.name, each.paths, each.connections, plan.seconds)
            found[each.name].append(measured)
    return found


def ratios(over: Rounds, under: Rounds, of: Callable[[Measured], float]) -> list[float]:
    """Round by round."""
    return [of(a) / (of(b) or nan) for a, b in zip(over, under, strict=True)]


def fair(over: Rounds, under: Rounds, of: Callable[[Measured], float]) -> tuple[list[float], str]:
    """The ratios of those rounds in which both servers had their core to themselves, and what to add to their name.

    Where that was rare something else was busy, and a rate or a time says how busy it was. Then the ratio is that of
    the processor time an answer took, which comes to the same for a server that is never idle.
    """
    calm = [(a, b) for a, b in zip(over, under, strict=True) if min(share(a), share(b)) >= CALM]
    if len(calm) > len(over) / 3:
        return ratios([a for a, _ in calm], [b for _, b in calm], of), ""
    values = ratios(over, under, thrift) if of is rate else ratios(under, over, thrift)
    return values, ", by processor time"


def share(measured: Measured) -> float:
    """How much of a core the server had."""
    return measured.processor * measured.rate


def rate(measured: Measured) -> float:
    return measured.rate


def p50(measured: Measured) -> float:
    return measured.p50


def thrift(measured: Measured) -> float:
    """Answers that a second of the server's processor time gives; hardly moved by what else the machine does."""
    return 1 / (measured.processor or nan)


def table(report: Report, found: dict[str, Rounds]) -> None:
    """What was measured. A server that does not get all of its core while it is busy was disturbed by something."""
    head = ("", "answers/s", "p50 ms", "p99 ms", "server µs an answer", "of its core", "body bytes", "errors")
    rows = [
        (
            name,
            spread([each.rate for each in rounds], number),
            spread([each.p50 for each in rounds], millis),
            spread([each.p99 for each in rounds], millis),
            spread([each.processor for each in rounds], micros),
            percent(median([share(each) for each in rounds])),
            number(rounds[-1].octets),
            str(sum(each.errors + each.unanswered for each in rounds)),
        )
        for name, rounds in found.items()
    ]
    report.table(head, rows)
