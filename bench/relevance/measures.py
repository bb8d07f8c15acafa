"""What is measured, each as one function of what was found and how the tasks are graded (0 where they are not)."""

from collections.abc import Mapping, Sequence
from math import log2
from typing import NamedTuple

DEPTH = 10
"""Places that nDCG looks at."""

Grades = Mapping[str, int]
"""Relevant tasks of a question: 3 exactly what was asked, 2 clearly relevant, 1 marginally."""


class Answer(NamedTuple):
    """What a contestant says to one question."""

    found: Sequence[str]  # ids of tasks, best first, as many as were asked for
    total: int  # how many there are, by the contestant's own account


class Judged(NamedTuple):
    """An answer beside what it should have been."""

    answer: Answer
    grades: Grades


class Figures(NamedTuple):
    """All that is measured of questions which have relevant tasks."""

    questions: int
    ndcg: float
    success: float
    hits: float


def ndcg(found: Sequence[str], grades: Grades, depth: int = DEPTH) -> float:
    """DCG of what was found by that of the ideal order, from 0 to 1.

    DCG is the sum of (2^grade - 1) / log2(place + 1) over the first `depth` places, counted from 1. The ideal order is
    that of all graded tasks by falling grade. A task found twice gains at its first place only. Not defined, and a
    ValueError, without any relevant task.
    """
    if not grades:
        raise ValueError("nDCG is not defined where nothing is relevant")
    gained = [0 if task in found[:place] else grades.get(task, 0) for place, task in enumerate(found[:depth])]
    return _dcg(gained) / _dcg(sorted(grades.values(), reverse=True)[:depth])


def _dcg(grades: Sequence[int]) -> float:
    return sum((2.0**grade - 1) / log2(place + 1) for place, grade in enumerate(grades, start=1))


def success(found: Sequence[str], grades: Grades) -> bool:
    """Success@1: whether the first hit is of grade 2 or better; any grade will do where no task has a better one."""
    wanted = min(2, max(grades.values(), default=1))
    return bool(found) and grades.get(found[0], 0) >= wanted


def hits_per_relevant(judged: Sequence[Judged]) -> float:
    """Totals of all questions, summed, by the number of their relevant tasks, summed. 1 if all found just what they
    should; a large one lets readers leaf. A ValueError without any relevant task."""
    relevant = sum(len(each.grades) for each in judged)
    if not relevant:
        raise ValueError("hits for each relevant task are not defined where nothing is relevant")
    return sum(each.answer.total for each in judged) / relevant


def share_of_nothing(answers: Sequence[Answer]) -> float:
    """The share of the answers, from 0 to 1, that have no hit and a total of 0. A ValueError without any answer."""
    return _mean([answer.total == 0 and not answer.found for answer in answers])


def figures(judged: Sequence[Judged]) -> Figures:
    """The mean nDCG@10 and success@1 over the questions, each weighing the same, and hits for each relevant task."""
    return Figures(
        questions=len(judged),
        ndcg=_mean([ndcg(each.answer.found, each.grades) for each in judged]),
        success=_mean([success(each.answer.found, each.grades) for each in judged]),
        hits=hits_per_relevant(judged),
    )


def _mean(values: Sequence[float]) -> float:
    if not values:
        raise ValueError("there is no mean of nothing")
    return sum(values) / len(values)
