"""HTML to lines: the text of each block with the number its list gives it, and the main content of a web page.

trafilatura tells the article from the navigation around it, but drops the numbers of `<ol>` and where a line stands in
the file. So the text comes from a walk over the page, and trafilatura only says from where to where to take it; when
numbered tasks are lost that way the whole walk is taken: text before and after a plan costs a warning, a lost task
costs the plan.
"""

import re
from typing import Any

from service.ingest.document import INVISIBLE, Document, Line
from service.ingest.findings import Unreadable
from service.ingest.numbering import decimal, letters, roman, zh_number
from service.ingest.wording import is_lead_rule, speaks_of_responsibility

# trafilatura builds several trees and compares texts, which takes seconds for such a page. Plans have under 0.5 MB.
MAIN_CONTENT = 1_000_000  # characters
_SKIPPED = "script style noscript template nav aside form button select textarea svg iframe object head title"
_BLOCKS = (
    "address article blockquote body br caption center dd details dialog div dl dt fieldset figcaption figure footer "
    "h1 h2 h3 h4 h5 h6 header hr html li main ol p pre section summary table tbody td tfoot th thead tr ul"
)
SKIPPED, BLOCKS = frozenset(_SKIPPED.split()), frozenset(_BLOCKS.split())
LIST_STYLES = {
    "1": decimal, "decimal": decimal, "a": letters, "lower-alpha": letters, "A": letters, "upper-alpha": letters,
    "i": roman, "I": roman, "lower-roman": roman, "upper-roman": roman, "cjk-ideographic": zh_number,
    "simp-chinese-informal": zh_number, "trad-chinese-informal": zh_number,
}  # fmt: skip
CHINESE_STYLES = frozenset({"cjk-ideographic", "simp-chinese-informal", "trad-chinese-informal"})
STYLE = re.compile(r"list-style(?:-type)?\s*:\s*([a-z-]+)")
HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
NUMBERED = re.compile(r"^\s*[（(]?(?:[0-9]{1,4}|[一二三四五六七八九十]{1,3}|[IVX]{1,5})[）)]?\s*[.．、）)]")
HEADING = re.compile(
    r"^\s*(?:[（(](?:[一二三四五六七八九十]{1,3}|[IVX]{1,5})[）)]|[一二三四五六七八九十]{1,3}、|[IVX]{1,5}\.)"
)
LOOKS_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body|div|p|ol|ul|table|h[1-6]|article|meta|br)\b[^<>]*>", re.I)


def looks_like_html(text: str) -> bool:
    """By its content: a doctype or `<html>` at the start, or several block tags near it."""
    head = text[:20_000]
    first = LOOKS_HTML.search(head)
    if first is None:
        return False
    return first[0].lower().startswith(("<!doctype", "<html")) or len(LOOKS_HTML.findall(head)) >= 3


def read_html(text: str) -> Document:
    blocks, title = _walk(text)
    return Document(tuple(_main(text, blocks)), kind="html", title=title)


def _parse(text: str) -> Any:
    from lxml import etree, html  # type: ignore[import-untyped,unused-ignore]

    # As bytes: lxml refuses a `str` that declares an encoding of its own. Huge: up to 2048 elements inside each other,
    # since a page may leave hundreds of them open.
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        root = html.document_fromstring(text.encode("utf-8", errors="replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
        return None
    if any(entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for entry in parser.error_log):
        # The parser has stopped there, and the end of a plan must not be lost without a word.
        raise Unreadable(
            "This page is nested too deeply, it leaves thousands of elements open. Save its text and use that."
        )
    return root


class _Walk:
    """Collects the lines of a page, element by element, without recursion (a page may be nested thousands deep)."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.parts: list[str] = []
        self.mark = ""  # the number of a list item whose text has not come yet
        self.at = 0
        self.level = 0
        self.verbatim = 0  # inside how many `<pre>`, where line ends stand as written

    def add(self, text: str | None, line: int) -> None:
        if text and self.verbatim and "\n" in text:
            first, *more = text.split("\n")
            self.add(first, line)
            for number, part in enumerate(more, line + 1):
                self.end()
                self.add(part, number)
        elif text:
            self.parts.append(text)
            if not self.at and text.strip():
                self.at = line + text[: len(text) - len(text.lstrip())].count("\n")

    def end(self) -> None:
        text = " ".join("".join(self.parts).translate(INVISIBLE).split())
        if text:
            if self.mark and not NUMBERED.match(text):
                text = f"{self.mark}{text}"
            self.mark = ""
            self.lines.append(Line(text, self.at or 1, self.level))
        self.parts.clear()
        self.at = 0


def _walk(text: str) -> tuple[list[Line], str]:
    root = _parse(text)
    if root is None:
        return [], ""
    walk = _Walk()
    counters: list[tuple[Any, int]] = []  # one for each list that is open: its element and the last number given
    stack: list[tuple[Any, bool]] = [(root, False)]
    while stack:
        element, closing = stack.pop()
        tag = element.tag if isinstance(element.tag, str) else ""
        line = element.sourceline or 1
        if closing:
            if tag in BLOCKS:
                walk.end()
            if tag in {"ol", "ul"} and counters:
                counters.pop()
            if tag[:1] == "h" and tag[1:].isdigit():
                walk.level = 0
            walk.verbatim -= tag == "pre"
            walk.add(element.tail, line)
            continue
        if not tag or tag in SKIPPED or _hidden(element):
            walk.add(element.tail, line)
            continue
        if tag in BLOCKS:
            walk.end()
        if tag[:1] == "h" and tag[1:].isdigit():
            walk.level = int(tag[1:])
        if tag in {"ol", "ul"}:
            counters.append((element, _start(element) - 1))
        elif tag == "li":
            walk.mark = _item_mark(element, counters)
        walk.verbatim += tag == "pre"
        walk.add(element.text, line)
        stack.append((element, True))
        stack.extend((child, False) for child in reversed(element))
    walk.end()
    found = root.find(".//title")
    title = "" if found is None else " ".join("".join(found.itertext()).split())
    return walk.lines, title


def _hidden(element: Any) -> bool:
    return "hidden" in element.attrib or bool(HIDDEN.search(element.get("style", "")))


def _start(element: Any) -> int:
    given = element.get("start", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 8 else 1


def _item_mark(element: Any, counters: list[tuple[Any, int]]) -> str:
    """The number that a browser would show before a list item."""
    if not counters or counters[-1][0].tag != "ol":
        return ""
    parent, last = counters[-1]
    value = element.get("value", "")
    number = int(value) if value.isascii() and value.isdigit() and len(value) < 8 else last + 1
    counters[-1] = (parent, number)
    found = STYLE.search(parent.get("style", ""))
    style = found[1] if found else parent.get("type", "1")
    if style == "none":
        return ""
    shown = LIST_STYLES.get(style, decimal)(number)
    return f"{shown}、" if style in CHINESE_STYLES else f"{shown}. "


def _main(text: str, lines: list[Line]) -> list[Line]:
    """The lines from the first to the last that trafilatura counts to the main content, and the page's heading."""
    if len(text) > MAIN_CONTENT:
        return lines
    wanted = {_bare(part) for part in _extract(text).split("\n")} - {""}
    kept = [index for index, line in enumerate(lines) if _bare(line.text) in wanted]
    if not kept:
        return lines
    first = max((index for index, line in enumerate(lines[: kept[0]]) if line.level == 1), default=kept[0])
    main = lines[first : kept[-1] + 1]
    lost = any(_of_a_plan(line.text) for line in (*lines[:first], *lines[kept[-1] + 1 :]))
    return lines if lost else main


def _of_a_plan(text: str) -> bool:
    """A heading, a task, a bracket alone, or the sentence on who leads: what may not be lost."""
    numbered = bool(NUMBERED.match(text))
    return (
        bool(HEADING.match(text))
        or (numbered and text.rstrip(" .。")[-1:] in {")", "）"})
        or ((numbered or text[:1] in {"(", "（"}) and speaks_of_responsibility(text))
        or is_lead_rule(text)
    )


def _bare(text: str) -> str:
    """A line without blanks, list marks and the number a list gave it, to compare two extractions."""
    return re.sub(r"^[-•*]|\W", "", NUMBERED.sub("", text))


def _extract(text: str) -> str:
    import logging

    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # it reports on pages without an article at length
    try:
        found = trafilatura.extract(text, favor_recall=True, include_comments=False, include_tables=True)
    except Exception:  # noqa: BLE001 -- only a help: whatever fails inside it, the walk has the text
        return ""
    return str(found or "")
