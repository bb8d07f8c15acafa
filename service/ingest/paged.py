"""PDF to lines: the text of every page, without page numbers and running headers."""

import io
import logging
import re
from collections import Counter
from typing import TYPE_CHECKING

from service.ingest.document import Document, lines_of
from service.ingest.findings import Finding, Unreadable
from service.ingest.spacing import regular, short

if TYPE_CHECKING:
    import pypdf

PAGES = 500  # a plan has under 40 pages; each page costs up to a second on a hostile file
TEXT = 2_000_000  # characters, as for other texts; a page has 2,000
EDGE = 2  # running headers and page numbers stand in the first or last two lines of a page
SHARE = 0.5  # of the pages: a line that repeats on so many is a running header
LEAST = 3  # pages
PAGE_NUMBER = re.compile(
    r"^\s*(?:[-–—―－·]\s*\d{1,4}\s*[-–—―－·]|\d{1,4}|[ivxl]{1,6}|第?\s*\d{1,4}\s*[页頁](?:\s*[,，/]?\s*共\s*\d{1,4}\s*[页頁])?"
    r"|(?:page\s*)?\d{1,4}\s*(?:/|of)\s*\d{1,4}|page\s*\d{1,4})\s*$",
    re.IGNORECASE,
)
# Never a running header: what is numbered, ends a sentence or stands in a bracket.
CONTENT = re.compile(
    r"[（()）]|负责|負責|responsible|[。；]\s*$|^\s*[0-9０-９一二三四五六七八九十IVX]{1,5}\s*[.．、]", re.IGNORECASE
)


def read_pdf(data: bytes) -> Document:
    pages, title = _pages(data)
    if not any(line.strip() for page in pages for line in page):
        raise Unreadable("This PDF holds no text: it is a scan, pictures of pages. Use an edition with text.")
    kept, left_out = _without_running(pages)
    starts: list[int] = []
    texts: list[str] = []
    for page in kept:
        starts.append(len(texts) + 1)
        texts.extend(page)
    findings = tuple(
        Finding("note", "running-header", f"left out on {count} pages as a running header: {short(regular(line))}")
        for line, count in left_out.items()
    )
    if empty := [str(number) for number, page in enumerate(pages, 1) if not page]:
        message = f"{len(empty)} pages hold no text and may be pictures: {short(', '.join(empty))}"
        findings = (Finding("warning", "page-without-text", message), *findings)
    return Document(lines_of(texts), kind="pdf", title=title, pages=tuple(starts), findings=findings)


def _pages(data: bytes) -> tuple[list[list[str]], str]:
    import pypdf

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it reports each oddity of a file; the text tells
    try:
        return _extract(pypdf.PdfReader(io.BytesIO(data)))
    except Unreadable:
        raise
    except Exception as error:  # a broken file makes pypdf raise nearly anything
        raise Unreadable(f"This PDF is damaged or of a kind that cannot be read ({type(error).__name__}).") from error


def _extract(reader: "pypdf.PdfReader") -> tuple[list[list[str]], str]:
    if reader.is_encrypted and not reader.decrypt(""):
        raise Unreadable("This PDF is locked with a password.")
    count = len(reader.pages)
    if count > PAGES:
        raise Unreadable(f"This PDF has {count} pages; the importer takes {PAGES}.")
    pages, size = [], 0
    for page in reader.pages:
        text = page.extract_text() or ""
        size += len(text)
        if size > TEXT:
            raise Unreadable(f"This PDF holds more than {TEXT} characters.")
        pages.append([line.rstrip() for line in text.split("\n") if line.strip()])
    return pages, str((reader.metadata and reader.metadata.title) or "")


def _edges(page: list[str]) -> tuple[list[int], list[int]]:
    """The places of the first lines of a page, and of the last, from the outermost inwards."""
    most = min(EDGE, len(page))
    return list(range(most)), [len(page) - 1 - place for place in range(most)]


def _shape(line: str) -> str:
    """A line with its digits made equal: a header may count pages."""
    return re.sub(r"\d+", "0", "".join(line.split()))


def _without_running(pages: list[list[str]]) -> tuple[list[list[str]], Counter[str]]:
    """The pages without the lines that only make the page, and which running headers those were."""
    running = _running(pages)
    kept = []
    left_out: Counter[str] = Counter()
    first: dict[str, str] = {}
    for page in pages:
        dropped: set[int] = set()
        for edge in _edges(page):
            for place in edge:  # from outside: a number below a line of text is text
                line = page[place]
                if PAGE_NUMBER.match(line):
                    dropped.add(place)
                elif (shape := _shape(line)) in running and place not in dropped:
                    dropped.add(place)
                    left_out[first.setdefault(shape, line)] += 1
                elif place not in dropped:
                    break
        kept.append([line for place, line in enumerate(page) if place not in dropped])
    return kept, left_out


def _running(pages: list[list[str]]) -> set[str]:
    """The lines at the edges that stand on most pages; on two pages only what is on both, letter for letter."""
    edges = [{page[place] for edge in _edges(page) for place in edge} for page in pages]
    if len(pages) == 2:
        return {_shape(line) for line in edges[0] & edges[1] if not CONTENT.search(line)}
    seen = Counter(shape for edge in edges for shape in {_shape(line) for line in edge if not CONTENT.search(line)})
    most = max(LEAST, len(pages) * SHARE)
    return {shape for shape, count in seen.items() if count >= most}
