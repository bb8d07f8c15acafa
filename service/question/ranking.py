"""How well a task answers a question: how much of it the task has, and whether in its title.

Both engines find the same tasks; the order of the first `WINDOW` is made here, so it is the same too.
"""

import re
from collections.abc import Iterable, Sequence, Set
from typing import NamedTuple

from service.index.base import Hit
from service.question.groups import Form, Group, Question
from service.question.shelves import BESIDE, MOST_MENTIONS, apart, shelf_of

WINDOW = 30
"""Hits that are put in order here; those behind them stay in the engine's order."""

IN_TEXT = 0.62
"""What a word in the text is worth beside one in the title."""
IN_OTHERS = 0.45
"""What it is worth where it stands only in what leads to the task: a statement about it, another name of its law."""
LENGTH = 0.1
LONG = 800
"""How much less a word is worth in a long title, which speaks of several things; in letters of its tokens."""
OFTEN = 0.08
"""What each further mention adds, up to three of them."""
AGAIN = 0.4
"""What a form is worth for one more group, once it has answered another."""
TAKES_PART = 0.5
"""What a named agency that takes part is worth beside one that leads."""
EXACT, SAID = 0.4, 0.075
"""What it adds that the question is the title to the letter, and that the task has all of its words as they stand."""


LIKELY = 0.4
"""What it adds that all words of the question together point to a task, beside what they say one by one."""
ASKED, SURELY = 0.7, 0.5
"""What it adds that people ask like that for a task, and how surely they do from where on it adds no more."""
TITLED = 1.3
"""What a likely term in the title is worth beside one in the text."""
FURTHER = (1.0, 0.5, 0.25, 0.125, 0.0625)
"""What the likely terms of a task add, the best one first."""

_PAIRS = re.compile(r"(?<= )[^\x00-\x7f]{2}(?= )")

Needles = tuple[tuple[int, str], ...]
"""Tokens with the shelf that each is to be found on, and a space on either side."""


class Ranked(NamedTuple):
    """How well a task answers."""

    score: float  # for the order, 0 to 1
    coverage: float  # how much of the question it has, 0 to 1
    whole: bool  # whether it has all that the question needs, no word of it answered by what has answered another


class _Form(NamedTuple):
    needles: Needles
    worth: float


class _Group(NamedTuple):
    weight: float
    required: bool
    forms: list[_Form]
    loose: list[_Form]
    better: Needles


class Ranking:
    """Ranks tasks for one question by their tokens, those of the title apart.

    What is looked for is made ready once: tens of tasks are ranked for each question.
    """

    def __init__(self, question: Question) -> None:
        self._groups = [
            _Group(g.weight, g.required, _forms(g.forms), _forms(g.loose), _needles(g.better)) for g in question.groups
        ]
        self._total = sum(group.weight for group in question.groups)
        self._run = _needles(question.run)
        self._chinese = any(not token.isascii() for token in question.run)
        self._english = any(token.isascii() for token in question.run)
        self._likely = [(shelf_of(token), f" {token} ", worth) for token, worth in question.likely]
        self._most_likely = TITLED * _added([worth for _, worth in question.likely])
        self._asked = dict(question.asked)
        self._surest = max(SURELY, question.surest)

    def of(self, hit: Hit) -> Ranked:
        """Ranks one task."""
        if not self._total:
            return Ranked(1.0, 1.0, True)
        title, shelves = f" {hit.title} ", apart(hit.shelves)
        score = covered = 0.0
        whole = True
        used: set[Needles] = set()
        for group in self._groups:
            found, by, share = _best(group, title, shelves, used)
            if share < 1.0 and group.required:
                whole = False
            if found:
                used.add(by)
                covered += group.weight * share
                score += group.weight * found
        exact = 0.0
        if self._run and _anywhere(self._run, shelves):
            exact = SAID
            if _titled(self._run, title):
                titled = self._share(title)
                exact = EXACT * titled or SAID
                whole = whole or titled == 1.0  # whoever writes a title out wants that task
        said = min(1.0, (score / self._total + exact) / (1.0 + 3 * OFTEN + EXACT))
        if self._likely:
            said = (said + LIKELY * self._likely_in(title, shelves)) / (1.0 + LIKELY)
        if self._asked:
            said = (said + ASKED * self._asked.get(hit.id, 0.0) / self._surest) / (1.0 + ASKED)
        return Ranked(said, covered / self._total, whole)

    def _share(self, title: str) -> float:
        """How much of a title the question is: of two that hold it the shorter one is meant."""
        english = title.count(" w:") if self._english else 0
        chinese = len(_PAIRS.findall(title)) if self._chinese else 0
        words = english + chinese
        return min(len(self._run), words) / max(len(self._run), words, 1)

    def _likely_in(self, title: str, shelves: Sequence[str]) -> float:
        """How much of the likely terms a task has, 1 for all of them in its title."""
        there = [
            worth * TITLED if needle in title else worth
            for shelf, needle, worth in self._likely
            if needle in shelves[shelf]
        ]
        return _added(there) / self._most_likely if there else 0.0


def _forms(forms: Iterable[Form]) -> list[_Form]:
    return [_Form(_needles(form.tokens), form.worth) for form in forms]


def _needles(tokens: Iterable[str]) -> Needles:
    return tuple([(shelf_of(token), f" {token} ") for token in tokens])


def _best(group: _Group, title: str, shelves: Sequence[str], used: Set[Needles]) -> tuple[float, Needles, float]:
    """What a group is worth in this task, by which form, and how much of the group that covers; 0 where it has none."""
    best: tuple[float, Needles, float] = (0.0, (), 0.0)
    for needles, worth in group.forms:
        if found := _worth(needles, worth, title, shelves):
            # What has answered one word of the question is no second answer to another.
            share = AGAIN if needles in used else 1.0
            best = max(best, (found * share, needles, share))
    if not best[0] and group.loose:
        held = [
            (found, needles, worth)
            for needles, worth in group.loose
            if needles not in used and (found := _worth(needles, worth, title, shelves))
        ]
        if held:
            best = sum(found for found, _, _ in held), held[0][1], sum(worth for _, _, worth in held)
    if group.better and not any(needle in shelves[shelf] for shelf, needle in group.better):
        return best[0] * TAKES_PART, best[1], best[2]
    return best


def _worth(needles: Needles, worth: float, title: str, shelves: Sequence[str]) -> float:
    """What a form of a group is worth in this task; 0 where the task has it not."""
    mentions = MOST_MENTIONS
    for shelf, needle in needles:
        found = shelves[shelf].count(needle)
        if not found:
            return worth * IN_OTHERS if shelves[BESIDE] and _anywhere(needles, shelves) else 0.0
        mentions = min(mentions, found)
    place = 1.0 - LENGTH * min(1.0, len(title) / LONG) if _titled(needles, title) else IN_TEXT
    return worth * (place + OFTEN * (mentions - 1))


# Loops, because these are asked most of all, and `all` takes thrice as long.


def _titled(needles: Needles, title: str) -> bool:
    for _, needle in needles:  # noqa: SIM110
        if needle not in title:
            return False
    return True


def _anywhere(needles: Needles, shelves: Sequence[str]) -> bool:
    for shelf, needle in needles:  # noqa: SIM110
        if needle not in shelves[shelf] and needle not in shelves[BESIDE]:
            return False
    return True


def _added(worths: list[float]) -> float:
    return sum(worth * share for worth, share in zip(sorted(worths, reverse=True), FURTHER, strict=False))


def wanted(groups: Sequence[Group]) -> tuple[tuple[str, float], ...]:
    """The tokens that make a task better, for an engine that orders more hits than are put in order here."""
    found: dict[str, float] = {}
    for group in groups:
        for form in group.forms:
            for token in form.tokens:
                found[token] = max(found.get(token, 0.0), group.weight * form.worth / len(form.tokens))
        for token in group.better:
            found[token] = group.weight
    return tuple(found.items())
