"""A page costs the same few statements whatever it holds, and what has been read once costs next to none."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from service.db import Params, Row, Snapshot
from service.queries import Statement

from .conftest import Serve, settings_of
from .served import KINDS
from .test_conditional_reads import tag_of

READS = [
    "/tasks?agency=CNIPA&",
    "/tasks?agency=CNIPA&agency=SPC&section=2&role=lead&",
    "/tasks?after=2024-1&",
    "/tasks?sort=-updated_at&updated_since=2025-01-01&",
    "/plans/2025/sections?",
    "/changes?",
    *(f"{path}?" for path in KINDS.values()),
    "/deliverables?agency=CNIPA&role=lead&plan=2025&",
    "/instruments?q=商标&",
]


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every statement that a snapshot runs from here on."""
    run: list[str] = []
    rows, row = Snapshot.rows, Snapshot.row

    def noting_rows(self: Snapshot, statement: Statement, params: Params) -> list[Row]:
        run.append(str(statement))
        return rows(self, statement, params)

    def noting_row(self: Snapshot, statement: Statement, params: Params) -> Row | None:
        run.append(str(statement))
        return row(self, statement, params)

    monkeypatch.setattr(Snapshot, "rows", noting_rows)
    monkeypatch.setattr(Snapshot, "row", noting_row)
    return run


def cost(client: TestClient, statements: list[str], address: str, **options: Any) -> int:
    statements.clear()
    assert client.get(address, **options).status_code in (200, 304)
    return sum("dataset" not in statement for statement in statements)


@pytest.mark.parametrize("read", [*READS, "/documents/report-2025/statements?part=reported&"])
def test_a_page_of_one_costs_what_a_page_of_200_does(
    client: TestClient, serve: Serve, statements: list[str], read: str
) -> None:
    def first(per_page: int) -> int:
        return cost(serve(settings_of(client), cache_bytes=0), statements, f"{read}per_page={per_page}")

    assert first(1) == first(50) == first(200) <= 5


@pytest.mark.parametrize("read", READS)
def test_the_next_page_costs_one(client: TestClient, serve: Serve, statements: list[str], read: str) -> None:
    own = serve(settings_of(client), cache_bytes=0)
    cost(own, statements, f"{read}per_page=1")
    assert cost(own, statements, f"{read}per_page=3") == 1


def test_a_repeat_and_a_304_read_the_revision_only(client: TestClient, serve: Serve, statements: list[str]) -> None:
    own = serve(settings_of(client))
    tag = tag_of(own, "/tasks?per_page=2")
    assert cost(own, statements, "/tasks?per_page=2") == 0
    for fresh in (own, serve(settings_of(client))):
        assert cost(fresh, statements, "/tasks?per_page=2", headers={"If-None-Match": tag}) == 0
        assert len(statements) <= 1
