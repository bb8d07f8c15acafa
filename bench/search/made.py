"""Tasks in any number, made of the shipped ones: their clauses recombined and mixed with words nobody has heard of.

The words are made too: some 40,000 Chinese ones of common characters and 60,000 English ones of syllables, a few of
them frequent and most of them rare, so that the index has the vocabulary of a library and not that of two plans. Every
task speaks of intellectual property, as they do. The same every time.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any

from service import seed
from service.facts.files import derived_from
from service.index import document
from service.index.base import Document
from service.rendering import PlanRenderer
from service.schemas import TaskOut

TASKS_A_PLAN = 1_000
CHINESE_WORDS, ENGLISH_WORDS = 40_000, 60_000

CLAUSES = (2, 5)
"""Of a text, at the least and at the most; of each language by itself."""
STRANGE = 0.6
"""Of all clauses, how many end in a made word. A text has one or two of each language then."""
RARE = 3
"""The higher, the more words are rare: the most frequent one stands in one of forty clauses that have a made word."""

MOMENT = "2026-01-05T08:{:02}:{:02}.000000Z"
EVERYWHERE = (("知识产权", "在知识产权工作中，"), ("intellectual property", "In intellectual property work, "))
"""What every text has, and how it begins where it would not."""

_ONSETS = [*"bcdfghjlmnprstvw", "br", "cl", "dr", "fl", "gr", "pl", "pr", "st", "tr"]
_RIMES = [*"aeiou", "an", "el", "in", "or", "um", "ast", "est", "ind", "olt", "ank"]

Task = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Stock:
    """What tasks are made of."""

    shipped: Sequence[Task]
    agencies: Sequence[Task]  # assignments as they come, so the frequent ones are drawn often
    clauses: dict[str, Sequence[str]]
    titles: dict[str, Sequence[str]]
    words: dict[str, Sequence[str]]


def shipped() -> Iterator[bytes]:
    """The public JSON of the shipped tasks, with a moment that is always the same."""
    agencies, plans = {agency.code: agency for agency in seed.agencies()}, list(seed.plans())
    derived = derived_from(plans)
    for plan in plans:
        renderer = PlanRenderer(plan, agencies, derived)
        for task in plan.tasks:
            yield renderer.task(task, MOMENT.format(0, 0))


@cache
def stock() -> Stock:
    tasks = [json.loads(body) for body in shipped()]
    return Stock(
        shipped=tasks,
        agencies=[agency for task in tasks for agency in task["agencies"]],
        clauses={lang: [c for task in tasks for c in _clauses(task["text"][lang])] for lang in ("zh", "en")},
        titles={lang: [task["title"][lang] for task in tasks] for lang in ("zh", "en")},
        words={"zh": _chinese(Random(40)), "en": _english(Random(60))},
    )


def plan_of(made: int) -> str:
    """What the made plans are called: between 2024 and 2025, as in the other databases that are measured."""
    return f"2024-{made:03}"


def named(made: int) -> Iterator[Document]:
    """Agencies, and the plans and sections of the shipped tasks and of so many made plans, which have those of both."""
    yield from map(document.agency, seed.agencies())
    ours = list(seed.plans())
    sections = {section.number: section for plan in ours for section in plan.sections}
    for plan in ours:
        yield document.titled("plan", plan.id, plan.title.zh, plan.title.en)
        for section in plan.sections:
            yield document.titled("section", f"{plan.id}:{section.number}", section.title.zh, section.title.en)
    for name in map(plan_of, range(made)):
        yield document.titled("plan", name, f"{name} 计划", f"Plan {name}")
        for section in sections.values():
            yield document.titled("section", f"{name}:{section.number}", section.title.zh, section.title.en)


def tasks(made: int) -> Iterator[bytes]:
    """The public JSON of every task of one made plan."""
    random, held = Random(made), stock()
    for number in range(1, TASKS_A_PLAN + 1):
        body = json.dumps(_task(random, held, made, number), ensure_ascii=False, separators=(",", ":")).encode()
        if number == 1:
            TaskOut.model_validate_json(body)  # what the service would send, to the field
        yield body


def _task(random: Random, held: Stock, made: int, number: int) -> Task:
    model = random.choice(held.shipped)
    agencies = _agencies(random, held.agencies, len(model["agencies"]))
    return {
        **model,
        "id": f"{plan_of(made)}-{number}",
        "plan": plan_of(made),
        "number": number,
        "title": {lang: _title(random, held, lang) for lang in ("zh", "en")},
        "text": {lang: _text(random, held, lang) for lang in ("zh", "en")},
        "agencies": agencies,
        "updated_at": MOMENT.format(made // 60 % 60, made % 60),
    }


def _agencies(random: Random, pool: Sequence[Task], count: int) -> list[Task]:
    drawn: dict[str, Task] = {}
    while len(drawn) < count:
        one = random.choice(pool)
        drawn.setdefault(one["code"], one)
    return [
        {**one, "role": "participant" if position > 1 else "lead", "position": position}
        for position, one in enumerate(drawn.values(), start=1)
    ]


def _title(random: Random, held: Stock, lang: str) -> str:
    kind = held.titles if random.random() < 0.5 else held.clauses
    return _strange(random, held, lang, random.choice(kind[lang]))


def _text(random: Random, held: Stock, lang: str) -> str:
    clauses = [_strange(random, held, lang, c) for c in random.choices(held.clauses[lang], k=random.randint(*CLAUSES))]
    text = "，".join(clauses) + "。" if lang == "zh" else ", ".join(clauses) + "."
    word, beginning = EVERYWHERE[lang == "en"]
    return text if word in text else beginning + text


def _strange(random: Random, held: Stock, lang: str, clause: str) -> str:
    if random.random() > STRANGE:
        return clause
    words = held.words[lang]
    word = words[int(len(words) * random.random() ** RARE)]
    return clause + word if lang == "zh" else f"{clause} {word}"


def _clauses(text: str) -> list[str]:
    return [clause.strip() for clause in re.split(r"[，。；：、,.;:]", text) if len(clause.strip()) > 3]


def _chinese(random: Random) -> list[str]:
    """Two or three characters of the everyday half of GB 2312 each."""
    common = [bytes((high, low)).decode("gb2312") for high in range(0xB0, 0xD7) for low in range(0xA1, 0xFA)]
    made: dict[str, None] = {}
    while len(made) < CHINESE_WORDS:
        made["".join(random.choices(common, k=random.choice((2, 2, 3))))] = None
    return list(made)


def _english(random: Random) -> list[str]:
    made: dict[str, None] = {}
    while len(made) < ENGLISH_WORDS:
        made["".join(random.choice(_ONSETS) + random.choice(_RIMES) for _ in range(random.choice((2, 3, 3, 4))))] = None
    return list(made)
