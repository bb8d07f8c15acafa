"""Whether a page costs the same whatever stands beside it: at 1,000,000 tasks as at 228, of a common and a rare agency.

Every read here is a first one: the cache is off, or more pages of plan and agency are asked for in turn than it holds.
"""

import sqlite3
from contextlib import ExitStack
from pathlib import Path
from random import Random
from typing import Any

from bench import datasets
from bench.machine import Server, contestant
from bench.pages import PER_PAGE, full_pages
from bench.report import Goal
from bench.rounds import Contestant, fair, interleave, p50, rate, ratios, table
from bench.setting import Setting, postgres, sqlite

FIRST_PAGE = f"/tasks?per_page={PER_PAGE}"
DISTINCT = 1_500
"""Pages in turn: twice as many as the cache holds as it ships."""

FIRST_228, FIRST_1M = "first page at 228", "first page at 1M"
LAST_228, LAST_1M = "last page at 228", "last page at 1M"
COMMON, RARE = "common agency at 1M", "rare agency at 1M"
DISTINCT_1M, FASTAPI_1M = "first read at 1M", "bare FastAPI route"
ON_POSTGRES = ", Postgres"


def run(setting: Setting) -> None:
    file = datasets.file_of(datasets.million())
    with ExitStack() as servers:

        def up(server: Server) -> Server:
            return servers.enter_context(server)

        few = up(sqlite(datasets.shipped(), FIRST_PAGE, cache=0))
        many = up(sqlite(datasets.million(), FIRST_PAGE, cache=0))
        common, rare = _agencies(file, many)
        measured = _pages(file, few, many, common, rare)
        if setting.cluster is not None:
            few = up(postgres(setting.cluster.shipped(), FIRST_PAGE, cache=0))
            many = up(postgres(setting.cluster.million(), FIRST_PAGE, cache=0))
            measured += _pages(file, few, many, common, rare, ON_POSTGRES)

        paths = [page.service for page in full_pages(file) if page.plan and page.agency]
        paths = Random(1).sample(paths, DISTINCT)
        as_shipped = up(sqlite(datasets.million(), FIRST_PAGE))
        bodies = {path: as_shipped.body(path) for path in paths}
        fastapi = up(contestant("fastapi_app", paths[0], setting.answers("million", bodies)))
        measured += [Contestant(DISTINCT_1M, as_shipped, paths), Contestant(FASTAPI_1M, fastapi, paths)]

        for each in measured:
            each.server.body(each.paths[0])  # from here on all totals are known
        found = interleave(setting.load, setting.plan, measured)
    report = setting.report
    report.title(
        f"Scale: pages of 20 with exact total, 8 connections; last ones by `after`; common: {common}, rare: {rare}"
    )
    table(report, found)
    values, how = fair(found[DISTINCT_1M], found[FASTAPI_1M], rate)
    report.judge(f"{DISTINCT_1M} / {FASTAPI_1M}{how}", values, goal=Goal(">=", 0.4))
    for over, under in ((FIRST_1M, FIRST_228), (LAST_1M, LAST_228), (COMMON, RARE)):
        values, how = fair(found[over], found[under], p50)
        report.judge(f"p50 of {over} / {under}{how}", values, goal=Goal("<=", 1.3))
    if setting.cluster is not None:
        for over, under in ((FIRST_1M, FIRST_228), (LAST_1M, LAST_228), (COMMON, RARE)):
            values = ratios(found[over + ON_POSTGRES], found[under + ON_POSTGRES], p50)
            report.judge(f"p50 of {over} / {under}{ON_POSTGRES}", values)


def _pages(file: Path, few: Server, many: Server, common: str, rare: str, on: str = "") -> list[Contestant]:
    last_page = f"{FIRST_PAGE}&after={_before_the_last(file)}"
    return [
        Contestant(FIRST_228 + on, few, [FIRST_PAGE]),
        Contestant(FIRST_1M + on, many, [FIRST_PAGE]),
        Contestant(LAST_228 + on, few, [last_page]),
        Contestant(LAST_1M + on, many, [last_page]),
        Contestant(COMMON + on, many, [_of(common)]),
        Contestant(RARE + on, many, [_of(rare)]),
    ]


def _of(agency: str) -> str:
    return f"{FIRST_PAGE}&agency={agency}"


def _before_the_last(file: Path) -> str:
    """The task behind which one page is left."""
    found = _ask(file, f"SELECT plan_id, number FROM task ORDER BY plan_id DESC, number DESC LIMIT 1 OFFSET {PER_PAGE}")
    return f"{found[0][0]}-{found[0][1]}"


def _agencies(file: Path, server: Server) -> tuple[str, str]:
    """The agency with the most tasks, and of those with less than one task in a hundred the one whose page is most
    nearly as long: what is compared is how the tasks are found, and not how much is to be sent."""
    counts = _ask(file, "SELECT agency, count(*) FROM assignment GROUP BY agency ORDER BY count(*) DESC")
    tasks = _ask(file, "SELECT count(*) FROM task")[0][0]
    common = str(counts[0][0])
    length = len(server.body(_of(common)))
    rare = [str(agency) for agency, count in counts if PER_PAGE <= count < tasks / 100]
    return common, min(rare, key=lambda agency: abs(len(server.body(_of(agency))) - length))


def _ask(file: Path, query: str) -> list[tuple[Any, ...]]:
    connection = sqlite3.connect(file)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()
