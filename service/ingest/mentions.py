"""Splits a list of agencies into the names it holds, although names hold commas and "and" themselves.

The list is cut at every sign and word that can part two names; then pieces are joined again so that as few as possible
are unknown and, among equals, the names are as long as possible.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from service.names import Match
from service.script import simplified

OTHER = "OTHER"

# All patterns are matched against simplified characters; the change keeps every position.
# Words that may stand inside a name as well as between two.
JOINING = r"[,，、]\s*(?:and|&)(?=\s)|[,，、]|(?<=\s)(?:and|&)(?=\s)|以及|[和与及]"
# Signs that always part names.
PARTING = r"[;；:：/]|(?<=\s)(?:as\s+well\s+as|together\s+with|along\s+with)(?=\s)"
OTHERS = re.compile(
    r"(?:等|(?:以及|及|和)?其他|(?:以及|及|和)?其它)(?:有关|相关|中央和国家机关)*"
    r"(?:[0-9一二三四五六七八九十]{1,3}个?)?(?:成员)?(?:部门|单位|部委|机构|机关)"
    r"|(?:all\s+|the\s+)*other(?:\s+(?:relevant|related|competent|concerned|central|government))*"
    r"\s+(?:departments?|units?|agencies|ministries|bodies|authorities|institutions)(?:\s+concerned)?"
    r"|etc\.?|others",
    re.IGNORECASE,
)
TRAILING_DENG = re.compile(
    r"等(?:有关|相关)*(?:[0-9一二三四五六七八九十]{1,3}个?)?"
    r"(?:(?:成员)?(?:部门|单位|部委|机构|机关))?\s*$"
)
LONGEST = 6  # pieces in one name; the longest known has four
WIDEST = 160  # characters in one name; the longest known has 110
MOST = 400  # pieces in one list; the longest in the plans has ten names
NOISE = " \t\n\u3000\xa0.。·,，、;；:：\"“”'‘’「」"


@dataclass(frozen=True, slots=True)
class Mention:
    """A name as it stands in the document and what it resolves to; `match` is `None` for an unknown one."""

    text: str
    match: Match | None


Resolve = Callable[[str], Match | None]


def split_names(text: str, resolve: Resolve) -> list[Mention]:
    """The names of a list in order. "And other departments" comes back as the code OTHER."""
    mentions: list[Mention] = []
    for group in re.split(PARTING, text):
        mentions.extend(_group(group, resolve))
    return mentions


def _group(text: str, resolve: Resolve) -> list[Mention]:
    pieces: list[tuple[int, int]] = []
    others = False
    last = 0
    plain = simplified(text)
    for found in re.finditer(JOINING, plain):
        pieces.append((last, found.start()))
        last = found.end()
    pieces.append((last, len(text)))
    pieces = [(start, end) for start, end in pieces if text[start:end].strip(NOISE)]
    for place, (start, end) in enumerate(pieces):
        deng = TRAILING_DENG.search(plain, start, end)
        # A mere 等 says so only at the end of a list.
        if deng is None or (deng[0].strip() == "等" and place < len(pieces) - 1):
            continue
        whole = text[start:end].strip(NOISE)
        if resolve(whole) is None and not OTHERS.fullmatch(simplified(whole)):
            others = True
            pieces[place] = (start, deng.start())
    pieces = [(start, end) for start, end in pieces if text[start:end].strip(NOISE)]
    mentions = _join(text, pieces[:MOST], resolve)
    return [*mentions, Mention("等", Match(OTHER, None))] if others else mentions


def _join(text: str, pieces: list[tuple[int, int]], resolve: Resolve) -> list[Mention]:
    """The split with the fewest unknown pieces, then the fewest names."""
    count = len(pieces)
    # best[i]: cost of the pieces from i on, as (unknown pieces, names), and where the first name among them ends.
    best: list[tuple[int, int, int, Match | None]] = [(0, 0, count, None)] * (count + 1)
    for start in range(count - 1, -1, -1):
        options: list[tuple[int, int, int, Match | None]] = []
        for end in range(start + 1, min(count, start + LONGEST) + 1):
            match = _known(text[pieces[start][0] : pieces[end - 1][1]], resolve)
            if match is not None or end == start + 1:
                unknown, names = best[end][:2]
                options.append((unknown + (match is None), names + 1, end, match))
        best[start] = min(options, key=lambda option: (option[0], option[1], -option[2]))
    mentions: list[Mention] = []
    place = 0
    while place < count:
        _, _, end, match = best[place]
        if match is None:  # a name that is not known may have an "and" in it: keep what only a weak sign parts
            while end < count and best[end][3] is None and _weak(text, pieces, end):
                end += 1
        mentions.append(Mention(text[pieces[place][0] : pieces[end - 1][1]].strip(NOISE), match))
        place = end
    return mentions


def _weak(text: str, pieces: list[tuple[int, int]], place: int) -> bool:
    between = text[pieces[place - 1][1] : pieces[place][0]]
    following = text[slice(*pieces[place])].strip(NOISE)
    if following.lower().startswith("the "):
        return False
    if between.strip().lower() in {"and", "&", "和", "与", "與", "及"}:
        return True
    # "..., Publication, Radio": a word or two of small letters is no name of its own.
    return following.isascii() and not following.isupper() and len(following.split()) <= 2


def _known(text: str, resolve: Resolve) -> Match | None:
    name = " ".join(text.split()).strip(NOISE)
    if not name or len(name) > WIDEST:
        return None
    if (match := resolve(name)) is not None:
        return match
    if OTHERS.fullmatch(simplified(name)):
        return Match(OTHER, None)
    return _with_bracket(name, resolve) if name[-1] in "）)" else None


def _with_bracket(name: str, resolve: Resolve) -> Match | None:
    """中央宣传部（国家版权局）: a name and, in a bracket, another of the same body."""
    found = re.fullmatch(r"([^（()）]+)[（(]([^（()）]+)[）)]\s*", name)
    if found is None:
        return None
    outer = resolve(found[1].strip())
    inner = split_names(found[2], resolve)
    same = outer is not None and all(one.match is not None and one.match.code == outer.code for one in inner)
    return outer if same else None
