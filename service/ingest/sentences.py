"""Cuts a paragraph into sentences, Chinese and English, the way places count them: `report-2025:14.3`.

A sentence ends with a full stop, a question or exclamation mark and whatever closes behind it; a semicolon ends none.
Many points of English end nothing (15.5, No. 3, U.S., et al.), and translations forget the blank behind those that do.
"""

import re

from service.ingest.brackets import find_brackets

CLOSING = "\"”’'」』）)］]】〕》"
ENDING = re.compile(rf"(?P<mark>[.!?。！？｡]+)(?P<closing>[{re.escape(CLOSING)}]*)")
CAPITAL_APART = re.compile(r"\s+[A-Z]")
OPENING_QUOTES = "“‘\"'「『"
CONTINUING = ",，、;；:："
# “怎么办？”的问题, “……。”等要求: the sentence goes on behind the quotation.
BEHIND_QUOTED = re.compile(r"[的等之]")
BEHIND_ASKED = re.compile(r"[的等之为是和与及或]")
CHINESE_MARKS = "。！？｡"
WIDE = "\u2e80"  # characters from here on are Chinese

# 1. I. (1). 1). A. and the like, where they begin a sentence or stand behind a colon.
NUMBER = r"[(（]?(?:[0-9０-９]{1,3}|[IVXivx]{1,6}|[A-Za-z])[)）]?\."
NUMBERED = re.compile(rf"\s*{NUMBER}")
COUNTED = re.compile(rf"[:：;；]\s*{NUMBER}$")
# （一） (2) at the beginning of a bracket: an item of a list, not a remark.
ITEM = re.compile(r"[(（]\s*(?:[一二三四五六七八九十]{1,3}|[0-9０-９]{1,2}|[IVXivx]{1,5})\s*[)）]")

WORD = re.compile(r"(?<!['’\w])[A-Za-z][A-Za-z.&]*$")
LETTERS = re.compile(r"(?:[A-Za-z]\.)+[A-Za-z]|[A-Z]|[Pp]h\.D")  # U.S, p.m, the J of a name
ADDRESS = re.compile(r"(?:www\.|://|@)\S*$")
# Never at the end of a sentence.
BEFORE_A_NAME = frozenset(["mr", "mrs", "ms", "dr", "prof", "st", "hon", "messrs", "vs", "cf", "viz", "e.g", "i.e"])
# Only before a number.
BEFORE_A_NUMBER = frozenset(
    [
        "no",
        "nos",
        "art",
        "arts",
        "sec",
        "para",
        "paras",
        "fig",
        "figs",
        "vol",
        "ch",
        "p",
        "pp",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
        "nov",
        "dec",
    ]
)
# At the end of a sentence as well as inside; a word that begins sentences tells which.
EITHER = frozenset(["al", "inc", "co", "ltd", "corp", "jr", "sr", "dept", "approx"])
_STARTERS = (
    "A After All Also An And As At Both But By During Each Every First For From He Her His However If In It Its Last "
    "Many Meanwhile More Most On Our Second She Since Some That The Their There These They Third This Those Through To "
    "Under We When While With"
)
STARTERS = frozenset(_STARTERS.split())
NEXT_WORD = re.compile(r"[A-Za-z]+")
NUMERAL = re.compile(r"[0-9０-９]|[IVXLC]+\b")
LONGEST_BRACKET = 1_000  # characters; what is longer was forgotten to be closed, or closes another
BEHIND = 40  # characters to look back at; the longest abbreviation has five


def sentences(paragraph: str) -> list[str]:
    """The sentences in order, none empty. Together they are the paragraph, but for the blanks between them."""
    found: list[str] = []
    start = 0
    for end in _ends(paragraph):
        if piece := paragraph[start:end].strip():
            found.append(piece)
        start = end
    if rest := paragraph[start:].strip():
        found.append(rest)
    return found


def ends_sentence(text: str) -> bool:
    """Whether the text ends as sentences do, and is not cut off or a line of its own such as a title."""
    bare = text.rstrip().rstrip(CLOSING)
    return bare.endswith((*".!?。！？｡…",))


def _ends(text: str) -> list[int]:
    """The places behind the sentences, but for the last."""
    brackets = [
        (one.start, one.end)
        for one in find_brackets(text)
        if one.closed and not one.depth and one.end - one.start <= LONGEST_BRACKET
    ]
    behind = dict(brackets)
    ends: list[int] = []
    start = at = bracket = quotes = 0
    for found in ENDING.finditer(text):
        quotes += text.count('"', at, found.end("mark"))
        at = found.end("mark")
        end = _closed(text, found, quoted=quotes % 2 == 1)
        while bracket < len(brackets) and brackets[bracket][1] <= found.start():
            bracket += 1
        if bracket < len(brackets) and brackets[bracket][0] < found.start():
            opened, closed = brackets[bracket]
            # A bracket may end with its last sentence where it stands between two; else what is in it ends nothing.
            if closed > end or (text[start:opened].strip() and not CAPITAL_APART.match(text, end)):
                continue
        elif end in behind and not ITEM.match(text, end):
            end = behind[end]  # what follows in a bracket without a blank is a remark on the sentence, and part of it
        if _ending(text, start, found, end):
            ends.append(end)
            start, quotes, at = end, 0, max(at, end)
    return ends


def _closed(text: str, found: re.Match[str], *, quoted: bool) -> int:
    """Where the marks end that close behind a full stop; a straight quotation mark may as well open."""
    place = found.end("mark")
    for character in found["closing"]:
        following = text[place + 1 : place + 2]
        if character == '"' and not quoted:
            break
        if character == "'" and following and not following.isspace():
            break
        quoted = quoted and character != '"'
        place += 1
    return place


def _ending(text: str, start: int, found: re.Match[str], end: int) -> bool:
    """Whether this mark ends the sentence that began at `start`."""
    place = end
    while text[place : place + 1].isspace():
        place += 1
    following, apart = text[place : place + 1], place > end
    if not following:
        return True
    if following in CONTINUING or following in "）)」』”’》】":
        return False
    mark = found["mark"]
    if mark[-1] in CHINESE_MARKS:
        quoted = end > found.end("mark")
        goes_on = (BEHIND_QUOTED if mark[-1] in "。｡" else BEHIND_ASKED).match(following) if quoted else None
        return goes_on is None
    if mark[-1] != "." or len(mark) > 1:
        return not following.islower() if apart else following.isupper() or following >= WIDE
    return _point(text, start, found, end, place)


def _point(text: str, start: int, found: re.Match[str], end: int, place: int) -> bool:
    """Whether a single point ends a sentence; at `place` stands what follows it."""
    before = text[max(start, found.start() - BEHIND) : found.start()]
    following = text[place]
    if NUMBERED.fullmatch(text, start, found.end("mark")) or COUNTED.search(f"{before}."):
        return False
    if _abbreviated(before, text, place):
        return False
    if place > end:
        return not following.islower()
    last = before[-1:]
    if following >= WIDE:
        return not last.isdigit()
    if ITEM.match(text, place):
        return True
    if following in OPENING_QUOTES:
        opened = text[place + 1 : place + 2]
        return opened.isupper() or opened >= WIDE
    if not following.isupper() or ADDRESS.search(before):
        return False
    # "... 2024.The ...", but not "Ph.D." and "Node.JS"
    word = text[place + 1 : place + 2]
    return (last.islower() or last.isdigit() or last in '%)）”’"' or end > found.end("mark")) and (
        word.islower() or word.isspace()
    )


def _abbreviated(before: str, text: str, place: int) -> bool:
    """Whether the point belongs to the word before it and the sentence goes on."""
    found = WORD.search(before)
    if found is None:
        return False
    word = found[0].lower()
    if word in BEFORE_A_NAME:
        return True
    if word in BEFORE_A_NUMBER:
        return NUMERAL.match(text, place) is not None
    following = NEXT_WORD.match(text, place)
    if word == "etc":
        return following is not None and following[0].islower()
    if word in EITHER or LETTERS.fullmatch(found[0]):
        return text[place] < WIDE and (following is None or following[0] not in STARTERS)
    return False
