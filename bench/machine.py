"""The machine: servers on one core and the load on another, where the system lets us choose."""

import http.client
import json
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter, sleep
from typing import NamedTuple, Self

import psutil  # type: ignore[import-untyped]

HOME = Path(__file__).resolve().parent.parent

if sys.platform == "linux":
    _CORES = sorted(os.sched_getaffinity(0))
else:
    _CORES = []
SERVER_CORE, LOAD_CORE = (_CORES[0], _CORES[1]) if len(_CORES) > 1 else (None, None)

PATIENCE = 60.0
"""Seconds that a server may take to answer at all."""


@contextmanager
def on_core(core: int | None) -> Iterator[None]:
    """What is started meanwhile stays on that core."""
    if sys.platform != "linux" or core is None:
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def command(name: str) -> str:
    """A command that is installed beside this Python."""
    return str(Path(sys.executable).with_name(name))


def environment(more: Mapping[str, str]) -> dict[str, str]:
    """The environment without settings of the service, and with these."""
    return {key: value for key, value in os.environ.items() if not key.startswith("TUIJIN_")} | dict(more)


class Server:
    """A server process, started and waited for, ended with its context."""

    def __init__(self, arguments: Sequence[str], settings: Mapping[str, str], port: int, path: str) -> None:
        self.port = port
        self._log = tempfile.TemporaryFile()  # noqa: SIM115  # closed with the server
        began = perf_counter()
        with on_core(SERVER_CORE):
            self._process = subprocess.Popen(
                arguments, cwd=HOME, env=environment(settings), stdout=subprocess.DEVNULL, stderr=self._log
            )
        try:
            self._wait(path)
        except BaseException:
            self.close()
            raise
        self.first_answer = perf_counter() - began
        self._seen = psutil.Process(self._process.pid)

    def _wait(self, path: str) -> None:
        end = perf_counter() + PATIENCE
        while perf_counter() < end:
            if self._process.poll() is not None:
                break
            try:
                status, body = self.get(path)
            except OSError:
                sleep(0.002)
                continue
            if status == 200:
                return
            raise RuntimeError(f"{path} was answered with {status}: {body[:500]!r}")
        self._log.seek(0)
        raise RuntimeError(f"no answer to {path}: {self._log.read().decode()}")

    def get(self, path: str) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request("GET", path)
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()

    def body(self, path: str) -> bytes:
        status, body = self.get(path)
        if status != 200:
            raise RuntimeError(f"{path} was answered with {status}: {body[:500]!r}")
        return body

    @property
    def processor_seconds(self) -> float:
        times = self._seen.cpu_times()
        return float(times.user + times.system)

    @property
    def resident_bytes(self) -> int:
        return int(self._seen.memory_info().rss)

    def close(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._log.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def service(path: str, settings: Mapping[str, str]) -> Server:
    """The service as it ships, `tuijin serve`."""
    port = _free_port()
    given = {"TUIJIN_PORT": str(port), "TUIJIN_LOG_LEVEL": "warning", **settings}
    return Server([command("tuijin"), "serve"], given, port, path)


def contestant(factory: str, path: str, settings: Mapping[str, str]) -> Server:
    """An application of `bench.contestants` under the same server."""
    port = _free_port()
    options = "--loop uvloop --http httptools --no-access-log --no-server-header --log-level warning --workers 1"
    uvicorn = [sys.executable, "-m", "uvicorn", "--factory", f"bench.contestants:{factory}", *options.split()]
    return Server([*uvicorn, "--port", str(port)], settings, port, path)


def datasette(path: str, rows: Path, metadata: Path) -> Server:
    """Datasette as it ships, `datasette serve`."""
    port = _free_port()
    arguments = [command("datasette"), "serve", str(rows), "--metadata", str(metadata), "--port", str(port)]
    return Server(arguments, {}, port, path)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Measured(NamedTuple):
    """One measurement of one contestant."""

    rate: float  # answers a second
    p50: float  # seconds
    p99: float
    slowest: float
    gap: float  # longest time without any answer
    answers: int  # those before the clock ran too
    octets: float  # mean length of a body
    errors: int
    unanswered: int
    processor: float  # seconds of the server's processor time an answer


class Load:
    """The load generator's process."""

    def __init__(self) -> None:
        with on_core(LOAD_CORE):
            self._process = subprocess.Popen(
                [sys.executable, "-m", "bench.load"], cwd=HOME, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            )

    def run(self, server: Server, key: str, paths: Sequence[str], connections: int, seconds: float) -> Measured:
        """Asks for the paths in turn, over and over; the same key goes on where it was."""
        assert self._process.stdin
        assert self._process.stdout
        before = server.processor_seconds
        job = {
            "port": server.port,
            "key": key,
            "paths": paths,
            "connections": connections,
            "warm": min(0.2, seconds / 5),
            "seconds": seconds,
        }
        self._process.stdin.write(json.dumps(job) + "\n")
        self._process.stdin.flush()
        result = json.loads(self._process.stdout.readline())
        used = server.processor_seconds - before
        return Measured(**result, processor=used / max(1, result["answers"]))

    def close(self) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
