"""The command `tuijin index` as a process of its own."""

import subprocess
import sys

from service.config import Settings
from service.index.worker import environment


def start(settings: Settings, *options: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "service", "index", *options],
        env=environment(settings),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run(settings: Settings, *options: str) -> tuple[int, str, str]:
    """Exit code, and what it wrote to either stream."""
    process = start(settings, *options)
    said, complained = process.communicate(timeout=120)
    return process.returncode, said, complained
