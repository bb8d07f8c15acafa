"""Word documents (DOCX) to lines: every paragraph in order, tables included, with the numbers Word would show."""

import io
import zipfile
from typing import Any

from service.ingest.document import INVISIBLE, Document, Line
from service.ingest.findings import Finding, Unreadable
from service.ingest.wordlist import Numbering

# A file of 20 MB can unpack to 20 GB. Word's own XML shrinks about ten times; pictures do not shrink at all.
UNPACKED_BYTES = 200_000_000
UNPACKED_RATIO = 200
RATIO_FROM_BYTES = 10_000_000  # a small file of blanks may shrink more
ENTRIES = 5_000
PARAGRAPHS = 100_000  # the longest plan has under 300

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# What is not part of the text as it stands: deleted and moved-away runs, the old rendering of newer drawings.
LEFT_OUT = frozenset({f"{W}del", f"{W}moveFrom", FALLBACK, f"{W}pPr", f"{W}rPr", f"{W}instrText"})


def is_word(data: bytes) -> bool:
    """A ZIP file that holds a Word text."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return any(name.lower() == "word/document.xml" for name in archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError):
        return False


def _check_size(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = archive.infolist()
        unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > ENTRIES or unpacked > UNPACKED_BYTES:
        raise Unreadable("This Word document unpacks to more than the importer takes.")
    if unpacked > RATIO_FROM_BYTES and unpacked > len(data) * UNPACKED_RATIO:
        raise Unreadable("This Word document unpacks to far more than any text would.")


def read_word(data: bytes) -> Document:
    _check_size(data)
    try:
        return _read(data)
    except Unreadable:
        raise
    except Exception as error:  # python-docx lets everything through that a broken file can cause
        raise Unreadable(f"This Word document is damaged ({type(error).__name__}).") from error


def _read(data: bytes) -> Document:
    import docx

    package = docx.Document(io.BytesIO(data))
    numbering = Numbering(package)
    levels = _heading_levels(package)
    lines: list[Line] = []
    number = 0
    for paragraph in package.element.body.iter(f"{W}p"):
        if any(parent.tag in LEFT_OUT for parent in paragraph.iterancestors()):
            continue
        number += 1
        if number > PARAGRAPHS:
            raise Unreadable(f"This Word document has more than {PARAGRAPHS} paragraphs.")
        texts = "".join(_texts(paragraph)).translate(INVISIBLE).split("\n")
        mark = numbering.mark(paragraph)  # asked for empty paragraphs too: Word counts them
        level = _level(paragraph, levels)
        for place, text in enumerate(texts):
            if text.strip():
                lines.append(Line(mark + text.strip() if place == 0 else text.strip(), number, level))
    findings = tuple(
        Finding("warning", "unknown-numbering", f"the automatic numbers of format {name!r} are shown as digits")
        for name in sorted(numbering.unknown)
    )
    title = package.core_properties.title or ""
    return Document(tuple(lines), kind="word", title="" if title == "Word Document" else title, findings=findings)


def _texts(element: Any) -> list[str]:
    """The pieces of a paragraph's text, in order; paragraphs of text boxes inside it come on their own."""
    pieces: list[str] = []
    for child in element:
        if child.tag == f"{W}t":
            pieces.append(child.text or "")
        elif child.tag in {f"{W}tab", f"{W}ptab"}:
            pieces.append(" ")
        elif child.tag in {f"{W}br", f"{W}cr"}:
            pieces.append("\n")
        elif child.tag == f"{W}noBreakHyphen":
            pieces.append("-")
        elif child.tag not in LEFT_OUT and child.tag != f"{W}p":
            pieces.extend(_texts(child))
    return pieces


def _heading_levels(package: Any) -> dict[str, int]:
    """Style id to heading level, through the styles that each is based on."""
    levels: dict[str, int] = {}
    based: dict[str, str] = {}
    for style in package.styles.element.iter(f"{W}style"):
        name = style.find(f"{W}name")
        words = (name.get(f"{W}val") or "").lower().split() if name is not None else []
        outline = style.find(f"{W}pPr/{W}outlineLvl")
        key = style.get(f"{W}styleId") or ""
        if len(words) == 2 and words[0] == "heading" and words[1].isdigit():
            levels[key] = int(words[1])
        elif outline is not None and (outline.get(f"{W}val") or "").isdigit():
            levels[key] = int(outline.get(f"{W}val")) + 1
        if (parent := style.find(f"{W}basedOn")) is not None:
            based[key] = parent.get(f"{W}val") or ""
    for key in based:
        seen = {key}
        parent = key
        while parent not in levels and (parent := based.get(parent, "")) and parent not in seen:
            seen.add(parent)
        if parent in levels:
            levels.setdefault(key, levels[parent])
    return levels


def _level(paragraph: Any, levels: dict[str, int]) -> int:
    own = paragraph.find(f"{W}pPr/{W}outlineLvl")
    if own is not None and (own.get(f"{W}val") or "").isdigit():
        level = int(own.get(f"{W}val")) + 1
    else:
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        level = levels.get(style.get(f"{W}val") or "", 0) if style is not None else 0
    return level if level <= 9 else 0
