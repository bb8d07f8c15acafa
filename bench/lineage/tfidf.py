"""The yardstick: the best match by TF-IDF and cosine, pairs of Chinese characters and stems of English words."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence

from bench.lineage.cases import Body, Link
from service.question.fold import folded, grams, han, words
from service.records import LANGS

Vector = Mapping[str, float]


def likeness(earlier: Sequence[Body], later: Sequence[Body]) -> dict[Link, float]:
    """The cosine of each pair of tasks that have anything in common."""
    said = {body["id"]: Counter(_tokens(body)) for body in (*earlier, *later)}
    having = Counter(token for counts in said.values() for token in counts)
    vectors = {task: _vector(counts, having, len(said)) for task, counts in said.items()}
    found = {
        (one["id"], other["id"]): _cosine(vectors[one["id"]], vectors[other["id"]])
        for one in earlier
        for other in later
    }
    return {pair: value for pair, value in found.items() if value}


def best_matches(alike: Mapping[Link, float]) -> frozenset[Link]:
    """For each earlier task the later one that is most like it."""
    return frozenset(_best(alike, end=0).values())


def mutual(alike: Mapping[Link, float]) -> frozenset[Link]:
    """The pairs of which each is most like the other: what a careful person would make of the same figures."""
    return frozenset(_best(alike, end=0).values()) & frozenset(_best(alike, end=1).values())


def _best(alike: Mapping[Link, float], *, end: int) -> dict[str, Link]:
    found: dict[str, Link] = {}
    for pair, value in alike.items():
        if pair[end] not in found or value > alike[found[pair[end]]]:
            found[pair[end]] = pair
    return found


def _tokens(body: Body) -> list[str]:
    found: list[str] = []
    for lang in LANGS:
        text = folded(f"{body['title'][lang]}\n{body['text'][lang]}")
        found += (gram for run, _ in han(text) for gram in grams(run))
        found += (word.stem for word in words(text) if lang == "en")
    return found


def _vector(counts: Mapping[str, int], having: Mapping[str, int], tasks: int) -> Vector:
    weighed = {token: count * math.log(tasks / having[token]) for token, count in counts.items()}
    length = math.sqrt(sum(value * value for value in weighed.values())) or 1.0
    return {token: value / length for token, value in weighed.items()}


def _cosine(one: Vector, other: Vector) -> float:
    return sum(value * other[token] for token, value in one.items() if token in other)
