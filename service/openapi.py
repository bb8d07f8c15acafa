"""The OpenAPI document: what the framework makes of the routes, completed by what it cannot know; and its pages.

`openapi.yaml` in the repository is this document; `make openapi` writes it and a test fails when it is stale.
"""

import inspect
import json
import re
from typing import Any

import yaml
from fastapi import FastAPI, Request
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.openapi.utils import get_openapi
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from service import params
from service.examples import answers
from service.params import NO_QUERY
from service.problems import MEDIA_TYPE, Internal, InvalidRequest, NotFound, NotReady, Problem, ProblemOut
from service.routes import Route, resource
from service.schemas import ListOut

TITLE = "Tuijin 推进"
DESCRIPTION = """\
China's annual IP promotion plans (知识产权强国建设推进计划) as a bilingual, queryable service: who has to do what,
under which plan, and where does it say so.

Wherever an agency is named, its code, any name, abbreviation or alias in either language will do. Lists come in one
envelope with a `Link` header; errors are `application/problem+json`; every read of data carries an `ETag`.
"""
TAGS = [
    {"name": "plans", "description": "Numbered task lists, and their sections."},
    {"name": "search", "description": "Tasks by what they say, in either language, however it is asked."},
    {"name": "tasks", "description": "Who has to do what."},
    {"name": "agencies", "description": "The responsible bodies, by any of their names."},
    {"name": "topics", "description": "What tasks are about."},
    {"name": "deliverables", "description": "The undertakings inside tasks: what exactly must come of them."},
    {"name": "lineage", "description": "Which task carries on which."},
    {"name": "initiatives", "description": "Named campaigns, meetings and series, with their editions."},
    {"name": "instruments", "description": "The legislative tracker: laws and other texts that tasks act on."},
    {"name": "documents", "description": "The sources, and what they claim, sentence by sentence."},
    {"name": "evidence", "description": "Which statement says what became of an undertaking."},
    {"name": "indicators", "description": "Every figure of the documents."},
    {"name": "events", "description": "Dated campaigns, their requirements and deadlines."},
    {"name": "terms", "description": "The termbase."},
    {"name": "changes", "description": "The change log, for those who mirror the data."},
    {"name": "exports", "description": "All of it in one file."},
    {"name": "status", "description": "For those who run the service."},
]
NOT_READING_DATA = ("/healthz", "/readyz", "/status", "/metrics", "/openapi", "/docs")

router = resource("documentation", documented=False)


UI = "/docs/ui"
UI_FILES = StaticFiles(packages=[("fastapi_swagger", "resources")])
"""Swagger UI comes out of a package, so that the page works where browsers reach nothing but the service."""


@router.get("/openapi.json", dependencies=[NO_QUERY])
async def get_openapi_json(request: Request) -> Response:
    """The OpenAPI document as JSON."""
    return Response(json.dumps(request.app.openapi(), ensure_ascii=False), media_type="application/json")


@router.get("/openapi.yaml", dependencies=[NO_QUERY])
async def get_openapi_yaml(request: Request) -> Response:
    """The OpenAPI document as YAML."""
    return Response(as_yaml(request.app.openapi()), media_type="application/yaml")


@router.get("/docs", dependencies=[NO_QUERY])
async def get_docs() -> Response:
    """The document as a page to read and try."""
    return get_swagger_ui_html(
        openapi_url="/openapi.json",
        title=TITLE,
        swagger_js_url=f"{UI}/swagger-ui-bundle.js",
        swagger_css_url=f"{UI}/swagger-ui.css",
        swagger_favicon_url=f"{UI}/favicon-32x32.png",
    )


def document(app: FastAPI) -> dict[str, Any]:
    """The document, made once."""
    if app.openapi_schema is None:
        made = get_openapi(
            title=app.title,
            version=app.version,
            description=app.description,
            routes=app.routes,
            tags=app.openapi_tags,
        )
        _complete(made, _queries(app))
        app.openapi_schema = _renamed(made)
    return app.openapi_schema


class _Plain(yaml.SafeDumper):
    """Writes a value out wherever it stands: generators do not all know YAML's anchors."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
        return True


def as_yaml(made: dict[str, Any]) -> str:
    return yaml.dump(made, Dumper=_Plain, allow_unicode=True, sort_keys=False, width=120)


def _complete(made: dict[str, Any], queries: dict[str, list[dict[str, Any]]]) -> None:
    schemas = made["components"]["schemas"]
    for replaced in ("HTTPValidationError", "ValidationError"):
        schemas.pop(replaced, None)
    problem = ProblemOut.model_json_schema(ref_template="#/components/schemas/{model}", mode="serialization")
    schemas.update(problem.pop("$defs", {}))
    schemas["ProblemOut"] = problem
    for schema in schemas.values():
        if schema.get("title", "").startswith("ListOut["):
            schema["description"] = inspect.getdoc(ListOut)  # a generic model does not hand its own on
    for path, operations in made["paths"].items():
        for operation in operations.values():
            operation.setdefault("parameters", []).extend(queries.get(operation["operationId"], []))
            _complete_operation(path, operation)


def _queries(app: FastAPI) -> dict[str, list[dict[str, Any]]]:
    """The query parameters of each operation: those of the model that its `Query.of` dependency reads."""
    found: dict[str, list[dict[str, Any]]] = {}
    for route in (route for route in app.routes if isinstance(route, Route)):
        for dependency in route.dependant.dependencies:
            model = getattr(dependency.call, "__self__", None)
            if isinstance(model, type) and issubclass(model, params.Query):
                schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
                found[route.unique_id] = [
                    {"name": name, "in": "query", "required": name in schema.get("required", ()), "schema": field}
                    | _style(field)
                    for name, field in schema.get("properties", {}).items()
                ]
    return found


def _style(field: dict[str, Any]) -> dict[str, Any]:
    described = {"description": field["description"]}
    return described | {"style": "form", "explode": True} if field.get("type") == "array" else described


def _renamed(made: dict[str, Any]) -> dict[str, Any]:
    """Models under the names that generated clients should have: `Task`, `TaskList`, `Problem`."""
    text = json.dumps(made, ensure_ascii=False)
    for name in made["components"]["schemas"]:
        plain = re.sub(r"^ListOut_(\w+)Out_$", r"\1List", name).removesuffix("Out")
        text = text.replace(f'/{name}"', f'/{plain}"').replace(f'"{name}":', f'"{plain}":')
        text = text.replace(f'"title": "{name}"', f'"title": "{plain}"')
    document: dict[str, Any] = json.loads(re.sub(r'"title": "ListOut\[(\w+?)(?:Out)?\]"', r'"title": "\1List"', text))
    schemas = document["components"]["schemas"]
    document["components"]["schemas"] = {name: schemas[name] for name in sorted(schemas)}
    return document


def _complete_operation(path: str, operation: dict[str, Any]) -> None:
    """Adds the headers of an answer, the 304, and every problem that the operation can answer with."""
    responses = operation["responses"]
    statuses = ["422", "500", "503"]
    if "{" in path:
        statuses.insert(0, "404")
    if not path.startswith(NOT_READING_DATA):
        responses["200"]["headers"] = {"ETag": _header("Tag of this answer.", '"5f3c0a9b7d2e4c1880aa61f2"')}
        responses["304"] = {"description": "The caller holds this answer already (`If-None-Match`)."}
        operation.setdefault("parameters", []).append(IF_NONE_MATCH)
    if _is_list(responses["200"]):
        responses["200"]["headers"]["Link"] = _header(
            "Pages beside this one: `first`, `prev`, `next`, `last`.", '</tasks?page=2>; rel="next"'
        )
    if path in ("/healthz", "/metrics"):
        statuses.remove("503")
    for status in statuses:
        responses[status] = _problem_response(path, status)
    responses["200"]["description"] = "The answer."
    for content in responses["200"]["content"].values():
        content["example"] = answers()[operation["operationId"]]
    operation["responses"] = dict(sorted(responses.items()))
    for parameter in operation.get("parameters", ()):
        _show(parameter)


def _show(parameter: dict[str, Any]) -> None:
    """Puts a parameter's example where tools look for it, and says plainly that it may be left out."""
    schema = parameter["schema"]
    schema.pop("title", None), schema.pop("description", None)
    if "anyOf" in schema:
        schema.update(*(kind for kind in schema.pop("anyOf") if kind != {"type": "null"}))
    examples = schema.pop("examples", None)
    parameter.setdefault("example", examples[0] if examples else schema.get("default"))


IF_NONE_MATCH = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "description": "Tags of answers that the caller holds.",
    "schema": {"type": "string"},
    "example": '"5f3c0a9b7d2e4c1880aa61f2"',
}

PROBLEMS: dict[str, tuple[type[Problem], str, list[dict[str, Any]]]] = {
    "404": (
        NotFound,
        "no agency is known by the name 'SARM'",
        [
            {
                "in": "path",
                "name": "code",
                "message": "no agency is known by the name 'SARM'",
                "suggestions": [
                    {
                        "code": "SAMR",
                        "name": {"zh": "国家市场监督管理总局", "en": "State Administration for Market Regulation"},
                    }
                ],
            }
        ],
    ),
    "422": (
        InvalidRequest,
        "query agencyy: there is no such parameter here",
        [{"in": "query", "name": "agencyy", "message": "there is no such parameter here", "suggestions": []}],
    ),
    "500": (Internal, "the service failed to answer; its log says why", []),
    "503": (NotReady, "the database does not answer", []),
}


def _problem_response(path: str, status: str) -> dict[str, Any]:
    kind, detail, errors = PROBLEMS[status]
    example = {
        "type": f"urn:tuijin:problem:{kind.slug}",
        "title": kind.title,
        "status": int(status),
        "detail": detail,
        "instance": path,
        "errors": errors,
    }
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemOut"}, "example": example}}
    return {"description": kind.title, "content": content}


def _header(description: str, example: str) -> dict[str, Any]:
    return {"description": description, "schema": {"type": "string"}, "example": example}


def _is_list(response: dict[str, Any]) -> bool:
    schema = response.get("content", {}).get("application/json", {}).get("schema", {})
    return str(schema.get("$ref", "")).rpartition("/")[2].startswith(("ListOut", "SearchOut"))
