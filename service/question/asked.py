"""Which tasks people mean who ask in words of their own, by how others ask for the same, and whether they mean any.

`seed/asked/` has for each task how people ask for it. What is said there of a task is held as one bag of words, with
half as much of the tasks that it carries on or that carry it on. `seed/elsewhere/` has the same for subjects that no
task is about, a bag each, and a question is weighed against all bags. The terms of the glossary that any words may mean
are in the bags too, so what is said in one way or language speaks for what is said in another.
"""

import math
from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from itertools import accumulate, pairwise
from typing import Any, NamedTuple

from service.question.bags import bagged, best, rarity, said
from service.question.fold import folded
from service.question.glossary import Glossary, Named
from service.question.vocabulary import Vocabulary

MOST = 12
"""Tasks that a question is taken to mean at the most."""
ALONE = 8.0
"""What is added to all that a question says: one rare word alone, which everybody may use, is no question of ours."""
FAMILIAR_FROM = 3
"""Tasks that people say a familiar word of, at the least: a task and the one that carries it on are two."""
DOUBT = 0.05
"""What is added to how much speaks for either, a task or something else: of little, twice as much is not much more."""
NOTHING = slice(0, 0)
CARRIED_ON = 0.5
"""What the words of another year's task say for the one that carries it on, and the other way round."""


class Meant(NamedTuple):
    """What people mean who ask like that."""

    tasks: tuple[tuple[str, float], ...] = ()  # the likeliest, and how much of what is said speaks for each
    surest: float = 0.0  # how much speaks for the likeliest task of all, be it in the index or not; 0.5 is much
    rather: float = 0.0  # how much rather they mean a task than what no task is about; below 0 if they do not


def compiled(
    phrases: Mapping[str, Iterable[str]],
    elsewhere: Iterable[Iterable[str]],
    links: Set[tuple[str, str]],
    glossary: Glossary,
) -> dict[str, Any]:
    """The bags as JSON: word for word the places of those it speaks for and how much; tasks come first, as in `tasks`.

    `links` say which task carries on which. One that nobody has written anything for yet has the words of those.
    """
    own = {task: _bag(theirs, glossary) for task, theirs in phrases.items()}
    for task in sorted({task for link in links for task in link}):
        own.setdefault(task, defaultdict(float))
    bags: dict[str, dict[str, float]] = {task: defaultdict(float, bag) for task, bag in own.items()}
    for link in sorted(links):
        for task, other in (link, link[::-1]):
            for word, often in own[other].items():
                bags[task][word] += CARRIED_ON * often
    tasks = list(bags)
    bags |= {f"elsewhere {number}": _bag(theirs, glossary) for number, theirs in enumerate(elsewhere)}
    places = {key: place for place, key in enumerate(bags)}
    says = said(bags)
    return {
        "tasks": tasks,
        "bags": len(bags),
        "words": {word: len(theirs) for word, theirs in says.items()},
        "places": [places[key] for theirs in says.values() for key in theirs],
        "worths": [round(worth, 3) for theirs in says.values() for worth in theirs.values()],
    }


def _bag(phrases: Iterable[str], glossary: Glossary) -> dict[str, float]:
    bag: dict[str, float] = defaultdict(float)
    for phrase in phrases:
        text = folded(phrase)
        for word in (*bagged(text), *_terms(glossary.named(text))):
            bag[word] += 1.0
    return bag


def _terms(named: Iterable[Named]) -> Iterable[str]:
    """The terms that the words of a text may mean, each once."""
    return dict.fromkeys(f"c:{term}" for each in named for term in each.terms)


class Asked:
    """The bags of all tasks, and of what no task is about."""

    def __init__(self, compiled: dict[str, Any]) -> None:
        self._tasks: list[str] = compiled["tasks"]
        self._bags: int = compiled["bags"]
        # Two arrays for all words, and not a list for each of 45,000: a process takes 8 MB less.
        self._places, self._worths = array("H", compiled["places"]), array("f", compiled["worths"])
        ends = accumulate(compiled["words"].values(), initial=0)
        self._says = {word: slice(*span) for word, span in zip(compiled["words"], pairwise(ends), strict=True)}

    def familiar(self, text: str) -> bool:
        """Whether all words of a folded text stand in how people ask for several things."""
        held = bagged(text)
        return bool(held) and all(self._asked_for_with(word) >= FAMILIAR_FROM for word in held)

    def _asked_for_with(self, word: str) -> int:
        """How many tasks are asked for with a word."""
        return sum(place < len(self._tasks) for place in self._places[self._says.get(word, NOTHING)])

    def of(self, text: str, named: Iterable[Named], vocabulary: Vocabulary) -> Meant:
        """What is meant by a folded question in which these terms are named."""
        found, tasks = [0.0] * self._bags, len(self._tasks)
        whole = ALONE + sum(self._add(word, found) for word in bagged(text))
        # By its words alone: the terms that they may mean are all ours.
        ours, elsewhere = (max(worths, default=0.0) / whole for worths in (found[:tasks], found[tasks:]))
        rather = math.log((ours + DOUBT) / (elsewhere + DOUBT))
        whole += sum(self._add(term, found) for term in _terms(named))
        likeliest = best({place: worth for place, worth in enumerate(found[:tasks]) if worth}, MOST)
        surest = likeliest[0][1] / whole if likeliest else 0.0
        held = ((self._tasks[place], worth / whole) for place, worth in likeliest)
        return Meant(tuple(each for each in held if vocabulary.frequency(f"id:{each[0]}")), surest, rather)

    def _add(self, word: str, found: list[float]) -> float:
        """Adds what a word says for each bag, and tells how much that is at the most."""
        says = self._says.get(word, NOTHING)
        for place, worth in zip(self._places[says], self._worths[says], strict=True):
            found[place] += worth
        return rarity(says.stop - says.start, self._bags)
