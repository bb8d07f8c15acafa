"""`/search`: tasks by what they say, in either language, however it is asked."""

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Annotated, Any, Literal

import anyio.to_thread
from fastapi import Depends, Request
from pydantic import Field
from pydantic_core import from_json, to_json
from starlette.responses import Response

from service.engines import Engines
from service.facts.via import with_members
from service.filters import task_filter
from service.index.base import REMEMBERED, Engine, Facet, Hit
from service.index.embedded import Held
from service.metrics import MISSES
from service.nearest import nearest
from service.paging import Paging, envelope, links
from service.params import SearchQuery
from service.queries import TaskFilter
from service.question.highlight import Marker, Texts
from service.reading import data_of
from service.routes import resource
from service.schemas import AgencyNameOut, BilingualOut, ListOut, Out, TaskOut, shown
from service.searching import Matched, place_of

router = resource("search")

ROLES = {
    "lead": to_json({"value": "lead", "label": {"zh": "牵头", "en": "Lead"}})[:-1],
    "participant": to_json({"value": "participant", "label": {"zh": "参与", "en": "Participant"}})[:-1],
}


class HighlightsOut(Out):
    """The task's own words with `<mark>` around what was asked; HTML-escaped but for that."""

    title: BilingualOut
    text: BilingualOut = Field(
        description="A long text is cropped to the place that says most, with … where it is cut."
    )


class HitOut(Out):
    """A task that answers."""

    task: TaskOut
    highlights: HighlightsOut
    score: float = shown(0.83, "How well it answers, 0 to 1; comparable within one answer only.")
    partial: bool = shown(False, "Whether it has only the greater part of what was asked.")


class FacetValueOut(Out):
    """A value that the tasks found may be narrowed to."""

    value: str = shown("SAMR", "Value for the filter; of a section with its plan: `2025:2.3`.")
    label: BilingualOut
    count: int = shown(6, "How many of the tasks found have it.")


class FacetsOut(Out):
    """Counts of the tasks found. A facet is not narrowed by its own filter, so other values stay in sight."""

    plan: list[FacetValueOut] = Field(description="By plan.")
    agency: list[FacetValueOut] = Field(description="By agency, whatever its role; the 200 with the most tasks.")
    role: list[FacetValueOut] | None = Field(description="By role of the `agency` chosen; null where none is.")
    section: list[FacetValueOut] = Field(description="By section of a plan; the 200 with the most tasks.")
    topic: list[FacetValueOut] = Field(description="By topic.")


class TermOut(Out):
    """A term of the field."""

    id: str = shown("trade-secret", "Id of the term.")
    name: BilingualOut


class RepairOut(Out):
    """Something that was taken for a slip."""

    written: str = shown("大摸型", "What was written.")
    read: str = shown("大模型", "What it was read as.")


class InterpretedOut(Out):
    """What was understood. Send `interpret=false` to have the words taken as they stand."""

    agencies: list[AgencyNameOut] = Field(description="Agencies named; their tasks are found, those they lead first.")
    plans: list[str] = Field(description="Plans named by their year; only their tasks are found.", examples=[["2025"]])
    tasks: list[str] = Field(description="Tasks named by their number.", examples=[["2025-41"]])
    terms: list[TermOut] = Field(description="Terms of the field, found in both languages by any of their forms.")
    words: list[str] = Field(description="Other words that are looked for.", examples=[["布图"]])
    unknown: list[str] = Field(description="Words that stand in no task.", examples=[["红烧肉"]])
    repaired: list[RepairOut] = Field(description="Slips that were mended.")


class SearchOut(ListOut[HitOut]):
    """The tasks that answer a question, best first, in the envelope of every collection."""

    facets: FacetsOut
    interpreted: InterpretedOut
    did_you_mean: list[str] = Field(description="Where nothing was found: what was nearest.", examples=[[]])
    engine: Literal["embedded", "meilisearch"] = shown("embedded", "Which engine answered.")


@router.get("/search", response_model=SearchOut)
async def search_tasks(request: Request, query: Annotated[SearchQuery, Depends(SearchQuery.of)]) -> Response:
    """Tasks that answer a question in Chinese or English, best first. Takes the filters of `/tasks`.

    Finds words and parts of words, terms of the field by any of their forms in both languages, agencies, years, numbers
    and names of laws; mends slips, pinyin typed for Chinese too. Full matches come first; where there are few, the
    nearest partial ones follow, marked as such.
    """
    data, engines = data_of(request), _engines(request)
    wanted = TaskFilter()
    if query.narrowing:  # the database knows which names there are; a question alone needs the index only
        wanted, _ = await data.read(lambda reading: task_filter(reading, query))
    paging = Paging(query.page, query.per_page, walking=False)
    sort = None if query.sort == "score" else query.sort
    place = place_of(wanted, sort=sort, offset=paging.offset, limit=paging.per_page)
    matched, engine, held, version = await engines.answer(query.q, place, interpret=query.interpret)
    if query.interpret and not matched.total and not (place.narrowed or place.since):
        await _count_miss(request, matched.question.text)
    added = with_members(wanted, held.understanding.agencies.names) if wanted.via else bytes
    body = await engines.with_held(held, lambda: _body(matched, paging, held, engine, added))
    request.scope["tuijin.version"] = version
    path, sent = request.scope["raw_path"].decode("latin-1"), request.scope["query_string"].decode("latin-1")
    headers = {"Link": links(path, sent, matched.total, paging, None)}
    return Response(body, media_type="application/json", headers=headers)


def _engines(request: Request) -> Engines:
    engines: Engines = request.app.state.engines
    return engines


async def _count_miss(request: Request, question: str) -> None:
    MISSES.inc()
    if misses := request.app.state.misses:
        request.scope["tuijin.unkept"] = True  # asked again, it counts again
        await anyio.to_thread.run_sync(misses.add, question)


def _body(
    matched: Matched, paging: Paging, held: Held, engine: Engine, added: Callable[[bytes], bytes] = bytes
) -> bytes:
    """The answer, with each task's body as it is stored, and what is `added` to it."""
    marker = Marker(matched.question, held.understanding.tables.glossary)
    items = [_item(hit, matched, marker, added) for hit in matched.hits]
    rest = {
        "interpreted": _interpreted(matched, held),
        "did_you_mean": [] if matched.total else nearest(matched.question, held.understanding),
        "engine": engine,
    }
    return b"".join(
        (envelope(items, matched.total, paging)[:-1], b',"facets":', _facets(matched, held), b",", to_json(rest)[1:])
    )


def _item(hit: Hit, matched: Matched, marker: Marker, added: Callable[[bytes], bytes]) -> bytes:
    tail = {
        "highlights": marker.marked(_texts(hit.body)),
        "score": round(matched.scores[hit.id], 4),
        "partial": hit.id in matched.partial,
    }
    return b'{"task":' + added(hit.body) + b"," + to_json(tail)[1:]


@lru_cache(maxsize=REMEMBERED)
def _texts(body: bytes) -> Texts:
    """A task's title and text: the best known tasks answer many questions."""
    # To read all of it takes thrice as long, and a quotation mark inside a text has a backslash before it.
    task = from_json(body[: body.index(b',"agencies":[')] + b"}")
    return Texts(task["title"], task["text"])


def _facets(matched: Matched, held: Held) -> bytes:
    def values(facet: Facet) -> bytes:
        return _values(held.labelled[facet], matched.facets[facet])

    roles = matched.roles
    found = {
        "plan": values("plan"),
        "agency": values("agency"),
        "role": b"null" if roles is None else _values(ROLES, [(role, roles[role]) for role in ROLES if roles[role]]),
        "section": values("section"),
        "topic": values("topic"),
    }
    return b"{" + b",".join(b'"%b":%b' % (facet.encode(), each) for facet, each in found.items()) + b"}"


def _values(labelled: Mapping[str, bytes], counted: Iterable[tuple[str, int]]) -> bytes:
    """Values as they are shown: JSON by JSON, for there may be hundreds."""
    return b"[" + b",".join([b'%b,"count":%d}' % (labelled[value], count) for value, count in counted]) + b"]"


def _interpreted(matched: Matched, held: Held) -> dict[str, Any]:
    question, understanding = matched.question, held.understanding
    names, terms = understanding.agencies.names, understanding.tables.glossary.terms
    tasks = [
        f"{each}-{number}"
        for plan, number in question.tasks
        for each in ([plan] if plan else sorted(understanding.plans))
    ]
    return {
        "agencies": [
            {"code": code, "name": {"zh": names.name_of(code).zh, "en": names.name_of(code).en}}
            for code in question.agencies
        ],
        "plans": question.plans,
        "tasks": tasks,
        "terms": [
            {"id": term.id, "name": {"zh": term.zh, "en": term.en}} for term in map(terms.__getitem__, question.terms)
        ],
        "words": question.words,
        "unknown": question.unknown,
        "repaired": [{"written": repair.written, "read": repair.read} for repair in question.repairs],
    }
