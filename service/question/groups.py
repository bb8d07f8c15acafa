"""What is looked for: groups of tokens, of which a task has to have one each, and what each of them weighs.

A question is about its rare words, so a group weighs what it is rare. What is common need not be there where something
rarer is, and a word that is no term of the field says less than one that is.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from service.question.vocabulary import Vocabulary

MOST_WORDS = 10
"""Groups that a question has at the most, the rarest; the rest of a pasted page says nothing more."""
PLAIN = 0.5
"""What a word weighs that is no term of the field, beside words that are."""
BROAD = 0.35
"""Share of the tasks from which on a word need not be there, if a rarer one is."""
UNKNOWN = 0.5
"""What a word that stands nowhere weighs, beside one that stands in a single task."""


class Form(NamedTuple):
    """One way in which a task may have what a group looks for: all of these tokens."""

    tokens: tuple[str, ...]
    worth: float


class Group(NamedTuple):
    """A word or name of the question, and the forms in which it may stand in a task."""

    text: str
    forms: tuple[Form, ...]
    weight: float
    required: bool
    better: tuple[str, ...] = ()  # a task with one of these is a better answer: the agency leads it
    loose: tuple[Form, ...] = ()  # what a partial match may have instead
    named: bool = False  # an agency or a term of the field, not just a word
    hinted: bool = False  # by a word that is as likely to be about anything else
    ours: bool = False  # of this field itself, as patents are, and not as much of any other, as banks are
    surely: bool = False  # said by a name of its own, not by an everyday word that may mean it


@dataclass(frozen=True, slots=True)
class Repair:
    """What was taken for something else than it says."""

    written: str
    read: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question understood."""

    text: str
    groups: tuple[Group, ...] = ()
    tasks: tuple[tuple[str | None, int], ...] = ()
    plans: tuple[str, ...] = ()
    run: tuple[str, ...] = ()  # all pairs of characters and all words of it, as they stand
    unknown: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    repairs: tuple[Repair, ...] = ()
    likely: tuple[tuple[str, float], ...] = ()  # tokens of the terms that all its words together point to
    asked: tuple[tuple[str, float], ...] = ()  # tasks that people mean who ask like this, and how surely
    surest: float = 0.0  # how surely people ask like this for any task, be it in the index or not
    rather: float = 0.0  # how much rather they ask like this for a task than for what no task is about

    @property
    def nothing(self) -> bool:
        """Whether there is nothing in it to look for."""
        return not (self.groups or self.tasks or self.plans)


def weighed(groups: Sequence[Group], vocabulary: Vocabulary) -> tuple[Group, ...]:
    """Each group once, with its weight; its forms are those that stand in some task, none where none does."""
    tasks = vocabulary.tasks
    of_the_field = any(group.named and not group.hinted for group in groups)
    made: list[tuple[Group, tuple[Form, ...], float, int]] = []
    for group in {group.forms: group for group in groups if group.forms}.values():
        held = tuple(form for form in group.forms if all(map(vocabulary.frequency, form.tokens)))
        frequency = max((_frequency(form, vocabulary) for form in held), default=0)
        if not frequency:
            made.append((group, (), group.weight * UNKNOWN * math.log(tasks + 1), 0))
            continue
        weight = group.weight * max(0.1, math.log((tasks + 1) / (frequency + 0.5)))
        if of_the_field and not group.named:
            weight *= PLAIN
        made.append((group, held, weight, frequency))
    common = BROAD * tasks
    rarer = any(0 < frequency <= common for *_, frequency in made)
    settled = [
        group._replace(
            forms=held,
            weight=weight,
            required=group.required and bool(frequency) and (frequency <= common or not rarer),
        )
        for group, held, weight, frequency in made
    ]
    kept = sorted(settled, key=lambda group: -group.weight)[:MOST_WORDS]
    return tuple(group for group in settled if group in kept)


def _frequency(form: Form, vocabulary: Vocabulary) -> int:
    return vocabulary.together(form.tokens)
