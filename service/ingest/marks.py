"""Finds every place in a text where a heading or a task may begin: numbers in all the forms plans use, with positions.

Nothing is decided here. `1. Improve` may be a part, a task or the end of "by 1. Improve"; `outline` chooses.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import Literal

from service.ingest.document import Document
from service.ingest.numbering import parse_roman, parse_zh

# `dotted` is `1.2`, part and sub-section in one; `level` is a heading without a number that the file marks as one.
Form = Literal["han", "(han)", "roman", "(roman)", "arabic", "(arabic)", "dotted", "level"]

BLANK = r"[ \t\u3000\xa0]"
HAN = "一二三四五六七八九十百零"
DIGIT = "0-9０-９"
APART = rf"(?<![{DIGIT}A-Za-z.．,:：/\-–—第])"  # what stands before a number that is not part of a longer one
ROMAN = "[IVX]{1,6}|[Ⅰ-Ⅻ]"
MARK = re.compile(
    rf"""
      (?<![{HAN}第])(?P<han>[{HAN}]{{1,5}}){BLANK}?[、.．,，:：]
    | [（(]{BLANK}?(?:
          (?P<in_han>[{HAN}]{{1,5}}) | (?P<in_roman>{ROMAN}) | (?P<in_arabic>[{DIGIT}]{{1,3}})
      ){BLANK}?[）)]
    | (?<![A-Za-z0-9Ⅰ-Ⅻ.'’-])(?P<roman>{ROMAN}){BLANK}?[.．、]
    | {APART}(?P<dotted>[{DIGIT}]{{1,2}}[.．][{DIGIT}]{{1,2}})(?![{DIGIT}%％])[.．、]?(?={BLANK}*[^{DIGIT}\s.．])
    # A year may follow without a blank: 3.2025年底前 is task 3, not a decimal.
    | {APART}(?P<arabic>[{DIGIT}]{{1,7}}){BLANK}?[.．、](?:(?![{DIGIT}]) | (?=(?:19|20)[0-9]{{2}}{BLANK}?年))
    """,
    re.VERBOSE,
)
# Numbers of one character (⒈ ⑴ ㈠) are written out first, so that one pattern fits all.
WRITTEN_OUT = (
    {0x2488 + n: f"{n + 1}." for n in range(20)}
    | {0x2474 + n: f"({n + 1})" for n in range(20)}
    | {0x3220 + n: f"（{'一二三四五六七八九十'[n]}）" for n in range(10)}
)
ENDS = frozenset('。；;.!！?？:：)）]】”"')
SENTENCE_START = re.compile(r"[A-Z\u3400-\u9fff《“‘\"'«〈「『【\[(（0-9&]")
CHINESE = "\u2e80"  # characters from here on are wide
FIRST_WORD = re.compile(rf"{BLANK}*([{CHINESE}-\U0003ffff]|[^\s{CHINESE}-\U0003ffff]+)")
FULL = 0.85  # of the width of the page: a line nearly as long as the longest
WIDEST = 200  # columns; no page is as wide, so such lines are whole paragraphs
MOST = 10_000  # numbers in one document; a plan has some hundreds


class TooMany(Exception):
    """The text has more numbers than any plan."""


@dataclass(frozen=True, slots=True)
class Mark:
    start: int
    end: int  # where the text after the number begins
    form: Form
    value: int  # its number; for `level` the heading level
    part: int = 0  # `dotted`: the number before the point
    grade: int = 0  # 2 at the start of a line, 1 behind the end of a sentence or a bracket, 0 elsewhere
    level: int = 0  # the heading level of its line


class Text:
    """The lines of a document as one string, and the way back from a position to the line in the file."""

    def __init__(self, document: Document) -> None:
        texts = [line.text.translate(WRITTEN_OUT) for line in document.lines]
        self.string = "\n".join(texts)
        self._numbers = [line.number for line in document.lines]
        self._levels = [line.level for line in document.lines]
        self._starts = [0]
        for text in texts[:-1]:
            self._starts.append(self._starts[-1] + len(text) + 1)
        self._full = _full_width(texts, wrapped=document.kind == "pdf")

    def line(self, position: int) -> int:
        """The number, in the file, of the line that holds this position."""
        return self._numbers[bisect_right(self._starts, position) - 1] if self._numbers else 1

    def level(self, position: int) -> int:
        return self._levels[bisect_right(self._starts, position) - 1] if self._levels else 0

    def runs_on(self, end: int) -> bool:
        """Whether the line that ends here was broken by the width of a page, in the middle of a sentence."""
        index = bisect_right(self._starts, end) - 1
        line = self.string[self._starts[index] : end].rstrip()
        if not self._full or not line or line[-1] in ENDS:
            return False
        # It was, if the first word of the next line had no place on it: a Chinese character is a word.
        word = FIRST_WORD.match(self.string, end + 1)
        return word is not None and columns(line) + columns(word[0]) + (word[0] < CHINESE) > self._full

    def flowing(self, start: int, end: int) -> str:
        """A part of the text with a blank in place of each line end that is the page's and not the writer's."""
        part = self.string[start:end]
        return "".join(
            " " if character == "\n" and self.runs_on(start + place) else character
            for place, character in enumerate(part)
        )

    def headings(self) -> list[tuple[int, int]]:
        """Start and level of the lines that the file marks as headings."""
        return [(start, level) for start, level in zip(self._starts, self._levels, strict=False) if level]


def columns(text: str) -> int:
    """The width of a text in a monospaced font: a Chinese character takes two columns."""
    return len(text) + sum(character > CHINESE for character in text)


def _full_width(texts: list[str], *, wrapped: bool) -> float:
    """The width of a full line where lines are broken by the page; 0 where each paragraph is one line."""
    lines = [text.rstrip() for text in texts if text.strip()]
    widths = [columns(line) for line in lines]
    if len(widths) < 4:
        return 0
    full = sorted(widths)[int(len(widths) * 0.95)]
    # Long lines mostly end in the middle of a sentence where a page breaks them, and hardly ever where it does not.
    ends = [line[-1] in ENDS for line, width in zip(lines, widths, strict=True) if width >= FULL * full]
    broken = ends.count(False)
    return full if wrapped or (full <= WIDEST and broken >= 2 and broken * 4 >= len(ends)) else 0


def find_marks(text: Text) -> list[Mark]:
    """All candidates in order. Raises `TooMany` for what is no plan but a list of numbers."""
    string = text.string
    marks = []
    for found in MARK.finditer(string):
        if (mark := _mark(text, found)) is not None:
            marks.append(mark)
        if len(marks) > MOST:
            raise TooMany
    at_line = {mark.start for mark in marks if mark.grade == 2}
    for start, level in text.headings():
        first = start + len(string[start : start + 200]) - len(string[start : start + 200].lstrip())
        if first not in at_line:
            marks.append(Mark(first, first, "level", level, grade=2, level=level))
        if len(marks) > MOST:
            raise TooMany
    return sorted(marks, key=lambda mark: mark.start)


def _mark(text: Text, found: re.Match[str]) -> Mark | None:
    string = text.string
    form, value, part = _value(found)
    if value is None:
        return None
    before = string[max(0, found.start() - 40) : found.start()]
    bare = before.rstrip(" \t\u3000\xa0")
    following = string[found.end() : found.end() + 40].lstrip(" \t\u3000\xa0\n")
    if not bare or bare[-1] == "\n":
        grade = 1 if text.runs_on(found.start() - len(before) + len(bare) - 1) else 2
    elif not SENTENCE_START.match(following) or not _may_stand(form, before, string, found.end()):
        return None
    else:
        grade = 1 if bare[-1] in ENDS else 0
    return Mark(found.start(), found.end(), form, value, part, grade, text.level(found.start()) if grade > 1 else 0)


def _may_stand(form: Form, before: str, string: str, end: int) -> bool:
    """Inside a line a number must stand apart: a blank on both sides in English, the end of a clause for 一、."""
    spaced = before[-1:].isspace()
    after = string[end : end + 1]
    if form == "han":
        return spaced or before[-1:] in ENDS
    if form in {"roman", "dotted"}:
        return (spaced or before[-1:] in ENDS) and (after.isspace() or after > "\u3000")
    if form == "arabic":
        return after.isspace() or after > "\u2e80" or before[-1:] in ENDS
    return True


def _value(found: re.Match[str]) -> tuple[Form, int | None, int]:
    if digits := found["arabic"]:
        return "arabic", int(digits), 0
    if digits := found["dotted"]:
        part, _, sub = digits.replace("．", ".").partition(".")
        return "dotted", int(sub), int(part)
    if digits := found["in_arabic"]:
        return "(arabic)", int(digits), 0
    if han := found["han"]:
        return "han", parse_zh(han), 0
    if han := found["in_han"]:
        return "(han)", parse_zh(han), 0
    if numeral := found["roman"]:
        return "roman", parse_roman(numeral), 0
    return "(roman)", parse_roman(found["in_roman"]), 0
