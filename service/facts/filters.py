"""From what a caller named to entries: codes and ids that are there, or a problem with what was near."""

import json
from collections.abc import Mapping

from service.facts.entries import EntryKind
from service.facts.named import known_entry
from service.facts.params import EntryQuery
from service.facts.queries import BODIES, EntryFilter
from service.facts.records import sort_key
from service.filters import known_agency, known_plan, known_task, once
from service.names import fold
from service.problems import ErrorOut, error, invalid, near, quoted
from service.reading import Reading
from service.records import Bilingual

NAMED: dict[str, EntryKind] = {
    "topic": "topic", "instrument": "instrument", "document": "document", "statement": "statement",
}  # fmt: skip
"""Filters whose values are entries themselves."""
LISTED = ("unit", "partner")
"""Filters whose values are told by the entries that have them."""
AS_IT_IS = ("after", "page", "per_page", "q", "role", "bom")


def entry_filter(reading: Reading, query: EntryQuery) -> EntryFilter:
    """The filter a query means. Everything unknown in it is told at once."""
    errors: list[ErrorOut] = []
    marks: dict[str, tuple[str, ...]] = {}
    # In the order of the model, so that the same request has the same answer in every process.
    for name in (each for each in type(query).model_fields if each in query.model_fields_set - set(AS_IT_IS)):
        if values := getattr(query, name):
            marks[name] = once([found for value in values if (found := _known(reading, name, value, query, errors))])
    part = fold(getattr(query, "q", None) or "")
    if getattr(query, "q", None) and not part:
        errors.append(error("query", "q", "has no letter or digit to look for"))
    if "\0" in part:
        errors.append(error("query", "q", "holds a NUL character, which no name does"))  # and Postgres takes none
    roles = set(getattr(query, "role", ()))
    if roles and "agency" not in marks:
        errors.append(error("query", "role", "needs an `agency`: a role is what that agency has on the task"))
    if errors:
        raise invalid(errors)
    if len(roles) == 1:
        marks[roles.pop()] = marks.pop("agency")
    return EntryFilter(query.kind_of_entry, tuple(_joined(query, marks)), part)


def _joined(query: EntryQuery, marks: Mapping[str, tuple[str, ...]]) -> list[tuple[str, tuple[str, ...]]]:
    """Filters that belong together as one: their values side by side, as marks of that name have them."""
    together = [name for name in query.together if name in marks]
    found = [(name, marks[name]) for name in sorted(marks) if name not in together]
    if together:
        values = [""]
        for name in together:
            values = [f"{head}+{value}" if head else value for head in values for value in marks[name]]
        found.append(("+".join(together), tuple(values)))
    return found


def _known(reading: Reading, name: str, value: str, query: EntryQuery, errors: list[ErrorOut]) -> str | None:
    if name == "plan":
        return value if known_plan(reading, "query", value, errors) else None
    if name == "agency":
        return known_agency(reading, "query", value, errors)
    if name == "task":
        return f"{key[0]}-{key[1]}" if (key := known_task(reading, "query", value, errors, name="task")) else None
    if name in NAMED:
        return known_entry(reading, NAMED[name], value, errors, name=name)
    if name in LISTED:
        values, folded = _listed(reading, query.kind_of_entry, name), fold(value)
        for code, called in values.items():
            # Of a name that is a sign, such as %, nothing is left to compare.
            if value in (code, called.zh, called.en) or (folded and folded in (fold(called.zh), fold(called.en))):
                return code
        errors.append(error("query", name, f"no {name} is called {quoted(value)}", near(value, values)))
        return None
    return value


def place_after(after: str | None) -> dict[str, object]:
    """Where a walk goes on."""
    return {"after": sort_key(after or "")}


def _listed(reading: Reading, kind: EntryKind, name: str) -> dict[str, Bilingual]:
    """The values of a filter, as entries that have them tell."""

    def make() -> dict[str, Bilingual]:
        reading.snapshot.may_take_long()
        found = {}
        for _, body in reading.snapshot.rows(BODIES, {"kind": kind}):
            data = json.loads(body)
            for each in data["partners"] if name == "partner" else [data[name]]:
                found[each["code"]] = Bilingual.model_validate(each["name"])
        return found

    return reading.kept((name, kind), make)
