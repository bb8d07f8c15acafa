"""`/statements`: what documents claim, sentence by sentence."""

from typing import Annotated

from fastapi import Depends, Path, Request
from starlette.responses import Response

from service.facts.listing import listed, one
from service.facts.params import StatementListQuery
from service.facts.schemas import StatementOut
from service.params import NO_QUERY
from service.routes import resource
from service.schemas import ListOut

router = resource("documents")


@router.get("/statements", response_model=ListOut[StatementOut])
async def list_statements(
    request: Request, query: Annotated[StatementListQuery, Depends(StatementListQuery.of)]
) -> Response:
    """Claims of all documents, in their order. `part=planned&linked=false` is what was announced and is in no plan."""
    return await listed(request, query)


@router.get("/statements/{id}", response_model=StatementOut, dependencies=[NO_QUERY])
async def get_statement(
    request: Request,
    id: Annotated[str, Path(description="Statement id: document, paragraph, sentence.", examples=["report-2025:14.3"])],
) -> Response:
    """One statement."""
    return await one(request, "statement", id, name="id")
