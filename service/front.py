"""The layers before the routes: whatever leaves the service is counted, is a problem if it failed, and may be read by
pages of other origins.

They stand outside the framework and not in its middleware: an answer from the cache then passes through nothing else,
and a failure anywhere inside, the framework's own layers included, still carries what a browser needs
(docs/decisions/0003-reads.md).
"""

import logging
from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import FastAPI, Request
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service import problems
from service.caching import Caching, Version
from service.config import Settings
from service.metrics import Measuring

EXPOSED = ("ETag", "Link", "Content-Disposition")
log = logging.getLogger("tuijin")


class Fronted(FastAPI):
    """The application with its layers in front."""

    def __init__(self, settings: Settings, version_of: Callable[[str], Awaitable[Version]], **options: Any) -> None:
        super().__init__(**options)
        inner = super().__call__
        front: ASGIApp = Measuring(Failsafe(Caching(inner, version_of, settings.cache_bytes)))
        self._front = Cors.of(front, settings.cors_origins) if settings.cors_origins else front
        self._inner = inner

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await (self._front if scope["type"] == "http" else self._inner)(scope, receive, send)


class Failsafe:
    """Whatever fails inside is logged and told as a problem."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        last: Message | None = None

        async def sending(message: Message) -> None:
            nonlocal last
            last = message
            await send(message)

        try:
            await self._app(scope, receive, sending)
        except Exception:
            # What the framework caught it has answered (`problems.register`) before it raised it again.
            if last is not None and (last["type"] == "http.response.start" or last.get("more_body")):
                raise
            log.exception("%s %s failed", scope["method"], scope["path"])
            if last is None:
                await problems.failed(Request(scope))(scope, receive, send)


class Cors(CORSMiddleware):
    """The framework's CORS, but a refusal is a problem like any other, and for all origins answers are always alike."""

    _alike: tuple[tuple[bytes, bytes], ...] = ()

    @classmethod
    def of(cls, app: ASGIApp, origins: tuple[str, ...]) -> "Cors":
        made = cls(
            app,
            allow_origins=origins,
            allow_methods=("GET", "HEAD"),
            allow_headers=("If-None-Match",),
            expose_headers=EXPOSED,
        )
        if made.allow_all_origins:
            # Without looking at the request: a shared cache may hand the answer on to any page.
            made._alike = (
                (b"access-control-allow-origin", b"*"),
                (b"access-control-expose-headers", ", ".join(EXPOSED).encode()),
            )
        return made

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not self._alike or scope["method"] == "OPTIONS":
            await super().__call__(scope, receive, send)
            return

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *self._alike]
            await send(message)

        await self.app(scope, receive, sending)

    def preflight_response(self, request_headers: Any) -> Response:
        response = super().preflight_response(request_headers)
        if response.status_code < 400:
            return response
        refused = problems.Forbidden(bytes(response.body).decode())
        problem = refused.response("*")
        problem.headers.update({k: v for k, v in response.headers.items() if k.startswith(("access-", "vary"))})
        return problem
