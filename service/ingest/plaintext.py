"""Plain text and Markdown to lines; what Markdown adds to a text is taken off, which leaves plain text as it is."""

import re

from service.ingest.document import INVISIBLE, Document, Line

HEADING = re.compile(r"^ {0,3}(#{1,6})[ \t\u3000]+(.*?)[ \t]*#*$")
BULLET = re.compile(r"^[ \t]*(?:[-*+•]|>)[ \t]+")
ESCAPED = re.compile(r"\\([\\.()\[\]*_#+!-])")
LINK = re.compile(r"!?\[([^\[\]\n]{0,300})\]\((?:https?:|/|\.|#)[^()\s]{0,500}\)")
RULE = re.compile(r"^\s*(?:[-*_=]\s*){3,}$")


def read_text(text: str) -> Document:
    return Document(tuple(line for number, raw in enumerate(text.split("\n"), 1) if (line := _line(raw, number))))


def _line(raw: str, number: int) -> Line | None:
    text = raw.translate(INVISIBLE)
    level = 0
    if found := HEADING.match(text):
        level, text = len(found[1]), found[2]
    else:
        text = BULLET.sub("", text, count=1)
    if not text.strip() or RULE.match(text):
        return None
    if "](" in text:
        text = LINK.sub(r"\1", text)
    text = text.replace("**", "")  # bold around a number or a whole line; no plan has two asterisks of its own
    return Line(ESCAPED.sub(r"\1", text), number, level) if text.strip() else None
