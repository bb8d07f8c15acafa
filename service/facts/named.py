"""Entries by id or by any of their names, or what was near."""

import json

from service.db import Row
from service.facts.entries import EntryKind
from service.facts.queries import BODIES, NAMES, ONE_ENTRY
from service.names import Candidate, fold
from service.problems import NEAR, ErrorOut, NotFound, error, near, quoted
from service.reading import Reading
from service.records import Bilingual

CALLED = ("name", "title", "object", "text")
"""Fields, of which each kind of entry has one at the most, that say what it is called."""


def known_entry(reading: Reading, kind: EntryKind, value: str, errors: list[ErrorOut], *, name: str) -> str | None:
    """The id of an entry that is named by it, or by any of its names."""
    if _row(reading, kind, value):
        return value
    names = reading.kept(("names", kind), lambda: _names(reading, kind))
    if (found := names.get(fold(value))) is not None:
        return found
    errors.append(error("query", name, f"no {kind} is called {quoted(value)}", near_entries(reading, kind, value)))
    return None


def entry_or_404(reading: Reading, kind: EntryKind, value: str, *, name: str) -> bytes:
    if row := _row(reading, kind, value):
        body: bytes = row[0]
        return body
    message = f"no {kind} has the {name} {quoted(value)}"
    raise NotFound(message, [error("path", name, message, near_entries(reading, kind, value))])


def _row(reading: Reading, kind: EntryKind, key: str) -> Row | None:
    # No id holds a NUL character, and Postgres takes none.
    return None if "\0" in key else reading.snapshot.row(ONE_ENTRY, {"kind": kind, "id": key})


def near_entries(reading: Reading, kind: EntryKind, value: str) -> list[Candidate]:
    """Entries whose id or name is near."""
    reading.snapshot.may_take_long()
    labels = reading.kept(("labels", kind), lambda: _labels(reading, kind))
    called = {fold(text): key for key, label in labels.items() for text in (key, label.zh, label.en) if text}
    found = near(fold(value), {name: labels[key] for name, key in called.items()}, limit=3 * NEAR)
    best = {called[each.code]: each for each in reversed(found)}
    ranked = sorted(best, key=lambda key: -best[key].score)
    return [Candidate(key, labels[key], best[key].score) for key in ranked[:NEAR]]


def _names(reading: Reading, kind: EntryKind) -> dict[str, str]:
    """Every name of every entry of a kind; one that several have names none of them."""
    reading.snapshot.may_take_long()
    found: dict[str, str | None] = {}
    for name, key in reading.snapshot.rows(NAMES, {"kind": kind}):
        found[name] = None if name in found else key
    for key, label in reading.kept(("labels", kind), lambda: _labels(reading, kind)).items():
        for text in (key, label.zh, label.en):
            found.setdefault(fold(text), key)
    return {name: key for name, key in found.items() if name and key}


def _labels(reading: Reading, kind: EntryKind) -> dict[str, Bilingual]:
    """What every entry of a kind is called."""
    found = {}
    for key, body in reading.snapshot.rows(BODIES, {"kind": kind}):
        data = json.loads(body)
        called = next((data[name] for name in CALLED if name in data), None)
        found[key] = Bilingual.model_validate(called or {})
    return found
