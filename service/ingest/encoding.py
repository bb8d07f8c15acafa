"""Bytes to text in the encodings Chinese sites use, and what a file is by its first bytes."""

import codecs
import re

from service.ingest.findings import Finding, Unreadable

BOMS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Pages that say gb2312 or gbk hold characters of its successor; the superset reads all of them.
SUPERSETS = {"gb2312": "gb18030", "gbk": "gb18030", "hz": "gb18030", "big5": "big5hkscs", "iso8859-1": "cp1252"}
# Of all bytes above ASCII, those an English text from Windows uses: quotes, dashes, ellipsis, bullet, no-break space.
# GB18030 would read them as Chinese characters without an error.
WESTERN = frozenset(b"\x85\x91\x92\x93\x94\x95\x96\x97\x99\xa0\xa3\xa7\xa9\xae\xb0\xb7")
META = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)
XML = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9_.-]{2,40})")
HEAD = 4096  # a page must declare its encoding in its first 1024 bytes; some are late
# A wrong or broken byte here and there should not stop an import; a file full of them is something else.
BROKEN_SHARE = 0.001
CONTROL_SHARE = 0.001


def _codec(name: str) -> str | None:
    try:
        found = codecs.lookup(name.strip()).name
    except (LookupError, ValueError):
        return None
    # `codecs` also knows base64, zip and the like, which give no text.
    if found in {"base64", "bz2", "hex", "quopri", "rot13", "uu", "zlib", "idna", "punycode", "undefined"}:
        return None
    return SUPERSETS.get(found, found)


def declared(head: bytes, content_type: str = "") -> str | None:
    """The encoding that the HTTP header or the page itself declares."""
    if (found := re.search(r"charset\s*=\s*[\"']?([A-Za-z0-9_.:-]{2,40})", content_type, re.IGNORECASE)) and (
        codec := _codec(found[1])
    ):
        return codec
    for pattern in (XML, META):
        if (named := pattern.search(head[:HEAD])) and (codec := _codec(named[1].decode("ascii"))):
            return codec
    return None


def _strict(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except (UnicodeError, ValueError):
        return None


def _guesses(data: bytes, content_type: str, *, markup: bool) -> list[str]:
    high = set(data) - set(range(128))
    named = declared(data if markup else b"", content_type)
    return [
        *([named] if named else []),
        "utf-8",
        *(["cp1252"] if high and high <= WESTERN else []),
        "gb18030",
    ]


def decode(data: bytes, *, content_type: str = "", markup: bool = False) -> tuple[str, tuple[Finding, ...]]:
    """The text of the bytes; `markup` reads the encoding that an HTML page declares."""
    for mark, codec in BOMS:
        if data.startswith(mark):
            text = data[len(mark) :].decode(codec, errors="replace")
            return _sound(text, text.count("\ufffd"))
    if b"\x00" in data:
        raise Unreadable("This is not a text: it holds zero bytes. UTF-16 needs a byte order mark.")
    guesses = _guesses(data, content_type, markup=markup)
    for codec in guesses:
        if (strict := _strict(data, codec)) is not None:
            return _sound(strict, 0)
        if codec == "utf-8" and (damaged := _damaged_utf8(data)):
            return damaged
    attempts = [data.decode(codec, errors="replace") for codec in guesses]
    best = min(attempts, key=lambda text: text.count("\ufffd"))
    return _sound(best, best.count("\ufffd"))


def _damaged_utf8(data: bytes) -> tuple[str, tuple[Finding, ...]] | None:
    """UTF-8 with a few bad bytes, which GB18030 might well read as other characters, all of them wrong."""
    text = data.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    whole = len(re.findall(r"[^\x00-\x7f\ufffd]", text))
    return _sound(text, broken) if whole > 20 * broken else None


def _sound(text: str, broken: int) -> tuple[str, tuple[Finding, ...]]:
    """The text with line ends made equal, unless it is no text at all."""
    controls = sum(text.count(chr(code)) for code in range(32) if code not in (9, 10, 11, 12, 13))
    if broken > max(3, len(text) * BROKEN_SHARE) or controls > max(3, len(text) * CONTROL_SHARE):
        raise Unreadable("This is not a text in UTF-8, UTF-16 or GB18030.")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not broken:
        return text, ()
    line = text.count("\n", 0, text.index("\ufffd")) + 1 if "\ufffd" in text else None
    return text, (Finding("warning", "broken-characters", f"{broken} characters could not be read", line),)
