"""The application: routes, and the layers in front of them."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio
from fastapi import FastAPI, Request
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service import openapi, problems
from service.caching import Caching
from service.config import RELEASE, Settings
from service.db import Database
from service.metrics import Measuring
from service.reading import Data
from service.routes import agencies, changes, exports, plans, status, tasks

RESOURCES = (tasks, plans, agencies, changes, exports, status, openapi)

log = logging.getLogger("tuijin")


def create_app(settings: Settings | None = None) -> FastAPI:
    """The whole service. Opens nothing until it is asked something, so a database that is not there yet is no crash."""
    settings = settings or Settings()
    database = Database(settings)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        app.state.exports = anyio.Semaphore(settings.exports)
        yield
        database.close()

    app = FastAPI(
        title=openapi.TITLE,
        version=RELEASE,
        description=openapi.DESCRIPTION,
        openapi_tags=openapi.TAGS,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=lifespan,
        # One flat list: included routers would each be asked in turn, twice, before a route is found.
        routes=[route for resource in RESOURCES for route in resource.router.routes],
    )
    app.state.settings, app.state.data = settings, Data(database)
    problems.register(app)
    app.mount(openapi.UI, openapi.UI_FILES)
    app.openapi = lambda: openapi.document(app)  # type: ignore[method-assign]
    # The last added stands outermost: every answer, an error too, carries what a browser needs to let a page read it.
    app.add_middleware(Caching, database=database, limit=settings.cache_bytes)
    app.add_middleware(Failsafe)
    app.add_middleware(Measuring)
    if settings.cors_origins:
        app.add_middleware(
            Cors,
            allow_origins=settings.cors_origins,
            allow_methods=("GET", "HEAD"),
            allow_headers=("If-None-Match",),
            expose_headers=("ETag", "Link", "Content-Disposition"),
        )
    return app


class Failsafe:
    """Whatever fails inside is logged and told as a problem; the framework's own answer would bypass CORS."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def sending(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, sending)
        except Exception:
            if started or scope["type"] != "http":
                raise
            log.exception("%s %s failed", scope["method"], scope["path"])
            problem = problems.Internal("the service failed to answer; its log says why")
            await problem.response(problems.instance(Request(scope)))(scope, receive, send)


class Cors(CORSMiddleware):
    """The framework's CORS, but a refusal is a problem like any other."""

    def preflight_response(self, request_headers: object) -> Response:
        response = super().preflight_response(request_headers)  # type: ignore[arg-type]
        if response.status_code < 400:
            return response
        refused = problems.Forbidden(bytes(response.body).decode())
        problem = refused.response("*")
        problem.headers.update({k: v for k, v in response.headers.items() if k.startswith(("access-", "vary"))})
        return problem
