"""Collectives and the bodies that they stand for, each as long as it does."""

import json
from collections.abc import Iterator, Sequence
from datetime import date

from service import queries
from service.facts.records import MembersRecord
from service.reading import Reading


def memberships(reading: Reading) -> list[MembersRecord]:
    """The members of every collective."""

    def make() -> list[MembersRecord]:
        rows = (row[0] for row in reading.snapshot.rows(queries.MEMBERS, {}))
        # SQLite hands JSON over as text, Postgres as what it means.
        return [MembersRecord.model_validate(json.loads(row) if isinstance(row, str) else row) for row in rows]

    return reading.kept(("memberships",), make)


def collectives(reading: Reading, agencies: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """The collectives that stand for any of these agencies, each with a plan in whose time it does."""

    def make() -> dict[str, list[tuple[str, str]]]:
        reading.snapshot.may_take_long()
        found: dict[str, list[tuple[str, str]]] = {}
        for plan, start, end in reading.snapshot.rows(queries.PERIODS, {}):
            for collective in memberships(reading):
                for code in collective.between(start and date.fromisoformat(start), end and date.fromisoformat(end)):
                    found.setdefault(code, []).append((collective.code, plan))
        return found

    held = reading.kept(("collectives",), make)
    yield from dict.fromkeys((code, *pair) for code in agencies for pair in held.get(code, ()))
