"""One file a resource, named as its URL. Routes translate HTTP and nothing else."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import APIRouter, Request
from fastapi.routing import APIRoute
from starlette.responses import Response


class Route(APIRoute):
    """A route that tells the layers in front which one it is: they count by route, not by what callers make up."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()
        path = self.path

        async def handler(request: Request) -> Response:
            request.scope["tuijin.route"] = path
            return await handle(request)

        return handler


def resource(tag: str, *, documented: bool = True) -> APIRouter:
    """The router of one resource; its operations are called in the OpenAPI document as their functions are here."""
    return APIRouter(
        route_class=Route,
        tags=[tag],
        include_in_schema=documented,
        generate_unique_id_function=lambda route: route.name,
    )
