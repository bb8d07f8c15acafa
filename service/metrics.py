"""What operators watch: requests and their time by route and status, ready answers, in the Prometheus format.

With several worker processes each writes its figures to files that all of them share (`PROMETHEUS_MULTIPROC_DIR`, set
by `tuijin serve` before the library is imported), so that `/metrics` speaks for the whole service whoever answers it.
"""

import os
from collections.abc import Iterable
from pathlib import Path
from time import perf_counter

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, Metric, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

REQUESTS = Counter("tuijin_requests_total", "Requests answered.", ["route", "status"])
SECONDS = Histogram(
    "tuijin_request_seconds",
    "Time to the last byte handed to the server, in seconds.",
    ["route"],
    buckets=(0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
CACHE_BYTES = Gauge("tuijin_cache_bytes", "Memory held by ready answers.", multiprocess_mode="livesum")
SEARCHES = Counter("tuijin_searches_total", "Searches that were not answered from memory.", ["engine"])
FALLBACKS = Counter("tuijin_search_fallbacks_total", "Times that Meilisearch stopped answering.")
MISSES = Counter("tuijin_search_misses_total", "Searches that found nothing.")

UNKNOWN = "unknown"
"""The route of a request that found none: its path is the caller's choice and must not become a label."""


def exposition() -> tuple[bytes, str]:
    """The figures and their media type."""
    folder = os.environ.get("PROMETHEUS_MULTIPROC_DIR")
    if folder is None:
        return generate_latest(), CONTENT_TYPE_LATEST
    registry = CollectorRegistry()
    registry.register(AllWorkers(Path(folder)))
    return generate_latest(registry), CONTENT_TYPE_LATEST


class AllWorkers(Collector):
    """What every worker has written.

    A worker makes its files empty and sizes them a moment later; one that is killed in between leaves an empty file
    for good. The library's own collector fails on such a file (its issue 1199) and with it all figures of all workers.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def collect(self) -> Iterable[Metric]:
        written = [str(file) for file in sorted(self._folder.glob("*.db")) if file.stat().st_size]
        found: Iterable[Metric] = MultiProcessCollector.merge(written)  # type: ignore[no-untyped-call]
        return found


class Measuring:
    """Counts and times every request; stands outside the cache, so that its answers count too."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        # To look labels up in the library takes longer than to answer from the cache.
        self._counters: dict[tuple[str, int], Counter] = {}
        self._timers: dict[str, Histogram] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = perf_counter()
        status = 500

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, noting)
        finally:
            self._note(scope.get("tuijin.route") or UNKNOWN, status, perf_counter() - began)

    def _note(self, route: str, status: int, seconds: float) -> None:
        counter = self._counters.get((route, status))
        if counter is None:
            counter = self._counters[route, status] = REQUESTS.labels(route, str(status))
        timer = self._timers.get(route)
        if timer is None:
            timer = self._timers[route] = SECONDS.labels(route)
        counter.inc()
        timer.observe(seconds)
