"""How much memory the service holds once it has answered everything, and that its cache keeps to its bound."""

import re

from bench import datasets
from bench.machine import Server
from bench.pages import full_pages
from bench.report import Goal, decimal
from bench.setting import Setting, postgres, sqlite
from service.config import Settings

ODD = (
    "/plans", "/plans/2025/sections", "/agencies", "/agencies/SAMR", "/changes?per_page=200", "/tasks/2025-41",
    "/tasks?section=2&sort=-updated_at", "/tasks?agency=nobody%20at%20all", "/tasks?agency=%E5%B8%82%E5%9C%BA",
    "/exports/tasks.csv", "/exports/tasks.jsonl", "/status", "/openapi.json", "/docs", "/metrics",
)  # fmt: skip
"""One of each kind, those too that are answered with an error."""


def run(setting: Setting) -> None:
    report = setting.report
    report.title("Memory: shipped data, after all kinds of reads and enough pages to fill the cache, MB resident")
    first = "/tasks?per_page=20"
    limit = Settings(cache_bytes=Settings.model_fields["cache_bytes"].default).cache_bytes
    with sqlite(datasets.shipped(), first) as server:
        report.judge("at the first answer", [server.resident_bytes / 1e6], decimal)
        _exercise(setting, server)
        # With the search's tables, which every process loads; without them it was 120.
        report.judge("after load", [server.resident_bytes / 1e6], decimal, Goal("<=", 250))
        held = _cache_bytes(server)
    report.judge("  of which ready answers", [held / 1e6], decimal, Goal("<=", limit / 1e6))
    if setting.cluster is not None:
        with postgres(setting.cluster.shipped(), first) as server:
            _exercise(setting, server)
            report.judge("after load, Postgres", [server.resident_bytes / 1e6], decimal)


def _exercise(setting: Setting, server: Server) -> None:
    for path in ODD:
        server.get(path)
    pages = [f"{path}&sort={sort}" for path in _pages() for sort in ("id", "-id")]
    for connections in (8, 64):
        setting.load.run(server, "memory", pages, connections, setting.plan.seconds * 3)
    for path in ODD:
        server.get(path)


def _pages() -> list[str]:
    """More pages, of all lengths, than the cache can hold."""
    found = [page.service for page in full_pages(datasets.file_of(datasets.shipped()))]
    found += [f"/tasks?per_page={size}&page={page}" for size in range(10, 201) for page in range(1, 228 // size + 2)]
    return found


def _cache_bytes(server: Server) -> float:
    found = re.search(rb"^tuijin_cache_bytes ([\d.e+]+)$", server.body("/metrics"), re.MULTILINE)
    if found is None:
        raise RuntimeError("the service does not say how much its cache holds")
    return float(found[1])
