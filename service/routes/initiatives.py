"""`/initiatives`: named campaigns, meetings and series with their editions."""

from typing import Annotated

from fastapi import Depends, Path, Request
from starlette.responses import Response

from service.facts.listing import listed, one
from service.facts.params import InitiativeListQuery
from service.facts.schemas import InitiativeOut
from service.params import NO_QUERY
from service.routes import resource
from service.schemas import ListOut

router = resource("initiatives")


@router.get("/initiatives", response_model=ListOut[InitiativeOut])
async def list_initiatives(
    request: Request, query: Annotated[InitiativeListQuery, Depends(InitiativeListQuery.of)]
) -> Response:
    """Named campaigns, meetings, series and programmes, each with its tasks by plan and its partners abroad."""
    return await listed(request, query)


@router.get("/initiatives/{code}", response_model=InitiativeOut, dependencies=[NO_QUERY])
async def get_initiative(
    request: Request, code: Annotated[str, Path(description="Initiative code.", examples=["jianwang"])]
) -> Response:
    """One initiative."""
    return await one(request, "initiative", code, name="code")
