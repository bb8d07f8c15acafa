"""`/lineage`: which task carries on which."""

from typing import Annotated

from fastapi import Depends, Request
from starlette.responses import Response

from service.facts.listing import listed
from service.facts.params import LineageListQuery
from service.facts.schemas import LineageOut
from service.routes import resource
from service.schemas import ListOut

router = resource("lineage")


@router.get("/lineage", response_model=ListOut[LineageOut])
async def list_lineage(request: Request, query: Annotated[LineageListQuery, Depends(LineageListQuery.of)]) -> Response:
    """Every link between tasks of two plans, with what changed. The chain of one task: `/tasks/{id}/lineage`."""
    return await listed(request, query)
