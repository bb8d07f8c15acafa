"""`tuijin import`: a document is read, understood, joined with what is stored and stored, or nothing is touched."""

import dataclasses
from dataclasses import dataclass
from datetime import date
from typing import Any

from service.db import Database
from service.facts.book import BadFacts, Facts
from service.facts.records import DocumentRecord, Part
from service.ingest import account, report
from service.ingest.account import Account, missing_in
from service.ingest.document import Document
from service.ingest.findings import Finding, Unreadable, limited
from service.ingest.joining import Given, join
from service.ingest.named import Named
from service.ingest.plan import LONGEST_ID, PLAN_ID, read_plan
from service.ingest.prose import Genre, read_prose
from service.ingest.read import read_source
from service.ingest.reading import Reading
from service.ingest.spacing import regular
from service.ingest.written import as_yaml
from service.merge import document_into
from service.names import Names
from service.records import Lang
from service.store import Outcome, Store, writing


@dataclass(frozen=True, slots=True)
class Report:
    """What the import of a plan understood and what came of it. `outcome` is `None` where nothing was to be stored."""

    reading: Reading
    outcome: Outcome | None
    dry_run: bool

    @property
    def failed(self) -> bool:
        return bool(self.reading.errors)

    @property
    def result(self) -> str:
        return _result(self.outcome, failed=self.failed, dry_run=self.dry_run)

    def as_json(self) -> dict[str, Any]:
        return {**report.as_json(self.reading), **_came_of_it(self.result, self.outcome)}

    def as_text(self) -> str:
        return f"{report.as_text(self.reading)}\n\n{_last_line(self.result, self.outcome)}"


@dataclass(frozen=True, slots=True)
class DocumentReport:
    """The same of a report, a notice or news."""

    account: Account
    outcome: Outcome | None
    dry_run: bool

    @property
    def failed(self) -> bool:
        return bool(self.account.errors)

    @property
    def result(self) -> str:
        return _result(self.outcome, failed=self.failed, dry_run=self.dry_run)

    def as_json(self) -> dict[str, Any]:
        return {**account.as_json(self.account), **_came_of_it(self.result, self.outcome)}

    def as_yaml(self) -> str | None:
        """A draft of its seed file; `None` with any error."""
        return as_yaml(self.account.record) if self.account.record else None

    def as_text(self) -> str:
        return f"{account.as_text(self.account)}\n\n{_last_line(self.result, self.outcome)}"


def _result(outcome: Outcome | None, *, failed: bool, dry_run: bool) -> str:
    """The outcome as a slug."""
    if failed:
        return "refused"
    if dry_run:
        return "dry-run"
    return "stored" if outcome and outcome.changed else "unchanged"


def _came_of_it(result: str, outcome: Outcome | None) -> dict[str, Any]:
    put, removed = outcome or (0, 0)
    return {"result": result, "put": put, "removed": removed}


def _last_line(result: str, outcome: Outcome | None) -> str:
    put, removed = outcome or (0, 0)
    return {
        "refused": "Nothing was stored, because of the errors above.",
        "dry-run": f"Nothing was stored (--dry-run); {put} would be put and {removed} removed.",
        "stored": f"Stored: {put} put, {removed} removed.",
        "unchanged": "Nothing had changed.",
    }[result]


def import_plan(
    database: Database,
    source: str,
    *,
    plan: str | None = None,
    lang: Lang | None = None,
    title: str | None = None,
    replace: bool = False,
    dry_run: bool = False,
    allow_private: bool = False,
) -> Report:
    """Imports one plan. Whatever is wrong with it is a finding of the report, never an exception."""
    try:
        document = read_source(source, allow_private=allow_private)
    except Unreadable as unreadable:
        return Report(Reading(None, plan, lang, (), 0, 0, (unreadable.finding(),)), None, dry_run)
    # The document is at hand by now: no other writer has to wait for a slow network.
    with writing(database, dry_run=dry_run) as store:
        reading = read_plan(document, Names(store.agencies.values(), press=False), plan=plan, lang=lang, title=title)
        if reading.plan is None or reading.lang is None:
            return Report(reading, None, dry_run)
        merged = document_into(store.plan(reading.plan.id), reading.plan, reading.lang, title=title, replace=replace)
        reading = _with(reading, [Finding(d.level, d.code, d.message) for d in merged.disagreements])
        if reading.errors:
            return Report(reading, None, dry_run)
        store.put_plan(merged.plan)
        return Report(reading, store.outcome, dry_run)


def _with(reading: Reading, findings: list[Finding]) -> Reading:
    return dataclasses.replace(reading, findings=(*reading.findings, *findings))


def import_document(
    database: Database,
    source: str,
    *,
    genre: Genre,
    document_id: str,
    lang: Lang | None = None,
    title: str | None = None,
    issuer: str | None = None,
    dated: date | None = None,
    parts: tuple[tuple[int, Part], ...] = (),
    replace: bool = False,
    dry_run: bool = False,
    allow_private: bool = False,
) -> DocumentReport:
    """Imports one report, notice or news. Whatever is wrong with it is a finding of the report, never an exception."""
    given = Given(document_id, genre, title=regular(title) if title else None, dated=dated, parts=parts)
    if not PLAN_ID.fullmatch(document_id) or len(document_id) > LONGEST_ID:
        message = f"{document_id!r} is no document id: small letters, digits and single hyphens, as in report-2026"
        return DocumentReport(Account(given, lang, None, (Finding("error", "document-id", message),)), None, dry_run)
    try:
        document = read_source(source, allow_private=allow_private)
    except Unreadable as unreadable:
        return DocumentReport(Account(given, lang, None, (unreadable.finding(),)), None, dry_run)
    try:
        with writing(database, dry_run=dry_run) as store:
            made = _account(store, document, given, lang=lang, issuer=issuer, replace=replace)
            return DocumentReport(made, store.outcome, dry_run)
    except _Refused as refused:
        return DocumentReport(refused.account, None, dry_run)


class _Refused(Exception):
    """Takes back the transaction of a document that cannot be stored; its account says why."""

    def __init__(self, account: Account) -> None:
        super().__init__()
        self.account = account


def _account(
    store: Store, document: Document, given: Given, *, lang: Lang | None, issuer: str | None, replace: bool
) -> Account:
    """Puts a document beside those that are stored. Raises `_Refused` where it cannot."""
    names = Names(store.agencies.values(), press=False)
    prose = read_prose(document, names, given.kind, lang=lang, dated=given.dated)
    findings = list(prose.findings)
    if issuer:
        match = names.resolve(issuer)
        given = dataclasses.replace(given, issuer=store.agencies[match.code] if match else None)
        if match is None:
            message = f"unknown agency: {issuer}; a body without a code is written into the draft (--yaml)"
            findings.append(Finding("error", "unknown-agency", message, suggestions=names.nearest(issuer)))
    record: DocumentRecord | None = None
    if prose.lang and not any(finding.level == "error" for finding in findings):
        named = Named(store.agencies.values(), names)
        joined = join(store.facts.documents.get(given.id), prose, prose.lang, given, named, replace=replace)
        record, findings = joined.record, [*findings, *joined.findings]
    if record is None or prose.lang is None:
        raise _Refused(Account(given, prose.lang, None, limited(findings), document=document))
    missing = _missing(store.facts, record, prose.lang)
    try:
        documents = {**store.facts.documents, record.id: record}
        store.put_facts(dataclasses.replace(store.facts, documents=documents))
    except BadFacts as bad:
        error = Finding("error", "facts-disagree", f"other facts name sentences that would be gone: {bad}")
        raise _Refused(Account(given, prose.lang, None, limited((*findings, error)), document=document)) from bad
    return Account(given, prose.lang, record, limited(findings), missing, document)


def _missing(facts: Facts, record: DocumentRecord, lang: Lang) -> tuple[account.Missing, ...]:
    mine = {statement.at for statement in record.statements}
    linked = sum(evidence.statement in mine for evidence in facts.evidence.values())
    counted = mine & {place for indicator in facts.indicators.values() for place in indicator.source}
    return missing_in(record, lang, linked=linked, counted=len(counted))
