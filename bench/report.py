"""What is printed: each figure as a median with its spread, each ratio with its goal and whether it is reached."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Literal


def spread(values: Sequence[float], form: Callable[[float], str]) -> str:
    """The median, and between which values the rounds lay: that is the noise."""
    middle = form(median(values))
    return middle if len(values) == 1 else f"{middle} ({form(min(values))}..{form(max(values))})"


def number(value: float) -> str:
    return f"{value:,.0f}"


def ratio(value: float) -> str:
    return f"{value:.2f}" if value < 10 else f"{value:.1f}"


def micros(value: float) -> str:
    return f"{value * 1e6:,.0f}"


def millis(value: float) -> str:
    return f"{value * 1e3:.2f}" if value < 0.1 else f"{value * 1e3:,.0f}"


def seconds(value: float) -> str:
    return f"{value:.2f}"


def decimal(value: float) -> str:
    return f"{value:.1f}"


def percent(value: float) -> str:
    return f"{value * 100:.0f} %"


@dataclass(frozen=True, slots=True)
class Goal:
    """A bound that the median has to keep."""

    sense: Literal[">=", "<=", "<", "="]
    bound: float

    def reached(self, value: float) -> bool:
        if self.sense == ">=":
            return value >= self.bound
        if self.sense == "=":
            return math.isclose(value, self.bound)
        return value <= self.bound if self.sense == "<=" else value < self.bound

    def __str__(self) -> str:
        return f"{self.sense} {self.bound:g}"


@dataclass
class Report:
    """Prints as it is told, and keeps count of the goals."""

    reached: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    def title(self, text: str) -> None:
        print(f"\n{text}", flush=True)

    def note(self, text: str) -> None:
        print(f"  {text}", flush=True)

    def table(self, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        widths = [max(len(row[column]) for row in (head, *rows)) for column in range(len(head))]
        for row in (head, *rows):
            first, *others = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            print("  " + "  ".join([first, *others]).rstrip())
        print(flush=True)

    def judge(
        self, name: str, values: Sequence[float], form: Callable[[float], str] = ratio, goal: Goal | None = None
    ) -> None:
        """One line: the figure, and how it stands to its goal. Figures without a goal are there to compare with."""
        verdict = ""
        if goal is not None:
            kept = goal.reached(median(values))
            (self.reached if kept else self.missed).append(name)
            verdict = f"goal {goal}  {'reached' if kept else 'MISSED'}"
        print(f"  {name:<76}  {spread(values, form):<24}{verdict}".rstrip(), flush=True)

    def summary(self) -> None:
        every = len(self.reached) + len(self.missed)
        print(f"\n{len(self.reached)} of {every} goals are reached." if every else "\nNo goal was measured.")
        for name in self.missed:
            print(f"  MISSED  {name}")
