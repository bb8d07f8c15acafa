"""Meilisearch: the server that is given or can be started, and its search as it comes, to compare with."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_hex
from tempfile import TemporaryDirectory
from time import perf_counter, sleep
from typing import Any

import httpx

from bench.machine import PATIENCE, Server, _free_port
from bench.relevance.asking import HITS, Refused, Unmeasurable, client
from bench.relevance.measures import Answer
from service import seed


@dataclass(frozen=True, slots=True)
class Meilisearch:
    """A running server. An index that `tuijin index` fills there stays, as it does in operation."""

    address: str
    key: str = field(repr=False)

    @property
    def settings(self) -> dict[str, str]:
        """Settings that make the service use it."""
        return {"TUIJIN_MEILI_URL": self.address} | ({"TUIJIN_MEILI_KEY": self.key} if self.key else {})

    def client(self) -> httpx.Client:
        # Answers are small and go no further than this machine or network: nothing is gained by packing them.
        headers = {"Accept-Encoding": "identity"} | ({"Authorization": f"Bearer {self.key}"} if self.key else {})
        return client(self.address, headers)


@contextmanager
def found() -> Iterator[Meilisearch | None]:
    """The server of MEILI_URL, else one of our own; `None` where there is neither, since nobody has to have one."""
    if address := os.environ.get("MEILI_URL"):
        given = Meilisearch(address, os.environ.get("MEILI_KEY") or os.environ.get("MEILI_MASTER_KEY") or "")
        _check(given)
        yield given
    elif program := shutil.which("meilisearch"):
        with TemporaryDirectory(prefix="bench-") as folder, _started(program, Path(folder)) as ours:
            yield ours
    else:
        yield None


def _check(server: Meilisearch) -> None:
    try:
        with server.client() as asked:
            _json(asked.get("/health"))
    except httpx.HTTPError as error:
        raise Unmeasurable(f"Meilisearch does not answer at MEILI_URL, {server.address}: {error}") from None


@contextmanager
def _started(program: str, folder: Path) -> Iterator[Meilisearch]:
    port, key = _free_port(), token_hex(16)
    # A key and paths of its own even if the environment has MEILI_* variables for another server.
    options = {
        "--http-addr": f"127.0.0.1:{port}",
        "--master-key": key,
        "--env": "development",
        "--db-path": str(folder / "data"),
        "--dump-dir": str(folder / "dumps"),
        "--snapshot-dir": str(folder / "snapshots"),
    }
    arguments = [word for option in options.items() for word in option]
    with Server([program, "--no-analytics", *arguments], {}, port, "/health"):
        yield Meilisearch(f"http://127.0.0.1:{port}", key)


class Plain:
    """Meilisearch with default settings, over an index of the shipped tasks."""

    name = "plain"

    def __init__(self, asked: httpx.Client, index: str) -> None:
        self._client = asked
        self._index = index

    def ask(self, text: str) -> Answer:
        response = self._client.post(f"/indexes/{self._index}/search", json={"q": text, "limit": HITS})
        if response.status_code != 200:
            raise Refused(response)
        try:
            body = response.json()
            return Answer([str(hit["id"]) for hit in body["hits"]], int(body["estimatedTotalHits"]))
        except (KeyError, TypeError, ValueError):
            raise Refused(response) from None


@contextmanager
def plain(server: Meilisearch) -> Iterator[Plain]:
    """Its index is made for the occasion, and deleted afterwards."""
    index = f"bench-{token_hex(8)}"
    with server.client() as asked:
        try:
            _do(asked, "POST", "/indexes", {"uid": index, "primaryKey": "id"})
            _do(asked, "POST", f"/indexes/{index}/documents", _documents())
            yield Plain(asked, index)
        finally:
            with suppress(httpx.HTTPError):  # what went wrong before is what is worth telling
                asked.delete(f"/indexes/{index}")


def _documents() -> list[dict[str, str]]:
    return [
        {
            "id": f"{plan.id}-{task.number}",
            "title_zh": task.title.zh,
            "title_en": task.title.en,
            "text_zh": task.text.zh,
            "text_en": task.text.en,
        }
        for plan in seed.plans()
        for task in plan.tasks
    ]


def _do(asked: httpx.Client, method: str, path: str, content: Any) -> None:
    """Meilisearch queues what changes an index; this waits until it is done."""
    task = _json(asked.request(method, path, json=content))["taskUid"]
    end = perf_counter() + PATIENCE
    while (state := _json(asked.get(f"/tasks/{task}")))["status"] != "succeeded":
        if state["status"] in ("failed", "canceled") or perf_counter() > end:
            raise Unmeasurable(f"Meilisearch, {method} {path}: {state['status']}, {state.get('error')}")
        sleep(0.05)


def _json(response: httpx.Response) -> Any:
    if not response.is_success:
        raise Unmeasurable(f"Meilisearch answered {response.url.path} with {Refused(response).in_full()}")
    return response.json()
