"""`/evidence`: which statement says what became of an undertaking."""

from typing import Annotated

from fastapi import Depends, Request
from starlette.responses import Response

from service.facts.listing import listed
from service.facts.params import EvidenceListQuery
from service.facts.schemas import EvidenceOut
from service.routes import resource
from service.schemas import ListOut

router = resource("evidence")


@router.get("/evidence", response_model=ListOut[EvidenceOut])
async def list_evidence(
    request: Request, query: Annotated[EvidenceListQuery, Depends(EvidenceListQuery.of)]
) -> Response:
    """Statements that say an undertaking was completed or advanced, or that announce one."""
    return await listed(request, query)
