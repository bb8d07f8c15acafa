"""Derives a title from the text of a task: its first clause, cut to a length that fits a list of results."""

import re
from collections.abc import Callable

from service.records import Lang

ZH_MOST = 24  # characters
EN_MOST = 12  # words
ZH_LEAST = 6  # a shorter first clause ("推动") says nothing alone; the next one joins it
ZH_CLEAN = 10  # characters; behind so many a title may end early to end well
EN_LEAST = 4

PAIRS = {"《": "》", "“": "”", "（": "）", "(": ")", "「": "」", "『": "』", "〈": "〉", "【": "】", "[": "]", "‘": "’"}
CLOSERS = frozenset(PAIRS.values())
ZH_BREAKS = frozenset("，。；：！？,;!?")
ZH_ENDS = frozenset("。；！？;!?")
# Words that leave an English title hanging when it ends in them.
_HANGING = (
    "a an the of and or to for in on by with from at as into under through via that which its their this these is are "
    "be such between among within upon relevant related other key"
)
HANGING = frozenset(_HANGING.split())
ZH_HANGING = "的和与與及或等在对對为為以将將把并並、，：；。“《（‘「"
ZH_JOINS = "、的和与與及或并並"
LONGEST = 1_000  # characters of a text to look at
TRIMMED = " \t,;:.，。；：、—–-"


def derive_title(text: str, lang: Lang) -> str:
    """The title of a task that has none; never empty where the text is not."""
    text = " ".join(text[:LONGEST].split())
    return (_zh(text) if lang == "zh" else _en(text)).strip() or text[:ZH_MOST].strip()


def _clauses(text: str, breaks: frozenset[str]) -> list[int]:
    """Where the clauses of a text end, not counting the signs inside quotation marks and brackets."""
    ends: list[int] = []
    waiting: list[str] = []
    for place, character in enumerate(text):
        if character in PAIRS:
            waiting.append(PAIRS[character])
        elif character in CLOSERS:
            if character in waiting:  # an apostrophe is a closing mark, too
                del waiting[waiting.index(character) :]
        elif not waiting and character in breaks:
            ends.append(place)
    return [*ends, len(text)]


def _zh(text: str) -> str:
    for end in _clauses(text, ZH_BREAKS):
        if end >= ZH_LEAST or text[end : end + 1] in ZH_ENDS:
            break
    clause = text[:end].strip(TRIMMED)
    if len(clause) <= ZH_MOST:
        return clause
    cut = ZH_MOST
    while cut > ZH_LEAST and re.match(r"[A-Za-z0-9]{2}", clause[cut - 1 : cut + 1]):  # not inside a word or year
        cut -= 1
    part = _closed(clause[:cut], _zh_enough)
    if len(part) > ZH_CLEAN and clause[len(part) : len(part) + 1] not in ZH_HANGING:
        ends = [place for place in range(ZH_CLEAN, len(part)) if part[place - 1] in "》”）" or part[place] in ZH_JOINS]
        part = _closed(part[: ends[-1]], _zh_enough) if ends else part
    return part.rstrip(ZH_HANGING + " ") or clause[:cut]


def _closed(text: str, enough: Callable[[str], bool]) -> str:
    """The text before a quotation mark or bracket that it does not close; where that is short, without the sign."""
    waiting: list[tuple[str, int]] = []
    for place, character in enumerate(text):
        if character in PAIRS:
            waiting.append((PAIRS[character], place))
        elif waiting and character == waiting[-1][0]:
            waiting.pop()
    if not waiting:
        return text
    start = waiting[0][1]
    return text[:start] if enough(text[:start]) else _closed(text[:start] + text[start + 1 :], enough)


def _zh_enough(text: str) -> bool:
    return len(text) >= ZH_CLEAN


def _en_enough(text: str) -> bool:
    return len(text.split()) > EN_LEAST + 2


def _en(text: str) -> str:
    words = _en_clause(text).split(" ")
    if len(words) <= EN_MOST:
        return " ".join(words).strip(TRIMMED)
    part = _closed(" ".join(words[:EN_MOST]), _en_enough)
    kept = part.split()
    while len(kept) > EN_LEAST and kept[-1].lower().strip(TRIMMED) in HANGING:
        kept.pop()
    return " ".join(kept).strip(TRIMMED)


def _en_clause(text: str) -> str:
    """The first clause with enough words; a sentence ends it in any case."""
    for end in _clauses(text, frozenset(",;:.!?，。；")):
        following = text[end + 1 : end + 2]
        if following and not following.isspace() and following not in "”\"')":
            continue  # a point or comma inside a number or an abbreviation
        if end == len(text) or text[end] in ".;!?。；" or len(text[:end].split()) >= EN_LEAST:
            break
    return text[:end].strip(TRIMMED)
