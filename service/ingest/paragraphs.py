"""A document as paragraphs of sentences, both counted from 1: the places that statements are named by.

A line that is not empty is a paragraph. Only where the width of a page has broken lines in the middle of a sentence, as
in a PDF, are they joined first.
"""

from dataclasses import dataclass

from service.ingest.document import Document, Line
from service.ingest.marks import Mark, Text, columns, find_marks
from service.ingest.sentences import sentences
from service.ingest.spacing import regular

BEGINNING = 60  # characters of a line to look for its number in
NARROWEST = 40  # columns of a page; shorter lines were ended by whoever wrote them


@dataclass(frozen=True, slots=True)
class Paragraph:
    number: int
    sentences: tuple[str, ...]
    line: int  # where it begins in the file
    level: int = 0  # 1 to 9 where the file marks it as a heading

    @property
    def text(self) -> str:
        return " ".join(self.sentences)


def paragraphs(document: Document) -> tuple[Paragraph, ...]:
    """The paragraphs in order; each has a sentence."""
    found: list[Paragraph] = []
    for lines in _together(document):
        cut = sentences(regular("\n".join(line.text for line in lines)))
        if cut:
            found.append(Paragraph(len(found) + 1, tuple(cut), lines[0].number, lines[0].level))
    return tuple(found)


def first_mark(text: str, level: int = 0) -> Mark | None:
    """The number that a line begins with, in one of the forms of headings; or its level, where that is marked."""
    found = find_marks(Text(Document((Line(text[:BEGINNING], 1, level),))))
    return found[0] if found and found[0].start == 0 else None


def _together(document: Document) -> list[list[Line]]:
    """The lines of each paragraph."""
    text = Text(document)
    found: list[list[Line]] = []
    end = -1  # of the line before
    before: Line | None = None
    for line, string in zip(document.lines, text.string.split("\n"), strict=True):
        here = Line(string, line.number, line.level)
        if before is not None and _goes_on(document, text, before, end, here):
            found[-1].append(here)
        else:
            found.append([here])
        before, end = here, end + 1 + len(string)
    return found


def _goes_on(document: Document, text: Text, before: Line, end: int, line: Line) -> bool:
    """Whether a line was broken off the one before, which ends at `end`."""
    if document.kind not in {"text", "pdf"} or before.level or line.level or line.number != before.number + 1:
        return False
    if columns(before.text) < NARROWEST:
        return False
    return text.runs_on(end) and first_mark(line.text.strip()) is None
