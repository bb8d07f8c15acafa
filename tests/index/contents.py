"""What an index gives back, whole, so that two can be held side by side; and the fresh one that any has to equal."""

import random
from pathlib import Path
from typing import Any
from uuid import uuid4

from service.db import Database
from service.index.base import Ask, Writer
from service.index.embedded import Embedded
from service.index.embedded_writer import EmbeddedWriter
from service.index.sync import catch_up
from service.question.condition import AllOf
from service.records import Bilingual, Responsibility
from tests.api import edits

EVERYTHING = Ask(AllOf(()), facets=("plan", "agency", "section"), sort="id", limit=100_000)
LATEST = Ask(AllOf(()), sort="-updated_at", limit=100_000)


def whole(folder: Path) -> dict[str, Any]:
    """All that can be found: tasks with their tokens, in two orders, the counts, and what is kept for its names."""
    held = Embedded(folder).held()
    found = held.search(EVERYTHING)
    return {
        "kept": dict(EmbeddedWriter(folder).holds()),
        "tasks": [(hit.id, hit.body, hit.title, hit.shelves, hit.values) for hit in found.hits],
        "latest": [hit.id for hit in held.search(LATEST).hits],
        "facets": {name: sorted(values) for name, values in found.facets.items()},
        "total": found.total,
    }


def fresh(database: Database, beside: Path) -> dict[str, Any]:
    """The same of an index that is made from nothing."""
    folder = beside / f"fresh-{uuid4().hex[:8]}"
    catch_up(database, EmbeddedWriter(folder))
    return whole(folder)


def bodies(writer: Writer) -> dict[str, bytes]:
    return dict(writer.holds())


def wander(database: Database, chance: random.Random) -> None:
    """One write of any kind, as an import, an editor or a new seed makes them."""
    word = f"{chance.choice(('专利', '商标', '版权', 'seeds', 'courts'))} {chance.randrange(1_000)}"
    kind = chance.randrange(7)
    if kind == 0:
        edits.edit_task(database, f"2025-{chance.randint(1, 100)}", title=edits.both(word))
    elif kind == 1:
        size = chance.randint(1, 40)
        put = edits.plan(
            f"20{chance.randint(30, 32)}",
            *(
                edits.task(i + 1, *chance.sample(["CNIPA", "SAMR", "SPC", "MOE"], 2), section="1.2", text=word)
                for i in range(size)
            ),
        )
        edits.put(database, put)
    elif kind == 2:
        edits.edit(database, chance.choice(("2024", "2025")), title=edits.both(word))
    elif kind == 3:
        plan = edits.stored(database, "2024")
        sections = [
            section.model_copy(update={"title": edits.both(word)}) if i == 3 else section
            for i, section in enumerate(plan.sections)
        ]
        edits.edit(database, "2024", sections=tuple(sections))
    elif kind == 4:
        plan = edits.stored(database, "2024")
        edits.edit(database, "2024", tasks=plan.tasks[: chance.randint(90, len(plan.tasks))])
    elif kind == 5:
        edits.edit_agencies(database, edits.rename("CAS", Bilingual(zh=f"科学院{word}", en=f"Academy {word}")))
    else:
        edits.edit_task(
            database, f"2025-{chance.randint(1, 100)}", responsibility=Responsibility.DIVIDED, agencies=("SPC", "CNIPA")
        )
