"""How routes read: one snapshot, with what is remembered for its revision, and the response made of it."""

import json
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from typing import Any, TypeVar

from fastapi import Request
from starlette.responses import Response

from service import queries
from service.db import Database, Params, Row, Snapshot
from service.names import Names
from service.paging import Paging, envelope, links
from service.queries import Listing, Statement
from service.records import AgencyRecord, Bilingual

Value = TypeVar("Value")

REMEMBERED = 4_096
"""Totals and tables kept for one revision; a total is a few bytes, and nobody filters in that many ways."""


class Memory:
    """What has been worked out from the data of one revision. A newer revision empties it."""

    def __init__(self) -> None:
        # One tuple, so that threads which read different revisions never take the one's values for the other's.
        self._held: tuple[tuple[str, int], OrderedDict[Hashable, Any]] = ("", -1), OrderedDict()

    def get(self, snapshot: Snapshot, key: Hashable, make: Callable[[], Value]) -> Value:
        version, values = self._held
        if version != (snapshot.uid, snapshot.revision):
            if snapshot.uid == version[0] and snapshot.revision < version[1]:
                return make()  # an older snapshot is still being read; it must not push out what is newer
            # Replaced and not emptied: a thread may still be filling the old one.
            values = OrderedDict()
            self._held = (snapshot.uid, snapshot.revision), values
        try:
            return values[key]  # type: ignore[no-any-return]
        except KeyError:
            pass
        value = make()
        values[key] = value
        if len(values) > REMEMBERED:
            values.popitem(last=False)
        return value


class Reading:
    """The data as one request sees it."""

    __slots__ = ("_memory", "snapshot")

    def __init__(self, snapshot: Snapshot, memory: Memory) -> None:
        self.snapshot, self._memory = snapshot, memory

    def kept(self, key: tuple[object, ...], make: Callable[[], Value]) -> Value:
        """What is worked out once a revision."""
        return self._memory.get(self.snapshot, key, make)

    @property
    def names(self) -> Names:
        def make() -> Names:
            rows = self.snapshot.rows(queries.AGENCY_RECORDS, {})
            # SQLite hands JSON over as text, Postgres as what it means.
            return Names(
                AgencyRecord.model_validate(json.loads(row[0]) if isinstance(row[0], str) else row[0]) for row in rows
            )

        return self._memory.get(self.snapshot, "names", make)

    @property
    def plans(self) -> dict[str, Bilingual]:
        """Every plan's id and title."""

        def make() -> dict[str, Bilingual]:
            self.snapshot.may_take_long()
            return {row[0]: Bilingual(zh=row[1], en=row[2]) for row in self.snapshot.rows(queries.PLAN_TITLES, {})}

        return self._memory.get(self.snapshot, "plans", make)

    @property
    def sections(self) -> dict[str, Bilingual]:
        """Every section number that any plan has, with a title as an example."""

        def make() -> dict[str, Bilingual]:
            self.snapshot.may_take_long()
            return {row[0]: Bilingual(zh=row[1], en=row[2]) for row in self.snapshot.rows(queries.SECTION_NUMBERS, {})}

        return self._memory.get(self.snapshot, "sections", make)

    def total(self, count: Statement, values: Params) -> int:
        """An exact count, worked out once a revision."""

        def make() -> int:
            self.snapshot.may_take_long()
            row = self.snapshot.row(count, values)
            assert row is not None
            return int(row[0])

        return self._memory.get(self.snapshot, (count, *values.items()), make)


class Data:
    """What the application reads from; one a process."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._memory = Memory()

    async def read(self, work: Callable[[Reading], Value]) -> tuple[Value, Snapshot]:
        def run(snapshot: Snapshot) -> tuple[Value, Snapshot]:
            return work(Reading(snapshot, self._memory)), snapshot

        return await self.database.read(run)

    def reading(self, snapshot: Snapshot) -> Reading:
        return Reading(snapshot, self._memory)


class Answer:
    """A body that is JSON already, and what goes with it."""

    __slots__ = ("body", "headers")

    def __init__(self, body: bytes, link: str = "") -> None:
        self.body = body
        self.headers = {"Link": link} if link else {}


def paged(
    request: Request,
    reading: Reading,
    paging: Paging,
    statement: Statement,
    count: Statement,
    values: Params,
    place: Params,
    *,
    name: Callable[[Row], str],
    body: Callable[[Row], bytes] = lambda row: row[0],
) -> Answer:
    """A page of any collection. `place` binds where it starts, `name` gives the id of a row for the next walk."""
    total = reading.total(count, values)
    rows = reading.snapshot.rows(statement, {**values, **place, "limit": paging.limit})
    shown: Sequence[Row] = rows[: paging.per_page]
    further = name(shown[-1]) if paging.walking and len(rows) > len(shown) else None
    link = links(
        request.scope["raw_path"].decode("latin-1"),
        request.scope["query_string"].decode("latin-1"),
        total,
        paging,
        further,
    )
    return Answer(envelope([body(row) for row in shown], total, paging), link)


def listed(
    request: Request, reading: Reading, listing: Listing, paging: Paging, values: Params, after: Sequence[object]
) -> Answer:
    """A page of a collection whose rows are a body and an id."""
    if paging.walking:
        statement, place = listing.walk, {f"after_{i}": value for i, value in enumerate(after)}
    else:
        statement, place = listing.page, {"offset": paging.offset}
        if paging.offset >= queries.LONG:
            reading.snapshot.may_take_long()
    return paged(request, reading, paging, statement, listing.total, values, place, name=lambda row: str(row[1]))


def data_of(request: Request) -> Data:
    """What the application that answers this request reads from. No dependency: each costs as much as a small query."""
    data: Data = request.app.state.data
    return data


async def answer(request: Request, work: Callable[[Reading], Answer]) -> Response:
    """What `work` makes of one snapshot, as a response that carries the snapshot's version to the cache."""
    made, snapshot = await data_of(request).read(work)
    request.scope["tuijin.version"] = (snapshot.uid, snapshot.revision)
    return Response(made.body, media_type="application/json", headers=made.headers)
