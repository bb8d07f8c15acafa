"""A document as lines of text: what every reader (text, HTML, Word, PDF) makes and the outline starts from."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from service.ingest.findings import Finding

Kind = Literal["text", "html", "word", "pdf"]

# Characters that show nothing and would part a name or a number in two: zero-width marks, soft hyphens, stray BOMs.
INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u200e\u200f\u202a\u202c\u2060\u00ad\ufeff\x00"))


@dataclass(frozen=True, slots=True)
class Line:
    text: str
    number: int  # where a person finds it: see `Document.place`
    level: int = 0  # 1 to 9 where the file marks the line as a heading, else 0


@dataclass(frozen=True, slots=True)
class Document:
    lines: tuple[Line, ...]
    kind: Kind = "text"
    title: str = ""  # what the file says of itself outside its text (HTML `title`, Word properties)
    source: str = ""  # the path or URL it came from
    pages: tuple[int, ...] = ()  # PDF: the number of the first line of each page
    findings: tuple[Finding, ...] = ()

    def place(self, number: int) -> str:
        """Where a line is found: a line of the file, a paragraph of a Word document, a line of the text of a PDF."""
        if self.kind == "word":
            return f"paragraph {number}"
        if self.pages:
            page = bisect_right(self.pages, number)
            return f"page {page}, line {number - self.pages[page - 1] + 1}" if page else f"line {number}"
        return f"line {number}"

    def named(self, source: str) -> "Document":
        return replace(self, source=source)


def lines_of(texts: Iterable[str]) -> tuple[Line, ...]:
    """Lines numbered from 1."""
    return tuple(Line(text.translate(INVISIBLE), number) for number, text in enumerate(texts, 1))
