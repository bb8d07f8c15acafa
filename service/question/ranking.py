"""How well a task answers a question: how much of it the task has, and whether in its title.

Both engines find the same tasks; the order of the first `WINDOW` is made here, so it is the same too.
"""

import re
from collections.abc import Sequence, Set
from functools import lru_cache
from typing import NamedTuple

from service.index.base import Hit
from service.question.groups import Form, Group, Question

WINDOW = 50
"""Hits that are put in order here; those behind them stay in the engine's order."""

IN_TEXT = 0.62
"""What a word in the text is worth beside one in the title."""
IN_OTHERS = 0.45
"""What it is worth where it stands only in what leads to the task: a statement about it, another name of its law."""
BESIDE = "|"
"""Divides the tokens of a task from those of what else leads to it. No token of a text is like it."""
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


LIKELY = 0.3
"""What it adds that all words of the question together point to a task, beside what they say one by one."""
ASKED, SURELY = 0.4, 0.4
"""What it adds that people ask like that for a task, and how surely they do from where on it adds no more."""
TITLED = 1.3
"""What a likely term in the title is worth beside one in the text."""
FURTHER = (1.0, 0.5, 0.25, 0.125, 0.0625)
"""What the likely terms of a task add, the best one first."""

_PAIRS = re.compile(r"(?<= )[^\x00-\x7f]{2}(?= )")


class Ranked(NamedTuple):
    """How well a task answers."""

    score: float  # for the order, 0 to 1
    coverage: float  # how much of the question it has, 0 to 1
    whole: bool  # whether it has all that the question needs, no word of it answered by what has answered another


def rank(question: Question, hit: Hit) -> Ranked:
    """Ranks one task by its tokens, those of the title apart."""
    title, own, tokens = _spaced(hit.title, hit.tokens)
    total = sum(group.weight for group in question.groups)
    if not total:
        return Ranked(1.0, 1.0, True)
    score = covered = 0.0
    whole = True
    used: set[tuple[str, ...]] = set()
    for group in question.groups:
        found, by, share = _group(group, title, own, tokens, used)
        if group.required and share < 1.0:
            whole = False
        if not found:
            continue
        used.add(by)
        covered += group.weight * share
        score += group.weight * found
    titled = _share(question.run, title) if _all_in(question.run, title) else 0.0
    exact = EXACT * titled or _all_in(question.run, tokens) * SAID
    whole = whole or titled == 1.0  # whoever writes a title out wants that task
    said = min(1.0, (score / total + exact) / (1.0 + 3 * OFTEN + EXACT))
    if question.likely:
        said = (said + LIKELY * _likely(question, title, own)) / (1.0 + LIKELY)
    if question.asked:
        surely = _surely(question.asked).get(hit.id, 0.0) / max(SURELY, question.surest)
        said = (said + ASKED * surely) / (1.0 + ASKED)
    return Ranked(said, covered / total, whole)


@lru_cache(maxsize=64)
def _surely(asked: tuple[tuple[str, float], ...]) -> dict[str, float]:
    """By task: once a question, not once a task."""
    return dict(asked)


@lru_cache(maxsize=300)
def _spaced(title: str, tokens: str) -> tuple[str, str, str]:
    """The tokens of a title, of the task and of all that leads to it, each between spaces: a copy of some 10 kB."""
    tokens = f" {tokens} "
    return f" {title} ", tokens.partition(f" {BESIDE} ")[0] + " ", tokens


def _likely(question: Question, title: str, own: str) -> float:
    """How much of the likely terms a task has, 1 for all of them in its title."""
    needles, most = _sought(question.likely)
    return _added([worth * (TITLED if needle in title else 1.0) for needle, worth in needles if needle in own]) / most


@lru_cache(maxsize=64)
def _sought(likely: tuple[tuple[str, float], ...]) -> tuple[list[tuple[str, float]], float]:
    """Likely terms as they stand in a task, and what all of them add: once a question, not once a task."""
    return [(f" {token} ", worth) for token, worth in likely], TITLED * _added([worth for _, worth in likely])


def _added(worths: list[float]) -> float:
    return sum(worth * share for worth, share in zip(sorted(worths, reverse=True), FURTHER, strict=False))


def _share(run: Sequence[str], title: str) -> float:
    """How much of a title the question is: of two that hold it the shorter one is meant."""
    english = title.count(" w:") if any(token.isascii() for token in run) else 0
    chinese = len(_PAIRS.findall(title)) if any(not token.isascii() for token in run) else 0
    words = english + chinese
    return min(len(run), words) / max(len(run), words, 1)


def _group(
    group: Group, title: str, own: str, tokens: str, used: Set[tuple[str, ...]]
) -> tuple[float, tuple[str, ...], float]:
    """What a group is worth in this task, by which form, and how much of the group that covers; 0 where it has none."""
    best: tuple[float, tuple[str, ...], float] = (0.0, (), 0.0)
    for form in group.forms:
        if worth := _form(form, title, own, tokens):
            # What has answered one word of the question is no second answer to another.
            share = AGAIN if form.tokens in used else 1.0
            best = max(best, (worth * share, form.tokens, share))
    if not best[0]:
        parts = [(_form(form, title, own, tokens), form) for form in group.loose]
        held = [(worth, form) for worth, form in parts if worth and form.tokens not in used]
        if held:
            best = sum(worth for worth, _ in held), held[0][1].tokens, sum(form.worth for _, form in held)
    if group.better and not any(f" {token} " in tokens for token in group.better):
        return best[0] * TAKES_PART, best[1], best[2]
    return best


def _form(form: Form, title: str, own: str, tokens: str) -> float:
    """What a form of a group is worth in this task; 0 where the task has it not."""
    needles = _needles(form.tokens)
    mentions = 4
    for needle in needles:
        if needle not in own:
            return form.worth * IN_OTHERS if all(each in tokens for each in needles) else 0.0
        mentions = min(mentions, own.count(needle))
    place = 1.0 - LENGTH * min(1.0, len(title) / LONG)
    for needle in needles:
        if needle not in title:
            place = IN_TEXT
            break
    return form.worth * (place + OFTEN * (mentions - 1))


def _all_in(wanted: tuple[str, ...], held: str) -> bool:
    return bool(wanted) and all(needle in held for needle in _needles(wanted))


@lru_cache(maxsize=4_096)
def _needles(tokens: tuple[str, ...]) -> tuple[str, ...]:
    """Tokens as they stand between others. Asked for every task that is ranked, so they are made once."""
    return tuple(f" {token} " for token in tokens)


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
