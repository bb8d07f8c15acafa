"""Pages of other origins may read the service, all or those configured, errors and preflights included."""

import pytest
from fastapi.testclient import TestClient
from httpx import Response

from .conftest import Serve, on_one_database, settings_of
from .shapes import PROBLEM, check, check_problem

pytestmark = on_one_database
ORIGIN, OTHER = "https://example.org", "https://elsewhere.example"
ANSWERS = [("/tasks", 200), ("/exports/tasks.csv", 200), ("/healthz", 200), ("/nothing", 404), ("/tasks?x=1", 422)]


@pytest.mark.parametrize(("path", "status"), ANSWERS)
def test_any_origin_may_read(client: TestClient, path: str, status: int) -> None:
    answer = client.get(path, headers={"Origin": ORIGIN})
    assert answer.status_code == status
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in answer.headers
    exposed = {name.strip().lower() for name in answer.headers["access-control-expose-headers"].split(",")}
    assert exposed >= {"etag", "link"}


def test_a_304_and_a_405_too(client: TestClient) -> None:
    answer = client.get("/tasks", headers={"Origin": ORIGIN, "If-None-Match": "*"})
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (304, "*")
    answer = client.post("/tasks", headers={"Origin": ORIGIN})
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (405, "*")


def test_an_answer_from_memory_has_the_headers_of_its_own_caller(serve: Serve, client: TestClient) -> None:
    chosen = serve(settings_of(client), cors_origins=(ORIGIN, OTHER))
    for origin in (ORIGIN, OTHER, ORIGIN):
        assert chosen.get("/tasks", headers={"Origin": origin}).headers["access-control-allow-origin"] == origin
    assert "access-control-allow-origin" not in chosen.get("/tasks").headers
    for _ in range(2):
        assert "origin" in chosen.get("/tasks", headers={"Origin": ORIGIN}).headers["vary"].lower()


def preflight(
    client: TestClient, origin: str = ORIGIN, method: str = "GET", headers: str = "If-None-Match"
) -> Response:
    wanted = {"Origin": origin, "Access-Control-Request-Method": method, "Access-Control-Request-Headers": headers}
    answer: Response = client.options("/tasks", headers=wanted)
    return answer


def test_a_preflight_allows_what_there_is(client: TestClient) -> None:
    for method in ("GET", "HEAD"):
        answer = preflight(client, method=method)
        assert answer.status_code == 200
        assert answer.headers["access-control-allow-origin"] == "*"
        assert {"GET", "HEAD"} <= set(answer.headers["access-control-allow-methods"].split(", "))
        assert "if-none-match" in answer.headers["access-control-allow-headers"].lower()


@pytest.mark.parametrize(("method", "headers"), [("DELETE", ""), ("POST", ""), ("GET", "X-Secret")])
def test_a_preflight_refuses_the_rest(client: TestClient, method: str, headers: str) -> None:
    answer = preflight(client, method=method, headers=headers)
    assert 400 <= answer.status_code < 500
    assert answer.headers["content-type"] == "application/problem+json"


def test_origins_may_be_listed(serve: Serve, client: TestClient) -> None:
    chosen = serve(settings_of(client), cors_origins=(ORIGIN,))
    for path, status in ANSWERS:
        answer = chosen.get(path, headers={"Origin": ORIGIN})
        assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (status, ORIGIN)
        answer = chosen.get(path, headers={"Origin": OTHER})
        assert answer.status_code == status
        assert "access-control-allow-origin" not in answer.headers
    assert preflight(chosen).headers["access-control-allow-origin"] == ORIGIN
    refused = preflight(chosen, OTHER)
    assert "access-control-allow-origin" not in refused.headers
    check(refused.json(), PROBLEM)
    assert refused.json()["status"] == refused.status_code == 403


def test_there_may_be_none(serve: Serve, client: TestClient) -> None:
    closed = serve(settings_of(client), cors_origins=())
    answer = closed.get("/tasks", headers={"Origin": ORIGIN})
    assert answer.status_code == 200
    assert not [name for name in answer.headers if name.startswith("access-control")]
    check_problem(preflight(closed), 405)
