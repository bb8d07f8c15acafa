"""`/tasks`: who has to do what, under which plan."""

from typing import Annotated

from fastapi import Depends, Request
from starlette.responses import Response

from service import queries
from service.facts.lineage import ChainOut, chain
from service.facts.via import with_members
from service.filters import task_filter, task_or_404, walk_start
from service.params import NO_QUERY, TaskId, TaskListQuery
from service.queries import Window
from service.reading import Answer, Reading, answer, paged
from service.routes import resource
from service.schemas import ListOut, TaskOut

router = resource("tasks")


@router.get("/tasks", response_model=ListOut[TaskOut])
async def list_tasks(request: Request, query: Annotated[TaskListQuery, Depends(TaskListQuery.of)]) -> Response:
    """Tasks of all plans, filtered. A repeated parameter is OR, different parameters are AND."""
    return await answer(request, lambda reading: _page(request, reading, query))


@router.get("/tasks/{id}/lineage", response_model=ChainOut, dependencies=[NO_QUERY])
async def get_task_lineage(request: Request, id: TaskId) -> Response:
    """A task's whole chain: what it carries on from earlier plans, what carries it on, with what changed each time."""
    return await answer(
        request, lambda reading: Answer(chain(reading, id, task_or_404(reading, id)).model_dump_json().encode())
    )


@router.get("/tasks/{id}", response_model=TaskOut, dependencies=[NO_QUERY])
async def get_task(request: Request, id: TaskId) -> Response:
    """One task, in the same shape as in a list."""
    return await answer(request, lambda reading: Answer(task_or_404(reading, id)))


def _page(request: Request, reading: Reading, query: TaskListQuery) -> Answer:
    wanted, paging = task_filter(reading, query, query.sort), query.paging
    shape = wanted.shape
    window: Window = "walk" if paging.walking else "deep" if paging.offset >= queries.DEEP else "page"
    added = with_members(wanted, reading.names) if wanted.via else bytes
    place: dict[str, object] = {"offset": paging.offset}
    if query.after is not None:
        place = wanted.after(*walk_start(query.sort, query.after))
    if paging.offset >= queries.LONG or not shape.bounded:
        reading.snapshot.may_take_long()
    return paged(
        request,
        reading,
        paging,
        queries.tasks(shape, window),
        queries.count_tasks(shape),
        wanted.values,
        place,
        name=lambda row: f"{row[1]}-{row[2]}",
        body=lambda row: added(row[0]),
    )
