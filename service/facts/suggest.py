"""Proposes which tasks of an earlier plan the tasks of a later one may carry on, with a score and the reasons, for a
person to confirm into `seed/lineage.yaml`.

Nothing is learnt from the links that are known; `python -m bench.lineage` says how well the proposals agree with them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from pydantic_core import from_json

from service.facts.lineage import links
from service.facts.queries import PLAN_BODIES
from service.facts.suggest_said import NAME, TERM, Hearing, Task, names, terms
from service.facts.suggest_scores import UNSAID, Worth, place, scores
from service.filters import known_plan
from service.problems import ErrorOut, invalid
from service.question.fold import folded
from service.reading import Reading

THRESHOLD = 44
"""Score from which on a pair is proposed: about here proposals and links made by hand agree best (docs/lineage.md)."""
MOST_REASONS = 4
"""Terms, and words, that are told as reasons: the rarest."""


class Reasons(NamedTuple):
    """What two tasks have in common, the rarest first."""

    names: tuple[str, ...]
    agencies: tuple[str, ...]
    terms: tuple[str, ...]
    words: tuple[str, ...]
    section: Literal["same", "part"] | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A task that a later one may carry on. `known` is the kind of the link that is stored already."""

    earlier: Task
    later: Task
    score: int
    reasons: Reasons
    known: str | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """All that is proposed between two plans, by the earlier task, the best first, and the tasks without a proposal."""

    since: str
    plan: str
    threshold: int
    earlier: int
    later: int
    candidates: tuple[Candidate, ...]
    ended: tuple[str, ...]
    new: tuple[str, ...]


def propose(reading: Reading, since: str, plan: str, *, threshold: int = THRESHOLD) -> Proposal:
    """What one plan may carry on of another, both as they are stored."""
    errors: list[ErrorOut] = []
    known_plan(reading, "query", since, errors, name="from")
    known_plan(reading, "query", plan, errors, name="to")
    if errors:
        raise invalid(errors)
    reading.snapshot.may_take_long()
    hearing = Hearing(terms(), names(reading))
    earlier, later = (
        [hearing.task(from_json(body)) for _, body in reading.snapshot.rows(PLAN_BODIES, {"plan": each})]
        for each in (since, plan)
    )
    known: dict[tuple[str, str], str] = {}
    for link in sorted(links(reading), key=lambda link: link["kind"] == "continues"):  # which goes before `related`
        known[link["from"]["id"], link["to"]["id"]] = link["kind"]
    found = candidates(hearing, earlier, later, threshold=threshold, known=known)
    ends, begins = {each.earlier.id for each in found}, {each.later.id for each in found}
    return Proposal(
        since,
        plan,
        threshold,
        len(earlier),
        len(later),
        tuple(found),
        ended=tuple(task.id for task in earlier if task.id not in ends),
        new=tuple(task.id for task in later if task.id not in begins),
    )


def candidates(
    hearing: Hearing,
    earlier: Sequence[Task],
    later: Sequence[Task],
    *,
    threshold: int = THRESHOLD,
    known: Mapping[tuple[str, str], str] | None = None,
) -> list[Candidate]:
    """The pairs that score no less than the threshold, by the earlier task, the best first."""
    worth = Worth([*earlier, *later])
    found = [(a, b, round(100 * score)) for (a, b), score in scores(earlier, later, worth).items()]
    return [
        Candidate(
            earlier[a],
            later[b],
            score,
            _reasons(hearing, earlier[a], later[b], worth),
            (known or {}).get((earlier[a].id, later[b].id)),
        )
        for a, b, score in sorted(found, key=lambda pair: (pair[0], -pair[2], pair[1]))
        if score >= threshold
    ]


def _reasons(hearing: Hearing, one: Task, other: Task, worth: Worth) -> Reasons:
    mine, theirs = ({token for said in task.said.values() for token in said.whole} for task in (one, other))
    both = sorted(mine & theirs, key=lambda token: (-worth.token(token), token))
    told = [token for token in both if worth.token(token)]
    terms = {token.removeprefix(TERM) for token in told if token.startswith(TERM)}
    if hearing.terms:
        # What is a part of a longer term, or a word of one, is told with it.
        terms -= {part for term in terms for part in hearing.terms.broader(term)}
    inside = folded(" ".join(name for term in terms for name in hearing.terms.terms[term][1:])) if hearing.terms else ""
    words = [hearing.word(token) for token in told if not token.startswith((TERM, NAME))]
    return Reasons(
        names=tuple(token.removeprefix(NAME) for token in told if token.startswith(NAME)),
        agencies=tuple(code for code in one.agencies if code in other.agencies and code != UNSAID),
        terms=tuple(token.removeprefix(TERM) for token in told if token.removeprefix(TERM) in terms)[:MOST_REASONS],
        words=tuple(word for word in words if word not in inside)[:MOST_REASONS],
        section=place(one, other),
    )
