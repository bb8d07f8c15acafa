"""Who only follows `/changes` and reads again what it names ends with the same data; `updated_at` tells the truth."""

import random
from collections import Counter
from typing import Any

from fastapi.testclient import TestClient

from service.db import Database

from .everything import Data, Key, everything
from .links import items
from .served import ALONE, COLLECTIONS, KINDS
from .wandering import step

MANY = 20
"""Changes of one kind from which on a client reads the list, and not each item."""
FILTERED_BY_MORE = {"initiative", "evidence"}
"""What may be put though it shows nothing new: it is found by the agencies of its tasks, which it does not show."""


class Mirror:
    """A client that knows nothing but the change log and the resources."""

    def __init__(self, client: TestClient) -> None:
        self._client = client
        self._revision = 0
        self.data: Data = {}

    def follow(self) -> None:
        changes = items(self._client, f"/changes?after={self._revision}&per_page=30")
        named = {(change["kind"], change["id"]) for change in changes}
        many = {kind for kind, count in Counter(kind for kind, _ in named).items() if count > MANY}
        # What has no address of its own is read in its list; agencies too, which alone show more than listed.
        listed = {kind for kind, path in KINDS.items() if path not in ALONE} | {"agency"} | many
        lists = {kind: self._all(kind) for kind in {kind for kind, _ in named} & listed - {"section"}}
        for key in named:
            kind, name = key
            found = lists[kind].get(name) if kind in lists else self._read(kind, name)
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
        answer = self._client.get(f"{KINDS[kind]}/{id}")
        assert answer.status_code in (200, 404)
        return answer.json() if answer.status_code == 200 else None

    def _all(self, kind: str) -> dict[str, dict[str, Any]]:
        path = KINDS[kind]
        return {item[COLLECTIONS[path].key]: item for item in items(self._client, f"{path}?per_page=200")}


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
        told = {(change["kind"], change["id"]) for change in changes}
        assert changed <= told
        assert {kind for kind, _ in told - changed} <= FILTERED_BY_MORE
        assert {change["at"] for change in changes} == {
            after[key]["updated_at"] for key in changed if key in after and "updated_at" in after[key]
        } or not any(key[0] in ("task", "plan") and key in after for key in changed)
        before = after
    assert moved > 40


def without_date(data: Data, key: Key) -> dict[str, Any] | None:
    found = data.get(key)
    return None if found is None else {name: value for name, value in found.items() if name != "updated_at"}
