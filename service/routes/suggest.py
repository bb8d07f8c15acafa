"""`/suggest`: what a search box offers as one types: agencies, terms of the field, tasks."""

from typing import Annotated, Literal

from fastapi import Depends, Request
from starlette.responses import Response

from service.engines import Engines
from service.paging import Paging, envelope, links
from service.params import SuggestQuery
from service.routes import resource
from service.schemas import BilingualOut, ListOut, Out, shown
from service.suggesting import suggestions

router = resource("search")


class CompletionOut(Out):
    """Something to search for, or to go to."""

    kind: Literal["agency", "term", "task"] = shown("agency", "What it is.")
    id: str = shown("SAMR", "Agency code, id of the term, or task id.")
    label: BilingualOut
    count: int = shown(26, "Tasks that it leads to.")


@router.get("/suggest", response_model=ListOut[CompletionOut])
async def suggest_searches(request: Request, query: Annotated[SuggestQuery, Depends(SuggestQuery.of)]) -> Response:
    """What may be meant by what has been typed so far; for an empty `q` where most people begin."""
    engines: Engines = request.app.state.engines
    held = engines.held()
    found = await engines.with_held(held, lambda: suggestions(query.q, held))
    paging = Paging(query.page, query.per_page, walking=False)
    shown_now = found[paging.offset : paging.offset + paging.per_page]
    bodies = [
        CompletionOut(
            kind=each.kind, id=each.id, label=BilingualOut(zh=each.label.zh, en=each.label.en), count=each.count
        )
        for each in shown_now
    ]
    request.scope["tuijin.version"] = await engines.version()
    path, sent = request.scope["raw_path"].decode("latin-1"), request.scope["query_string"].decode("latin-1")
    body = envelope([body.model_dump_json().encode() for body in bodies], len(found), paging)
    return Response(body, media_type="application/json", headers={"Link": links(path, sent, len(found), paging, None)})
