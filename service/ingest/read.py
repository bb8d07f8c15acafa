"""A file, its bytes or a URL to a document: tells the format by the content and calls the reader for it."""

import zipfile
from dataclasses import replace
from pathlib import Path

from service.ingest.document import Document
from service.ingest.encoding import decode
from service.ingest.findings import Unreadable
from service.ingest.hypertext import looks_like_html, read_html
from service.ingest.paged import read_pdf
from service.ingest.plaintext import read_text
from service.ingest.word import is_word, read_word

# A plan is 50 kB of text, 1 MB as a web page with all its trimmings, 10 MB as a PDF with fonts and a scanned seal.
FILE_BYTES = 20_000_000
# Characters of text and HTML: forty plans, or one page with all its trimmings, and the worst text is read in seconds.
TEXT_CHARACTERS = 2_000_000

# What people have at hand instead of what can be read, by the first bytes.
OTHER_FORMATS: tuple[tuple[bytes, str], ...] = (
    (b"\xd0\xcf\x11\xe0", "an old Word file (.doc) or one locked with a password; save it as plain .docx"),
    (b"{\\rtf", "a Rich Text file; save it as .docx"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"PK\x03\x04", "a ZIP file that holds no Word text"),
    (b"PK\x05\x06", "an empty ZIP file"),
    (b"\x1f\x8b", "a compressed file; unpack it first"),
    (b"Rar!", "a compressed file; unpack it first"),
    (b"7z\xbc\xaf", "a compressed file; unpack it first"),
)


def read_file(path: str | Path) -> Document:
    """The document in a file. Raises `Unreadable`, and nothing else, for whatever cannot be read."""
    place = Path(path)
    try:
        if place.is_dir():
            raise Unreadable(f"{place} is a folder.")
        if not place.is_file():
            raise Unreadable(f"There is no file {place}." if not place.exists() else f"{place} is not a file.")
        with place.open("rb") as file:
            data = file.read(FILE_BYTES + 1)
    except PermissionError as error:
        raise Unreadable(f"{place} may not be read.") from error
    except (OSError, ValueError) as error:  # ValueError: a zero byte in the name
        raise Unreadable(f"{place} cannot be read: {getattr(error, 'strerror', None) or error}.") from error
    return read_bytes(data).named(str(place))


def read_url(url: str, *, allow_private: bool = False) -> Document:
    """The document at an address; its source is the address that answered in the end."""
    from service.ingest.fetch import fetch_url

    data, content_type, final = fetch_url(url, allow_private=allow_private)
    return read_bytes(data, content_type=content_type).named(final)


def read_source(source: str | Path, *, allow_private: bool = False) -> Document:
    """A file or, where the source begins with http:// or https://, a URL."""
    if isinstance(source, str) and source.lower().startswith(("http://", "https://")):
        return read_url(source, allow_private=allow_private)
    return read_file(source)


def read_bytes(data: bytes, *, content_type: str = "") -> Document:
    """The document in these bytes; `content_type` is what a server said of them and settles only the encoding."""
    if len(data) > FILE_BYTES:
        raise Unreadable(f"This is larger than {FILE_BYTES // 1_000_000} MB, more than any plan or report.")
    if not data.strip():
        raise Unreadable("This is empty.")
    if b"%PDF-" in data[:1024]:
        return read_pdf(data)
    if data.startswith(b"PK\x03\x04") and is_word(data):
        try:
            return read_word(data)
        except zipfile.BadZipFile as error:
            raise Unreadable("This Word document is damaged.") from error
    for first, what in OTHER_FORMATS:
        if data.startswith(first):
            raise Unreadable(f"This is {what}. The importer reads text, Markdown, HTML, DOCX and PDF.")
    return _read_text(data, content_type)


def _read_text(data: bytes, content_type: str) -> Document:
    text, findings = decode(data, content_type=content_type, markup=True)
    if len(text) > TEXT_CHARACTERS:
        raise Unreadable(f"This text has more than {TEXT_CHARACTERS // 1_000_000} million characters.")
    if not text.strip():
        raise Unreadable("This is empty.")
    document = read_html(text) if looks_like_html(text) else read_text(text)
    if not document.lines:
        raise Unreadable("This holds no text.")
    return replace(document, findings=findings)
