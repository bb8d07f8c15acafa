"""How long the store takes for 100,000 tasks, in one transaction and with everything that belongs to a write."""

from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from bench import datasets
from bench.machine import SERVER_CORE, on_core
from bench.report import Goal, seconds
from bench.setting import Setting

WITHIN = 30


def run(setting: Setting) -> None:
    made = datasets.made_plans()
    took = []
    for _ in range(1 if setting.plan.quick else 3):
        with TemporaryDirectory(dir=setting.folder) as folder, on_core(SERVER_CORE):
            database = datasets.sown(Path(folder))
            began = perf_counter()
            datasets.store(database, made)
            took.append(perf_counter() - began)
            database.close()
    tasks = sum(len(plan.tasks) for plan in made)
    setting.report.title("Storing: records to rows, bodies, counts and the change log, in one transaction")
    setting.report.judge(f"{tasks:,} tasks through the store, s", took, seconds, Goal("<=", WITHIN))
