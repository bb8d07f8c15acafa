"""Our service as a contestant: started as it ships, on either engine, or one that is running already."""

import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from time import perf_counter, sleep

import httpx

from bench.machine import HOME, PATIENCE, Server, command, environment, service
from bench.relevance.asking import HITS, Refused, Unmeasurable, client
from bench.relevance.measures import Answer


class Service:
    """Takes no answer of another engine than the one it is to be measured on, or that answered first."""

    def __init__(self, asked: httpx.Client, engine: str | None = None) -> None:
        self._client = asked
        self._engine = engine

    @property
    def name(self) -> str:
        return self._engine or str(self._client.base_url)

    def ask(self, text: str) -> Answer:
        response = self._client.get("/search", params={"q": text, "per_page": HITS})
        if response.status_code != 200:
            raise Refused(response)
        try:
            body = response.json()
            answer = Answer([str(item["task"]["id"]) for item in body["items"]], int(body["total"]))
            engine = str(body["engine"])
        except (KeyError, TypeError, ValueError):
            raise Refused(response) from None
        self._engine = self._engine or engine
        if engine != self._engine:
            raise Unmeasurable(f"the service answered by its engine `{engine}` where `{self._engine}` was to answer")
        return answer


@contextmanager
def running(address: str) -> Iterator[Service]:
    """A service that somebody else has started; it is named after the engine that it answers by."""
    with client(address) as asked:
        yield Service(asked)


@contextmanager
def started(engine: str, more: Mapping[str, str]) -> Iterator[Service]:
    """The service on the shipped data, in a folder of its own, with these settings."""
    with TemporaryDirectory(prefix="bench-") as folder:
        settings = {"TUIJIN_DATA_DIR": folder, **more}
        for name in ("migrate", "seed", "index"):
            _run(name, settings)
        with service("/healthz", settings) as server:
            _wait(server)
            with client(f"http://127.0.0.1:{server.port}") as asked:
                yield Service(asked, engine)


def _run(name: str, settings: Mapping[str, str]) -> None:
    done = subprocess.run(
        [command("tuijin"), name], cwd=HOME, env=environment(settings), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Unmeasurable(f"tuijin {name} ended with {done.returncode}: {(done.stderr or done.stdout).strip()}")


def _wait(server: Server) -> None:
    """An index may still be read after the service answers at all."""
    end = perf_counter() + PATIENCE
    while True:
        status, body = server.get("/readyz")
        if status == 200:
            return
        if perf_counter() > end:
            raise Unmeasurable(f"/readyz was answered with {status}: {body[:500].decode(errors='replace')}")
        sleep(0.05)
