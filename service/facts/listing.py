"""A page of any collection of facts, and one of its items."""

from fastapi import Request
from starlette.responses import Response

from service import queries as rows
from service.facts.entries import EntryKind
from service.facts.filters import entry_filter, place_after
from service.facts.named import entry_or_404
from service.facts.params import EntryListQuery
from service.facts.queries import count_entries, entries
from service.reading import Answer, Reading, answer, paged


async def listed(request: Request, query: EntryListQuery, **fixed: str) -> Response:
    """A page of the entries that fit. `fixed` are values of marks that the path gives."""
    return await answer(request, lambda reading: page(request, reading, query, fixed))


def page(request: Request, reading: Reading, query: EntryListQuery, fixed: dict[str, str]) -> Answer:
    wanted, paging = entry_filter(reading, query), query.paging
    if fixed:
        wanted = wanted.also(fixed)
    place = place_after(query.after) if paging.walking else {"offset": paging.offset}
    if paging.offset >= rows.LONG or wanted.part_of_name:
        reading.snapshot.may_take_long()
    statement = entries(wanted.shape, "walk" if paging.walking else "page")
    return paged(
        request, reading, paging, statement, count_entries(wanted.shape), wanted.values, place,
        name=lambda row: str(row[1]),
    )  # fmt: skip


async def one(request: Request, kind: EntryKind, key: str, *, name: str = "id") -> Response:
    return await answer(request, lambda reading: Answer(entry_or_404(reading, kind, key, name=name)))
