"""The files that tasks are exported to: CSV for spreadsheets, JSON lines for programs, both made of ready bodies."""

import csv
import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

COLUMNS = (
    "id", "plan", "number", "section", "part_title_zh", "part_title_en", "section_title_zh", "section_title_en",
    "title_zh", "title_en", "text_zh", "text_en", "text_kind_zh", "text_kind_en", "lead", "participants",
    "responsibility", "topics", "instruments", "continues", "continued_by", "progress", "updated_at",
)  # fmt: skip

# The full-width ones too: spreadsheets take them for what they look like.
RUN_BY_SPREADSHEETS = tuple("=+-@\t\r\n＝＋－＠")


CSV = "text/csv; charset=utf-8"
Column = Callable[[dict[str, Any]], Any]


@dataclass(frozen=True, slots=True)
class Format:
    """A file format: its media type, what the file begins with, and a task's body as it stands in it."""

    media_type: str
    head: bytes
    line: Callable[[bytes], bytes]


def csv_format(*, bom: bool) -> Format:
    """CSV, codes of agencies divided by spaces. A byte order mark tells spreadsheets that it is UTF-8."""
    return Format(CSV, (("\ufeff" if bom else "") + _line(COLUMNS)).encode(), _csv_row)


JSONL = Format("application/jsonl", b"", lambda body: body + b"\n")


def flat_csv(columns: Mapping[str, Column], *, bom: bool) -> Format:
    """CSV of any collection: what each column takes from an item."""
    head = ("\ufeff" if bom else "") + _line(tuple(columns))

    def row(body: bytes) -> bytes:
        item = json.loads(body)
        return _line(tuple(column(item) for column in columns.values())).encode()

    return Format(CSV, head.encode(), row)


def _csv_row(body: bytes) -> bytes:
    task: dict[str, Any] = json.loads(body)
    section, codes = task["section"], [agency["code"] for agency in task["agencies"]]
    row = (
        task["id"], task["plan"], task["number"], section["number"],
        section["part_title"]["zh"], section["part_title"]["en"], section["title"]["zh"], section["title"]["en"],
        task["title"]["zh"], task["title"]["en"], task["text"]["zh"], task["text"]["en"],
        task["text_kind"]["zh"] or "", task["text_kind"]["en"] or "",
        codes[0], " ".join(codes[1:]), task["responsibility"], " ".join(task["topics"]),
        " ".join(each["code"] for each in task["instruments"]), " ".join(task["continues"]),
        " ".join(task["continued_by"]), task["progress"] or "", task["updated_at"],
    )  # fmt: skip
    return _line(row).encode()


def _line(values: tuple[Any, ...]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow([_harmless(value) for value in values])
    return line.getvalue()


def _harmless(value: Any) -> Any:
    """A text that a spreadsheet would run as a formula is made plain text by a leading apostrophe."""
    return f"'{value}" if isinstance(value, str) and value.startswith(RUN_BY_SPREADSHEETS) else value
