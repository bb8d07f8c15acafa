"""One file a resource, named as its URL. Routes translate HTTP and nothing else."""

from collections import Counter
from collections.abc import Callable, Coroutine
from typing import Any
from urllib.parse import parse_qsl

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.responses import Response

from service.params import REPEATABLE


class Route(APIRoute):
    """A route that says to the layers in front which one it is, and refuses a parameter given twice to no purpose."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()
        path = self.path

        async def handler(request: Request) -> Response:
            request.scope["tuijin.route"] = path
            if b"&" in request.scope["query_string"]:
                _refuse_repeats(request.scope["query_string"].decode("latin-1"))
            return await handle(request)

        return handler


def _refuse_repeats(query: str) -> None:
    # The framework would take the last one and say nothing.
    counts = Counter(name for name, _ in parse_qsl(query, keep_blank_values=True))
    repeated = [name for name, count in counts.items() if count > 1 and name not in REPEATABLE]
    if repeated:
        raise RequestValidationError(
            [{"loc": ("query", name), "msg": "may be given once only", "type": "repeated"} for name in repeated]
        )
