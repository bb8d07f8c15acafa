"""What the importer has to say about a document: one finding a remark, and the exception for what cannot be read."""

from dataclasses import dataclass
from typing import Literal

from service.names import Candidate

Level = Literal["error", "warning", "note"]
LEVELS: tuple[Level, ...] = ("error", "warning", "note")


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
