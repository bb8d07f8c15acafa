"""Services over facts that are made up, beside those over what ships."""

from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient

from service.config import Settings
from service.db import Database
from service.facts.book import Facts
from service.index.embedded import EmbeddedWriter
from service.index.sync import catch_up
from service.index.turn import INDEX
from service.main import create_app
from service.records import PlanRecord
from tests.api.conftest import empty_client as empty_client
from tests.api.conftest import on_one_database as on_one_database
from tests.api.conftest import serve as serve
from tests.conftest import Backend, Template

from . import made

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
