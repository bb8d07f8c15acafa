"""Finds the brackets in a text, full- and half-width, mixed and nested, and those that are never closed."""

import re
from dataclasses import dataclass

from service.ingest.spacing import regular

OPEN = {"（": "round", "(": "round", "【": "square", "[": "square", "〔": "square", "［": "square"}
CLOSE = {"）": "round", ")": "round", "】": "square", "]": "square", "〕": "square", "］": "square"}
DEEPEST = 6  # brackets in brackets; beyond it the outermost is given up, so that hostile text costs no time
LONGEST = 4_000  # characters; the longest list of names in the plans has under 900
SIGN = re.compile("[" + re.escape("".join([*OPEN, *CLOSE])) + "]")


@dataclass(frozen=True, slots=True)
class Bracket:
    start: int  # of the opening sign
    end: int  # after the closing sign; the end of the text where it is not closed
    depth: int  # 0: in no other bracket
    closed: bool = True

    def inside(self, text: str) -> str:
        """What stands in it, on one line; of what is longer than any list of names, the beginning."""
        end = self.end - 1 if self.closed else self.end
        return regular(text[self.start + 1 : min(end, self.start + 2 + LONGEST)])


def find_brackets(text: str) -> list[Bracket]:
    """All brackets by the position of their opening sign. A round one may be closed by either width."""
    found: list[Bracket] = []
    waiting: list[tuple[int, str]] = []
    for sign in SIGN.finditer(text):
        place, character = sign.start(), sign[0]
        if kind := OPEN.get(character):
            if len(waiting) == DEEPEST:
                found.append(Bracket(waiting.pop(0)[0], len(text), 0, closed=False))
            waiting.append((place, kind))
        elif kind := CLOSE.get(character):
            for depth in range(len(waiting) - 1, -1, -1):
                if waiting[depth][1] == kind:
                    # Whatever was opened inside and is still open is not closed.
                    found.extend(Bracket(start, place, at, closed=False) for at, (start, _) in _after(waiting, depth))
                    found.append(Bracket(waiting[depth][0], place + 1, depth))
                    del waiting[depth:]
                    break
    found.extend(Bracket(start, len(text), depth, closed=False) for depth, (start, _) in enumerate(waiting))
    return sorted(found, key=lambda bracket: bracket.start)


def _after(waiting: list[tuple[int, str]], depth: int) -> list[tuple[int, tuple[int, str]]]:
    return list(enumerate(waiting))[depth + 1 :]
