"""How long it takes from the command to the first answer, beside Datasette; both as they ship."""

from bench import datasets
from bench.machine import datasette
from bench.pages import Page
from bench.report import Goal, seconds
from bench.setting import Setting, sqlite


def run(setting: Setting) -> None:
    rows, metadata = setting.rows()
    page = Page()
    ours: list[float] = []
    theirs: list[float] = []
    for _ in range(setting.plan.rounds):
        with sqlite(datasets.shipped(), page.service) as server:
            ours.append(server.first_answer)
        with datasette(page.canned, rows, metadata) as server:
            theirs.append(server.first_answer)
    report = setting.report
    report.title("Start: from the command to the first page")
    report.judge("tuijin serve, s", ours, seconds)
    report.judge("datasette serve, s", theirs, seconds)
    report.judge("start / Datasette's", [a / b for a, b in zip(ours, theirs, strict=True)], goal=Goal("<=", 1.5))
