"""The application: its routes, put together."""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio
from fastapi import FastAPI

from service import openapi, problems
from service.config import RELEASE, Settings
from service.db import Database
from service.front import Fronted
from service.reading import Data
from service.routes import agencies, changes, exports, plans, status, tasks

RESOURCES = (tasks, plans, agencies, changes, exports, status, openapi)


def create_app(settings: Settings | None = None) -> FastAPI:
    """The whole service. Opens nothing until it is asked something, so a database that is not there yet is no crash."""
    settings = settings or Settings()
    database = Database(settings)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        app.state.exports = anyio.Semaphore(settings.exports)
        # What has been imported stays: no collection ever has to look through it again (service/__main__.py).
        gc.freeze()
        gc.enable()
        yield
        database.close()

    app = Fronted(
        settings,
        database,
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
    problems.register(app)
    app.mount(openapi.UI, openapi.UI_FILES)
    app.openapi = lambda: openapi.document(app)  # type: ignore[method-assign]
    return app
