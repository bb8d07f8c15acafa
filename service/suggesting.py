"""What a search box offers: agencies, terms and tasks that fit what has been typed, and where most people begin.

Names and terms that begin like it come first, then those that hold it, then what the question would be understood as:
so pinyin and slips are offered what they mean. Only what leads to a task is offered.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from pydantic_core import from_json

from service.index.embedded import Held
from service.question.agencies import UNSAID
from service.question.fold import folded
from service.question.groups import Question
from service.question.understand import cleaned
from service.records import Bilingual
from service.searching import best_of

MOST_NAMES, MOST_TERMS, MOST_TASKS = 4, 5, 5
BEGINNINGS = 6
"""Agencies, and terms, that an empty box offers."""
SOUNDS, MANY_SOUNDS = 8, 500
"""Words of one sound that are looked at for terms, and for agencies, which are few among them."""
WELL_KNOWN = 0.3
"""Share of the tasks from which on a term is so common that it leads nowhere."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something to search for, or to go to, and how many tasks it leads to."""

    kind: Literal["agency", "term", "task"]
    id: str
    label: Bilingual
    count: int


def suggestions(typed: str, held: Held) -> list[Suggestion]:
    """At most a dozen or so, the best first, agencies before terms before tasks."""
    text = folded(cleaned(typed)).strip()
    if not text:
        return _beginnings(held)
    question = held.understanding.of(typed)
    found = [*_agencies(text, question, held), *_terms(text, question, held), *_tasks(question, held)]
    return found or _sounding(text, held)


def _beginnings(held: Held) -> list[Suggestion]:
    """The agencies with the most tasks, and the terms of the most titles: what many texts say is often only a verb."""
    understanding = held.understanding
    agencies = [_agency(code, held) for code in understanding.agencies.names.codes if code not in UNSAID]
    agencies.sort(key=lambda each: (-each.count, each.id))
    terms = [_term(term, held) for term in understanding.tables.glossary.terms]
    terms = [each for each in terms if each.count <= WELL_KNOWN * held.tasks]
    terms.sort(key=lambda each: (-held.titled(f"c:{each.id}"), each.id))
    return [each for each in (*agencies[:BEGINNINGS], *terms[:BEGINNINGS]) if each.count]


def _agencies(text: str, question: Question, held: Held) -> Iterable[Suggestion]:
    """Agencies with a name like it, the most tasks first among those that are alike in the same way."""
    agencies = held.understanding.agencies
    ways: dict[str, int] = {}
    for spelling, code in agencies.spellings:
        begins = spelling.startswith(text)
        if begins or (len(text) > 1 and text in spelling):
            ways[code] = min(0 if begins else 1, ways.get(code, 1))
    spoken = held.sounding(text.replace(" ", ""), MANY_SOUNDS) if text.isascii() and len(text) > 1 else ()
    for code in (*question.agencies, *filter(None, map(agencies.code_of, spoken))):
        ways.setdefault(code, 2)
    offered = [(way, _agency(code, held)) for code, way in ways.items()]
    return _best(offered, MOST_NAMES)


def _terms(text: str, question: Question, held: Held) -> Iterable[Suggestion]:
    """Terms with a form that begins like it, then those that it may mean."""
    glossary = held.understanding.tables.glossary
    ways: dict[str, int] = {}
    for term, equal in glossary.beginning(text):
        ways[term] = min(0 if equal else 1, ways.get(term, 1))
    for term in question.terms:
        ways.setdefault(term, 1)
    return _best([(way, _term(term, held)) for term, way in ways.items()], MOST_TERMS)


def _sounding(text: str, held: Held) -> list[Suggestion]:
    """What the words mean whose pinyin has been begun."""
    found: dict[Suggestion, None] = {}
    for word in held.sounding(text.replace(" ", ""), SOUNDS) if text.isascii() and len(text) > 1 else ():
        question = held.understanding.of(word)
        found |= dict.fromkeys((*_agencies(word, question, held), *_terms(word, question, held)))
    return sorted(found, key=lambda each: (each.kind, -each.count, each.id))[: MOST_NAMES + MOST_TERMS]


def _tasks(question: Question, held: Held) -> Iterable[Suggestion]:
    """The tasks that a search for it would find first."""
    for hit in best_of(question, held.search, MOST_TASKS):
        title = from_json(hit.body)["title"]
        yield Suggestion("task", hit.id, Bilingual(zh=title["zh"], en=title["en"]), 1)


def _best(offered: Iterable[tuple[int, Suggestion]], most: int) -> Iterable[Suggestion]:
    leading = ((way, each) for way, each in offered if each.count)
    return islice((each for _, each in sorted(leading, key=lambda o: (o[0], -o[1].count, o[1].id))), most)


def _agency(code: str, held: Held) -> Suggestion:
    return Suggestion("agency", code, held.understanding.agencies.names.name_of(code), held.frequency(f"a:{code}"))


def _term(term: str, held: Held) -> Suggestion:
    _, zh, en = held.understanding.tables.glossary.terms[term]
    return Suggestion("term", term, Bilingual(zh=zh, en=en), held.frequency(f"c:{term}"))
