"""How a question is answered: understood, asked of an engine, put in order, in two tiers.

First the tasks that have everything the question needs, and those that people surely mean who ask like that. Where the
former are fewer than `FEW`, those join them that have the greater part of it, marked as partial: never many, and none
that is far behind the best. Which tasks a question finds does not depend on the filters; they only narrow, so the
counts of the facets hold when one is chosen.

What is asked of an engine is written as a generator of `Ask`s that is sent what was `Found`: the embedded index is
asked in place, Meilisearch is awaited, and both follow the same steps.
"""

from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from service.index.base import Ask, Facet, Found, Hit, Sort, Version, facets_of
from service.queries import TaskFilter
from service.question.bags import bagged
from service.question.condition import Condition, all_of, any_of, enough_of
from service.question.groups import Group, Question
from service.question.ranking import WINDOW, Ranked, Ranking, wanted
from service.question.understand import Understanding

FACETS: tuple[Facet, ...] = ("plan", "agency", "section", "topic")

FEW = 5
"""Full matches from which on partial ones are not looked for."""
MOST_PARTIAL = 6
"""Partial matches that are shown: more would be a wall of weak ones."""
CANDIDATES = 70
"""Tasks that partial matches are chosen from: so many that both engines choose alike, however they order them."""
SUGGESTED_FROM = 12
"""Tasks that the best few are chosen from while somebody types."""
LEAST = 0.3
"""Share of the question's weight that a partial match has at least."""
NEAR_BEST = 0.35
"""Share of the best one's coverage that a partial match has at least."""
ASKED_LEAST, ASKED_NEAR = 0.08, 0.35
"""How surely people ask like that for a task that is a partial match by that alone: at least, and beside the surest."""
SURELY_LEAST, SURELY_NEAR = 0.2, 0.7
"""The same for a task that joins the full matches."""
WEIGHED = 6
"""Groups, the weightiest, that partial matches are looked for by."""

SENTENCE = 4
"""Words, or pairs of characters, from which on a question is one in words of its own: what it surely means is then no
partial match."""
STRANGE, STRANGE_OURS, STRANGE_ASKED, STRANGE_NAMED = 0.05, 0.3, 0.9, 0.55
"""Share of a question's weight in words that stand nowhere here, up to which it may still be about this field: for
itself; what is added where a word of it is of this field, and for how much rather people ask like that for a task than
for something else; and where all that are known are names, ours among them."""
NAMES = 3
"""So many names of agencies or terms make a question of their own; fewer are taken at their word."""
HINTS_ALONE = 0.3
"""How surely people ask like that for a task, where all that is known of a question are hints."""


@dataclass(frozen=True, slots=True)
class Place:
    """Which of the tasks found are wanted: those the filters let through, from where on, in which order."""

    narrowed: Mapping[str, Condition] = field(default_factory=dict)
    roles: Mapping[str, Condition] = field(default_factory=dict)  # by role, where an agency is chosen
    since: str | None = None
    sort: Sort | None = None
    offset: int = 0
    limit: int = 50

    @property
    def ordered_here(self) -> bool:
        """Whether the hits are put in order here: then they are asked for from the start."""
        return self.sort is None and self.offset < WINDOW


@dataclass(frozen=True, slots=True)
class Matched:
    """The tasks that answer a question, those of one page in order."""

    question: Question
    hits: Sequence[Hit]
    scores: Mapping[str, float]
    partial: frozenset[str]
    total: int
    facets: Mapping[Facet, Sequence[tuple[str, int]]]
    roles: Mapping[str, int] | None
    version: Version


Steps = Generator[Ask, Found, Matched]


def steps_taken(steps: Steps, search: Callable[[Ask], Found]) -> Matched:
    """Takes the steps one after the other with an engine that answers in place."""
    ask = next(steps)
    while True:
        try:
            ask = steps.send(search(ask))
        except StopIteration as done:
            matched: Matched = done.value
            return matched


def best_of(question: Question, search: Callable[[Ask], Found], limit: int) -> list[Hit]:
    """The tasks that answer best and nothing more: no counts, no second tier where there is a first."""
    for condition in conditions(question):
        if condition is not None:
            hits = search(Ask(condition, wanted=wanted(question.groups), limit=SUGGESTED_FROM)).hits
            if hits:
                return _best_first(hits, _ranked(question, hits))[:limit]
    return []


def place_of(wanted_tasks: TaskFilter, *, sort: Sort | None, offset: int, limit: int) -> Place:
    """The filters of `/tasks` as conditions on tokens."""
    narrowed: dict[str, Condition] = {}
    marked = dict(wanted_tasks.marks)
    for name, tokens in (
        ("id", [f"id:{plan}-{number}" for plan, number in wanted_tasks.ids]),
        ("plan", [f"p:{plan}" for plan in wanted_tasks.plans]),
        ("agency", _agencies("a", wanted_tasks)),
        ("section", [f"x:{part}" if sub is None else f"x:{part}.{sub}" for part, sub in wanted_tasks.sections]),
        ("responsibility", [f"r:{value}" for value in wanted_tasks.responsibilities]),
        ("topic", [f"t:{value}" for value in marked.get("topic", ())]),
        ("instrument", [f"i:{value}" for value in marked.get("instrument", ())]),
        ("progress", [f"g:{value}" for value in marked.get("progress", ())]),
    ):
        if tokens:
            narrowed[name] = any_of(tokens)
    roles = {
        role: any_of(_agencies(mark, wanted_tasks))
        for role, mark in (("lead", "l"), ("participant", "m"))
        if wanted_tasks.agencies
    }
    if wanted_tasks.role is not None:
        narrowed["role"] = roles[wanted_tasks.role]
    return Place(narrowed, roles, wanted_tasks.since, sort, offset, limit)


def _agencies(mark: str, wanted_tasks: TaskFilter) -> list[Condition]:
    """The agencies asked for, and the collectives that stand for them, each in the plans of its time."""
    through = (all_of((f"{mark}:{collective}", f"p:{plan}")) for collective, plan in wanted_tasks.via)
    return [*(f"{mark}:{code}" for code in wanted_tasks.agencies), *through]


def answering(understanding: Understanding, text: str, place: Place, *, interpret: bool) -> Steps:
    """The steps to the tasks that answer a question."""
    readings = understanding.readings(text) if interpret else iter([understanding.literally(text)])
    matched = yield from _matching(next(readings), place)
    # Where nothing has all of it, the question may be a slip for another one whose words look well too.
    if len(matched.partial) == matched.total and (bold := next(readings, None)):
        other = yield from _matching(bold, place)
        if other.total > len(other.partial):
            return other
    return matched


def _matching(question: Question, place: Place) -> Steps:
    full, enough = conditions(question)
    if full is not None:
        # They join the full matches and do not count as such: 大学 and 发明 stand in many a task that nobody asks for
        # who asks whose an invention is that was made at a university.
        joining = _surely_asked(question) if enough is not None else []
        found = yield _ask(question, any_of((full, *joining)), place, None if enough is None else (full, FEW))
        if found.enough:
            return _page(question, found, place, _ranked(question, found.hits))
    if enough is None:
        found = yield _ask(question, any_of(()), place)
        return _page(question, found, place, {})
    found = yield Ask(enough, wanted=wanted(question.groups), text=question.text, limit=CANDIDATES)
    ranked = _ranked(question, found.hits)
    hits, partial = _chosen(question, found.hits, ranked)
    if place.narrowed or place.since or place.sort:
        found = yield _ask(question, any_of(f"id:{hit.id}" for hit in hits), place)
    else:  # all of them are here
        here = hits if place.ordered_here else hits[place.offset : place.offset + place.limit]
        found = replace(found, total=len(hits), hits=here, facets=facets_of(hits, FACETS))
    return _page(question, found, place, ranked, partial)


def conditions(question: Question) -> tuple[Condition | None, Condition | None]:
    """What full matches fulfil, and what partial ones do at least; `None` where there is no such thing."""
    named = _references(question)
    if named and question.tasks:
        return all_of(named), None  # whoever says the number wants that task, whatever else is said
    total = sum(group.weight for group in question.groups)
    if not total:
        return (all_of(named), None) if named else (None, None)
    known = [group for group in question.groups if group.forms]
    strange = 1.0 - sum(group.weight for group in known) / total
    if strange > _bearable(question, known):
        return None, None
    guessed = len(question.groups) > 1 and question.surest < HINTS_ALONE
    if all(group.hinted for group in known) and (strange or guessed):
        return None, None  # a hint helps beside other words, and here are none that are known
    required = [_having(group) for group in known if group.required]
    weighty = sorted(known, key=lambda group: -group.weight)[:WEIGHED]
    enough = enough_of([(_having(group, loosely=True), group.weight) for group in weighty], LEAST * total)
    asked = (f"id:{task}" for task in _asked(question))
    full = all_of((*named, *required)) if required and strange <= 0.5 else None
    return full, all_of((*named, any_of((enough, *asked))))


def _asked(question: Question, least: float = ASKED_LEAST, near: float = ASKED_NEAR) -> list[str]:
    """The tasks that people most likely ask for like that."""
    least = max(least, near * question.surest)
    return [task for task, surely in question.asked if surely >= least]


def _surely_asked(question: Question) -> list[Condition]:
    """Those of them that answer whatever words they have, each in the plans that are named."""
    named = _references(question)
    return [all_of((*named, f"id:{task}")) for task in _asked(question, SURELY_LEAST, SURELY_NEAR)]


def _bearable(question: Question, known: Sequence[Group]) -> float:
    """How much of a question may be unknown, by what the rest of it is."""
    if any(group.ours for group in known) and all(group.surely for group in known if group.named):
        return STRANGE_NAMED
    ours = any(group.ours for group in known)
    bearable = STRANGE + STRANGE_OURS * ours + STRANGE_ASKED * question.rather
    names = len(known) < NAMES and all(group.named and not group.hinted for group in known)
    return max(0.0, bearable) if names else bearable


def _references(question: Question) -> list[Condition]:
    found: list[Condition] = []
    if question.tasks:
        found.append(any_of(f"id:{plan}-{number}" if plan else f"n:{number}" for plan, number in question.tasks))
    if question.plans:
        found.append(any_of(f"p:{plan}" for plan in question.plans))
    return found


def _having(group: Group, *, loosely: bool = False) -> Condition:
    return any_of(all_of(form.tokens) for form in (*group.forms, *(group.loose if loosely else ())))


def _ask(question: Question, condition: Condition, place: Place, least: tuple[Condition, int] | None = None) -> Ask:
    """The question with all that an answer tells."""
    others = [each for name, each in place.narrowed.items() if name != "role"]
    roles = {role: all_of((condition, *others, has)) for role, has in place.roles.items()}
    return Ask(
        condition,
        place.narrowed,
        place.since,
        wanted=wanted(question.groups),
        text=question.text,
        facets=FACETS,
        counted=roles,
        sort=place.sort,
        offset=0 if place.ordered_here else place.offset,
        limit=max(WINDOW, place.offset + place.limit) if place.ordered_here else place.limit,
        least=least,
    )


def _ranked(question: Question, hits: Sequence[Hit]) -> dict[str, Ranked]:
    ranking = Ranking(question)
    return {hit.id: ranking.of(hit) for hit in hits}


def _chosen(question: Question, hits: Sequence[Hit], ranked: Mapping[str, Ranked]) -> tuple[list[Hit], frozenset[str]]:
    """The tasks that a question without enough full matches finds, and which of them are partial ones."""
    full = [hit for hit in hits if ranked[hit.id].whole]
    least = max(LEAST, NEAR_BEST * max((each.coverage for each in ranked.values()), default=0.0))
    asked = _asked(question)
    others = (hit for hit in hits if not ranked[hit.id].whole and (hit.id in asked or ranked[hit.id].coverage >= least))
    surely = _asked(question, SURELY_LEAST, SURELY_NEAR) if len(bagged(question.text)) >= SENTENCE else ()
    shown = _best_first(others, ranked)[:MOST_PARTIAL]
    return [*full, *shown], frozenset(hit.id for hit in shown if hit.id not in surely)


def _page(
    question: Question, found: Found, place: Place, ranked: Mapping[str, Ranked], partial: frozenset[str] = frozenset()
) -> Matched:
    hits: Iterable[Hit] = found.hits
    if place.ordered_here:
        first = _best_first(found.hits[:WINDOW], ranked)
        if partial:
            first.sort(key=lambda hit: hit.id in partial)
        hits = [*first, *found.hits[WINDOW:]][place.offset : place.offset + place.limit]
    return Matched(
        question,
        tuple(hits),
        {key: each.score for key, each in ranked.items()},
        partial,
        found.total,
        found.facets,
        {role: found.counts[role] for role in place.roles} if place.roles else None,
        found.version,
    )


def _best_first(hits: Iterable[Hit], ranked: Mapping[str, Ranked]) -> list[Hit]:
    """The better one first; of equal ones that of the later plan, then in the order of their numbers."""
    return sorted(hits, key=lambda hit: (-round(ranked[hit.id].score, 6), _by_plan(hit.id)))


@lru_cache(maxsize=5_000)
def _by_plan(task: str) -> tuple[list[int], int]:
    """Sorts tasks of later plans first."""
    plan, _, number = task.rpartition("-")
    return [-ord(character) for character in plan], int(number)
