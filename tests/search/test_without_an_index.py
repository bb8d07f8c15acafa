"""While there is no index, searches say so and all else answers; once there is one, they answer without a restart."""

import shutil
from pathlib import Path

from fastapi.testclient import TestClient

from service.config import Settings
from service.db import Database
from tests.api.conftest import Serve
from tests.api.shapes import check_problem
from tests.api.test_conditional_reads import DATA

from .conftest import index, search

SEARCHES = ["/search?q=专利", "/search?q=专利&plan=2025", "/suggest", "/suggest?q=专"]


def test_searches_wait_and_all_else_does_not(
    serve: Serve, settings: Settings, database: Database, tmp_path: Path
) -> None:
    settings = settings.model_copy(update={"data_dir": tmp_path / "new"})
    client = serve(settings)
    for path in SEARCHES:
        for headers in ({}, {"If-None-Match": "*"}):
            answer = client.get(path, headers=headers)
            body = check_problem(answer, 503)
            assert body["type"] == "urn:tuijin:problem:unavailable"
            assert answer.headers["retry-after"]
        assert client.head(path).status_code == 503
    for path in (*DATA, "/healthz", "/metrics", "/openapi.json"):
        assert client.get(path).status_code == 200, path
    check_problem(client.get("/search?q="), 422)
    index(settings, database)
    for path in SEARCHES:
        assert client.get(path).status_code == 200
    assert search(client, "商业秘密")["engine"] == "embedded"


def test_an_index_that_is_gone_is_told(own_client: TestClient, settings: Settings, database: Database) -> None:
    before = search(own_client, "商业秘密")
    shutil.rmtree(settings.data_dir / "index")
    for path in SEARCHES:
        assert own_client.get(path).status_code in (200, 503)
    assert own_client.get("/tasks").status_code == 200
    index(settings, database)
    assert search(own_client, "商业秘密") == before
