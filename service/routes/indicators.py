"""`/indicators`: every figure of the documents."""

from typing import Annotated

from fastapi import Depends, Path, Request
from starlette.responses import Response

from service.facts.listing import listed, one
from service.facts.params import IndicatorListQuery
from service.facts.schemas import IndicatorOut
from service.params import NO_QUERY
from service.routes import resource
from service.schemas import ListOut

router = resource("indicators")


@router.get("/indicators", response_model=ListOut[IndicatorOut])
async def list_indicators(
    request: Request, query: Annotated[IndicatorListQuery, Depends(IndicatorListQuery.of)]
) -> Response:
    """Figures in base units, with qualifier, period, change and source; garbled ones say what is wrong."""
    return await listed(request, query)


@router.get("/indicators/{code}", response_model=IndicatorOut, dependencies=[NO_QUERY])
async def get_indicator(
    request: Request,
    code: Annotated[str, Path(description="Indicator code.", examples=["domestic-invention-patents-in-force-2024"])],
) -> Response:
    """One figure."""
    return await one(request, "indicator", code, name="code")
