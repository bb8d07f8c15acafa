"""Bags of words: which of many things a text speaks of most likely, by all its words together (BM25)."""

import math
import re
from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache
from typing import TypeVar

from service.question.fold import HAN, grams, stem, words
from service.question.stopwords import ENGLISH

T = TypeVar("T", int, str)

Bag = Mapping[str, float]
"""How often each word is in a bag; what is a hint only counts less than once."""
Says = dict[str, dict[str, float]]
"""The bags turned round: for each word what it says for which of them."""

SATURATION, FULL = 2.0, 0.5
"""How soon more of a word says no more, and how much less a word says in a full bag: `k1` and `b` of BM25."""

_PARTICLES = re.compile("[的了吗呢吧啊我你他她它们]")
_SILENT = frozenset(map(stem, ENGLISH))


def said(bags: Mapping[str, Bag]) -> Says:
    """What each word says for which bag."""
    held: dict[str, int] = defaultdict(int)
    for bag in bags.values():
        for word in bag:
            held[word] += 1
    usual = sum(sum(bag.values()) for bag in bags.values()) / max(1, len(bags))
    made: Says = defaultdict(dict)
    for key, bag in bags.items():
        full = SATURATION * (1 - FULL + FULL * sum(bag.values()) / usual)
        for word, often in bag.items():
            made[word][key] = rarity(held[word], len(bags)) * often * (SATURATION + 1) / (often + full)
    return made


def rarity(holding: int, of: int) -> float:
    """What a word says that so many of the bags hold."""
    return math.log(1 + (of - holding + 0.5) / (holding + 0.5))


def best(found: Mapping[T, float], most: int) -> list[tuple[T, float]]:
    """Those with the most, the best first; of equal ones the lesser."""
    least = sorted(found.values(), reverse=True)[most - 1 : most]  # quicker than to put all of them in order
    held = found.items() if not least else [each for each in found.items() if each[1] >= least[0]]
    return sorted(held, key=lambda each: (-each[1], each[0]))[:most]


@lru_cache(maxsize=64)
def bagged(text: str, *, stemmed: bool = False) -> tuple[str, ...]:
    """The words of a folded text as they are held in bags, each once: pairs of Chinese characters and English stems."""
    found: dict[str, None] = {}  # in one order, so that the same is made of it each time
    for run in HAN.findall(text):
        plain = _PARTICLES.sub("", run)
        if len(plain) > 1:
            found |= dict.fromkeys(grams(plain))
    stems = text.split() if stemmed and not HAN.search(text) else [word.stem for word in words(text)]
    return (*found, *dict.fromkeys(f"s:{each}" for each in stems if each not in _SILENT))
