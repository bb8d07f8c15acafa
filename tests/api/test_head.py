"""HEAD is GET without a body: the same status and headers, wherever there is GET, errors included."""

import http.client
from urllib.parse import urlsplit

import pytest
from fastapi.testclient import TestClient

from .served import OPERATORS, PAGES
from .test_conditional_reads import DATA

OTHERS = [*PAGES, "/docs/ui/swagger-ui.css"]
WRONG = [
    "/nothing", "/tasks/2025-999", "/tasks?role=lead", "/status?x=1", "/exports/tasks.csv?plan=x", "/topics/nothing",
    "/deliverables?role=lead", "/evidence?task=x", "/events.ics?x=1", "/plans/2025/changes",
    "/exports/indicators.csv?unit=x",
]  # fmt: skip
CHANGING = {"date", "content-length"}


@pytest.mark.parametrize("path", [*DATA, *OPERATORS, *OTHERS, *WRONG])
def test_the_same_headers_and_no_body(client: TestClient, path: str) -> None:
    got, head = client.get(path), client.head(path)
    assert head.status_code == got.status_code
    assert head.content == b""
    changing = CHANGING if path == "/metrics" else {"date"}
    assert {k: v for k, v in head.headers.items() if k not in changing} == {
        k: v for k, v in got.headers.items() if k not in changing
    }


@pytest.mark.parametrize(
    "path",
    [
        "/tasks?per_page=3", "/exports/tasks.jsonl", "/healthz", "/docs", "/tasks?x=1", "/x", "/topics/patent",
        "/events.ics", "/exports/evidence.csv",
    ],
)  # fmt: skip
def test_a_connection_lives_on(address: str, path: str) -> None:
    """On the wire a body, or the end of one, would be read as the start of the next answer."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=5)
    connection.connect()
    first_socket = connection.sock
    for method in ("HEAD", "HEAD", "GET", "HEAD", "GET"):  # the first answer is made, later ones may come from memory
        connection.request(method, path, headers={"Origin": "https://example.org"})
        answer = connection.getresponse()
        body = answer.read()
        assert bool(body) == (method == "GET")
        assert answer.getheader("access-control-allow-origin") == "*"
        assert connection.sock is first_socket
    connection.close()
