"""Keeps the indexes in step while the service runs: looks often and cheaply, and has others do what is to be done.

The work is that of `tuijin index` in a process of its own, one for each index, since it takes memory and time that a
process which answers has none of to spare, and since it may be ended at any moment. Of several servers one at a time
gets to do it (`service.index.turn`). What fails is tried again, less and less often.
"""

import logging
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

from sqlalchemy.exc import SQLAlchemyError

from service.config import Settings
from service.db import Database, Snapshot, Unavailable
from service.index.base import Away, Engine, Failed, Version
from service.index.embedded import Embedded
from service.index.sync import in_step, ready, waiting, wanted
from service.index.turn import BUSY, INDEX, Busy, turn

LONGEST = 30.0
"""Seconds between two tries, when the last ones have failed."""
ENDING = 5.0
"""Seconds that a child process has to end when it is told to."""
LOOKING = 5
"""Seconds that a look at what Meilisearch holds may take: somebody may be waiting for `/status`."""
NICE = 10
"""How far the work steps back behind answers where both want the processor."""

State = Literal["ready", "behind", "building", "away"]
log = logging.getLogger("tuijin")


@dataclass(frozen=True, slots=True)
class Standing:
    """How an index stands to the data."""

    name: Engine
    state: State
    """`away`: it does not answer, or there is none; `building`: there is none yet, but soon."""
    revision: int | None
    lag: int | None  # revisions that it is behind; `None` where it is not of this data
    queue: int | None  # entries of the change log that it lacks
    documents: int | None  # tasks in it
    error: str | None


class Worker:
    """The indexes of one server process and what keeps them in step; nothing does where `index_seconds` is 0."""

    def __init__(self, settings: Settings, database: Database, embedded: Embedded | None = None) -> None:
        """With `embedded` what is open already is not opened once more."""
        self._embedded = embedded or Embedded(settings.data_dir / INDEX)
        self._keepers = [Keeper(settings, database, "embedded", self._embedded.version, self._tasks_here)]
        if settings.meili_url:
            from service.index.meili import MeiliWriter  # its client is loaded only where there is a server

            there = MeiliWriter(settings, patience=LOOKING)
            self._keepers.append(Keeper(settings, database, "meilisearch", there.version, there.tasks))
        self._runs = settings.index_seconds > 0

    def start(self) -> None:
        if self._runs:
            for keeper in self._keepers:
                keeper.start()

    def stop(self) -> None:
        """Ends the child processes; what they had not done yet is done next time."""
        for keeper in self._keepers:
            keeper.stop()

    def standings(self, snapshot: Snapshot) -> list[Standing]:
        """How each index stands to the data of a snapshot. May take a moment: it counts, and may ask Meilisearch."""
        return [keeper.standing(snapshot, anew=not self._runs) for keeper in self._keepers]

    def _tasks_here(self) -> int:
        return self._embedded.held().tasks


class Keeper:
    """Keeps one index in step, in a thread of its own."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        engine: Engine,
        version: Callable[[], Version | None],
        tasks: Callable[[], int],
    ) -> None:
        self.engine: Engine = engine
        self._settings, self._database = settings, database
        self._version, self._count = version, tasks
        self._held: Version | None = None
        self._tasks: int | None = None
        self._working = False  # here, or in another process
        self._error: str | None = None
        self._failures = 0
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._child: subprocess.Popen[str] | None = None

    def start(self) -> None:
        self._stopped.clear()
        self._thread = threading.Thread(target=self._run, name=f"index-{self.engine}", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        with self._lock:
            self._stopped.set()
            child = self._child
        if child is not None:
            child.terminate()
            try:
                child.wait(ENDING)
            except subprocess.TimeoutExpired:
                child.kill()
        if self._thread is not None:
            self._thread.join(ENDING)

    def standing(self, snapshot: Snapshot, *, anew: bool) -> Standing:
        """How the index stands to the data, as far as it is known, or as it is found to be."""
        if anew or self.engine == "embedded":
            try:
                self._look()
            except (Away, Failed) as error:
                self._error = _one_line(error)
        held = self._held
        queue = waiting(snapshot, self.engine, held)
        lag = snapshot.revision - held.revision if held and queue is not None else None
        state: State
        if queue == 0:
            state = "ready"
        elif held is not None:
            state = "behind"
        else:
            state = "building" if self._working else "away"
        return Standing(self.engine, state, held and held.revision, lag, queue, self._tasks, self._error)

    def _run(self) -> None:
        pause = 0.0  # the first look is at once
        while not self._stopped.wait(pause):
            try:
                self._go()
            except Busy:
                self._working = True  # elsewhere
            except (Away, Failed, Unavailable, SQLAlchemyError, OSError, subprocess.SubprocessError) as error:
                self._failed(_one_line(error))
            except Exception:
                log.exception("index %s: this should not happen", self.engine)
                self._failed("an error of the service; see its log")
            else:
                self._succeeded()
            pause = min(LONGEST, self._settings.index_seconds * 2.0**self._failures)

    def _go(self) -> None:
        """One look, and the work if there is any."""
        self._look()
        with self._database.snapshot() as snapshot:
            if in_step(snapshot, self.engine, self._held):
                return
            ready(snapshot)
            now = wanted(snapshot, self.engine)
        with turn(self._settings, self.engine):
            pass  # free, and most likely still when the child asks for it
        self._work()
        self._look()
        held = self._held
        if (held is None or held.analysis != now.analysis) and not self._stopped.is_set():
            # What is installed has changed under the server: it makes an index now that is none to this process.
            raise Failed("what was made is another release's; restart the service")

    def _look(self) -> None:
        try:
            held = self._version()
            self._tasks = None if held is None else self._count()
            self._held = held
        except (Away, Failed):
            self._held = self._tasks = None  # whatever it held, it does not answer with it
            raise

    def _work(self) -> None:
        with self._lock:
            if self._stopped.is_set():
                return
            self._working = True
            self._child = subprocess.Popen(  # noqa: S603  # ourselves
                [sys.executable, "-m", "service", "index", "--only", self.engine, "--quiet", "--no-wait"],
                env=environment(self._settings),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                text=True,
                errors="replace",
                start_new_session=True,  # what a terminal sends to the server is for the server to pass on
            )
        if hasattr(os, "setpriority"):
            with suppress(OSError):  # it has ended already
                os.setpriority(os.PRIO_PROCESS, self._child.pid, NICE)
        _, said = self._child.communicate()
        if self._child.returncode == BUSY:
            raise Busy
        if self._child.returncode and not self._stopped.is_set():
            lines = said.strip().splitlines() or [f"it ended with {self._child.returncode}"]
            told = lines[-1 if lines[0].startswith("Traceback") else 0]
            raise Failed(told.removeprefix(f"{self.engine}: "))

    def _failed(self, message: str) -> None:
        self._working = False
        self._failures = min(self._failures + 1, 20)
        if self._error != message:
            log.warning("index %s: %s", self.engine, message)
        self._error = message

    def _succeeded(self) -> None:
        self._working = False
        if self._error is not None:
            log.warning("index %s: in step again", self.engine)
        self._failures, self._error = 0, None


def environment(settings: Settings) -> dict[str, str]:
    """The settings as a child process reads them, wherever this process has them from."""
    found = {name: value for name, value in os.environ.items() if not name.startswith("TUIJIN_")}
    found.pop("PROMETHEUS_MULTIPROC_DIR", None)  # figures are those of the servers
    for name, value in settings.model_dump().items():
        found[f"TUIJIN_{name.upper()}"] = ",".join(value) if isinstance(value, tuple) else str(value)
    return found


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__
