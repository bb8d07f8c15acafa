"""`/events`: dated campaigns, their requirements and deadlines, and a calendar of them."""

from typing import Annotated

from fastapi import Depends, Path, Request
from starlette.responses import Response

from service.facts.calendar import calendar
from service.facts.listing import listed, one
from service.facts.params import EventListQuery
from service.facts.queries import BODIES
from service.facts.schemas import EventOut
from service.params import NO_QUERY
from service.reading import Reading, data_of
from service.routes import resource
from service.schemas import ListOut

router = resource("events")


@router.get("/events", response_model=ListOut[EventOut])
async def list_events(request: Request, query: Annotated[EventListQuery, Depends(EventListQuery.of)]) -> Response:
    """Dated campaigns: theme, priorities, what is asked of whom, deadlines and how they are reckoned."""
    return await listed(request, query)


@router.get(
    "/events.ics",
    response_class=Response,
    dependencies=[NO_QUERY],
    responses={200: {"content": {"text/calendar": {"schema": {"type": "string"}}}, "description": "The calendar."}},
)
async def export_events_ics(request: Request) -> Response:
    """All events, what takes place in them, and their deadlines as a calendar to subscribe to (RFC 5545)."""

    def work(reading: Reading) -> bytes:
        reading.snapshot.may_take_long()
        return reading.kept(("calendar",), lambda: calendar(row[1] for row in rows(reading)))

    made, snapshot = await data_of(request).read(work)
    request.scope["tuijin.version"] = (snapshot.uid, snapshot.revision)
    headers = {"Content-Disposition": 'inline; filename="tuijin.ics"'}
    return Response(made, media_type="text/calendar; charset=utf-8", headers=headers)


def rows(reading: Reading) -> list[tuple[str, bytes]]:
    return [(key, body) for key, body in reading.snapshot.rows(BODIES, {"kind": "event"})]


@router.get("/events/{code}", response_model=EventOut, dependencies=[NO_QUERY])
async def get_event(
    request: Request, code: Annotated[str, Path(description="Event code.", examples=["publicity-week-2025"])]
) -> Response:
    """One event."""
    return await one(request, "event", code, name="code")
