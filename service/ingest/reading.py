"""What the importer has understood of a document: the plan, the counts of its sections, and its findings."""

from dataclasses import dataclass
from typing import NamedTuple

from service.ingest.document import Document
from service.ingest.findings import Finding
from service.records import Lang, PlanRecord


class SectionCount(NamedTuple):
    """A section as it was found. A part's counts take in its sub-sections."""

    number: str
    title: str
    line: int
    task_count: int
    assignment_count: int


@dataclass(frozen=True, slots=True)
class Reading:
    plan: PlanRecord | None  # `None` with any error
    plan_id: str | None
    lang: Lang | None
    sections: tuple[SectionCount, ...]
    task_count: int
    assignment_count: int
    findings: tuple[Finding, ...]
    document: Document | None = None  # `None` where it could not be read

    @property
    def errors(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.level == "error")

    def place(self, line: int) -> str:
        """Where a line is found, in words."""
        return self.document.place(line) if self.document else f"line {line}"
