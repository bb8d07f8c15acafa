"""Shows candidates for links: a list with the reasons for people, and a file in the form of `seed/lineage.yaml`."""

import json
from collections.abc import Sequence
from typing import Any

import yaml

from service.facts.records import LinkKind
from service.facts.suggest import Candidate, Proposal, Reasons
from service.ingest.report import fit

TITLE = 32
"""Columns of a title: both, the score and the ids then fit a line of 100."""
SECTIONS = {"same": "same section", "part": "same part"}


def as_text(proposal: Proposal) -> str:
    """Two lines a pair: score, ids and titles, then the reasons. Pairs that are stored already say as what."""
    lines: list[str] = []
    for each in proposal.candidates:
        titles = (fit(next(filter(None, task.title.values()), ""), TITLE) for task in (each.earlier, each.later))
        stored = f"  [{each.known}]" if each.known else ""
        lines += [
            f"{each.score:>3}  {each.earlier.id:<9} {each.later.id:<9} {'  '.join(titles).rstrip()}{stored}",
            f"     {_told(each.reasons)}",
        ]
    count = len(proposal.candidates)
    pairs = f"{count} pair{'' if count == 1 else 's'} from a score of {proposal.threshold} on."
    without = (
        f"{len(tasks)} of {total} tasks of {plan} {what}{': ' if tasks else ''}{', '.join(tasks)}"
        for plan, total, tasks, what in (
            (proposal.since, proposal.earlier, proposal.ended, "are carried on by none of them"),
            (proposal.plan, proposal.later, proposal.new, "carry on none of them"),
        )
    )
    return "\n".join([*lines, *([""] if lines else []), pairs, *without])


def as_yaml(proposal: Proposal) -> str:
    """What is not stored yet, to be looked through: the reasons are comments, `change` is to be filled in."""
    lines = [
        f"# Proposed by `tuijin lineage suggest --from {proposal.since} --to {proposal.plan}`, from a score of "
        f"{proposal.threshold} on.",
        "# Strike out what is none, say in `change` what changed, and name one deliverable by its letter: 2025-1-a.",
    ]
    fresh = _fresh(proposal.candidates)
    lines.append("links:" if fresh else "links: []")
    for each in fresh:
        titles = (next(filter(None, task.title.values()), "") for task in (each.earlier, each.later))
        lines += [
            f"  # {each.score}: {' | '.join(titles)}",
            f"  #   {_told(each.reasons)}",
            f"  - from: {_scalar(each.earlier.id)}",
            f"    to: {_scalar(each.later.id)}",
            f"    kind: {LinkKind.CONTINUES}",
            '    change: {zh: "", en: ""}',
        ]
    return "\n".join(lines)


def as_json(proposal: Proposal) -> dict[str, Any]:
    """The same for programs: `links` as in the file, the reasons beside them."""
    fresh = _fresh(proposal.candidates)
    return {
        "links": [
            {
                "from": each.earlier.id,
                "to": each.later.id,
                "kind": str(LinkKind.CONTINUES),
                "change": {"zh": "", "en": ""},
            }
            for each in fresh
        ],
        "reasons": [
            {"from": each.earlier.id, "to": each.later.id, "score": each.score, **each.reasons._asdict()}
            for each in fresh
        ],
    }


def _fresh(candidates: Sequence[Candidate]) -> list[Candidate]:
    return [each for each in candidates if not each.known]


def _told(reasons: Reasons) -> str:
    told = [
        f"{name} {', '.join(values)}"
        for name, values in (
            ("names", [name.partition(":")[2] for name in reasons.names]),
            ("agencies", reasons.agencies),
            ("terms", reasons.terms),
            ("words", reasons.words),
        )
        if values
    ]
    return "; ".join([*told, *([SECTIONS[reasons.section]] if reasons.section else [])])


def _scalar(key: str) -> str:
    """An id as YAML has it; one that would be read as a date is quoted."""
    return key if yaml.safe_load(key) == key else json.dumps(key)
