"""Reads what ships in `seed/` and brings the database to it, without touching what documents have brought."""

from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from service.config import SEED
from service.db import Database
from service.facts.files import BadSeed, load
from service.facts.files import facts as read_facts
from service.merge import seed_into
from service.records import AgencyRecord, PlanRecord
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
            store.put_facts(read_facts(folder))
        return store.outcome
