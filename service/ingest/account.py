"""Shows what was read of a report, a notice or news: its headings and counts, what a person must add, all findings."""

import re
from dataclasses import dataclass
from typing import Any, NamedTuple

from service.facts.records import DocumentRecord, order
from service.ingest.document import Document
from service.ingest.findings import Finding
from service.ingest.joining import Given, languages
from service.ingest.prose import LANGUAGES
from service.ingest.report import INDENT, findings_as_json, findings_as_text, fit, width
from service.records import LANGS, Lang

WIDEST_TITLE = 52  # columns; the whole row then fits a terminal of 80
DIGITS = re.compile(r"[0-9０-９]")
MOST_SHOWN = 8  # paragraphs


class Missing(NamedTuple):
    """Something that a person must add; `what` is a slug for machines."""

    what: str
    message: str


class HeadingCount(NamedTuple):
    """A heading as it is kept. Its statements take in those under the headings below it."""

    paragraph: int
    level: int
    part: str | None
    title: str
    statement_count: int


@dataclass(frozen=True, slots=True)
class Account:
    """What an import made of a document."""

    given: Given
    lang: Lang | None
    record: DocumentRecord | None  # `None` with any error
    findings: tuple[Finding, ...]
    missing: tuple[Missing, ...] = ()
    document: Document | None = None  # `None` where it could not be read

    @property
    def errors(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.level == "error")

    @property
    def headings(self) -> tuple[HeadingCount, ...]:
        if self.record is None or self.lang is None:
            return ()
        found = []
        places = [order(heading.at) for heading in self.record.headings]
        statements = [order(statement.at) for statement in self.record.statements]
        for index, heading in enumerate(self.record.headings):
            following = (i for i in range(index + 1, len(places)) if self.record.headings[i].level <= heading.level)
            end = places[i] if (i := next(following, None)) is not None else None
            count = sum(places[index] < at and (end is None or at < end) for at in statements)
            found.append(HeadingCount(places[index][0], heading.level, heading.part, heading.title[self.lang], count))
        return tuple(found)

    def place(self, line: int) -> str:
        """Where a line is found, in words."""
        return self.document.place(line) if self.document else f"line {line}"


# What is missing


def missing_in(record: DocumentRecord, lang: Lang, *, linked: int, counted: int) -> tuple[Missing, ...]:
    """What a person must add to a document. So many statements are `linked` by evidence, `counted` by figures."""
    found: list[Missing] = []
    total = len(record.headings) + len(record.statements)
    for other in LANGS:
        if other != lang and languages(record)[other] < total:
            message = f"the {LANGUAGES[other]} text: import it under this --id; its sentences must be as many"
            found.append(Missing("language", message))
    if not record.title[lang]:
        found.append(Missing("title", "the title: --title"))
    if record.issuer is None and not (record.issuer_name.zh or record.issuer_name.en):
        found.append(Missing("issuer", "the issuer: --issuer, or `issuer_name` of the draft for a body without a code"))
    if record.dated is None:
        found.append(Missing("date", "the date: --date"))
    if record.kind == "report" and record.coverage is None:
        found.append(Missing("coverage", "the coverage, whose work of which time it reports: `coverage` of the draft"))
    if record.kind == "report" and (unclear := [one for one in record.headings if one.part is None]):
        numbers = [str(order(one.at)[0]) for one in unclear]
        shown = ", ".join(numbers[:MOST_SHOWN]) + (", …" if len(numbers) > MOST_SHOWN else "")
        message = f"the part of {len(numbers)} headings (paragraph {shown}): --part {numbers[0]}=reported or =planned"
        found.append(Missing("part", message))
    unnamed = sum(not statement.agencies for statement in record.statements)
    if unnamed:
        message = f"who acts: {unnamed} of {len(record.statements)} statements name no agency that is known"
        found.append(Missing("agencies", message))
    if not any(statement.topics for statement in record.statements):
        found.append(Missing("topics", "the topics of its statements: `topics` of the draft"))
    if not linked:
        found.append(Missing("evidence", "the evidence: no statement is linked with a task yet (seed/evidence.yaml)"))
    figures = sum(bool(DIGITS.search(statement.text[lang])) for statement in record.statements)
    if figures > counted:
        message = f"the figures: {figures} statements hold digits, {counted or 'none'} are kept as indicators"
        found.append(Missing("figures", f"{message} (seed/indicators.yaml)"))
    return tuple(found)


# For people


def as_text(account: Account) -> str:
    """The account as lines of plain text."""
    lines = [_summary(account), ""]
    if account.headings:
        lines += [*_table(account), ""]
    if account.missing:
        lines += [
            f"To be added by hand ({len(account.missing)})",
            *(f"{INDENT}{one.message}" for one in account.missing),
        ]
        lines.append("")
    lines += findings_as_text(account.findings, account.place, account.lang)
    return "\n".join(lines[:-1])


def _summary(account: Account) -> str:
    what = f"{account.given.kind.capitalize()} {account.given.id}"
    record, lang = account.record, account.lang
    if record is None or lang is None:
        return f"{what}, in {LANGUAGES[lang]}" if lang else what
    title = f": {record.title[lang]}" if record.title[lang] else ""
    dated = f", of {record.dated}" if record.dated else ""
    counts = f"{_counted(len(record.headings), 'heading')}, {_counted(len(record.statements), 'statement')}"
    return f"{what}{title}, in {LANGUAGES[lang]}{dated}: {counts}"


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _table(account: Account) -> list[str]:
    """The headings with their statements, each at its paragraph."""
    rows = account.headings
    titles = [INDENT * (row.level - 1) + row.title for row in rows]
    columns = min(WIDEST_TITLE, max([len("Heading"), *map(width, titles)]))
    parts = account.given.kind == "report"

    def shown(at: str, title: str, part: str, count: str) -> str:
        return f"{at:<9}  {fit(title, columns)}{f'  {part:<8}' if parts else ''}  {count:>10}"

    rule = shown("-" * 9, "-" * columns, "-" * 8, "-" * 10)
    lines = [shown("Paragraph", "Heading", "Part", "Statements"), rule]
    for row, title in zip(rows, titles, strict=True):
        lines.append(shown(str(row.paragraph), title, row.part or "", str(row.statement_count)))
    total = len(account.record.statements) if account.record else 0
    return [*lines, rule, shown("", "Total", "", str(total))]


# For machines


def as_json(account: Account) -> dict[str, Any]:
    """The account as data: what is kept of it, but not the statements."""
    record = account.record
    return {
        "document": account.given.id,
        "kind": account.given.kind,
        "title": record.title.model_dump() if record else None,
        "lang": account.lang,
        "source": account.document.source if account.document else None,
        "understood": record is not None,
        "issuer": record.issuer if record else None,
        "dated": record.dated.isoformat() if record and record.dated else None,
        "statement_count": len(record.statements) if record else 0,
        "headings": [heading._asdict() for heading in account.headings],
        "missing": [one._asdict() for one in account.missing],
        "findings": findings_as_json(account.findings, account.place),
    }
