"""`/deliverables`: the undertakings inside tasks, what exactly must come of them."""

from typing import Annotated

from fastapi import Depends, Path, Request
from starlette.responses import Response

from service.facts.listing import listed, one
from service.facts.params import DeliverableListQuery
from service.facts.schemas import DeliverableOut
from service.params import NO_QUERY
from service.routes import resource
from service.schemas import ListOut

router = resource("deliverables")


@router.get("/deliverables", response_model=ListOut[DeliverableOut])
async def list_deliverables(
    request: Request, query: Annotated[DeliverableListQuery, Depends(DeliverableListQuery.of)]
) -> Response:
    """Undertakings inside tasks: what is done to what, what it is to yield, what was said of it.

    `expected=issue&plan=2025` is what must be issued that year.
    """
    return await listed(request, query)


@router.get("/deliverables/{id}", response_model=DeliverableOut, dependencies=[NO_QUERY])
async def get_deliverable(
    request: Request,
    id: Annotated[str, Path(description="Deliverable id: task id, hyphen, letter.", examples=["2025-16-b"])],
) -> Response:
    """One undertaking."""
    return await one(request, "deliverable", id, name="id")
