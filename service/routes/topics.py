"""`/topics`: what tasks are about."""

from typing import Annotated

from fastapi import Depends, Path, Request
from starlette.responses import Response

from service.facts.listing import listed, one
from service.facts.params import TopicListQuery
from service.facts.schemas import TopicOut
from service.params import NO_QUERY
from service.routes import resource
from service.schemas import ListOut

router = resource("topics")


@router.get("/topics", response_model=ListOut[TopicOut])
async def list_topics(request: Request, query: Annotated[TopicListQuery, Depends(TopicListQuery.of)]) -> Response:
    """All topics: the right concerned, and the field of work."""
    return await listed(request, query)


@router.get("/topics/{code}", response_model=TopicOut, dependencies=[NO_QUERY])
async def get_topic(
    request: Request, code: Annotated[str, Path(description="Topic code.", examples=["trade_secret"])]
) -> Response:
    """One topic."""
    return await one(request, "topic", code, name="code")
