"""What there may be to compare two plans by: all that is stored, or less, as when a plan has just been imported."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic_core import from_json

from bench import datasets
from service.db import Database
from service.facts.lineage import links
from service.facts.queries import PLAN_BODIES
from service.facts.suggest_said import Hearing, Task, names, terms
from service.importing import import_plan
from service.migrate import migrate
from service.names import fold
from service.question.glossary import Glossary
from service.reading import Data, Reading
from service.records import LANGS, Lang
from service.seed import agencies
from service.store import writing

EARLIER, LATER = "2024", "2025"
"""The plans between which there are links made by hand."""

Body = dict[str, Any]
Link = tuple[str, str]
BLANK = dict.fromkeys(LANGS, "")
IMPORTED = f"{LATER} without facts"
"""The case that this is for: a plan that has just been imported."""


class Unmeasurable(RuntimeError):
    """There is nothing to measure by."""


@dataclass(frozen=True, slots=True)
class Case:
    """Two plans and what is known beside them."""

    name: str
    earlier: Sequence[Body]
    later: Sequence[Body]
    names: Sequence[tuple[str, str]]
    terms: Glossary | None
    judged: bool = True

    def heard(self) -> tuple[Hearing, list[Task], list[Task]]:
        hearing = Hearing(self.terms, self.names)
        return hearing, [hearing.task(body) for body in self.earlier], [hearing.task(body) for body in self.later]

    def alone(self, name: str, lang: Lang, *, earlier: Lang | None = None) -> "Case":
        """As if the texts were in one language only, or each plan in its own."""
        mine = [_only(body, earlier or lang) for body in self.earlier]
        return replace(self, name=name, earlier=mine, later=[_only(body, lang) for body in self.later])

    def imported(self, name: str, later: Sequence[Body] | None = None) -> "Case":
        """As if the later plan had just been imported: no facts on it, and no name that is not in the earlier plan."""
        texts = [fold(f"{body[part][lang]}") for body in self.earlier for part in ("title", "text") for lang in LANGS]
        known = [(called, code) for called, code in self.names if any(called in text for text in texts)]
        return replace(self, name=name, later=later or [_bare(body) for body in self.later], names=known)


def _only(body: Body, lang: Lang) -> Body:
    return body | {part: BLANK | {lang: body[part][lang]} for part in ("title", "text")}


def _bare(body: Body) -> Body:
    return body | {"deliverables": [], "instruments": []}


def cases(document: Path | None) -> tuple[list[Case], frozenset[Link], frozenset[Link]]:
    """The cases, and the pairs of tasks that are linked by hand: those carried on, and those that are only related."""
    with _reading(Database(datasets.settings(datasets.shipped()))) as reading:
        earlier, later = (_bodies(reading, plan) for plan in (EARLIER, LATER))
        stored = Case("all that is stored", earlier, later, names(reading), terms())
        linked = {
            kind: frozenset((link["from"]["id"], link["to"]["id"]) for link in links(reading) if link["kind"] == kind)
            for kind in ("continues", "related")
        }
    if not linked["continues"]:
        raise Unmeasurable(f"no task of {LATER} is known to carry on one of {EARLIER}")
    bare = stored.imported(IMPORTED)
    made = [
        stored,
        stored.alone("all, Chinese alone", "zh"),
        stored.alone("all, English alone", "en"),
        bare,
        bare.alone(f"{IMPORTED}, Chinese alone", "zh"),
        bare.alone(f"{IMPORTED}, English alone", "en"),
        bare.alone(f"{IMPORTED}, in English, {EARLIER} in Chinese", "en", earlier="zh"),
        replace(bare, name=f"{IMPORTED}, no glossary", terms=None, judged=False),
    ]
    if document:
        later = _imported(document)
        made.append(stored.imported(f"{LATER} imported from a document", later))
    return made, linked["continues"], linked["related"] - linked["continues"]


def _imported(document: Path) -> list[Body]:
    """The tasks of the later plan as the importer makes them of an official document."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        settings = datasets.settings(Path(folder))
        migrate(settings)
        database = Database(settings)
        with writing(database) as into:
            into.put_agencies(agencies())
        if (report := import_plan(database, str(document), plan=LATER)).failed:
            raise Unmeasurable(report.as_text())
        with _reading(database) as reading:
            return _bodies(reading, LATER)


@contextmanager
def _reading(database: Database) -> Iterator[Reading]:
    try:
        with database.snapshot() as snapshot:
            yield Data(database).reading(snapshot)
    finally:
        database.close()


def _bodies(reading: Reading, plan: str) -> list[Body]:
    return [from_json(body) for _, body in reading.snapshot.rows(PLAN_BODIES, {"plan": plan})]
