"""How much memory the service holds once it has answered thousands of searches."""

import sys
from urllib.parse import quote

import psutil  # type: ignore[import-untyped]

from bench.machine import service
from bench.report import Goal, decimal
from bench.search import questions
from bench.search.corpora import FEW, MANY, READY, corpus, data_directory
from bench.search.setting import Setting

SEARCHES = 4_000
"""At the least; so many at 228 tasks."""


def run(setting: Setting) -> None:
    report = setting.report
    asked = [f"/search?q={quote(text)}" for text in questions.different(SEARCHES)]
    asked += [f"/suggest?q={quote(text)}" for text in (*questions.TYPED, *questions.PLAIN, *questions.SLIPS)]
    asked += [f"/search?q={quote(text)}" for text in (*questions.SLIPS, *questions.WHOLE, *questions.BEGUN)]
    report.title("Memory: the server process, MB resident")
    for tasks in (FEW, MANY):
        folder = data_directory(corpus(tasks), setting.folder)
        with service(READY, {"TUIJIN_DATA_DIR": str(folder), "TUIJIN_INDEX_SECONDS": "0"}) as server:
            report.judge(f"{tasks:,} tasks, before the first search", [server.resident_bytes / 1e6], decimal)
            answers = 0
            while answers < (SEARCHES if tasks == FEW else SEARCHES / 4):
                measured = setting.load.run(server, f"memory {tasks}", asked, 8, setting.plan.seconds)
                answers += measured.answers
            goal = Goal("<=", 250) if tasks == FEW else None
            report.judge(f"{tasks:,} tasks, after {answers:,} searches", [server.resident_bytes / 1e6], decimal, goal)
            if sys.platform == "linux":
                # The system takes files that are mapped, the index, out of memory whenever it needs the room.
                files = psutil.Process(server._process.pid).memory_info().shared
                report.judge("  of which mapped files", [files / 1e6], decimal)
