"""All facts together, each by its id, and whether they fit each other."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from service.facts.records import (
    DocumentRecord,
    EventRecord,
    EvidenceRecord,
    IndicatorRecord,
    InitiativeRecord,
    InstrumentRecord,
    LinkRecord,
    MembersRecord,
    PartnerRecord,
    StatementRecord,
    TaskFactsRecord,
    TermRecord,
    TopicRecord,
    UnitRecord,
    sort_key,
    task_of,
)
from service.records import Record


class BadFacts(ValueError):
    """Facts that contradict each other, or name what is not there. Tells all that is wrong at once."""

    def __init__(self, wrong: Iterable[str]) -> None:
        super().__init__("\n".join(wrong))


@dataclass(frozen=True)
class Facts:
    """Every fact of every kind, in the order of ids. Documents hold their statements, tasks their deliverables."""

    topics: Mapping[str, TopicRecord] = field(default_factory=dict)
    tasks: Mapping[str, TaskFactsRecord] = field(default_factory=dict)
    links: Mapping[str, LinkRecord] = field(default_factory=dict)
    partners: Mapping[str, PartnerRecord] = field(default_factory=dict)
    initiatives: Mapping[str, InitiativeRecord] = field(default_factory=dict)
    instruments: Mapping[str, InstrumentRecord] = field(default_factory=dict)
    documents: Mapping[str, DocumentRecord] = field(default_factory=dict)
    evidence: Mapping[str, EvidenceRecord] = field(default_factory=dict)
    units: Mapping[str, UnitRecord] = field(default_factory=dict)
    indicators: Mapping[str, IndicatorRecord] = field(default_factory=dict)
    events: Mapping[str, EventRecord] = field(default_factory=dict)
    members: Mapping[str, MembersRecord] = field(default_factory=dict)
    terms: Mapping[str, TermRecord] = field(default_factory=dict)

    def __post_init__(self) -> None:
        # One order, whether they come from files or from tables: what is made of them must not differ.
        for each in fields(self):
            held = getattr(self, each.name)
            object.__setattr__(self, each.name, {key: held[key] for key in sorted(held, key=sort_key)})

    @classmethod
    def of(cls, rows: Iterable[tuple[str, str, Any]]) -> "Facts":
        """Facts from what `rows` gave: kind, id and the record as JSON."""
        made: dict[str, dict[str, Any]] = {each.name: {} for each in fields(cls)}
        for kind, key, record in rows:
            made[kind][key] = KINDS[kind].model_validate(record)
        return cls(**made)

    def rows(self) -> Iterator[tuple[str, str, Record]]:
        for each in fields(self):
            for key, record in getattr(self, each.name).items():
                yield each.name, key, record

    def statements(self) -> Iterator[tuple[DocumentRecord, StatementRecord]]:
        for document in self.documents.values():
            for statement in document.statements:
                yield document, statement

    def named_tasks(self) -> set[str]:
        """Every task that a fact speaks of."""
        return {
            *self.tasks,
            *(task_of(end) for link in self.links.values() for end in (link.from_, link.to)),
            *(task for each in self.initiatives.values() for edition in each.editions for task in edition.tasks),
            *(task_of(act.task) for each in self.instruments.values() for act in each.acts),
            *(task_of(each.target) for each in self.evidence.values()),
            *(each.task for each in self.indicators.values() if each.task),
        }

    def named_agencies(self) -> set[str]:
        """Every agency that a fact speaks of."""
        found = {code for _, each in self.statements() for code in each.agencies}
        for document in self.documents.values():
            found.update(document.coverage.agencies if document.coverage else ())
        for event in self.events.values():
            found.update(code for each in event.requirements for code in each.agencies)
        issuers = (
            *(each.issuer for each in self.documents.values()),
            *(each.issuer.agency for each in self.events.values() if each.issuer),
        )
        found.update(code for code in issuers if code)
        found |= {each.agency for each in self.indicators.values() if each.agency}
        for collective in self.members.values():
            found |= {collective.code, *(member.agency for member in collective.members)}
        return found

    def check(self) -> None:
        """Raises `BadFacts` where a fact names another one that is not there."""
        if wrong := list(self._wrong()):
            raise BadFacts(wrong)

    def _wrong(self) -> Iterator[str]:
        deliverables = {f"{task}-{each.id}" for task, held in self.tasks.items() for each in held.deliverables}
        statements = {each.at for _, each in self.statements()}

        def unknown(of: str, what: str, named: Iterable[str], known: Iterable[str]) -> Iterator[str]:
            if missing := sorted(set(named) - set(known)):
                yield f"{of} names {what} that is not there: {', '.join(missing)}"

        def targets(of: str, named: Iterable[str]) -> Iterator[str]:
            lettered = [each for each in named if task_of(each) != each]
            yield from unknown(of, "an undertaking", lettered, deliverables)

        def places(of: str, named: Iterable[str]) -> Iterator[str]:
            documents = (place.partition(":")[0] for place in named)
            yield from unknown(of, "a document", documents, self.documents)

        for task, held in self.tasks.items():
            yield from unknown(task, "a topic", held.topics, self.topics)
            for deliverable in held.deliverables:
                yield from places(f"{task}-{deliverable.id}", deliverable.source)
        for key, link in self.links.items():
            yield from targets(key, (link.from_, link.to))
        for key, initiative in self.initiatives.items():
            yield from unknown(key, "a partner", initiative.partners, self.partners)
            for edition in initiative.editions:
                yield from places(key, edition.source)
                if strays := [task for task in edition.tasks if task.rpartition("-")[0] != edition.plan]:
                    yield f"{key}: the edition of {edition.plan} has tasks of another plan: {', '.join(strays)}"
        for key, instrument in self.instruments.items():
            yield from unknown(key, "a topic", instrument.topics, self.topics)
            yield from targets(key, (act.task for act in instrument.acts))
            for act in instrument.acts:
                yield from places(key, act.source)
        for _, statement in self.statements():
            yield from unknown(statement.at, "a topic", statement.topics, self.topics)
        for key, evidence in self.evidence.items():
            yield from unknown(key, "a statement", (evidence.statement,), statements)
            yield from targets(key, (evidence.target,))
        for key, indicator in self.indicators.items():
            yield from unknown(key, "a topic", indicator.topics, self.topics)
            units = (indicator.unit, *((indicator.change.unit,) if indicator.change else ()))
            yield from unknown(key, "a unit", units, self.units)
            yield from places(key, indicator.source)
        for key, event in self.events.items():
            yield from unknown(key, "a document", (event.document,), self.documents)
            for sources in (
                *(each.source for each in event.priorities),
                *(each.source for each in event.requirements),
                *(each.source for each in event.deadlines),
                *(each.source for each in event.related),
            ):
                yield from places(key, sources)
            yield from places(key, (*event.sources.theme, *event.sources.dates, *(event.sources.occasion or ())))
        for key, term in self.terms.items():
            for variant in term.variants:
                yield from places(key, variant.sources)


KINDS: dict[str, type[Record]] = {
    "topics": TopicRecord,
    "tasks": TaskFactsRecord,
    "links": LinkRecord,
    "partners": PartnerRecord,
    "initiatives": InitiativeRecord,
    "instruments": InstrumentRecord,
    "documents": DocumentRecord,
    "evidence": EvidenceRecord,
    "units": UnitRecord,
    "indicators": IndicatorRecord,
    "events": EventRecord,
    "members": MembersRecord,
    "terms": TermRecord,
}
"""The record of each kind of fact, by its name in `Facts`."""
