"""The load generator: a process of its own that keeps some connections busy and says how fast and how evenly it went.

Reads one job a line from standard input as JSON and writes one result a line. No pipelining: each connection sends its
next request when the answer to the last one is complete.
"""

import array
import asyncio
import itertools
import json
import math
import sys
from collections.abc import Iterator
from contextlib import suppress
from time import perf_counter
from typing import Any, cast

import uvloop

GRACE = 10.0
"""Seconds to wait for the first answers and for the last ones; what takes longer has stalled."""

LAST_CHUNK = b"\r\n0\r\n\r\n"
UNKNOWN = -1


class Job:
    """One measurement: what is asked and what came of it."""

    def __init__(self, requests: Iterator[bytes], connections: int, warm: float, seconds: float) -> None:
        self.requests, self.seconds = requests, seconds
        self.missing = connections  # those that have had no answer yet: servers take new ones in one after the other
        self.warm = perf_counter() + warm
        self.begin = self.last = self.end = math.inf
        self.times = array.array("d")
        self.all = self.within = self.errors = self.octets = self.busy = 0
        self.gap = 0.0
        self.idle = asyncio.Event()

    def answered(self, sent: float, now: float, octets: int) -> None:
        self.all += 1
        if self.begin == math.inf:
            if self.missing == 0 and now >= self.warm:
                self.begin = self.last = now
                self.end = now + self.seconds
            return
        self.times.append(now - sent)
        if now - self.last > self.gap:
            self.gap = now - self.last
        self.last = now
        if now <= self.end:
            self.within += 1
            self.octets += octets

    def joined(self) -> None:
        """A connection has had its first answer."""
        self.missing -= 1

    def left(self) -> None:
        """A connection has nothing more to do."""
        self.busy -= 1
        if self.busy == 0:
            self.idle.set()

    def result(self) -> dict[str, Any]:
        times = sorted(self.times) or [float("nan")]
        return {
            "rate": self.within / self.seconds,
            "p50": times[len(times) // 2],
            "p99": times[int(len(times) * 0.99)],
            "slowest": times[-1],
            "gap": max(self.gap, perf_counter() - self.last if self.busy and self.times else 0.0),
            "answers": self.all,
            "octets": self.octets / max(1, self.within),
            "errors": self.errors,
            "unanswered": self.busy,
        }


class Connection(asyncio.Protocol):
    """One connection, one request at a time."""

    def __init__(self, job: Job) -> None:
        self._job, self._next = job, job.requests.__next__
        self._head = self._tail = b""
        self._missing = self._octets = 0
        self._sent = 0.0
        self._open = True
        self._joined = False
        self._transport: asyncio.WriteTransport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.WriteTransport", transport)
        self._job.busy += 1
        self._ask(perf_counter())

    def _ask(self, now: float) -> None:
        self._sent = now
        self._transport.write(self._next())

    def data_received(self, data: bytes) -> None:
        if self._missing == UNKNOWN:
            self._chunked(data)
        elif self._missing:
            self._missing -= len(data)
        else:
            if self._head:
                data = self._head + data
            head = data.find(b"\r\n\r\n")
            if head < 0:
                self._head = data
                return
            self._head = b""
            size = data.find(b"content-length: ", 0, head)
            if data[9:12] != b"200":
                self._job.errors += 1
                self._transport.close()
                return
            if size < 0:
                self._chunked(data, head)
            else:
                self._octets = int(data[size + 16 : data.find(b"\r", size)])
                self._missing = head + 4 + self._octets - len(data)
        if self._missing:
            return
        if not self._joined:
            self._joined = True
            self._job.joined()
        now = perf_counter()
        self._job.answered(self._sent, now, self._octets)
        if now < self._job.end:
            self._ask(now)
        else:
            self._open = False
            self._job.left()
            self._transport.close()

    def _chunked(self, data: bytes, head: int = 0) -> None:
        """An answer without a length. JSON holds no line end like that of the last chunk."""
        self._octets = len(data) - head if head else self._octets + len(data)
        self._tail = (b"" if head else self._tail) + data[-len(LAST_CHUNK) :]
        self._missing = 0 if self._tail.endswith(LAST_CHUNK) else UNKNOWN

    def connection_lost(self, exc: Exception | None) -> None:
        if self._open:
            self._open = False
            self._job.errors += exc is not None
            self._job.left()


async def measure(port: int, requests: Iterator[bytes], connections: int, warm: float, seconds: float) -> Any:
    loop = asyncio.get_running_loop()
    job = Job(requests, connections, warm, seconds)
    for _ in range(connections):
        await loop.create_connection(lambda: Connection(job), "127.0.0.1", port)
    with suppress(TimeoutError):
        await asyncio.wait_for(job.idle.wait(), warm + seconds + GRACE)
    return job.result()


def main() -> None:
    cycles: dict[str, Iterator[bytes]] = {}  # each goes on where it was, so that no answer is still remembered
    for line in sys.stdin:
        job = json.loads(line)
        if (key := job["key"]) not in cycles:
            cycles[key] = itertools.cycle(
                [f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode() for path in job["paths"]]
            )
        result = uvloop.run(measure(job["port"], cycles[key], job["connections"], job["warm"], job["seconds"]))
        print(json.dumps(result), flush=True)


if __name__ == "__main__":
    main()
