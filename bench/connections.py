"""Whether many connections are served as fast as few, without an error and without a stall."""

from contextlib import ExitStack

from bench import datasets
from bench.machine import Server
from bench.pages import PER_PAGE, full_pages
from bench.report import Goal, number
from bench.rounds import Contestant, fair, interleave, rate, ratios, table
from bench.setting import FEW, Setting, postgres, sqlite

FEWER, MORE = 8, 64
STALL = 1.0
"""Seconds without any answer, or until one answer, that count as a stall."""


def run(setting: Setting) -> None:
    data = datasets.shipped()
    paths = [page.service for page in full_pages(datasets.file_of(data))]
    # No index has these in order, so they are read in threads.
    threads = [f"/tasks?section={part}&per_page={PER_PAGE}&page={page}" for part in (1, 2, 3) for page in (1, 2)]
    with ExitStack() as servers:

        def up(server: Server) -> Server:
            return servers.enter_context(server)

        kinds = [
            ("repeated read", up(sqlite(data, paths[0])), paths[:1]),
            ("first read", up(sqlite(data, paths[0], cache=FEW)), paths),
            ("first read in a thread", up(sqlite(data, paths[0], cache=0)), threads),
        ]
        if setting.cluster is not None:
            kinds.append(("first read, Postgres", up(postgres(setting.cluster.shipped(), paths[0], cache=FEW)), paths))
        for _, server, asked in kinds:
            for path in asked:
                server.body(path)  # from here on all totals are known
        measured = [
            Contestant(f"{name}, {connections} connections", server, asked, connections)
            for name, server, asked in kinds
            for connections in (FEWER, MORE)
        ]
        found = interleave(setting.load, setting.plan, measured)
    report = setting.report
    report.title("Connections: 228 tasks, pages of 20")
    table(report, found)
    for name, _, _ in kinds:
        fewer, more = (found[f"{name}, {connections} connections"] for connections in (FEWER, MORE))
        goals = (None, None, None) if "Postgres" in name else (Goal(">=", 0.85), Goal("=", 0), Goal("<", STALL * 1e3))
        values, how = (ratios(more, fewer, rate), "") if goals[0] is None else fair(more, fewer, rate)
        report.judge(f"rate of a {name} at {MORE} / at {FEWER}{how}", values, goal=goals[0])
        failed = [float(each.errors + each.unanswered) for each in more]
        report.judge("  errors and requests never answered", failed, number, goals[1])
        report.judge("  longest gap between answers, ms", [each.gap * 1e3 for each in more], number, goals[2])
        report.judge("  slowest answer, ms", [each.slowest * 1e3 for each in more], number, goals[2])
