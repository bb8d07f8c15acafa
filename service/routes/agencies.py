"""`/agencies`: the responsible bodies, by any of their names."""

from typing import Annotated

from fastapi import Depends, Request
from starlette.responses import Response

from service import queries
from service.facts.work import AgencyWorkOut, with_work
from service.filters import agency_or_404
from service.params import NO_QUERY, AgencyListQuery, AgencyPath
from service.reading import Answer, Reading, answer, listed
from service.routes import resource
from service.schemas import AgencyOut, ListOut

router = resource("agencies")


@router.get("/agencies", response_model=ListOut[AgencyOut])
async def list_agencies(request: Request, query: Annotated[AgencyListQuery, Depends(AgencyListQuery.of)]) -> Response:
    """All agencies and collectives, in the order of their codes, with every name that resolves to them."""
    return await answer(
        request, lambda reading: listed(request, reading, queries.AGENCIES, query.paging, {}, [query.after])
    )


@router.get("/agencies/{code}", response_model=AgencyWorkOut, dependencies=[NO_QUERY])
async def get_agency(request: Request, code: AgencyPath) -> Response:
    """One agency, with what it has to do and what came of it. Any of its names in either language will do."""

    def work(reading: Reading) -> Answer:
        known = agency_or_404(reading, code)
        row = reading.snapshot.row(queries.ONE_AGENCY, {"agency": known})
        assert row is not None
        return Answer(with_work(reading, known, row[0]))

    return await answer(request, work)
