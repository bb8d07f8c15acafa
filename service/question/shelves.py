"""The tokens that a task is ranked by, each kind on a shelf of its own, so that few are looked through to find one.

Each token stands between spaces, as often as it occurs but four times at the most: more are worth no more. The last
shelf holds, once each, what only leads to the task: a statement about it, another name of its law.
"""

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from service.index.base import REMEMBERED

MOST_MENTIONS = 4

FILED, WORDS, STEMS, PAIRS, SINGLES, BESIDE = range(6)
_BORDER = "|"
"""Between two shelves. No token of a text is like it, and none that a task is filed under."""


def shelf_of(token: str) -> int:
    """The shelf of a token of the task's own. Terms stand with what it is filed under."""
    if token.isascii():
        return WORDS if token.startswith("w:") else STEMS if token.startswith("s:") else FILED
    return SINGLES if len(token) == 1 else PAIRS if len(token) == 2 else FILED


def shelved(own: Iterable[str], beside: Iterable[str]) -> str:
    """All shelves in one text."""
    mentions = Counter(own)
    shelves: list[list[str]] = [[] for _ in range(BESIDE + 1)]
    for token in mentions:
        shelves[shelf_of(token)].append(token)
    shelves[BESIDE] = [token for token in dict.fromkeys(beside) if token not in mentions]
    return _BORDER.join(map("".join, (_rounds(shelf, mentions) for shelf in shelves)))


def _rounds(shelf: list[str], mentions: Counter[str]) -> Iterable[str]:
    # Repeated ones apart: two neighbours that are the same share a space, and would be counted as one.
    for mention in range(MOST_MENTIONS):
        if again := [token for token in shelf if mention < max(mentions[token], 1)]:
            yield f" {' '.join(again)} "


@lru_cache(maxsize=REMEMBERED)
def apart(shelves: str) -> list[str]:
    """The shelves of a text, every token on them between spaces."""
    return shelves.split(_BORDER)
