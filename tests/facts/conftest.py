"""Services over facts that are made up, beside those over what ships."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient

from service.config import Settings
from service.db import Database
from service.facts.book import Facts
from service.index.embedded_writer import EmbeddedWriter
from service.index.sync import catch_up
from service.index.turn import INDEX
from service.main import create_app
from service.records import PlanRecord
from tests.api.conftest import empty_client as empty_client
from tests.api.conftest import serve as serve
from tests.api.links import items
from tests.conftest import Backend, Template

from . import made
from .oracle import COLLECTIONS

Showing = Callable[[Facts, tuple[PlanRecord, ...]], TestClient]


def index(settings: Settings, database: Database) -> None:
    """Brings the embedded index up to the database."""
    catch_up(database, EmbeddedWriter(settings.data_dir / INDEX))


@pytest.fixture(scope="module")
def showing(
    backend: Backend, templates: dict[str, Template], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Showing]:
    """Opens a service over plans and facts of a module's own, for tests that only read."""
    opened: list[tuple[str, TestClient]] = []

    def show(facts: Facts, plans: tuple[PlanRecord, ...]) -> TestClient:
        name = f"tuijin_made_{uuid4().hex[:12]}"
        settings = templates["empty"].copy(backend, name, tmp_path_factory.mktemp("data"), seed="off")
        database = Database(settings)
        made.put(database, facts, *plans)
        catch_up(database, EmbeddedWriter(settings.data_dir / INDEX), anew=True)
        database.close()
        client = TestClient(create_app(settings), raise_server_exceptions=False)
        client.__enter__()
        opened.append((name, client))
        return client

    yield show
    for name, client in opened:
        client.__exit__(None, None, None)
        backend.drop(name)


@pytest.fixture(scope="module")
def eastern(showing: Showing) -> TestClient:
    """The service over the plans of the east."""
    return showing(made.EASTERN, made.EAST)


def shown(client: TestClient) -> dict[str, list[dict[str, Any]]]:
    """All that readers see, the dates of changes aside."""
    found = {name: items(client, f"/{name}?per_page=200") for name in (*COLLECTIONS, "tasks", "plans", "agencies")}
    for name in ("tasks", "plans"):
        for item in found[name]:
            del item["updated_at"]
    return found


def dates(client: TestClient) -> dict[str, str]:
    return {task["id"]: task["updated_at"] for task in items(client, "/tasks?per_page=200")}


def ids(client: TestClient, path: str) -> list[str]:
    return [item.get("id") or item["code"] for item in items(client, path)]


@pytest.fixture
def east(empty_client: TestClient, empty_database: Database) -> TestClient:
    """The service over the plans of the east, which a test may write to."""
    made.put(empty_database, made.EASTERN, *made.EAST)
    return empty_client
