"""What the importer has to say about a document: one finding a remark, and the exception for what cannot be read."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from service.names import Candidate

Level = Literal["error", "warning", "note"]
LEVELS: tuple[Level, ...] = ("error", "warning", "note")
MOST_ALIKE = 50  # findings of one kind


@dataclass(frozen=True, slots=True)
class Finding:
    """With an error nothing is stored; a warning wants a look; a note says how something was understood."""

    level: Level
    code: str  # a slug for machines: `unknown-agency`
    message: str  # a sentence for people
    line: int | None = None
    suggestions: tuple[Candidate, ...] = ()


class Unreadable(Exception):
    """A source that cannot be read at all; the text of the exception says why, for people."""

    def finding(self) -> Finding:
        return Finding("error", "unreadable", str(self))


def limited(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings in order, the worst first; of one kind not more than anybody will read."""
    kept: list[Finding] = []
    seen: Counter[str] = Counter()
    for finding in sorted(findings, key=lambda one: (LEVELS.index(one.level), one.line or 0)):
        seen[finding.code] += 1
        if seen[finding.code] <= MOST_ALIKE:
            kept.append(finding)
    kept += [
        Finding("note", "more-alike", f"{count - MOST_ALIKE} more findings of the kind {code}")
        for code, count in seen.items()
        if count > MOST_ALIKE
    ]
    return tuple(kept)
