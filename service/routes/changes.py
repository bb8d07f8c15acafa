"""`/changes`: the change log, for those who mirror the data."""

from typing import Annotated

from fastapi import Depends, Request
from starlette.responses import Response

from service import queries
from service.db import Row
from service.paging import Paging
from service.params import ChangeQuery
from service.reading import answer, paged
from service.routes import resource
from service.schemas import ChangeOut, ListOut

router = resource("changes")


@router.get("/changes", response_model=ListOut[ChangeOut])
async def list_changes(request: Request, query: Annotated[ChangeQuery, Depends(ChangeQuery.of)]) -> Response:
    """What was put or removed after a revision, oldest first. Follow the `next` links, keep the last revision seen."""
    paging = Paging(query.page, query.per_page, walking=False)
    return await answer(
        request,
        lambda reading: paged(
            request,
            reading,
            paging,
            queries.CHANGES.page,
            queries.CHANGES.total,
            {"since": query.after},
            {"offset": paging.offset},
            name=lambda row: str(row[0]),
            body=_body,
        ),
    )


def _body(row: Row) -> bytes:
    revision, kind, key, change, at = row
    return ChangeOut(revision=revision, kind=kind, id=key, change=change, at=at).model_dump_json().encode()
