"""Small Word and PDF files for tests, and web pages around an article."""

import io
import zipfile
from collections.abc import Iterable, Sequence
from html import escape

import docx
from docx.oxml import parse_xml

WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def pdf(pages: Sequence[Sequence[str]]) -> bytes:
    """A PDF whose text any reader can take out: one font for all characters, with their Unicode values."""
    used = sorted({character for page in pages for line in page for character in line})
    index = {character: number for number, character in enumerate(used, 1)}
    mapping = [f"<{number:04X}> <{character.encode('utf-16-be').hex()}>" for character, number in index.items()]
    blocks = [mapping[start : start + 100] for start in range(0, len(mapping), 100)]
    to_unicode = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /T def /CMapType 2 def\n"
        "1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        + "\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
        + "\nendcmap CMapName currentdict /CMap defineresource pop end end"
    )
    kids = " ".join(f"{6 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type0 /BaseFont /Test /Encoding /Identity-H /DescendantFonts [4 0 R] /ToUnicode 5 "
        "0 R >>",
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Test /DW 1000 "
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
        _stream(to_unicode),
    ]
    for number, page in enumerate(pages):
        shown = []
        for row, line in enumerate(page):
            text = "".join(f"{index[character]:04X}" for character in line)
            shown.append(f"BT /F1 8 Tf 1 0 0 1 40 {800 - 12 * row} Tm <{text}> Tj ET")
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] "
            f"/Resources << /Font << /F1 3 0 R >> >> /Contents {7 + 2 * number} 0 R >>"
        )
        objects.append(_stream("\n".join(shown)))
    out = io.BytesIO()
    out.write(b"%PDF-1.4\n")
    offsets = []
    for number, content in enumerate(objects, 1):
        offsets.append(out.tell())
        out.write(f"{number} 0 obj\n{content}\nendobj\n".encode("latin-1"))
    start = out.tell()
    out.write(f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode())
    out.writelines(f"{offset:010d} 00000 n \n".encode() for offset in offsets)
    out.write(f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode())
    return out.getvalue()


def _stream(content: str) -> str:
    return f"<< /Length {len(content)} >>\nstream\n{content}\nendstream"


def wrap(text: str, columns: int) -> list[str]:
    """Broken into lines as a page does it: between words, or anywhere between Chinese characters."""
    lines, line, width = [], "", 0
    for word in _words(text):
        size = sum(2 if character > "\u2e80" else 1 for character in word)
        if width + size > columns and line:
            lines.append(line.rstrip())
            line, width = "", 0
        line, width = line + word, width + size
    return [*lines, line.rstrip()]


def _words(text: str) -> Iterable[str]:
    """What is not broken: English words; and no line begins with a closing sign or ends with an opening one."""
    waiting = ""
    for piece in _pieces(text):
        if waiting and (piece[0] in "、，。；：）》”)." or waiting[-1] in "（《“("):
            waiting += piece
        else:
            if waiting:
                yield waiting
            waiting = piece
    yield waiting


def _pieces(text: str) -> Iterable[str]:
    word = ""
    for character in text:
        if character > "\u2e80" and character not in "０１２３４５６７８９．":
            yield from (word, character) if word else (character,)
            word = ""
        else:
            word += character
            if character == " ":
                yield word
                word = ""
    if word:
        yield word


def paged(lines: Iterable[str], columns: int, rows: int, header: str = "") -> list[list[str]]:
    """Wrapped lines on pages with a running header and page numbers."""
    broken = [part for line in lines for part in wrap(line, columns)]
    pages = [broken[start : start + rows] for start in range(0, len(broken), rows)]
    return [[*([header] if header else []), *page, f"- {number} -"] for number, page in enumerate(pages, 1)]


def word(paragraphs: Iterable[tuple[str, str]]) -> bytes:
    """A Word file of (style, text); a style `Heading 1` makes a real heading."""
    document = docx.Document()
    for style, text in paragraphs:
        document.add_paragraph(text, style=style or None)
    return saved(document)


def saved(document: object) -> bytes:
    out = io.BytesIO()
    document.save(out)  # type: ignore[attr-defined]
    return out.getvalue()


def numbered_word(paragraphs: Iterable[tuple[int | None, str]], levels: Sequence[tuple[str, str]]) -> bytes:
    """A Word file with automatic numbers: (level or None, text), and for each level its format and its pattern."""
    document = docx.Document()
    numbering = document.part.numbering_part.element
    restart = '<w:lvlRestart w:val="0"/>'  # the third level holds tasks, which run on
    made = "".join(
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/>{"" if depth < 2 else restart}<w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{escape(pattern)}"/></w:lvl>'
        for depth, (form, pattern) in enumerate(levels)
    )
    numbering.insert(0, parse_xml(f'<w:abstractNum {WORD} w:abstractNumId="90">{made}</w:abstractNum>'))
    numbering.append(parse_xml(f'<w:num {WORD} w:numId="90"><w:abstractNumId w:val="90"/></w:num>'))
    for level, text in paragraphs:
        paragraph = document.add_paragraph(text)
        if level is not None:
            paragraph._p.get_or_add_pPr().append(
                parse_xml(f'<w:numPr {WORD}><w:ilvl w:val="{level}"/><w:numId w:val="90"/></w:numPr>')
            )
    return saved(document)


def page(article: str, *, title: str = "News", charset: str = "utf-8") -> str:
    """A web page with navigation, a sidebar and a footer around an article."""
    links = "".join(f'<li><a href="/{name}">{name}</a></li>' for name in ("Home", "News", "Policies", "Contact"))
    return f"""<!DOCTYPE html>
<html><head><meta charset="{charset}"><title>{title}</title><style>p {{ margin: 0 }}</style>
<script>var list = ["1. Not a task (The Ministry of Justice is responsible)"];</script></head>
<body><header><nav><ul>{links}</ul></nav></header>
<div class="sidebar"><h3>Latest</h3><ol><li><a href="/a">Weather</a></li><li><a href="/b">Traffic</a></li></ol></div>
<div class="content"><article>
{article}
</article></div>
<footer><p>Copyright 2031 &copy; Example. All rights reserved.</p><p>Tel. 010-0000</p></footer></body></html>"""


def bomb() -> bytes:
    """A small Word file that unpacks to a very large one."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b" " * 60_000_000)
    return out.getvalue()
