"""Shows a reading: a table of sections and counts with all findings for people, and the same as plain data."""

import unicodedata
from collections.abc import Callable, Sequence
from typing import Any

from service.ingest.findings import LEVELS, Finding, Level
from service.ingest.reading import Reading
from service.records import Lang

HEADINGS: dict[Level, str] = {"error": "Errors", "warning": "Warnings", "note": "Notes"}
LANGUAGES: dict[Lang, str] = {"zh": "Chinese", "en": "English"}
WIDEST_TITLE = 56  # columns; the whole row then fits a terminal of 80
INDENT = "  "


def width(text: str) -> int:
    """How many columns a terminal needs: two for a Chinese character, none for an accent that joins a letter."""
    return sum(
        0 if unicodedata.combining(character) else 2 if unicodedata.east_asian_width(character) in "WF" else 1
        for character in text
    )


def fit(text: str, columns: int) -> str:
    """The text in exactly so many columns, cut or filled up at its end."""
    if width(text) > columns:
        kept, used = "", 0
        for character in text:
            if used + width(character) > columns - 1:
                break
            kept += character
            used += width(character)
        text = f"{kept}…"
    return text + " " * (columns - width(text))


def as_text(reading: Reading) -> str:
    """The report as lines of plain text."""
    lines = [_summary(reading), ""]
    if reading.sections:
        lines += [*_table(reading), ""]
    lines += findings_as_text(reading.findings, reading.place, reading.lang)
    if not reading.findings:
        lines += ["Nothing to remark.", ""]
    return "\n".join(lines[:-1])


def _summary(reading: Reading) -> str:
    what = f"Plan {reading.plan_id}" if reading.plan_id else "Plan unknown"
    title = reading.plan.title[reading.lang] if reading.plan and reading.lang else ""
    said = f", in {LANGUAGES[reading.lang]}" if reading.lang else ""
    counts = f"{reading.task_count} tasks, {reading.assignment_count} assignments"
    return f"{what}{': ' if title else ''}{title}{said}: {counts}"


def _table(reading: Reading) -> list[str]:
    titles = [INDENT * section.number.count(".") + section.title for section in reading.sections]
    columns = min(WIDEST_TITLE, max([len("Title"), *map(width, titles)]))
    numbers = max(len("Section"), *(len(section.number) for section in reading.sections))
    rule = f"{'-' * numbers}  {'-' * columns}  -----  -----------"
    rows = [f"{fit('Section', numbers)}  {fit('Title', columns)}  Tasks  Assignments", rule]
    rows += [
        f"{fit(one.number, numbers)}  {fit(title, columns)}  {one.task_count:>5}  {one.assignment_count:>11}"
        for one, title in zip(reading.sections, titles, strict=True)
    ]
    total = f"{fit('', numbers)}  {fit('Total', columns)}  {reading.task_count:>5}  {reading.assignment_count:>11}"
    return [*rows, rule, total]


def findings_as_text(findings: Sequence[Finding], place: Callable[[int], str], lang: Lang | None) -> list[str]:
    """The findings, the errors first, each kind under its heading; nothing where there are none."""
    lines = []
    for level in LEVELS:
        alike = [finding for finding in findings if finding.level == level]
        if alike:
            lines.append(f"{HEADINGS[level]} ({len(alike)})")
            for finding in alike:
                lines += _finding(finding, place, lang)
            lines.append("")
    return lines


def _finding(finding: Finding, place: Callable[[int], str], lang: Lang | None) -> list[str]:
    where = f"{place(finding.line)}: " if finding.line is not None else ""
    lines = [f"{INDENT}{where}{finding.message} [{finding.code}]"]
    if finding.suggestions:
        near = ", ".join(
            f"{one.code} ({one.name[lang or 'en'] or one.name.zh or one.name.en})" for one in finding.suggestions
        )
        lines.append(f"{INDENT * 2}did it mean: {near}?")
    return lines


def as_json(reading: Reading) -> dict[str, Any]:
    """The report as data for machines: the counts and the findings, not the plan."""
    return {
        "plan": reading.plan_id,
        "title": reading.plan.title.model_dump() if reading.plan else None,
        "lang": reading.lang,
        "source": reading.document.source if reading.document else None,
        "understood": reading.plan is not None,
        "task_count": reading.task_count,
        "assignment_count": reading.assignment_count,
        "sections": [section._asdict() for section in reading.sections],
        "findings": findings_as_json(reading.findings, reading.place),
    }


def findings_as_json(findings: Sequence[Finding], place: Callable[[int], str]) -> list[dict[str, Any]]:
    return [
        {
            "level": finding.level,
            "code": finding.code,
            "message": finding.message,
            "line": finding.line,
            "place": None if finding.line is None else place(finding.line),
            "suggestions": [
                {"code": one.code, "name": one.name.model_dump(), "score": one.score} for one in finding.suggestions
            ],
        }
        for finding in findings
    ]
