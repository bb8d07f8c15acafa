"""`tuijin import`: a document is read, understood, joined with the stored plan and stored, or nothing is touched."""

import dataclasses
from dataclasses import dataclass
from typing import Any

from service.db import Database
from service.ingest.findings import Finding, Unreadable
from service.ingest.plan import read_plan
from service.ingest.read import read_source
from service.ingest.reading import Reading
from service.ingest.report import as_json, as_text
from service.merge import document_into
from service.names import Names
from service.records import Lang
from service.store import Outcome, writing


@dataclass(frozen=True, slots=True)
class Report:
    """What an import understood and what came of it. `outcome` is `None` where nothing was to be stored."""

    reading: Reading
    outcome: Outcome | None
    dry_run: bool

    @property
    def failed(self) -> bool:
        return bool(self.reading.errors)

    @property
    def result(self) -> str:
        """The outcome as a slug."""
        if self.failed:
            return "refused"
        if self.dry_run:
            return "dry-run"
        return "stored" if self.outcome and self.outcome.changed else "unchanged"

    def as_json(self) -> dict[str, Any]:
        put, removed = self.outcome or (0, 0)
        return {**as_json(self.reading), "result": self.result, "put": put, "removed": removed}

    def as_text(self) -> str:
        put, removed = self.outcome or (0, 0)
        last = {
            "refused": "Nothing was stored, because of the errors above.",
            "dry-run": f"Nothing was stored (--dry-run); {put} would be put and {removed} removed.",
            "stored": f"Stored: {put} put, {removed} removed.",
            "unchanged": "Nothing had changed.",
        }[self.result]
        return f"{as_text(self.reading)}\n\n{last}"


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
    """Imports one document. Whatever is wrong with it is a finding of the report, never an exception."""
    try:
        document = read_source(source, allow_private=allow_private)
    except Unreadable as unreadable:
        return Report(Reading(None, plan, lang, (), 0, 0, (unreadable.finding(),)), None, dry_run)
    # The document is at hand by now: no other writer has to wait for a slow network.
    with writing(database, dry_run=dry_run) as store:
        reading = read_plan(document, Names(store.agencies.values()), plan=plan, lang=lang, title=title)
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
