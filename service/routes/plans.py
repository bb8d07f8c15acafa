"""`/plans`: the plans, and the sections of one."""

import re
from typing import Annotated

from fastapi import Depends, Request
from starlette.responses import Response

from service import queries
from service.facts.lineage import PlanChangesOut, changes
from service.filters import known_plan, plan_or_404
from service.params import NO_QUERY, PlanChangesQuery, PlanIdPath, PlanListQuery, SectionListQuery
from service.problems import ErrorOut, error, invalid
from service.reading import Answer, Reading, answer, listed
from service.records import section_key
from service.routes import resource
from service.schemas import ListOut, PlanOut, SectionOut

router = resource("plans")

_PLACE = re.compile(r"[0-9]{1,2}(?:\.[0-9]{1,2})?", re.ASCII)
"""A section number, or a place before or between those that there are."""


@router.get("/plans", response_model=ListOut[PlanOut])
async def list_plans(request: Request, query: Annotated[PlanListQuery, Depends(PlanListQuery.of)]) -> Response:
    """All plans, in the order of their ids."""
    return await answer(
        request, lambda reading: listed(request, reading, queries.PLANS, query.paging, {}, [query.after])
    )


@router.get("/plans/{id}", response_model=PlanOut, dependencies=[NO_QUERY])
async def get_plan(request: Request, id: PlanIdPath) -> Response:
    """One plan: what it is called, who issued it when, what it covers, on what ground the first agency leads."""

    def work(reading: Reading) -> Answer:
        row = reading.snapshot.row(queries.ONE_PLAN, {"plan": plan_or_404(reading, id)})
        assert row is not None
        return Answer(row[0])

    return await answer(request, work)


@router.get("/plans/{id}/sections", response_model=ListOut[SectionOut])
async def list_sections(
    request: Request, id: PlanIdPath, query: Annotated[SectionListQuery, Depends(SectionListQuery.of)]
) -> Response:
    """The numbered headings of a plan, in its order, with how many tasks stand under each."""

    def work(reading: Reading) -> Answer:
        plan = plan_or_404(reading, id)
        return listed(request, reading, queries.SECTIONS, query.paging, {"plan": plan}, _after(query.after))

    return await answer(request, work)


@router.get("/plans/{id}/changes", response_model=PlanChangesOut)
async def get_plan_changes(
    request: Request, id: PlanIdPath, query: Annotated[PlanChangesQuery, Depends(PlanChangesQuery.of)]
) -> Response:
    """What changed since an earlier plan: what is carried on and how, what is new, what nothing carries on."""

    def work(reading: Reading) -> Answer:
        plan, errors = plan_or_404(reading, id), list[ErrorOut]()
        if not known_plan(reading, "query", query.since, errors, name="since"):
            raise invalid(errors)
        made = reading.kept(("changes", plan, query.since), lambda: changes(reading, plan, query.since))
        return Answer(made.model_dump_json().encode())

    return await answer(request, work)


def _after(value: str | None) -> tuple[int, int]:
    if value is None:
        return (0, 0)
    if not _PLACE.fullmatch(value):
        raise invalid([error("query", "after", f"{value!r} is not a section number such as 2.3")])
    return section_key(value)
