"""`/status`, `/healthz`, `/readyz`, `/metrics`: for those who run the service. Never cached."""

from dataclasses import asdict
from typing import Literal

from fastapi import Request
from pydantic import Field
from sqlalchemy import column, select, table
from starlette.responses import Response

from service import metrics, queries
from service.config import RELEASE, Settings
from service.db import SCHEMA, Unavailable
from service.engines import Engines
from service.index.base import Engine
from service.index.worker import Worker
from service.params import NO_QUERY
from service.problems import NotReady
from service.reading import Data, Reading, data_of
from service.routes import resource
from service.schemas import RENDERING, Out, shown

router = resource("status")

NO_STORE = {"Cache-Control": "no-store"}
APPLIED: queries.Statement = select(column("version_num")).select_from(table("alembic_version"))


class HealthOut(Out):
    """The process answers."""

    status: Literal["ok"] = shown("ok", "Always `ok`; a process that is not well does not answer.")


class ReadyOut(Out):
    """The service has all it needs to answer."""

    status: Literal["ready"] = shown("ready", "Always `ready`; otherwise the answer is a 503 problem.")


class DatasetOut(Out):
    """Which data is served."""

    id: str = shown("5f0c8f2e7d3b4c1a9e6d5b4a39281706", "The database's own id.")
    revision: int = shown(3, "Data revision: it grows by one with each write that changed something.")
    changed_at: str | None = shown("2026-01-05T08:00:00.000000Z", "When the last write was made, UTC.")


class CountsOut(Out):
    """How much there is."""

    plans: int = shown(2, "Plans.")
    tasks: int = shown(228, "Tasks of all plans.")
    agencies: int = shown(45, "Agencies and collectives.")
    assignments: int = shown(510, "Agencies on tasks.")


class IndexOut(Out):
    """How a search index stands to the data."""

    name: Engine = shown("embedded", "Which index.")
    state: Literal["ready", "behind", "building", "away"] = shown(
        "ready",
        "`ready`: it holds the data as it is; `behind`: not yet; `building`: there is none yet; `away`: it does not "
        "answer.",
    )
    revision: int | None = shown(3, "Data revision that it holds; null where it holds none.")
    lag: int | None = shown(0, "Revisions that it is behind; null where it is of other data.")
    queue: int | None = shown(0, "Entries of the change log that it has not taken in yet.")
    documents: int | None = shown(228, "Tasks in it; null where it does not answer.")
    error: str | None = shown(None, "What went wrong last, where something did.")


class SearchStatusOut(Out):
    """What answers searches."""

    engine: Engine | None = shown("embedded", "Which engine answers now; null where none does yet.")
    indexes: list[IndexOut] = Field(description="The indexes that are kept.")


class StatusOut(Out):
    """What is running and what it serves."""

    release: str = shown("0.1.0", "Release of the service.")
    database: Literal["sqlite", "postgresql"] = shown("sqlite", "Kind of database.")
    migration: str = shown("0001", "Migration that the database is at.")
    dataset: DatasetOut
    counts: CountsOut
    search: SearchStatusOut


@router.get("/healthz", response_model=HealthOut, dependencies=[NO_QUERY])
async def check_health() -> Response:
    """Whether the process answers at all. Asks nothing of the database."""
    return _fresh(HealthOut(status="ok"))


@router.get("/readyz", response_model=ReadyOut, dependencies=[NO_QUERY])
async def check_ready(request: Request) -> Response:
    """Whether requests may be sent here: schema, data and a search index of it fit this release. Otherwise 503."""
    settings: Settings = request.app.state.settings
    engines: Engines = request.app.state.engines

    def work(reading: Reading) -> None:
        _require_ready(reading, with_plans=settings.seed == "on")
        if engines.held().version.dataset != reading.snapshot.uid:
            raise NotReady("the search index is another database's; it is being built")

    await data_of(request).read(work)
    return _fresh(ReadyOut(status="ready"))


@router.get("/status", response_model=StatusOut, dependencies=[NO_QUERY])
async def get_status(request: Request) -> Response:
    """What is running and what it serves."""

    data, worker = data_of(request), request.app.state.worker
    engine = await request.app.state.engines.answering()

    def work(reading: Reading) -> StatusOut:
        reading.snapshot.may_take_long()  # it counts
        return _status(data, reading, worker, engine)

    answer, _ = await data.read(work)
    return _fresh(answer)


@router.get(
    "/metrics",
    response_class=Response,
    dependencies=[NO_QUERY],
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}, "description": "The figures."}},
)
async def get_metrics() -> Response:
    """Figures for Prometheus, over all worker processes."""
    body, media_type = metrics.exposition()
    return Response(body, headers={**NO_STORE, "Content-Type": media_type})


def _require_ready(reading: Reading, *, with_plans: bool) -> None:
    applied = reading.snapshot.row(APPLIED, {})
    if applied is None or applied[0] != SCHEMA:
        raise NotReady(f"the database is at migration {applied and applied[0]}, this release needs {SCHEMA}")
    if reading.snapshot.row(queries.RENDERING, {}) != (RENDERING,):
        raise NotReady("the stored answers are another release's; run `tuijin migrate`")
    if reading.snapshot.row(queries.AGENCIES.page, {"limit": 1, "offset": 0}) is None:
        raise NotReady("the agencies are not there yet; run `tuijin seed`")
    if with_plans and reading.snapshot.row(queries.PLANS.page, {"limit": 1, "offset": 0}) is None:
        raise NotReady("the plans are not there yet; run `tuijin seed`")


def _status(data: Data, reading: Reading, worker: Worker, engine: Engine | None) -> StatusOut:
    snapshot = reading.snapshot
    counts, last = snapshot.row(queries.COUNTS, {}), snapshot.row(queries.LAST_CHANGE, {})
    applied = snapshot.row(APPLIED, {})
    if counts is None or applied is None:
        raise Unavailable("the database has no schema yet")
    plans, tasks, agencies, assignments = counts
    return StatusOut(
        release=RELEASE,
        database="sqlite" if data.database.kind == "sqlite" else "postgresql",
        migration=applied[0],
        dataset=DatasetOut(id=snapshot.uid, revision=snapshot.revision, changed_at=last[0] if last else None),
        counts=CountsOut(plans=plans, tasks=tasks, agencies=agencies, assignments=assignments),
        search=SearchStatusOut(
            engine=engine, indexes=[IndexOut(**asdict(standing)) for standing in worker.standings(snapshot)]
        ),
    )


def _fresh(answer: Out) -> Response:
    return Response(answer.model_dump_json(), media_type="application/json", headers=NO_STORE)
