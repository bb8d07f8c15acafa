"""Reads a document as prose: the title, day, headings and sentences of a work report, a notice or news."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from service.facts.records import Part
from service.ingest.dates import find_day, is_day
from service.ingest.document import Document
from service.ingest.findings import Finding
from service.ingest.headings import Heading, bare, find_headings, is_numbered
from service.ingest.marks import Text, columns
from service.ingest.outline import says_who_ends
from service.ingest.paragraphs import Paragraph, paragraphs
from service.ingest.parts import find_parts
from service.ingest.responsible import Reader
from service.ingest.sentences import ends_sentence
from service.ingest.spacing import HAN_TEXT, han_share, regular, short
from service.names import Names
from service.records import Lang

Genre = Literal["report", "notice", "news"]
At = tuple[int, int]
"""Paragraph and sentence."""

LANGUAGES: dict[Lang, str] = {"zh": "Chinese", "en": "English"}
MOST = 5_000  # sentences; a work report has some hundreds
LETTERS = (
    0.5  # the least share of letters among the characters of a text; prose has over 0.8, a table of figures under 0.4
)
# Lines before the text and below it that are no sentence: title, place of publication, who signs.
FRONT, SIGNED, BELOW_DAY = 8, 3, 8
IN_BRACKETS = re.compile(r"[（(].*[)）]")
SIGNATURE = 80  # columns; the longest names of bodies that sign have under 70
SHORT_TITLE = 120  # columns: so long may a title be that ends in an exclamation or question mark
PLAN_BRACKETS, PLAN_SHARE = 3, 0.25  # brackets that say who is responsible, and for how many of the paragraphs


@dataclass(frozen=True, slots=True)
class Prose:
    """What was understood of a document, in its one language. With an error among the findings it is not whole."""

    lang: Lang | None
    title: str = ""
    dated: date | None = None
    paragraphs: tuple[Paragraph, ...] = ()
    headings: tuple[Heading, ...] = ()
    parts: Mapping[int, Part] = field(default_factory=dict)
    left_out: frozenset[int] = frozenset()  # paragraphs that are neither headings nor statements
    findings: tuple[Finding, ...] = ()

    @property
    def texts(self) -> dict[At, str]:
        """Every sentence by its place, also those of paragraphs that are left out."""
        return {
            (paragraph.number, number): text
            for paragraph in self.paragraphs
            for number, text in enumerate(paragraph.sentences, 1)
        }


def read_prose(
    document: Document, names: Names, genre: Genre, *, lang: Lang | None = None, dated: date | None = None
) -> Prose:
    """Reads a document. What is wrong with it is among the findings; `dated` is a day that is known otherwise."""
    found = paragraphs(document)
    language, wrong = _language(found, lang)
    wrong += [*_no_prose(found), *_plan(document, names, language, len(found))]
    findings = [*document.findings, *wrong]
    if wrong:
        return Prose(language, paragraphs=found, findings=tuple(findings))
    front, foot = _front(found), _foot(found)
    title = next((one for one in front if not is_day(one.text)), None)
    day = _dated(front, foot)
    left_out = {one.number for one in (*front, *foot)}
    headings, odd = find_headings([one for one in found if one.number not in left_out])
    findings += odd
    if not headings and title:  # news mostly: the title is the only heading there is
        headings = [Heading(title.number, 1, bare(title.text))]
        left_out.discard(title.number)
    if sum(len(one.sentences) for one in found if one.number not in left_out) == len(headings):
        message = "no statement was found: this document holds headings and nothing else"
        findings.append(Finding("error", "no-statement", message))
    if dated and day and dated != day:
        message = f"the document is dated {day}; it is kept as of {dated}"
        findings.append(Finding("warning", "other-date", message))
    findings += _notes(document, found, left_out, title)
    return Prose(
        lang=language,
        title=title.text if title else regular(document.title),
        dated=dated or day,
        paragraphs=found,
        headings=tuple(headings),
        parts=find_parts(headings, dated or day) if genre == "report" else {},
        left_out=frozenset(left_out),
        findings=tuple(findings),
    )


def _language(found: Sequence[Paragraph], forced: Lang | None) -> tuple[Lang, list[Finding]]:
    seen: Lang = "zh" if han_share(" ".join(one.text for one in found)) > HAN_TEXT else "en"
    if forced and forced != seen:
        message = f"this document is {LANGUAGES[seen]}, not {LANGUAGES[forced]} as asked for"
        return forced, [Finding("error", "other-language", message)]
    return seen, []


def _no_prose(found: Sequence[Paragraph]) -> list[Finding]:
    """Why this is no text of sentences, if it is none."""
    count = sum(len(one.sentences) for one in found)
    if count > MOST:
        message = f"this holds {count} sentences; a report has some hundreds, and {MOST} is the most that is taken"
        return [Finding("error", "too-many-sentences", message)]
    characters = "".join("".join(one.text.split()) for one in found)
    share = sum(map(str.isalpha, characters)) / (len(characters) or 1)
    if share < LETTERS:
        message = f"this is no prose: of its characters only {share:.0%} are letters"
        return [Finding("error", "no-prose", message)]
    if not any(ends_sentence(sentence) for one in found for sentence in one.sentences):
        message = "no sentence was found: nothing in this document ends in a full stop"
        return [Finding("error", "no-sentence", message)]
    return []


def _plan(document: Document, names: Names, lang: Lang, count: int) -> list[Finding]:
    """That this is a plan, if it is one: its tasks end in brackets that say who is responsible."""
    brackets = len(says_who_ends(Text(document).string, Reader.of(names, None, lang).says_who))
    if brackets < PLAN_BRACKETS or brackets < count * PLAN_SHARE:
        return []
    message = f"this is a plan: {brackets} brackets say who is responsible; import it without --as, or with --as plan"
    return [Finding("error", "a-plan", message)]


def _front(found: Sequence[Paragraph]) -> list[Paragraph]:
    """The lines before the text: the title, and what a page puts below it."""
    front: list[Paragraph] = []
    for one in found[:FRONT]:
        first = not front
        if is_numbered(one, marked=not first):
            break
        asked = one.text.endswith((*"!?！？",)) and columns(one.text) <= SHORT_TITLE
        if not _is_line(one) and not (first and len(one.sentences) == 1 and (one.level or asked)):
            break
        front.append(one)
    return front


def _foot(found: Sequence[Paragraph]) -> list[Paragraph]:
    """The lines below the text: the day, above it who signs, below it what is attached, and remarks in brackets."""
    last = len(found)
    while last and _is_line(found[last - 1]) and IN_BRACKETS.fullmatch(found[last - 1].text):
        last -= 1
    days = [index for index in range(max(0, last - BELOW_DAY), last) if is_day(found[index].text)]
    if not days or not all(map(_is_line, found[days[0] : last])):
        return list(found[last:])
    last = days[0]
    for one in reversed(found[max(0, last - SIGNED) : last]):
        if not _is_line(one) or is_numbered(one) or columns(one.text) > SIGNATURE:
            break
        last -= 1
    return list(found[last:])


def _is_line(one: Paragraph) -> bool:
    """A line of its own that is no sentence."""
    return len(one.sentences) == 1 and not ends_sentence(one.text) and not one.text.endswith((*":：;；,，、",))


def _dated(front: Sequence[Paragraph], foot: Sequence[Paragraph]) -> date | None:
    """The day below the text goes first, then one that is a line before it, then one that stands in such a line."""
    lines = [one.text for one in (*foot, *front)]
    alone = [day for line in lines if is_day(line) and (day := find_day(line))]
    return next(iter([*alone, *filter(None, map(find_day, lines))]), None)


def _notes(
    document: Document, found: Sequence[Paragraph], left_out: set[int], title: Paragraph | None
) -> list[Finding]:
    notes: list[Finding] = []
    if joined := len(document.lines) - len(found):
        message = f"{joined} lines were joined to the ones before, from which the width of the page had parted them"
        notes.append(Finding("note", "lines-joined", message))
    kept = [one for one in found if one.number in left_out and one is not title]
    if kept:
        shown = "; ".join(f"{short(one.text, 40)} ({one.number})" for one in kept)
        message = f"lines around the text that are no statements, with their paragraphs: {shown}"
        notes.append(Finding("note", "around-the-text", message, kept[0].line))
    return notes
