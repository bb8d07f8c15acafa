"""When the database is missing, empty, gone or broken, every caller is told so in one form; and it may come back."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from httpx import Client, RemoteProtocolError
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.pool import NullPool

from service.config import Settings
from service.db import Database
from service.index.sync import catch_up, indexes
from service.migrate import migrate
from service.seed import sow
from tests.conftest import Backend

from .conftest import Serve, ServeOnPort
from .shapes import check_problem
from .test_conditional_reads import DATA

ORIGIN = {"Origin": "https://example.org"}


@pytest.fixture
def nowhere(backend: Backend, tmp_path: Path) -> Settings:
    """Settings that point at a database nobody has made."""
    return Settings(database_url=backend.url(f"tuijin_none_{uuid4().hex[:12]}"), data_dir=tmp_path)


@contextmanager
def broken(settings: Settings) -> Iterator[None]:
    """The database stops to answer under a running service: its file is garbage, its server lets nobody in."""
    url = make_url(settings.database)
    if url.get_backend_name() == "sqlite":
        file = Path(url.database or "")
        whole = file.read_bytes()
        file.write_bytes(b"garbage " * 1_000)
        yield
        file.write_bytes(whole)
        return
    engine = create_engine(url.set(database="postgres"), poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as admin:
        admin.execute(text(f'ALTER DATABASE "{url.database}" ALLOW_CONNECTIONS false'))
        admin.execute(text(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{url.database}'"))
        yield
        admin.execute(text(f'ALTER DATABASE "{url.database}" ALLOW_CONNECTIONS true'))


def check_unavailable(client: TestClient) -> None:
    for path in (*DATA, "/readyz", "/status"):
        answer = client.get(path, headers={**ORIGIN, "If-None-Match": "*"})
        body = check_problem(answer, 503)
        assert body["type"] == "urn:tuijin:problem:unavailable"
        assert answer.headers["retry-after"]
        assert answer.headers["access-control-allow-origin"] == "*"
    head = client.head("/tasks")
    assert (head.status_code, head.content) == (503, b"")


def check_alive(client: TestClient) -> None:
    for path in ("/healthz", "/metrics", "/openapi.json", "/docs"):
        assert client.get(path).status_code == 200
    check_problem(client.get("/nothing"), 404)
    check_problem(client.get("/tasks?agencyy=x"), 422)


def test_no_database_or_no_schema(serve: Serve, nowhere: Settings, bare: Settings) -> None:
    for settings in (nowhere, bare):
        client = serve(settings)
        check_unavailable(client)
        check_alive(client)


def test_nothing_is_made_by_asking(serve: Serve, nowhere: Settings) -> None:
    serve(nowhere).get("/tasks")
    url = make_url(nowhere.database)
    if url.get_backend_name() == "sqlite":
        assert not Path(url.database or "").exists()


def test_the_service_needs_no_restart_when_its_database_comes(serve: Serve, bare: Settings) -> None:
    client = serve(bare)
    check_unavailable(client)
    migrate(bare)
    assert client.get("/tasks").json()["total"] == 0
    check_problem(client.get("/readyz"), 503)
    database = Database(bare)
    sow(database, with_plans=True)
    assert client.get("/tasks").json()["total"] == 228
    check_problem(client.get("/search?q=专利"), 503)
    for writer in indexes(bare):
        catch_up(database, writer)
    database.close()
    assert client.get("/search?q=专利").json()["total"] > 0
    assert client.get("/readyz").json() == {"status": "ready"}


def test_a_database_that_goes_and_comes_back(own_client: TestClient, settings: Settings) -> None:
    before = {path: own_client.get(path).content for path in DATA}
    with broken(settings):
        for _ in range(3):  # more failures than there are connections
            check_unavailable(own_client)
        check_alive(own_client)
    assert {path: own_client.get(path).content for path in DATA} == before
    assert own_client.get("/readyz").status_code == 200


def spoil(settings: Settings, statement: str) -> None:
    database = Database(settings)
    with database.write() as connection:
        connection.execute(text(statement))


@pytest.fixture
def spoiled(settings: Settings) -> Callable[[str], None]:
    return lambda statement: spoil(settings, statement)


def test_a_failure_of_the_service_is_a_problem_too(
    serve: Serve, settings: Settings, spoiled: Callable[[str], None]
) -> None:
    spoiled("""UPDATE agency SET record = '{"code": "SAMR"}' WHERE code = 'SAMR'""")
    client = serve(settings)
    for path in ("/tasks?agency=SPC", "/agencies/SPC", "/exports/tasks.csv?agency=SPC"):
        for method in ("GET", "HEAD"):
            answer = client.request(method, path, headers={**ORIGIN, "If-None-Match": "*"})
            assert answer.status_code == 500
            assert answer.headers["access-control-allow-origin"] == "*"
            assert answer.headers["content-type"] == "application/problem+json"
        body = check_problem(client.get(path), 500)
        assert body["type"] == "urn:tuijin:problem:internal-error"
        assert "SAMR" not in body["detail"]  # what failed is for the log
        assert body["errors"] == []
    assert client.get("/tasks?plan=2025").status_code == 200


@pytest.mark.parametrize(
    ("table", "paths"),
    [("change", ["/changes"]), ("mark", ["/topics?group=right", "/terms?q=patent"])],
)
def test_a_missing_table_is_told(
    serve: Serve, settings: Settings, spoiled: Callable[[str], None], table: str, paths: list[str]
) -> None:
    spoiled(f'DROP TABLE "{table}"')
    client = serve(settings)
    for path in paths:
        check_problem(client.get(path), 503)
    assert client.get("/tasks").status_code == 200
    assert client.get("/topics").status_code == 200


def test_an_export_that_fails_midway_does_not_look_whole(
    serve_on_port: ServeOnPort, settings: Settings, spoiled: Callable[[str], None]
) -> None:
    spoiled("UPDATE task SET body = '{' WHERE plan_id = '2025' AND number = 118")
    with Client(base_url=serve_on_port(settings)) as client:
        with pytest.raises(RemoteProtocolError):
            client.get("/exports/tasks.csv")
        for _ in range(settings.exports + 1):  # it does not keep its slot
            with pytest.raises(RemoteProtocolError):
                client.get("/exports/tasks.csv?plan=2025")
        assert client.get("/exports/tasks.csv?plan=2024").status_code == 200


def test_nor_does_one_of_facts(serve_on_port: ServeOnPort, settings: Settings, spoiled: Callable[[str], None]) -> None:
    spoiled("UPDATE entry SET body = '{' WHERE kind = 'indicator' AND id = 'ip-talent-2024'")
    with Client(base_url=serve_on_port(settings)) as client:
        for _ in range(settings.exports + 1):
            with pytest.raises(RemoteProtocolError):
                client.get("/exports/indicators.csv")
        assert client.get("/exports/indicators.csv?document=week-2025").status_code == 200
