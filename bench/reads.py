"""Repeated and first reads of the shipped data, against bare routes that give the same bytes and against Datasette."""

import json
from contextlib import ExitStack

from bench import contestants, datasets
from bench.machine import Server, contestant
from bench.pages import Page, full_pages
from bench.report import Goal
from bench.rounds import Contestant, fair, interleave, rate, ratios, table
from bench.setting import FEW, Setting, postgres, sqlite

STARLETTE, FASTAPI = "bare Starlette route", "bare FastAPI route, 4 parameters"
REPEATED, FIRST = "repeated read", "first read"
CANNED, READY = "Datasette, canned SQL", "Datasette, canned SQL over ready bodies"
VIEW = "Datasette, JSON of a view"
ON_POSTGRES = ", Postgres"


def run(setting: Setting) -> None:
    data = datasets.shipped()
    pages = full_pages(datasets.file_of(data))
    paths = [page.service for page in pages]
    with ExitStack() as servers:

        def up(server: Server) -> Server:
            return servers.enter_context(server)

        first = up(sqlite(data, paths[0], cache=FEW))
        bodies = {path: first.body(path) for path in paths}  # from here on all totals are known
        bare = setting.answers("shipped", bodies)
        starlette = up(contestant("starlette_app", paths[0], bare))
        fastapi = up(contestant("fastapi_app", paths[0], bare))
        rows, metadata = setting.rows()
        given = {contestants.ROWS: str(rows), contestants.METADATA: str(metadata)}
        datasette = up(contestant("datasette_app", pages[0].canned, given))
        _must_agree(bodies, pages, starlette, fastapi, datasette)
        measured = [
            Contestant(STARLETTE, starlette, paths[:1]),
            Contestant(REPEATED, up(sqlite(data, paths[0])), paths[:1]),
            Contestant(FASTAPI, fastapi, paths),
            Contestant(FIRST, first, paths),
            Contestant(CANNED, datasette, [page.canned for page in pages]),
            Contestant(READY, datasette, [page.ready for page in pages]),
            Contestant(VIEW, datasette, [page.view for page in pages]),
        ]
        if setting.cluster is not None:
            address = setting.cluster.shipped()
            theirs = up(postgres(address, paths[0], cache=FEW))
            for path in paths:
                theirs.body(path)
            measured += [
                Contestant(REPEATED + ON_POSTGRES, up(postgres(address, paths[0])), paths[:1]),
                Contestant(FIRST + ON_POSTGRES, theirs, paths),
            ]
        found = interleave(setting.load, setting.plan, measured)
    report = setting.report
    report.title(f"Reads: 228 tasks, pages of 20, 8 connections; first reads are of {len(paths)} pages in turn")
    table(report, found)
    for over, under, goal in (
        (REPEATED, STARLETTE, Goal(">=", 0.8)),
        (FIRST, FASTAPI, Goal(">=", 0.4)),
        (FIRST, CANNED, Goal(">=", 5)),
        (FIRST, READY, None),
        (FIRST, VIEW, Goal(">=", 20)),
        (REPEATED + ON_POSTGRES, STARLETTE, None),
        (FIRST + ON_POSTGRES, FASTAPI, None),
    ):
        if over in found and goal is not None:
            values, how = fair(found[over], found[under], rate)
            report.judge(f"{over} / {under}{how}", values, goal=goal)
        elif over in found:
            report.judge(f"{over} / {under}", ratios(found[over], found[under], rate))


def _must_agree(
    bodies: dict[str, bytes], pages: list[Page], starlette: Server, fastapi: Server, datasette: Server
) -> None:
    """Everybody answers with the same: the bare routes with the same bytes, Datasette with the same tasks."""
    for page in pages:
        body = bodies[page.service]
        tasks = json.loads(body)["items"]
        view = json.loads(datasette.body(page.view))
        ids = view["columns"].index("id")
        same = {
            STARLETTE: starlette.body(page.service) == body,
            FASTAPI: fastapi.body(page.service) == body,
            CANNED: json.loads(datasette.body(page.canned)) == tasks,
            READY: json.loads(datasette.body(page.ready)) == tasks,
            VIEW: [row[ids] for row in view["rows"]] == [task["id"] for task in tasks],
        }
        if others := [name for name, agrees in same.items() if not agrees]:
            raise RuntimeError(f"{', '.join(others)}: not the same answer to {page}")
