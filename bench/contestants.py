"""Applications to compare with, all served as the service is: a bare Starlette route, a bare FastAPI route, Datasette.

The bare ones give the very bytes that the service gives to the same URLs (`BENCH_ANSWERS`: a JSON file of both).
"""

import json
import os
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import parse_qs

from fastapi import FastAPI, Query
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

ANSWERS, ROWS, METADATA = "BENCH_ANSWERS", "BENCH_ROWS", "BENCH_METADATA"


def _answers() -> dict[str, bytes]:
    stored: dict[str, str] = json.loads(Path(os.environ[ANSWERS]).read_text("utf-8"))
    return {path: body.encode() for path, body in stored.items()}


def starlette_app() -> Starlette:
    answers = {path.partition("?")[2].encode(): body for path, body in _answers().items()}

    async def tasks(request: Request) -> Response:
        return Response(answers[request.scope["query_string"]], media_type="application/json")

    return Starlette(routes=[Route("/tasks", tasks)])


def fastapi_app() -> FastAPI:
    answers = {_parameters(path): body for path, body in _answers().items()}
    app = FastAPI()

    @app.get("/tasks")
    async def tasks(
        plan: Annotated[str | None, Query(min_length=1, max_length=40)] = None,
        agency: Annotated[str | None, Query(min_length=1, max_length=200)] = None,
        page: Annotated[int, Query(ge=1)] = 1,
        per_page: Annotated[int, Query(ge=1, le=200)] = 50,
    ) -> Response:
        return Response(answers[plan, agency, page, per_page], media_type="application/json")

    return app


def _parameters(path: str) -> tuple[str | None, str | None, int, int]:
    given = {name: values[0] for name, values in parse_qs(path.partition("?")[2]).items()}
    return given.get("plan"), given.get("agency"), int(given.get("page", 1)), int(given.get("per_page", 50))


def datasette_app() -> Any:
    from datasette.app import Datasette

    metadata = json.loads(Path(os.environ[METADATA]).read_text("utf-8"))
    return Datasette([os.environ[ROWS]], metadata=metadata).app()
