"""Which tasks a question comes down to: a tree over tokens, that every engine can follow to the letter."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every one of them. Of none: everything."""

    of: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one of them. Of none: nothing."""

    of: tuple["Condition", ...]


Condition = str | AllOf | AnyOf


def all_of(conditions: Iterable[Condition]) -> Condition:
    found = tuple(dict.fromkeys(conditions))
    return found[0] if len(found) == 1 else AllOf(found)


def any_of(conditions: Iterable[Condition]) -> Condition:
    found = tuple(dict.fromkeys(conditions))
    return found[0] if len(found) == 1 else AnyOf(found)


def enough_of(weighted: Sequence[tuple[Condition, float]], least: float) -> Condition:
    """What fulfils conditions of at least this weight together: the smallest sets that do, any of them."""
    sets: list[tuple[int, ...]] = []
    for size in range(1, len(weighted) + 1):
        for chosen in combinations(range(len(weighted)), size):
            if sum(weighted[i][1] for i in chosen) < least:
                continue
            if not any(set(smaller) <= set(chosen) for smaller in sets):
                sets.append(chosen)
    return any_of(all_of(weighted[i][0] for i in chosen) for chosen in sets)
