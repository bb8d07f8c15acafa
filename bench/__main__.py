"""The command: which parts to measure, and how thoroughly."""

import argparse
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from bench import connections, memory, postgres, reads, scale, start, storing
from bench.machine import LOAD_CORE, Load, on_core
from bench.report import Report
from bench.rounds import Plan, introduce
from bench.setting import Setting

PARTS: dict[str, Callable[[Setting], None]] = {
    "reads": reads.run,
    "scale": scale.run,
    "connections": connections.run,
    "start": start.run,
    "memory": memory.run,
    "storing": storing.run,
}
THOROUGH, QUICK = Plan(rounds=7, seconds=1.5), Plan(rounds=3, seconds=0.5, quick=True)
LARGE = {"scale", "storing"}
"""Parts that a quick run leaves out unless they are named."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measures speed and memory against the goals.")
    parser.add_argument("parts", nargs="*", metavar="part", help=f"any of {', '.join(PARTS)}; all if none is named")
    parser.add_argument("--quick", action="store_true", help="small rounds, the shipped data only, no Postgres")
    given = parser.parse_args()
    if unknown := sorted(set(given.parts) - set(PARTS)):
        parser.error(f"no such part: {', '.join(unknown)}")
    wanted = given.parts or [name for name in PARTS if not (given.quick and name in LARGE)]

    report, plan = Report(), QUICK if given.quick else THOROUGH
    with ExitStack() as open_:
        folder = Path(open_.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        cluster = None if given.quick else open_.enter_context(postgres.started())
        open_.enter_context(on_core(LOAD_CORE))
        load = open_.enter_context(Load())
        introduce(report, plan, ("uvicorn", "fastapi", "datasette"))
        for name in wanted:
            PARTS[name](Setting(report, plan, load, folder, cluster))
    report.summary()


if __name__ == "__main__":
    main()
