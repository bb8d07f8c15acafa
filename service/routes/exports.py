"""`/exports`: all tasks of a filter in one file, streamed from one snapshot."""

from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from typing import Annotated

import anyio
import anyio.to_thread
from fastapi import Depends, Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from service import queries
from service.db import Row
from service.filters import task_filter
from service.formats import JSONL, Format, csv_format
from service.params import SortedTaskQuery, TaskCsvQuery
from service.problems import NotReady
from service.reading import data_of
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
    return await _export(request, query, csv_format(bom=query.bom), "tasks.csv")


@router.get(
    "/exports/tasks.jsonl",
    response_class=Response,
    responses={200: {"content": {JSONL.media_type: {"schema": {"type": "string"}}}, "description": "The file."}},
)
async def export_tasks_jsonl(
    request: Request, query: Annotated[SortedTaskQuery, Depends(SortedTaskQuery.of)]
) -> Response:
    """Tasks as JSON lines, each as in `/tasks/{id}`. Takes the filters of `/tasks`."""
    return await _export(request, query, JSONL, "tasks.jsonl")


async def _export(request: Request, query: SortedTaskQuery, form: Format, name: str) -> Response:
    """Opens a snapshot, so that what is wrong is told before the first byte, and hands it to the stream."""
    held, data = ExitStack(), data_of(request)

    def begin() -> tuple[tuple[str, int], Iterator[list[Row]]]:
        snapshot = held.enter_context(data.database.snapshot(stream=True))
        wanted = task_filter(data.reading(snapshot), query, query.sort)
        rows = snapshot.stream(queries.tasks(wanted.shape, "all"), wanted.values)
        held.callback(rows.close)
        return (snapshot.uid, snapshot.revision), rows

    await _wait_for_turn(request.app.state.exports, held)
    try:
        version, batches = await anyio.to_thread.run_sync(begin)
    except BaseException:
        held.close()
        raise

    async def lines() -> AsyncIterator[bytes]:
        yield form.head
        while not request.scope.get("tuijin.head"):
            batch = await anyio.to_thread.run_sync(next, batches, None)
            if batch is None:
                return
            yield b"".join(form.line(row[0]) for row in batch)

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
