"""Databases to measure on: the shipped data, and a million tasks made of them.

They lie in `data/bench` and are used again until the schema, the rendering or the shipped data change.

The large one is written by the store up to 100,000 tasks and multiplied by SQL from there: the store counts all
assignments anew after each plan, which is as it should be for a few plans and not for a thousand. Its plans are called
`2024-000` to `2024-999`, so that they stand between 2024 and 2025: the first page and the last one are the same tasks
in every database, and equally long.
"""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from functools import cache
from hashlib import blake2b
from itertools import cycle, islice
from pathlib import Path
from random import Random

from bench.machine import HOME
from service.config import SEED, Settings
from service.db import SCHEMA, Database
from service.migrate import migrate
from service.records import PlanRecord, TaskRecord
from service.schemas import RENDERING
from service.seed import plans, sow
from service.store import writing

FOLDER = HOME / "data" / "bench"
STORED_PLANS, TASKS_A_PLAN, COPIES = 100, 1_000, 10


@cache
def key() -> str:
    """What the databases depend on, as it was when the run began. Those of another key are removed."""
    made = blake2b(f"{SCHEMA} {RENDERING}".encode(), digest_size=6)
    for file in (*sorted(SEED.rglob("*.yaml")), Path(__file__)):
        made.update(file.read_bytes())
    return made.hexdigest()


def settings(folder: Path) -> Settings:
    return Settings(data_dir=folder, database_url="", seed="on")


def shipped() -> Path:
    """The data directory of the shipped data."""
    return _kept("shipped", lambda folder: sown(folder).close())


def million() -> Path:
    """The data directory of a million tasks besides the shipped ones."""
    return _kept("million", _million)


def sown(folder: Path) -> Database:
    """A new database of the shipped data."""
    migrate(settings(folder))
    database = Database(settings(folder))
    sow(database, with_plans=True)
    return database


def made_plans() -> list[PlanRecord]:
    """Plans of a thousand tasks each, the same every time: the shipped tasks shuffled, under the sections of both."""
    ours = list(plans())
    sections = {section.number: section for plan in ours for section in plan.sections}
    random = Random(2025)
    pool = [task for plan in ours for task in plan.tasks]

    def shuffled() -> Iterator[TaskRecord]:
        for number, task in enumerate(islice(cycle(random.sample(pool, len(pool))), TASKS_A_PLAN), start=1):
            yield task.model_copy(update={"number": number})

    return [
        PlanRecord(id=f"2024-{made:03}", sections=tuple(sections.values()), tasks=tuple(shuffled()))
        for made in range(STORED_PLANS)
    ]


def store(database: Database, made: list[PlanRecord]) -> None:
    """All plans in one transaction, as an import of them would."""
    with writing(database) as into:
        for plan in made:
            into.put_plan(plan)


def file_of(folder: Path) -> Path:
    found = Database(settings(folder)).file
    assert found is not None
    return found


def _kept(name: str, make: Callable[[Path], None]) -> Path:
    found = FOLDER / f"{name}-{key()}"
    if found.exists():
        return found
    for old in FOLDER.glob(f"{name}-*"):
        shutil.rmtree(old)
    new = FOLDER / f"new-{name}-{os.getpid()}"
    new.mkdir(parents=True)
    try:
        make(new)
        new.rename(found)
    finally:
        shutil.rmtree(new, ignore_errors=True)
    return found


def _million(folder: Path) -> None:
    print("making a database of a million tasks, once ...", flush=True)
    database = sown(folder)
    store(database, made_plans())
    connection = sqlite3.connect(file_of(folder))
    for copy in range(1, COPIES):
        with connection:
            for table in ("plan", "section", "task", "assignment"):
                _multiply(connection, table, f"2024-{copy}")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    recount(database)
    database.close()


def _multiply(connection: sqlite3.Connection, table: str, prefix: str) -> None:
    """Copies rows of the plans `2024-0..` under the names of other plans, wherever these stand in a row."""
    of = "id" if table == "plan" else "plan_id"
    names = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
    values = {
        of: f"replace({of}, '2024-0', '{prefix}')",
        "body": f"cast(replace(cast(body as text), '2024-0', '{prefix}') as blob)",
    }
    connection.execute(
        f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(values.get(name, name) for name in names)} "
        f"FROM {table} WHERE {of} GLOB '2024-0[0-9][0-9]' ORDER BY {of}"
    )


def recount(database: Database) -> None:
    """Brings the agencies' counts up to date by a write of the store that changes nothing else."""
    with writing(database) as into:
        into.put_agencies(list(into.agencies.values()))
