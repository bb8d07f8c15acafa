"""How well proposed pairs agree with the links made by hand, and what becomes of that on tasks not looked at before."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from bench.lineage.cases import Link

FOLDS = 5
"""Parts of the earlier plan: one after the other is held out while the rest is looked at."""

Scores = Mapping[Link, int]


class Agreement(NamedTuple):
    """How many pairs were proposed, how many of them are links, and how many links there are."""

    proposed: int
    found: int
    links: int

    @property
    def recall(self) -> float:
        return self.found / self.links

    @property
    def precision(self) -> float:
        return self.found / self.proposed if self.proposed else 0.0

    @property
    def both(self) -> float:
        """Their harmonic mean, F1."""
        return 2 * self.found / (self.proposed + self.links)


def agreement(proposed: Iterable[Link], links: frozenset[Link]) -> Agreement:
    pairs = set(proposed)
    return Agreement(len(pairs), len(pairs & links), len(links))


def above(scores: Scores, threshold: int) -> list[Link]:
    return [pair for pair, score in scores.items() if score >= threshold]


def best_threshold(scores: Scores, links: frozenset[Link]) -> int:
    """The threshold at which proposals agree best; the lowest of several, since a link overlooked costs the most."""
    return max(range(20, 90), key=lambda threshold: (agreement(above(scores, threshold), links).both, -threshold))


def held_out(ways: Sequence[Scores], links: frozenset[Link]) -> Agreement:
    """What is found in each part of the earlier plan by the way and threshold that suit the other parts best."""
    total = Agreement(0, 0, 0)
    for fold in range(FOLDS):
        known = frozenset(pair for pair in links if not _in(fold, pair))
        rests = [{pair: score for pair, score in way.items() if not _in(fold, pair)} for way in ways]
        best = [best_threshold(rest, known) for rest in rests]
        reached = [agreement(above(rest, threshold), known).both for rest, threshold in zip(rests, best, strict=True)]
        way = reached.index(max(reached))
        proposed = [pair for pair in above(ways[way], best[way]) if _in(fold, pair)]
        part = agreement(proposed, links - known)
        total = Agreement(*(a + b for a, b in zip(total, part, strict=True)))
    return total


def _in(fold: int, pair: Link) -> bool:
    """Whether the earlier task is of that part: every fifth, so that each part has tasks of all sections."""
    return int(pair[0].rpartition("-")[2]) % FOLDS == fold
