"""The command: which parts of the search to measure, and how thoroughly."""

import argparse
import tempfile
from collections.abc import Callable
from pathlib import Path

from bench.machine import Load
from bench.report import Report
from bench.rounds import Plan, introduce
from bench.search import beside, building, inside, memory, throughput, where
from bench.search.setting import Setting

PARTS: dict[str, Callable[[Setting], None]] = {
    "inside": inside.run,
    "where": where.run,
    "beside": beside.run,
    "throughput": throughput.run,
    "memory": memory.run,
    "building": building.run,
}
THOROUGH, QUICK = Plan(rounds=7, seconds=1.5), Plan(rounds=3, seconds=0.5, quick=True)


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m bench.search",
        description="Measures the speed, memory and size of the search against the goals. Indexes to measure on are "
        "made once, a million tasks in half an hour. Meilisearch is the one at MEILI_URL (key: MEILI_KEY or "
        "MEILI_MASTER_KEY), else `meilisearch` on the PATH, else left out.",
    )
    parser.add_argument("parts", nargs="*", metavar="part", help=f"any of {', '.join(PARTS)}; all if none is named")
    parser.add_argument("--quick", action="store_true", help="small rounds, and no index of a million tasks")
    given = parser.parse_args()
    if unknown := sorted(set(given.parts) - set(PARTS)):
        parser.error(f"no such part: {', '.join(unknown)}")

    report, plan = Report(), QUICK if given.quick else THOROUGH
    introduce(report, plan, ("tantivy", "rjieba"))
    with Load() as load:
        for name in given.parts or PARTS:
            with tempfile.TemporaryDirectory(prefix="bench-") as folder:
                PARTS[name](Setting(report, plan, load, Path(folder)))
    report.summary()


if __name__ == "__main__":
    main()
