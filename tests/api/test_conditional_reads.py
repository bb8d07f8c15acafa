"""Every read of data carries a tag, and a caller who holds the answer gets 304, only where it would have been a 200."""

import re

import pytest
from fastapi.testclient import TestClient
from httpx import Response

from .conftest import on_one_database
from .served import OPERATORS, READS
from .shapes import check_problem

DATA = [
    *READS, "/tasks?agency=SAMR&role=lead", "/tasks?agency=SAMR&include=collective", "/tasks?topic=patent",
    "/tasks?after=2025-1", "/tasks?page=99", "/agencies/SAMR", "/changes?after=1", "/exports/tasks.csv?bom=true",
    "/exports/tasks.jsonl?plan=2025", "/topics?group=right", "/deliverables?plan=2025&expected=issue",
    "/instruments?q=商标", "/statements?after=report-2025:9.1", "/evidence?page=99", "/exports/indicators.csv?bom=true",
    "/exports/deliverables.jsonl?topic=专利",
]  # fmt: skip
TAG = re.compile(r'"[0-9a-f]{24}"')

data = pytest.mark.parametrize("path", DATA)


def tag_of(client: TestClient, path: str) -> str:
    tag: str = client.get(path).headers["etag"]
    return tag


@data
def test_every_read_of_data_is_tagged(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert TAG.fullmatch(answer.headers["etag"])
    assert answer.headers["cache-control"] == "no-cache"
    assert client.get(path).headers["etag"] == answer.headers["etag"]
    assert client.get(path).content == answer.content


def test_each_request_has_a_tag_of_its_own(client: TestClient) -> None:
    assert len({tag_of(client, path) for path in DATA}) == len(DATA)


@data
def test_a_holder_gets_304(client: TestClient, path: str) -> None:
    tag = tag_of(client, path)
    for method in ("GET", "HEAD"):
        check_not_modified(client.request(method, path, headers={"If-None-Match": tag}), tag)
        check_not_modified(client.request(method, path, headers={"If-None-Match": "*"}), tag)


@on_one_database
@pytest.mark.parametrize("path", ["/tasks?per_page=3", "/exports/tasks.csv"])
@pytest.mark.parametrize(
    "held", ["W/{}", '"other", {}', '{}, "other"', 'W/"other",W/{}', " {} ", " * ", '"a,b" , {} ,"c"']
)
def test_however_a_tag_is_held(client: TestClient, path: str, held: str) -> None:
    tag = tag_of(client, path)
    check_not_modified(client.get(path, headers={"If-None-Match": held.format(tag)}), tag)


def check_not_modified(answer: Response, tag: str) -> None:
    assert answer.status_code == 304
    assert answer.content == b""
    assert answer.headers["etag"] == tag
    assert answer.headers["cache-control"] == "no-cache"
    assert "content-type" not in answer.headers
    assert answer.headers.get("content-length", "0") == "0"


@data
def test_two_header_lines_are_one_list(client: TestClient, path: str) -> None:
    headers = [("If-None-Match", '"other"'), ("If-None-Match", tag_of(client, path))]
    assert client.get(path, headers=headers).status_code == 304


@on_one_database
@pytest.mark.parametrize("path", ["/tasks?per_page=3", "/exports/tasks.csv"])
@pytest.mark.parametrize("held", ['"other"', "", "{}x", '"*"', "W/*", '{}"', "other"])
def test_others_get_the_answer(client: TestClient, path: str, held: str) -> None:
    tag = tag_of(client, path)
    answer = client.get(path, headers={"If-None-Match": held.format(tag.strip('"'))})
    assert answer.status_code == 200
    assert answer.headers["etag"] == tag
    assert answer.content == client.get(path).content


def test_a_tag_of_another_request_does_not_match(client: TestClient) -> None:
    tags = {path: tag_of(client, path) for path in DATA}
    for path in DATA:
        others = ", ".join(tag for other, tag in tags.items() if other != path)
        assert client.get(path, headers={"If-None-Match": others}).status_code == 200


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/tasks/2025-999", 404),
        ("/plans/x", 404),
        ("/agencies/xyzzy", 404),
        ("/nothing", 404),
        ("/tasks/", 404),
        ("/tasks?role=lead", 422),
        ("/tasks?agency=SARM", 422),
        ("/exports/tasks.csv?plan=x", 422),
        ("/changes?after=x", 422),
        ("/topics/nothing", 404),
        ("/documents/nothing/statements", 404),
        ("/tasks/2025-999/lineage", 404),
        ("/plans/2025/changes", 422),
        ("/deliverables?role=lead", 422),
        ("/indicators?unit=nothing", 422),
        ("/exports/evidence.jsonl?task=2025-999", 422),
        ("/events.ics?year=2025", 422),
    ],
)
@pytest.mark.parametrize("held", ["*", "tags"])
def test_what_is_no_200_is_no_304(client: TestClient, path: str, status: int, held: str) -> None:
    tags = ", ".join(tag_of(client, other) for other in DATA[:5])
    check_problem(client.get(path, headers={"If-None-Match": held if held == "*" else tags}), status)


@pytest.mark.parametrize("path", OPERATORS)
def test_what_operators_read_is_never_stored(client: TestClient, path: str) -> None:
    answer = client.get(path, headers={"If-None-Match": "*"})
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert "etag" not in answer.headers


def test_other_methods_are_not_conditional(client: TestClient) -> None:
    check_problem(client.post("/tasks", headers={"If-None-Match": "*"}), 405)
