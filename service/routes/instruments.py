"""`/instruments`: the legislative tracker."""

from typing import Annotated

from fastapi import Depends, Path, Request
from starlette.responses import Response

from service.facts.listing import listed, one
from service.facts.params import InstrumentListQuery
from service.facts.schemas import InstrumentOut
from service.params import NO_QUERY
from service.routes import resource
from service.schemas import ListOut

router = resource("instruments")


@router.get("/instruments", response_model=ListOut[InstrumentOut])
async def list_instruments(
    request: Request, query: Annotated[InstrumentListQuery, Depends(InstrumentListQuery.of)]
) -> Response:
    """Laws and other texts that tasks act on, by plan: stage, direction, who.

    `kind=law&action=revise&plan=2025` is which laws are being revised in 2025, by whom, since when.
    """
    return await listed(request, query)


@router.get("/instruments/{code}", response_model=InstrumentOut, dependencies=[NO_QUERY])
async def get_instrument(
    request: Request, code: Annotated[str, Path(description="Instrument code.", examples=["trademark-law"])]
) -> Response:
    """One instrument, with its tasks by plan, how far it is, which way it moves, who joined."""
    return await one(request, "instrument", code, name="code")
