"""Who only follows `/changes` and reads again what it names ends with the same data; `updated_at` tells the truth."""

import random
from typing import Any

from fastapi.testclient import TestClient

from service.db import Database

from .links import items
from .wandering import step

Key = tuple[str, str]
Data = dict[Key, dict[str, Any]]


def everything(client: TestClient) -> Data:
    """All that is served, by kind and id as the change log names it."""
    plans = items(client, "/plans")
    data = {("plan", plan["id"]): plan for plan in plans}
    data |= {("task", task["id"]): task for task in items(client, "/tasks?per_page=200")}
    data |= {("agency", agency["code"]): agency for agency in items(client, "/agencies")}
    for plan in plans:
        for section in items(client, f"/plans/{plan['id']}/sections"):
            data["section", f"{plan['id']}:{section['number']}"] = section
    return data


class Mirror:
    """A client that knows nothing but the change log and the resources."""

    def __init__(self, client: TestClient) -> None:
        self._client = client
        self._revision = 0
        self.data: Data = {}

    def follow(self) -> None:
        changes = items(self._client, f"/changes?after={self._revision}&per_page=30")
        for key in {(change["kind"], change["id"]) for change in changes}:
            found = self._read(*key)
            if found is None:
                self.data.pop(key, None)
            else:
                self.data[key] = found
        last = {(change["kind"], change["id"]): change["change"] for change in changes}
        assert all((key in self.data) == (change == "put") for key, change in last.items())
        self._revision = max((change["revision"] for change in changes), default=self._revision)

    def _read(self, kind: str, id: str) -> dict[str, Any] | None:
        if kind == "section":
            plan, _, number = id.partition(":")
            sections = items(self._client, f"/plans/{plan}/sections")
            return next((section for section in sections if section["number"] == number), None)
        path = {"plan": "/plans", "task": "/tasks", "agency": "/agencies"}[kind]
        answer = self._client.get(f"{path}/{id}")
        assert answer.status_code in (200, 404)
        return answer.json() if answer.status_code == 200 else None


def test_a_mirror_ends_with_the_same_data(own_client: TestClient, database: Database) -> None:
    dice = random.Random(41)
    mirror = Mirror(own_client)
    for _ in range(20):
        step(database, dice)
        if dice.random() < 0.3:
            mirror.follow()
            assert mirror.data == everything(own_client)
    mirror.follow()
    assert mirror.data == everything(own_client)


def test_updated_at_moves_exactly_with_the_public_json(own_client: TestClient, database: Database) -> None:
    dice = random.Random(16)
    before = everything(own_client)
    moved = 0
    for _ in range(20):
        revision = own_client.get("/status").json()["dataset"]["revision"]
        step(database, dice)
        after = everything(own_client)
        changed = {key for key in before.keys() | after.keys() if without_date(before, key) != without_date(after, key)}
        for key in before.keys() & after.keys():
            if "updated_at" in after[key]:
                earlier, later = before[key]["updated_at"], after[key]["updated_at"]
                assert (later > earlier) if key in changed else (later == earlier), key
                moved += later > earlier
        changes = items(own_client, f"/changes?after={revision}&per_page=200")
        assert {(change["kind"], change["id"]) for change in changes} == changed
        assert {change["at"] for change in changes} == {
            after[key]["updated_at"] for key in changed if key in after and "updated_at" in after[key]
        } or not any(key[0] in ("task", "plan") and key in after for key in changed)
        before = after
    assert moved > 40


def without_date(data: Data, key: Key) -> dict[str, Any] | None:
    found = data.get(key)
    return None if found is None else {name: value for name, value in found.items() if name != "updated_at"}
