"""The application: its routes, put together."""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio
import anyio.to_thread
from fastapi import FastAPI

from service import openapi, problems
from service.caching import Version
from service.config import RELEASE, Settings
from service.db import Database
from service.engines import Engines
from service.front import Fronted
from service.index.worker import Worker
from service.misses import Misses
from service.reading import Data
from service.routes import (
    agencies,
    changes,
    deliverables,
    documents,
    events,
    evidence,
    exports,
    indicators,
    initiatives,
    instruments,
    lineage,
    plans,
    search,
    statements,
    status,
    suggest,
    tasks,
    terms,
    topics,
)

RESOURCES = (
    search, suggest, tasks, plans, agencies, topics, deliverables, lineage, initiatives, instruments, documents,
    statements, evidence, indicators, events, terms, changes, exports, status, openapi,
)  # fmt: skip

SEARCHED = ("/search", "/suggest")
"""Paths that are answered from the index."""


def create_app(settings: Settings | None = None) -> FastAPI:
    """The whole service. Opens nothing until it is asked something, so a database that is not there yet is no crash."""
    settings = settings or Settings()
    database, engines = Database(settings), Engines(settings)
    worker = Worker(settings, database, engines.embedded)

    async def version_of(path: str) -> Version:
        return await (engines.version() if path.startswith(SEARCHED) else database.revision())

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        app.state.exports = anyio.Semaphore(settings.exports)
        # What has been imported stays: no collection ever has to look through it again (service/__main__.py).
        gc.freeze()
        gc.enable()
        worker.start()
        yield
        await anyio.to_thread.run_sync(worker.stop)
        await engines.close()
        database.close()
        gc.unfreeze()  # a program that goes on, or serves again, would never get this memory back

    app = Fronted(
        settings,
        version_of,
        title=openapi.TITLE,
        version=RELEASE,
        description=openapi.DESCRIPTION,
        openapi_tags=openapi.TAGS,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        # Asked on every request whether it is on, it would be a fifth of the cost of a cached answer.
        telemetry={"tracing": False, "metrics": False, "logs": False},
        lifespan=lifespan,
        # One flat list: included routers would each be asked in turn, twice, before a route is found.
        routes=[route for resource in RESOURCES for route in resource.router.routes],
    )
    app.state.settings, app.state.data = settings, Data(database)
    app.state.engines, app.state.worker = engines, worker
    app.state.misses = Misses(settings.data_dir / "misses.sqlite") if settings.misses == "on" else None
    problems.register(app)
    app.mount(openapi.UI, openapi.UI_FILES)
    app.openapi = lambda: openapi.document(app)  # type: ignore[method-assign]
    return app
