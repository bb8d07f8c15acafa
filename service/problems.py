"""Everything that can go wrong for a caller, in one shape: RFC 9457 `application/problem+json`."""

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from http import HTTPStatus
from typing import Any, Literal

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import Field
from starlette.exceptions import HTTPException
from starlette.responses import Response

from service.db import Unavailable
from service.names import Candidate
from service.records import Bilingual
from service.schemas import BilingualOut, Out, shown

MEDIA_TYPE = "application/problem+json"

Place = Literal["query", "path", "header", "body"]

NEAR = 3
"""Suggestions at the most; a list of all is not help."""
LONGEST_NAME = 300
"""Length of the longest value that may name something; the longest official name has 210 characters."""


class SuggestionOut(Out):
    """What may have been meant."""

    code: str = shown("SAMR", "Value to send instead.")
    name: BilingualOut


class ErrorOut(Out):
    """What is wrong with one part of a request."""

    in_: Place = Field(alias="in", description="Where it stands in the request.", examples=["query"])
    name: str = shown("agency", "Name of the parameter.")
    message: str = shown("no agency is known by the name 'SARM'", "What is wrong with it.")
    suggestions: list[SuggestionOut] = Field(description="Near values, best first; empty where there are none.")


class ProblemOut(Out):
    """An error, as RFC 9457 has it."""

    type: str = shown("urn:tuijin:problem:invalid-request", "Which kind of problem it is; stable.")
    title: str = shown("The request is not valid", "The kind in words.")
    status: int = shown(422, "HTTP status.")
    detail: str = shown("query agency: no agency is known by the name 'SARM'", "What went wrong this time.")
    instance: str = shown("/tasks?agency=SARM", "The request's path and query.")
    errors: list[ErrorOut] = Field(description="One entry for each part of the request that is wrong.")


class Problem(Exception):
    """The base of all problems. Subclasses say which kind they are."""

    status: HTTPStatus = HTTPStatus.INTERNAL_SERVER_ERROR
    slug = "internal-error"
    title = "The service failed"
    headers: dict[str, str] = {}  # noqa: RUF012

    def __init__(self, detail: str, errors: Sequence[ErrorOut] = (), headers: dict[str, str] | None = None) -> None:
        super().__init__(detail)
        self.detail, self.errors = detail, list(errors)
        self.headers = {**self.headers, **(headers or {})}

    def response(self, instance: str) -> Response:
        body = ProblemOut(
            type=f"urn:tuijin:problem:{self.slug}",
            title=self.title,
            status=self.status,
            detail=self.detail,
            instance=instance,
            errors=self.errors,
        )
        return Response(
            body.model_dump_json(),
            status_code=self.status,
            media_type=MEDIA_TYPE,
            headers={"Cache-Control": "no-store", **self.headers},
        )


class Internal(Problem):
    """Something failed that should not have; the log has it."""


class InvalidRequest(Problem):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    slug = "invalid-request"
    title = "The request is not valid"


class NotFound(Problem):
    status = HTTPStatus.NOT_FOUND
    slug = "not-found"
    title = "There is no such thing here"


class MethodNotAllowed(Problem):
    status = HTTPStatus.METHOD_NOT_ALLOWED
    slug = "method-not-allowed"
    title = "This can only be read"


class NotReady(Problem):
    status = HTTPStatus.SERVICE_UNAVAILABLE
    slug = "unavailable"
    title = "The service cannot answer now"
    headers = {"Retry-After": "5"}  # noqa: RUF012


class Forbidden(Problem):
    status = HTTPStatus.FORBIDDEN
    slug = "origin-not-allowed"
    title = "This origin may not read the service"


class Refused(Problem):
    """Any other HTTP error that the framework raises, such as 400."""

    slug = "refused"
    title = "The request was refused"

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = HTTPStatus(status)


def error(place: Place, name: str, message: str, near: Iterable[Candidate] = ()) -> ErrorOut:
    suggestions = [
        SuggestionOut(code=found.code, name=BilingualOut(zh=found.name.zh, en=found.name.en)) for found in near
    ]
    return ErrorOut(in_=place, name=name, message=message, suggestions=suggestions)


def invalid(errors: Sequence[ErrorOut]) -> InvalidRequest:
    return InvalidRequest("; ".join(f"{e.in_} {e.name}: {e.message}" for e in errors), errors)


def instance(request: Request) -> str:
    """The request as it was sent, without the host."""
    path = request.scope.get("raw_path") or request.url.path.encode()
    query = request.scope["query_string"]
    return bytes(path + (b"?" + query if query else b"")).decode("ascii", "backslashreplace")


def failed(request: Request) -> Response:
    """The answer where something failed that should not have."""
    return Internal("the service failed to answer; its log says why").response(instance(request))


def register(app: FastAPI) -> None:
    """Every error that leaves the application is a problem."""

    @app.exception_handler(Exception)
    async def _failed(request: Request, _: Exception) -> Response:
        return failed(request)

    @app.exception_handler(Problem)
    async def _problem(request: Request, raised: Exception) -> Response:
        assert isinstance(raised, Problem)
        return raised.response(instance(request))

    @app.exception_handler(Unavailable)
    async def _unavailable(request: Request, raised: Exception) -> Response:
        return NotReady(str(raised)).response(instance(request))

    @app.exception_handler(RequestValidationError)
    async def _invalid(request: Request, raised: Exception) -> Response:
        assert isinstance(raised, RequestValidationError)
        # Queries say for themselves what is wrong with them; what is left are values in paths.
        return invalid([from_pydantic("path", item) for item in raised.errors()]).response(instance(request))

    @app.exception_handler(HTTPException)
    async def _http(request: Request, raised: Exception) -> Response:
        assert isinstance(raised, HTTPException)
        return from_status(request, raised.status_code, raised.detail).response(instance(request))


def from_status(request: Request, status: int, detail: str) -> Problem:
    if status == HTTPStatus.NOT_FOUND:
        return NotFound(f"no resource has the path {request.url.path}")
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        return MethodNotAllowed(f"{request.method} is not possible here", headers={"Allow": "GET, HEAD"})
    return Refused(status, detail)


def from_pydantic(place: Place, item: Any) -> ErrorOut:
    """What pydantic says of one value, in our words where its own are for programmers."""
    message = str(item["msg"]).removeprefix("Value error, ")
    if item["type"] == "too_long":
        message = f"may be given {item['ctx']['max_length']} times at the most"
    return error(place, str(item["loc"][-1 if place != "query" else 0]), message[:1].lower() + message[1:])


def unknown_parameter(name: str, known: Sequence[str]) -> ErrorOut:
    """A parameter that the route does not have, with the one that may have been meant."""
    near = [Candidate(meant, Bilingual(), 0) for meant in get_close_matches(name[:40], known, n=3)]
    return error("query", name, "there is no such parameter here", near)


def quoted(value: str) -> str:
    """What was sent, for a message; nothing longer than a name is worth repeating."""
    return repr(value if len(value) <= LONGEST_NAME else f"{value[:LONGEST_NAME]}…")


def near(value: str, known: Mapping[str, Bilingual], limit: int = NEAR) -> list[Candidate]:
    from rapidfuzz import process  # loaded only when somebody mistyped

    close = process.extract(value[:40], known.keys(), limit=limit, score_cutoff=50)
    return [Candidate(code, known[code], score) for code, score, _ in close]
