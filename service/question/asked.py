"""Which tasks people mean who ask in words of their own, by how others ask for the same.

`seed/asked/` has for each task how people ask for it. What is said there of a task is held as one bag of words, with
half as much of the tasks that it carries on or that carry it on, and a question is weighed against all bags.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from typing import Any

from service.question.bags import bagged, best, rarity, said
from service.question.fold import folded
from service.question.vocabulary import Vocabulary

MOST = 12
"""Tasks that a question is taken to mean at the most."""
ALONE = 8.0
"""What is added to all that a question says: one rare word alone, which everybody may use, is no question of ours."""
FAMILIAR_FROM = 3
"""Tasks that people say a familiar word of, at the least: a task and the one that carries it on are two."""
CARRIED_ON = 0.5
"""What the words of another year's task say for the one that carries it on, and the other way round."""


def compiled(phrases: Mapping[str, Iterable[str]], links: Set[tuple[str, str]]) -> dict[str, Any]:
    """The bags of all tasks as JSON: for each word which tasks it speaks for, by their place in `tasks`.

    `links` say which task carries on which. One that nobody has written anything for yet has the words of those.
    """
    own: dict[str, dict[str, float]] = {}
    for task, theirs in phrases.items():
        bag = own[task] = defaultdict(float)
        for phrase in theirs:
            for word in bagged(folded(phrase)):
                bag[word] += 1.0
    for task in sorted({task for link in links for task in link}):
        own.setdefault(task, defaultdict(float))
    bags = {task: defaultdict(float, bag) for task, bag in own.items()}
    for link in sorted(links):
        for task, other in (link, link[::-1]):
            for word, often in own[other].items():
                bags[task][word] += CARRIED_ON * often
    places = {task: place for place, task in enumerate(bags)}
    says = {
        word: [value for task, worth in theirs.items() for value in (places[task], round(worth, 3))]
        for word, theirs in said(bags).items()
    }
    return {"tasks": list(bags), "says": says}


class Asked:
    """The bags of all tasks."""

    def __init__(self, compiled: dict[str, Any]) -> None:
        self._tasks: list[str] = compiled["tasks"]
        self._says: dict[str, list[float]] = compiled["says"]

    def familiar(self, text: str) -> bool:
        """Whether all words of a folded text stand in how people ask for several things."""
        held = bagged(text)
        return bool(held) and all(len(self._says.get(word, ())) // 2 >= FAMILIAR_FROM for word in held)

    def of(self, text: str, vocabulary: Vocabulary) -> tuple[tuple[tuple[str, float], ...], float]:
        """The likeliest tasks of a folded question with how much of what it says speaks for each, 0.3 is much.

        And how much speaks for the likeliest of all, be it in the index or not.
        """
        found: dict[int, float] = defaultdict(float)
        whole = ALONE
        for word in bagged(text):
            says = self._says.get(word, ())
            whole += rarity(len(says) // 2, len(self._tasks))
            for place, worth in zip(says[::2], says[1::2], strict=True):
                found[int(place)] += worth
        likeliest = best(found, MOST)
        tasks = ((self._tasks[place], worth / whole) for place, worth in likeliest)
        held = tuple((task, worth) for task, worth in tasks if vocabulary.frequency(f"id:{task}"))
        return held, likeliest[0][1] / whole if likeliest else 0.0
