"""The OpenAPI document tells the truth: fresh, complete, with valid examples, fit for generated clients."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import jsonschema_rs
import pytest
import yaml
from fastapi.testclient import TestClient

from service.main import create_app
from service.openapi import as_yaml

ROOT = Path(__file__).resolve().parents[1]
DOCUMENT: dict[str, Any] = create_app().openapi()
OPERATIONS = [
    pytest.param(path, operation, id=operation["operationId"])
    for path, operations in DOCUMENT["paths"].items()
    for operation in operations.values()
]


def validate(value: Any, schema: dict[str, Any]) -> None:
    jsonschema_rs.validate({**schema, "components": DOCUMENT["components"]}, value)


def test_the_committed_document_is_fresh() -> None:
    assert (ROOT / "openapi.yaml").read_text() == as_yaml(DOCUMENT), "run `make openapi`"


def test_operation_ids_are_unique_ascii_and_verb_first() -> None:
    ids = [param.id for param in OPERATIONS]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"(list|get|export|check|search|suggest)(_[a-z]+)+", str(name)) for name in ids)


def names(value: Any) -> Iterator[str]:
    """Whatever becomes an identifier in a client: models, fields, parameters, enum values."""
    if isinstance(value, dict):
        yield from value.get("properties", {})
        yield from (str(item) for item in value.get("enum", ()))
        for item in value.values():
            yield from names(item)
    elif isinstance(value, list):
        for item in value:
            yield from names(item)


def test_what_becomes_an_identifier_is_ascii() -> None:
    found = [*names(DOCUMENT), *DOCUMENT["components"]["schemas"], *DOCUMENT["paths"]]
    assert found
    assert all(name.isascii() for name in found)


def test_every_field_of_an_answer_is_required_and_described() -> None:
    for name, schema in DOCUMENT["components"]["schemas"].items():
        if "properties" in schema:
            assert set(schema["required"]) == set(schema["properties"]), name
        assert schema.get("description") or "enum" in schema, name


@pytest.mark.parametrize(("path", "operation"), OPERATIONS)
def test_examples_fit_their_schemas(path: str, operation: dict[str, Any]) -> None:
    for parameter in operation.get("parameters", ()):
        assert parameter["description"], parameter["name"]
        validate(parameter["example"], parameter["schema"])
    for status, response in operation["responses"].items():
        for media_type, content in response.get("content", {}).items():
            assert "example" in content, (status, media_type)
            validate(content["example"], content["schema"])
        if int(status) >= 400:
            assert list(response["content"]) == ["application/problem+json"]


def url(path: str, operation: dict[str, Any], *query: dict[str, Any]) -> str:
    for parameter in operation.get("parameters", ()):
        if parameter["in"] == "path":
            path = path.replace(f"{{{parameter['name']}}}", quote(str(parameter["example"])))
    pairs = [
        f"{parameter['name']}={quote(str(value))}"
        for parameter in query
        for value in (parameter["example"] if isinstance(parameter["example"], list) else [parameter["example"]])
    ]
    return path + ("?" + "&".join(pairs) if pairs else "")


def needed_of(operation: dict[str, Any]) -> list[dict[str, Any]]:
    """What has to be in the query."""
    return [each for each in operation.get("parameters", ()) if each["in"] == "query" and each["required"]]


def check_answer(client: TestClient, address: str, operation: dict[str, Any]) -> None:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    documented = operation["responses"]["200"]
    media_type = answer.headers["content-type"].partition(";")[0]
    content = documented["content"][media_type]
    if media_type == "application/json":
        validate(answer.json(), content["schema"])
    for header in documented.get("headers", {}):
        assert header in answer.headers or (header == "Link" and "after=" in address)  # the end of a walk has no next
    if "304" in operation["responses"]:
        assert client.get(address, headers={"If-None-Match": answer.headers["etag"]}).status_code == 304


@pytest.mark.parametrize(("path", "operation"), OPERATIONS)
def test_the_service_answers_as_documented(client: TestClient, path: str, operation: dict[str, Any]) -> None:
    in_query = {p["name"]: p for p in operation.get("parameters", ()) if p["in"] == "query"}
    needed = needed_of(operation)
    check_answer(client, url(path, operation, *needed), operation)
    for name, parameter in in_query.items():
        companions = [in_query["agency"]] if name in ("role", "include") else []
        query = {each["name"]: each for each in (*needed, *companions, parameter)}
        check_answer(client, url(path, operation, *query.values()), operation)
    assert client.head(url(path, operation, *needed)).status_code == 200


@pytest.mark.parametrize(("path", "operation"), OPERATIONS)
def test_every_error_is_the_documented_problem(client: TestClient, path: str, operation: dict[str, Any]) -> None:
    addresses = {url(path, operation) + "?surely_unknown=1": 422}
    if "{" in path:
        addresses[url(re.sub(r"\{\w+\}", "nothing-of-that-name", path), operation, *needed_of(operation))] = 404
    for address, status in addresses.items():
        answer = client.get(address)
        assert answer.status_code == status
        assert answer.headers["content-type"] == "application/problem+json"
        validate(answer.json(), operation["responses"][str(status)]["content"]["application/problem+json"]["schema"])
        assert answer.json()["instance"] == address


def test_the_document_is_served_in_both_forms(client: TestClient) -> None:
    as_json = client.get("/openapi.json")
    as_text = client.get("/openapi.yaml")
    assert as_json.json() == DOCUMENT
    assert yaml.safe_load(as_text.text) == json.loads(json.dumps(DOCUMENT))
    assert as_text.headers["content-type"].startswith("application/yaml")


def test_the_docs_page_needs_nothing_from_elsewhere(client: TestClient) -> None:
    page = client.get("/docs").text
    links = re.findall(r"""(?:src|href)=["']([^"']+)["']""", page)
    assert links
    for link in links:
        assert link.startswith("/")
        assert client.get(link).status_code == 200
