"""Reads what ships in `seed/` and brings the database to it, without touching what documents have brought."""

import dataclasses
from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from service.config import SEED
from service.db import Database
from service.facts.book import BadFacts, Facts
from service.facts.files import facts as read_facts
from service.ingest.joining import is_imported
from service.merge import seed_into
from service.records import AgencyRecord, PlanRecord
from service.seedfiles import BadSeed, load
from service.store import Outcome, writing


def agencies(folder: Path = SEED) -> tuple[AgencyRecord, ...]:
    file = folder / "agencies.yaml"
    content = load(file)
    try:
        return tuple(AgencyRecord.model_validate(item) for item in content["agencies"])
    except (ValidationError, KeyError, TypeError) as error:
        raise BadSeed(f"{file}: {error}") from error


def plans(folder: Path = SEED) -> Iterator[PlanRecord]:
    for file in sorted((folder / "plans").glob("*.yaml")):
        try:
            yield PlanRecord.model_validate(load(file))
        except ValidationError as error:
            raise BadSeed(f"{file}: {error}") from error


def sow(database: Database, *, with_plans: bool, folder: Path = SEED) -> Outcome:
    """Loads the agencies and, if asked, the plans and what hangs on them. A second time it changes nothing."""
    with writing(database) as store:
        store.put_agencies(agencies(folder))
        if with_plans:
            for plan in plans(folder):
                store.put_plan(seed_into(store.plan(plan.id), plan))
            try:
                store.put_facts(_with_imported(read_facts(folder), store.facts))
            except BadFacts as error:
                raise BadSeed(f"{folder}: {error}") from error
        return store.outcome


def _with_imported(facts: Facts, stored: Facts) -> Facts:
    """The seed's facts, and beside them the documents that were imported, which no seed file holds.

    Where both have one of the same id, our summary of it does not take the place of its own words; a seed file that
    holds them itself, an import that somebody has completed by hand, does.
    """
    ours = {key for key, document in facts.documents.items() if is_imported(document)}
    imported = {key: each for key, each in stored.documents.items() if is_imported(each) and key not in ours}
    return dataclasses.replace(facts, documents={**facts.documents, **imported})
