"""Reads the facts that ship in `seed/`, one file or folder a kind."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

from service.config import SEED
from service.facts.book import Facts
from service.facts.derived import Derived, KnownTask
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
    TaskFactsRecord,
    TermRecord,
    TopicRecord,
    UnitRecord,
)
from service.records import PlanRecord, Record
from service.seedfiles import BadSeed, listed, load, recorded

Made = TypeVar("Made", bound=Record)


def facts(folder: Path = SEED) -> Facts:
    """All facts of a seed folder, not yet checked against each other."""
    instruments, initiatives = folder / "instruments.yaml", folder / "initiatives.yaml"
    indicators = folder / "indicators.yaml"
    return Facts(
        topics=_keyed(folder / "topics.yaml", "topics", TopicRecord, lambda each: each.code),
        tasks=_tasks(folder / "deliverables"),
        links=_keyed(folder / "lineage.yaml", "links", LinkRecord, lambda each: f"{each.from_}~{each.to}"),
        partners=_keyed(initiatives, "partners", PartnerRecord, lambda each: each.code),
        initiatives=_keyed(initiatives, "initiatives", InitiativeRecord, lambda each: each.code),
        instruments=_keyed(instruments, "instruments", InstrumentRecord, lambda each: each.code),
        documents=_documents(folder / "documents"),
        evidence=_keyed(
            folder / "evidence.yaml", "evidence", EvidenceRecord, lambda each: f"{each.statement}~{each.target}"
        ),
        units=_keyed(indicators, "units", UnitRecord, lambda each: each.code),
        indicators=_keyed(indicators, "indicators", IndicatorRecord, lambda each: each.code),
        events=_keyed(folder / "events.yaml", "events", EventRecord, lambda each: each.code),
        members=_keyed(folder / "members.yaml", "collectives", MembersRecord, lambda each: each.code),
        terms=_terms(folder),
    )


def derived_from(plans: Iterable[PlanRecord], folder: Path = SEED) -> Derived:
    """What follows from these facts for these plans, as if they were stored."""
    shipped = list(plans)
    known = {
        f"{plan.id}-{task.number}": KnownTask(task.title, task.agencies, task.responsibility)
        for plan in shipped
        for task in plan.tasks
    }
    return Derived(facts(folder), known, {plan.id: plan.period for plan in shipped})


KEYS: dict[str, set[str]] = {
    "topics.yaml": {"topics"},
    "lineage.yaml": {"links"},
    "initiatives.yaml": {"partners", "initiatives"},
    "instruments.yaml": {"instruments"},
    "evidence.yaml": {"evidence"},
    "indicators.yaml": {"units", "indicators"},
    "events.yaml": {"events"},
    "members.yaml": {"collectives"},
    "variants.yaml": {"variants"},
    "glossary.yaml": {"terms"},
}
"""What each file holds: a slip in the name of a list would else leave all of it out."""


def _once(file: Path, made: dict[str, Made], key: str, record: Made) -> None:
    if key in made:
        raise BadSeed(f"{file}: {key} stands twice")
    made[key] = record


def _keyed(file: Path, name: str, kind: type[Made], key: Callable[[Made], str]) -> dict[str, Made]:
    made: dict[str, Made] = {}
    for item in listed(file, name, KEYS[file.name]):
        record = recorded(file, kind, item)
        _once(file, made, key(record), record)
    return made


def _tasks(folder: Path) -> dict[str, TaskFactsRecord]:
    made: dict[str, TaskFactsRecord] = {}
    for file in sorted(folder.glob("*.yaml")):
        plan = load(file).get("plan")
        for item in listed(file, "tasks", {"plan", "tasks"}):
            record = recorded(file, TaskFactsRecord, item)
            _once(file, made, f"{plan}-{record.number}", record)
    return made


def _documents(folder: Path) -> dict[str, DocumentRecord]:
    made: dict[str, DocumentRecord] = {}
    for file in sorted(folder.glob("*.yaml")):
        record = recorded(file, DocumentRecord, load(file))
        _once(file, made, record.id, record)
    return made


def _terms(folder: Path) -> dict[str, TermRecord]:
    """The glossary's canonical terms, with the renderings that sources have."""
    variants: dict[str, list[dict[str, Any]]] = {}
    for item in listed(folder / "variants.yaml", "variants", {"variants"}):
        variants.setdefault(str(item.pop("term", None)), []).append(item)
    terms: dict[str, TermRecord] = {}
    file = folder / "glossary.yaml"
    for item in listed(file, "terms", {"terms"}):
        if not {"id", "zh", "en"} <= set(item):
            raise BadSeed(f"{file}: a term without id, zh or en")
        theirs = variants.pop(item["id"], [])
        given = {"id": item["id"], "name": {"zh": item["zh"], "en": item["en"]}, "variants": theirs}
        _once(file, terms, item["id"], recorded(folder / "variants.yaml", TermRecord, given))
    if variants:
        raise BadSeed(f"{folder / 'variants.yaml'}: no term has the id {', '.join(sorted(variants))}")
    return terms
