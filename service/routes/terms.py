"""`/terms`: the termbase."""

from typing import Annotated

from fastapi import Depends, Path, Request
from starlette.responses import Response

from service.facts.listing import listed, one
from service.facts.params import TermListQuery
from service.facts.schemas import TermEntryOut
from service.params import NO_QUERY
from service.routes import resource
from service.schemas import ListOut

router = resource("terms")


@router.get("/terms", response_model=ListOut[TermEntryOut])
async def list_terms(request: Request, query: Annotated[TermListQuery, Depends(TermListQuery.of)]) -> Response:
    """Terms of the field in both languages, with the renderings that sources have, the wrong ones marked."""
    return await listed(request, query)


@router.get("/terms/{id}", response_model=TermEntryOut, dependencies=[NO_QUERY])
async def get_term(
    request: Request, id: Annotated[str, Path(description="Term id.", examples=["trade-secret"])]
) -> Response:
    """One term."""
    return await one(request, "term", id, name="id")
