"""What every part of the measurements is given."""

from dataclasses import dataclass
from pathlib import Path

from bench.machine import Load
from bench.report import Report
from bench.rounds import Plan


@dataclass(frozen=True, slots=True)
class Setting:
    report: Report
    plan: Plan
    load: Load
    folder: Path  # gone when the run ends
