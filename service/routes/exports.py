"""`/exports`: all tasks of a filter, or all of a collection of facts, in one file, streamed from one snapshot."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack
from typing import Annotated

import anyio
import anyio.to_thread
from fastapi import Depends, Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from service import queries
from service.db import Params, Row
from service.facts.columns import COLUMNS
from service.facts.entries import EntryKind
from service.facts.filters import entry_filter
from service.facts.params import (
    DeliverableCsvQuery,
    DeliverableQuery,
    EntryQuery,
    EvidenceCsvQuery,
    EvidenceQuery,
    IndicatorCsvQuery,
    IndicatorQuery,
    InstrumentCsvQuery,
    InstrumentQuery,
    LineageCsvQuery,
    LineageQuery,
)
from service.facts.queries import entries
from service.facts.via import with_members
from service.filters import task_filter
from service.formats import JSONL, Format, csv_format, flat_csv
from service.params import SortedTaskQuery, TaskCsvQuery
from service.problems import NotReady
from service.queries import Statement
from service.reading import Reading, data_of
from service.routes import resource

router = resource("exports")

PATIENCE = 5
"""Seconds that an export waits for others to end before it is refused."""


@router.get(
    "/exports/tasks.csv",
    response_class=Response,
    responses={200: {"content": {"text/csv": {"schema": {"type": "string"}}}, "description": "The file."}},
)
async def export_tasks_csv(request: Request, query: Annotated[TaskCsvQuery, Depends(TaskCsvQuery.of)]) -> Response:
    """Tasks as CSV, one a row, with codes of agencies divided by spaces. Takes the filters of `/tasks`."""
    return await _export(request, lambda reading: _tasks(reading, query), csv_format(bom=query.bom), "tasks.csv")


@router.get(
    "/exports/tasks.jsonl",
    response_class=Response,
    responses={200: {"content": {JSONL.media_type: {"schema": {"type": "string"}}}, "description": "The file."}},
)
async def export_tasks_jsonl(
    request: Request, query: Annotated[SortedTaskQuery, Depends(SortedTaskQuery.of)]
) -> Response:
    """Tasks as JSON lines, each as in `/tasks/{id}`. Takes the filters of `/tasks`."""
    return await _export(request, lambda reading: _tasks(reading, query), JSONL, "tasks.jsonl")


def _flat(path: str, kind: EntryKind, model: type[EntryQuery], csv_model: type[EntryQuery], said: str) -> None:
    """The two files of one collection of facts."""

    async def as_csv(request: Request, query: Annotated[EntryQuery, Depends(csv_model.of)]) -> Response:
        form = flat_csv(COLUMNS[kind], bom=getattr(query, "bom", False))
        return await _export(request, lambda reading: _entries(reading, query), form, f"{path}.csv")

    async def as_jsonl(request: Request, query: Annotated[EntryQuery, Depends(model.of)]) -> Response:
        return await _export(request, lambda reading: _entries(reading, query), JSONL, f"{path}.jsonl")

    for form, media_type, endpoint in (("csv", "text/csv", as_csv), ("jsonl", JSONL.media_type, as_jsonl)):
        endpoint.__name__ = f"export_{path}_{form}"
        written = "CSV, one a row" if form == "csv" else "JSON lines"
        endpoint.__doc__ = f"{said} as {written}. Takes the filters of `/{path}`."
        router.add_api_route(
            f"/exports/{path}.{form}",
            endpoint,
            response_class=Response,
            responses={200: {"content": {media_type: {"schema": {"type": "string"}}}, "description": "The file."}},
        )


_FILES: tuple[tuple[str, EntryKind, type[EntryQuery], type[EntryQuery], str], ...] = (
    ("deliverables", "deliverable", DeliverableQuery, DeliverableCsvQuery, "Undertakings"),
    ("instruments", "instrument", InstrumentQuery, InstrumentCsvQuery, "Laws and other texts"),
    ("indicators", "indicator", IndicatorQuery, IndicatorCsvQuery, "Figures"),
    ("lineage", "lineage", LineageQuery, LineageCsvQuery, "Links between tasks of two plans"),
    ("evidence", "evidence", EvidenceQuery, EvidenceCsvQuery, "Statements on undertakings"),
)
for _path, _kind, _model, _csv_model, _said in _FILES:
    _flat(_path, _kind, _model, _csv_model, _said)

Chosen = tuple[Statement, Params, Callable[[bytes], bytes]]
"""Statement, its values, and what is made of each body before it is written."""


def _tasks(reading: Reading, query: SortedTaskQuery) -> Chosen:
    wanted = task_filter(reading, query, query.sort)
    added = with_members(wanted, reading.names) if wanted.via else bytes
    return queries.tasks(wanted.shape, "all"), wanted.values, added


def _entries(reading: Reading, query: EntryQuery) -> Chosen:
    wanted = entry_filter(reading, query)
    return entries(wanted.shape, "all"), wanted.values, bytes


async def _export(request: Request, choose: Callable[[Reading], Chosen], form: Format, name: str) -> Response:
    """Opens a snapshot, so that what is wrong is told before the first byte, and hands it to the stream."""
    held, data = ExitStack(), data_of(request)

    def begin() -> tuple[tuple[str, int], Iterator[list[Row]], Callable[[bytes], bytes]]:
        snapshot = held.enter_context(data.database.snapshot(stream=True))
        statement, values, made = choose(data.reading(snapshot))
        rows = snapshot.stream(statement, values)
        held.callback(rows.close)
        return (snapshot.uid, snapshot.revision), rows, made

    await _wait_for_turn(request.app.state.exports, held)
    try:
        version, batches, made = await anyio.to_thread.run_sync(begin)
    except BaseException:
        held.close()
        raise

    async def lines() -> AsyncIterator[bytes]:
        yield form.head
        while not request.scope.get("tuijin.head"):
            batch = await anyio.to_thread.run_sync(next, batches, None)
            if batch is None:
                return
            yield b"".join(form.line(made(row[0])) for row in batch)

    request.scope["tuijin.version"] = version
    request.scope["tuijin.streamed"] = True
    return _Stream(lines(), held, form.media_type, name)


async def _wait_for_turn(turns: anyio.Semaphore, held: ExitStack) -> None:
    with anyio.move_on_after(PATIENCE) as waiting:
        await turns.acquire()
        held.callback(turns.release)
    if waiting.cancelled_caught:
        raise NotReady("as many exports are running as may run at a time")


class _Stream(StreamingResponse):
    """A streamed file that lets go of its snapshot however it ends, a caller who hangs up before it starts included."""

    def __init__(self, content: AsyncIterator[bytes], held: ExitStack, media_type: str, name: str) -> None:
        super().__init__(
            content, media_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
        )
        self._held = held

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._held.close()
