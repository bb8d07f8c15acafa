"""PDF to lines: the text of every page, without page numbers and running headers."""

import io
import logging
import re
from collections import Counter
from typing import TYPE_CHECKING

from service.ingest.document import Document, lines_of
from service.ingest.findings import Unreadable

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
CONTENT = re.compile(r"[（()）]|负责|負責|responsible|[。；]\s*$", re.IGNORECASE)  # never a running header


def read_pdf(data: bytes) -> Document:
    pages, title = _pages(data)
    if not any(line.strip() for page in pages for line in page):
        raise Unreadable("This PDF holds no text: it is a scan, pictures of pages. Use an edition with text.")
    kept = _without_running(pages)
    starts: list[int] = []
    texts: list[str] = []
    for page in kept:
        starts.append(len(texts) + 1)
        texts.extend(page)
    return Document(lines_of(texts), kind="pdf", title=title, pages=tuple(starts))


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


def _edges(page: list[str]) -> list[int]:
    """The places of the first and last lines of a page."""
    return sorted({*range(min(EDGE, len(page))), *range(max(0, len(page) - EDGE), len(page))})


def _shape(line: str) -> str:
    """A line with its digits made equal: a header may count pages."""
    return re.sub(r"\d+", "0", "".join(line.split()))


def _without_running(pages: list[list[str]]) -> list[list[str]]:
    running = _running(pages)
    kept = []
    for page in pages:
        dropped = {place for place in _edges(page) if PAGE_NUMBER.match(page[place]) or _shape(page[place]) in running}
        kept.append([line for place, line in enumerate(page) if place not in dropped])
    return kept


def _running(pages: list[list[str]]) -> set[str]:
    """The lines at the edges that stand on most pages; on two pages only what is on both, letter for letter."""
    if len(pages) == 2:
        first, second = ({page[place] for place in _edges(page)} for page in pages)
        return {_shape(line) for line in first & second if not CONTENT.search(line)}
    seen = Counter(shape for page in pages for shape in {_shape(page[place]) for place in _edges(page)})
    most = max(LEAST, len(pages) * SHARE)
    return {shape for shape, count in seen.items() if count >= most and not CONTENT.search(shape)}
