"""What follows from the facts for each task: what it shows of them, and what became of it.

Facts on tasks that are not stored (a plan that has not been loaded, a task that a new edition dropped) show nowhere,
and do so again once the task is there.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from service.facts.book import Facts
from service.facts.records import (
    LADDER,
    CoverageRecord,
    DeliverableRecord,
    DocumentRecord,
    EvidenceRecord,
    InstrumentRecord,
    LinkKind,
    StatementRecord,
    Strength,
    task_of,
)
from service.records import Bilingual, Period
from service.schemas import Progress


@dataclass(frozen=True, slots=True)
class KnownTask:
    """What facts need to know of a stored task."""

    title: Bilingual
    agencies: tuple[str, ...]
    responsibility: str


@dataclass(frozen=True, slots=True)
class TaskFacts:
    """What a task shows of the facts."""

    topics: tuple[str, ...] = ()
    deliverables: tuple[DeliverableRecord, ...] = ()
    instruments: tuple[tuple[InstrumentRecord, tuple[str, ...]], ...] = ()
    continues: tuple[str, ...] = ()
    continued_by: tuple[str, ...] = ()
    progress: Progress | None = None

    @property
    def marks(self) -> dict[str, tuple[str, ...]]:
        """What the task can be filtered by."""
        return {
            "topic": self.topics,
            "instrument": tuple(instrument.code for instrument, _ in self.instruments),
            "progress": (self.progress,) if self.progress else (),
        }


class Derived:
    """Works out what follows from facts, given the tasks that are stored and the time of their plans."""

    def __init__(self, facts: Facts, known: Mapping[str, KnownTask], periods: Mapping[str, Period | None]) -> None:
        self.facts, self.known, self._periods = facts, known, periods
        self.links = [link for link in facts.links.values() if {task_of(link.from_), task_of(link.to)} <= set(known)]
        self._continues: dict[str, set[str]] = defaultdict(set)
        self._continued_by: dict[str, set[str]] = defaultdict(set)
        for link in self.links:
            if link.kind is LinkKind.CONTINUES:
                self._continues[task_of(link.to)].add(task_of(link.from_))
                self._continued_by[task_of(link.from_)].add(task_of(link.to))
        self.statement: dict[str, tuple[DocumentRecord, StatementRecord]] = {
            statement.at: (document, statement) for document, statement in facts.statements()
        }
        self.evidence: dict[str, list[EvidenceRecord]] = defaultdict(list)  # by task or undertaking
        self.evidence_of: dict[str, list[EvidenceRecord]] = defaultdict(list)  # by statement
        for evidence in facts.evidence.values():
            if task_of(evidence.target) in known:
                self.evidence[evidence.target].append(evidence)
                self.evidence_of[evidence.statement].append(evidence)
        self.acts: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))  # task: instrument: actions
        for instrument in facts.instruments.values():
            for act in instrument.acts:
                self.acts[task_of(act.task)][instrument.code] |= set(act.actions)
        self._words: dict[str, list[Bilingual]] | None = None
        reports = (document for document in facts.documents.values() if document.kind == "report")
        self._reports = [report.coverage for report in reports if report.coverage]

    # Tasks

    def task(self, task: str, agencies: Sequence[str]) -> TaskFacts:
        """What a task shows."""
        held = self.facts.tasks.get(task)
        acts = self.acts.get(task, {})
        return TaskFacts(
            topics=held.topics if held else (),
            deliverables=held.deliverables if held else (),
            instruments=tuple(
                (self.facts.instruments[code], tuple(sorted(actions, key=LADDER.index)))
                for code, actions in sorted(acts.items())
            ),
            continues=tuple(sorted(self._continues.get(task, ()), key=_by_number)),
            continued_by=tuple(sorted(self._continued_by.get(task, ()), key=_by_number)),
            progress=self.progress(task, agencies),
        )

    # What became of it

    def progress(self, task: str, agencies: Sequence[str]) -> Progress | None:
        """What was reported of a task."""
        held = self.facts.tasks.get(task)
        parts = [self._reported(task, each.id) for each in held.deliverables] if held else [self._reported(task)]
        if all(part == "completed" for part in parts):
            return "completed"
        if "completed" in parts:
            return "partly_completed"
        return "advanced" if "advanced" in parts else self._silence(task, agencies)

    def progress_of(self, task: str, letter: str, agencies: Sequence[str]) -> Progress | None:
        """What was reported of one undertaking."""
        return self._reported(task, letter) or self._silence(task, agencies)

    def _reported(self, task: str, letter: str = "") -> Progress | None:
        said = {each.strength for target in (task, f"{task}-{letter}") for each in self.evidence.get(target, ())}
        if Strength.COMPLETED in said:
            return "completed"
        return "advanced" if Strength.ADVANCED in said else None

    def _silence(self, task: str, agencies: Sequence[str]) -> Progress | None:
        """What it means that nothing is reported."""
        period = self._periods.get(task.rpartition("-")[0])
        reports = [each for each in self._reports if period and each.from_ <= period.to and period.from_ <= each.to]
        if not reports:
            return None
        return "none_reported" if any(self._covers(each, agencies) for each in reports) else "not_covered"

    def _covers(self, report: CoverageRecord, agencies: Sequence[str]) -> bool:
        bodies = set(agencies)
        for code in agencies:
            if collective := self.facts.members.get(code):
                bodies |= collective.between(report.from_, report.to)
        return not bodies.isdisjoint(report.agencies)

    # For the search

    def words(self, task: str) -> list[Bilingual]:
        """What leads to a task beside its own JSON: names of its instruments and initiatives, statements about it."""
        if self._words is None:
            self._words = defaultdict(list)
            for instrument in self.facts.instruments.values():
                names = [instrument.name, *(Bilingual(**{alias.lang: alias.value}) for alias in instrument.aliases)]
                for each in dict.fromkeys(task_of(act.task) for act in instrument.acts):
                    self._words[each] += names
            for initiative in self.facts.initiatives.values():
                names = [initiative.name, *(Bilingual(**{alias.lang: alias.value}) for alias in initiative.aliases)]
                for edition in initiative.editions:
                    for each in edition.tasks:
                        self._words[each] += (*names, edition.name)
            for evidence in self.facts.evidence.values():
                self._words[task_of(evidence.target)].append(self.statement[evidence.statement][1].text)
        return list(dict.fromkeys(self._words.get(task, ())))


def _by_number(task: str) -> tuple[str, int]:
    plan, _, number = task.rpartition("-")
    return plan, int(number)


NO_FACTS = Derived(Facts(), {}, {})
