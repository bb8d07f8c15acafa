"""What speaks for it that a task carries on an earlier one, as a number.

Plans are written in set phrases, so likeness of texts alone misleads. What two tasks have in common weighs the more,
the rarer it is; what one task of four says weighs nothing. It is looked for twice: in the tasks as wholes, and in
single undertakings, since tasks are split and merged from year to year. The same agencies and the same section speak
for it, too little to make it likely. Last, a pair gives way to its rivals: an undertaking is carried on by what fits
it best.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from service.facts.suggest_said import NAME, TERM, Task
from service.records import LANGS, Lang


@dataclass(frozen=True, slots=True)
class Weights:
    """What counts how much; the first four make up a whole."""

    undertaking: float = 0.40  # what the two undertakings that are most alike have in common
    whole: float = 0.35  # what the tasks have in common: undertakings are short, and one alone may deceive
    agencies: float = 0.15
    section: float = 0.10
    term: float = 1.5  # beside a word: a term says what a thing is, by whichever of its forms
    name: float = 3.0  # and a name which one


WEIGHTS = Weights()
COMMON = 1 / 4
"""Share of the tasks from which on what they have weighs nothing."""
FEWEST = 40
"""Tasks that two plans are taken to have at the least: among a handful nothing would be rare."""
LIGHT = 10.0
"""What an undertaking weighs at the least, three rare words: one that says hardly anything is like many."""
UNSAID = "OTHER"
"""Stands for agencies that are not named."""
NEARNESS: Mapping[Literal["same", "part"] | None, float] = {"same": 1.0, "part": 0.5, None: 0.0}

Pair = tuple[int, int]


class Worth:
    """What it says of two tasks that both have a token or an agency: the rarer it is in the two plans, the more."""

    def __init__(self, tasks: Sequence[Task], weights: Weights = WEIGHTS) -> None:
        self.weights = weights
        self._tasks = max(FEWEST, len(tasks))
        self._counts = Counter(
            token for task in tasks for token in {t for said in task.said.values() for t in said.whole}
        )
        self._agencies = Counter(code for task in tasks for code in task.agencies)
        self._known: dict[str, float] = {}

    def token(self, token: str) -> float:
        found = self._known.get(token)
        if found is None:
            kind = self.weights.name if token.startswith(NAME) else self.weights.term if token.startswith(TERM) else 1.0
            found = self._known[token] = kind * max(0.0, self._rarity(self._counts[token]) + math.log(COMMON))
        return found

    def agency(self, code: str) -> float:
        return 0.0 if code == UNSAID else self._rarity(self._agencies[code])

    def _rarity(self, count: int) -> float:
        return math.log((self._tasks + 1) / (count + 0.5))


def scores(earlier: Sequence[Task], later: Sequence[Task], worth: Worth) -> dict[Pair, float]:
    """What speaks for each pair of tasks, by their places in the plans, 0 to 1; pairs that share nothing are left out.

    Each language that both tasks have is a witness of its own, and they count alike.
    """
    near = {
        (a, b): worth.weights.agencies * _colleagues(one, other, worth)
        + worth.weights.section * NEARNESS[place(one, other)]
        for a, one in enumerate(earlier)
        for b, other in enumerate(later)
    }
    theirs = [{lang for task in tasks for lang in task.said} for tasks in (earlier, later)]
    common = [lang for lang in LANGS if all(lang in each for each in theirs)]
    total: dict[Pair, float] = defaultdict(float)
    for lang in common:
        for pair, score in _by_texts(_texts(earlier, lang), _texts(later, lang), near, worth).items():
            total[pair] += score / len(earlier[pair[0]].said.keys() & later[pair[1]].said.keys())
    if not common and all(theirs):
        # Terms and names are what is left: they are the same in every language.
        one, other = (
            _texts(tasks, min(langs), plain=False) for tasks, langs in zip((earlier, later), theirs, strict=True)
        )
        return _by_texts(one, other, near, worth)
    return total


class _Texts(NamedTuple):
    """What the tasks of a plan say in one language: as wholes, and their undertakings with the task of each."""

    wholes: list[tuple[str, ...]]
    undertakings: list[tuple[str, ...]]
    of: list[int]


def _texts(tasks: Sequence[Task], lang: Lang, *, plain: bool = True) -> _Texts:
    """`plain`: with words, not only terms and names."""

    def kept(tokens: Iterable[str]) -> tuple[str, ...]:
        # In an order of their own, so that sums come out the same to the last digit every time.
        return tuple(sorted(token for token in tokens if plain or token.startswith((TERM, NAME))))

    made = _Texts([], [], [])
    for place, task in enumerate(tasks):
        said = task.said.get(lang)
        made.wholes.append(kept(said.whole) if said else ())
        for undertaking in said.undertakings if said else ():
            made.undertakings.append(kept(undertaking))
            made.of.append(place)
    return made


def _by_texts(one: _Texts, other: _Texts, near: Mapping[Pair, float], worth: Worth) -> dict[Pair, float]:
    whole = _shared(one.wholes, other.wholes, worth)
    fits = {
        (u, v): worth.weights.undertaking * share
        + worth.weights.whole * whole.get((one.of[u], other.of[v]), 0.0)
        + near[one.of[u], other.of[v]]
        for (u, v), share in _shared(one.undertakings, other.undertakings, worth).items()
    }
    best: tuple[dict[int, float], dict[int, float]] = defaultdict(float), defaultdict(float)
    for (u, v), fit in fits.items():
        best[0][u] = max(fit, best[0][u])
        best[1][v] = max(fit, best[1][v])
    found: dict[Pair, float] = defaultdict(float)
    for (u, v), fit in fits.items():
        pair = one.of[u], other.of[v]
        # Nothing is taken off where neither of the two fits another one better.
        found[pair] = max(found[pair], fit * math.sqrt(fit / best[0][u] * fit / best[1][v]))
    return found


def _shared(one: Sequence[Sequence[str]], other: Sequence[Sequence[str]], worth: Worth) -> dict[Pair, float]:
    """What share of the tokens of two texts, by weight, both have; pairs that have none in common are left out."""
    having: dict[str, list[int]] = defaultdict(list)
    for j, tokens in enumerate(other):
        for token in tokens:
            having[token].append(j)
    weights = [[max(LIGHT, sum(map(worth.token, tokens))) for tokens in texts] for texts in (one, other)]
    found: dict[Pair, float] = defaultdict(float)
    for i, tokens in enumerate(one):
        for token in tokens:
            if weight := worth.token(token):
                for j in having.get(token, ()):
                    found[i, j] += weight
    return {(i, j): common / math.sqrt(weights[0][i] * weights[1][j]) for (i, j), common in found.items()}


def _colleagues(one: Task, other: Task, worth: Worth) -> float:
    """What share of the agencies of two tasks both have; agencies that have few tasks say more."""
    common, *each = (
        sum(map(worth.agency, codes))
        for codes in ([code for code in one.agencies if code in other.agencies], one.agencies, other.agencies)
    )
    return common / math.sqrt(math.prod(each)) if all(each) else 0.0


def place(one: Task, other: Task) -> Literal["same", "part"] | None:
    """Whether two tasks stand in the same section, or part: plans keep their order from year to year."""
    if one.section == other.section:
        return "same"
    return "part" if one.section.partition(".")[0] == other.section.partition(".")[0] else None
