"""Finds the headings of a work report or a notice, and how they stand under each other, by their numbers.

A heading is the first sentence of a paragraph, with a number that runs on and something under it: text, or headings of
a lower level. A numbered paragraph with nothing under it is an item of a list, and its sentence a statement.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from service.ingest.findings import Finding
from service.ingest.marks import columns
from service.ingest.paragraphs import Paragraph, first_mark
from service.ingest.spacing import short

# 1) and 1). are forms of headings in reports; plans have none of them.
HALF_BRACKET = re.compile(r"(?P<number>[0-9]{1,2})\s?[)）]\s?[.．、]?\s*")
# Which forms stand above which, where a document does not say so itself by the order in which they come.
RANKS = {"han": 1, "roman": 1, "(han)": 2, "(roman)": 2, "arabic": 3, "arabic)": 4, "(arabic)": 5}
CERTAIN = frozenset({"han", "(han)", "roman", "(roman)"})  # hardly ever anything but headings
HIGHEST = 99  # a larger number is a year
MISSING = 2  # headings at once; a number farther ahead belongs to the text
DEEPEST = 6
LONGEST = 200  # columns; the longest heading in the reports has 120


@dataclass(frozen=True, slots=True)
class Heading:
    paragraph: int
    level: int
    title: str


@dataclass(frozen=True, slots=True)
class _Numbered:
    """A paragraph with a number that may make it a heading."""

    paragraph: Paragraph
    form: str
    level: int
    title: str


@dataclass(slots=True)
class _Count:
    form: str
    rank: float
    value: int


def bare(sentence: str) -> str:
    """A heading without its number and the point behind it."""
    _, _, end = _number(sentence, 0) or ("", 0, 0)
    return sentence[end:].strip().rstrip("。.:： ") or sentence


def is_numbered(paragraph: Paragraph, *, marked: bool = True) -> bool:
    """Whether a paragraph begins as headings do; `marked`: also without a number, where the file says it is one."""
    number = _number(paragraph.sentences[0], paragraph.level if marked else 0)
    return number is not None and number[1] <= HIGHEST


def find_headings(paragraphs: Sequence[Paragraph]) -> tuple[list[Heading], list[Finding]]:
    """The headings among the paragraphs, and what is odd about their numbers."""
    findings: list[Finding] = []
    numbered = _numbered(paragraphs, findings)
    found: list[Heading] = []
    listed: dict[int, bool] = {}  # by level: whether the number before was an item
    for index, paragraph in enumerate(paragraphs):
        one = numbered.get(paragraph.number)
        if one is None:
            continue
        following = paragraphs[index + 1] if index + 1 < len(paragraphs) else None
        under = numbered.get(following.number) if following else None
        # Text below the last item of a list does not stand under that item.
        text_under = following is not None and under is None and not listed.get(one.level)
        heads = len(paragraph.sentences) > 1 or text_under or (under is not None and under.level > one.level)
        listed = {level: was for level, was in listed.items() if level < one.level} | {one.level: not heads}
        if heads and columns(paragraph.sentences[0]) <= LONGEST:
            found.append(Heading(paragraph.number, one.level, one.title))
    return found, findings


def _numbered(paragraphs: Sequence[Paragraph], findings: list[Finding]) -> dict[int, _Numbered]:
    """The paragraphs whose numbers run on, each with its level."""
    found: dict[int, _Numbered] = {}
    counts: list[_Count] = []
    for paragraph in paragraphs:
        first = paragraph.sentences[0]
        number = _number(first, paragraph.level)
        if number is None or number[1] > HIGHEST:
            continue
        form, value, end = number
        if not _counted(counts, form, value, paragraph, findings):
            continue
        title = first[end:].strip().rstrip("。.:： ") or first
        found[paragraph.number] = _Numbered(paragraph, form, min(len(counts), DEEPEST), title)
    return found


def _number(sentence: str, level: int) -> tuple[str, int, int] | None:
    """The form and value of the number that a sentence begins with, and where it ends."""
    if half := HALF_BRACKET.match(sentence):
        return "arabic)", int(half["number"]), half.end()
    mark = first_mark(sentence, level)
    if mark is None or mark.form == "dotted":  # 1.1 million
        return None
    return (f"level{mark.value}", 0, 0) if mark.form == "level" else (mark.form, mark.value, mark.end)


def _counted(counts: list[_Count], form: str, value: int, paragraph: Paragraph, findings: list[Finding]) -> bool:
    """Takes a number in, at its level, unless it fits nowhere; `counts` holds where each level has got to."""
    rank = float(RANKS.get(form, 0) or int(form[5:]) / 10)
    level = next((index for index, count in enumerate(counts) if count.form == form), None)
    last = counts[level].value if level is not None else 0
    marked = form.startswith("level")
    if not marked and value != last + 1 and value != 1:
        if not last < value <= last + 1 + MISSING or (not last and form not in CERTAIN):
            if form in CERTAIN:
                message = f"{short(paragraph.sentences[0], 30)} is taken for text: its number fits nowhere"
                findings.append(Finding("warning", "number-astray", message, paragraph.line))
            return False
        gap = str(last + 1) if value == last + 2 else f"{last + 1} to {value - 1}"
        message = f"heading {gap} is missing before {short(paragraph.sentences[0], 30)}"
        findings.append(Finding("warning", "heading-gap", message, paragraph.line))
    if level is None:
        while counts and counts[-1].rank >= rank:
            counts.pop()
        counts.append(_Count(form, rank, value))
    else:
        del counts[level + 1 :]
        counts[level].value = value
    return True
