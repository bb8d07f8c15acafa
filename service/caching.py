"""Tags and ready answers: an `ETag` on every read of data, 304 where the caller holds it, repeats from memory.

An answer is kept with the version of what it was read from (the revision of the database, for searches that of the
index) and given out only while that is still the version, which is asked each time. So another process may write at any
time: no reader ever gets an old body under a new tag. This runs as plain ASGI in front of the routes, because a
repeated read is so common that the framework's way to a route would be most of its cost (docs/decisions/0003-reads.md).
"""

import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from hashlib import blake2b

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.config import RELEASE
from service.db import Unavailable
from service.metrics import CACHE_BYTES
from service.schemas import RENDERING

PREFIXES = (
    "/plans", "/tasks", "/agencies", "/topics", "/deliverables", "/lineage", "/initiatives", "/instruments",
    "/documents", "/statements", "/evidence", "/indicators", "/events", "/terms", "/changes", "/exports/", "/search",
    "/suggest",
)  # fmt: skip
"""Paths that read data. All others are answered as they come, untagged."""

LARGEST = 1 / 8
"""Share of the cache that one answer may take."""

OVERHEAD = 600
"""Bytes that an entry takes besides its body, roughly: its headers, its key and the objects around them."""

_TAGS = re.compile(rb'(?:W/)?"[^"]*"')

Headers = list[tuple[bytes, bytes]]
Version = tuple[str | int, ...]
"""What an answer was made of: which database or index, and which revision of it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A ready answer, and the route that gave it."""

    version: Version
    headers: Headers
    body: bytes
    route: str
    tag: bytes


class Answers:
    """Ready answers, the latest used kept, bounded in bytes."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._size = 0
        self._entries: OrderedDict[bytes, Entry] = OrderedDict()

    def __contains__(self, key: bytes) -> bool:
        return key in self._entries

    def get(self, key: bytes, version: Version) -> Entry | None:
        entry = self._entries.get(key)
        if entry is None:
            return None
        if entry.version != version:
            self._drop(key)
            return None
        self._entries.move_to_end(key)
        return entry

    def put(self, key: bytes, entry: Entry) -> None:
        cost = _cost(key, entry)
        if cost > self._limit * LARGEST:
            return
        self._drop(key)
        self._entries[key] = entry
        self._size += cost
        while self._size > self._limit:
            self._drop(next(iter(self._entries)))

    @property
    def size(self) -> int:
        return self._size

    def _drop(self, key: bytes) -> None:
        if (entry := self._entries.pop(key, None)) is not None:
            self._size -= _cost(key, entry)


def _cost(key: bytes, entry: Entry) -> int:
    return len(entry.body) + len(key) + OVERHEAD


def tag_of(version: Version, request: bytes) -> bytes:
    """A tag: what the answer was made of, which release made it, to which request."""
    seed = " ".join(map(str, (*version, RELEASE, RENDERING, ""))).encode()
    return b'"' + blake2b(seed + request, digest_size=12).hexdigest().encode() + b'"'


def matches(header: bytes, tag: bytes) -> bool:
    """Whether an `If-None-Match` that lists tags holds this one. Weak ones match too, as RFC 9110 asks."""
    return any(held.removeprefix(b"W/") == tag for held in _TAGS.findall(header))


class Caching:
    """Stands in front of the routes; see above."""

    def __init__(self, app: ASGIApp, version_of: Callable[[str], Awaitable[Version]], limit: int) -> None:
        self._app, self._version_of = app, version_of
        self.answers = Answers(limit)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            await self._app(scope, receive, send)
            return
        if not scope["path"].startswith(PREFIXES):
            await self._ask(scope, _as_get(scope), receive, send)
            return
        held = _header(scope, b"if-none-match")
        key = scope["raw_path"] + b"?" + scope["query_string"]
        if key not in self.answers and (held is None or held.strip() == b"*"):
            # Nothing that a version could decide, and to ask an index elsewhere for its own costs a call.
            await self._fill(scope, receive, send, key, held)
            return
        try:
            version = await self._version_of(scope["path"])
        except Unavailable:
            # The routes say so, as they say everything.
            await self._ask(scope, _as_get(scope), receive, send)
            return
        entry = self.answers.get(key, version)
        if entry is not None:
            scope["tuijin.route"] = entry.route
            await _give(send, entry, held)
            return
        if held is not None and held.strip() != b"*":
            # Only a 200 to this very request ever carried this tag, so nothing has to be read to know that it stands.
            tag = tag_of(version, key)
            if matches(held, tag):
                await _not_modified(send, tag)
                return
        await self._fill(scope, receive, send, key, held)

    async def _fill(self, scope: Scope, receive: Receive, send: Send, key: bytes, held: bytes | None) -> None:
        """Lets a route answer, tags what it read, and keeps it unless it is streamed."""
        start: Message = {}
        asked = _as_get(scope)

        async def tagged(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                start = message
                version = asked.get("tuijin.version")
                if message["status"] != 200 or version is None:
                    await send(message)
                    return
                tag = tag_of(version, key)
                message["headers"] = [*message["headers"], (b"etag", tag), (b"cache-control", b"no-cache")]
                if held is not None and (held.strip() == b"*" or matches(held, tag)):
                    start = {}
                    asked["tuijin.head"] = True  # an export need not go on
                    await _not_modified(send, tag)
                    return
                if asked.get("tuijin.streamed"):
                    await send(message)
                return
            if not start:
                return  # a 304 has been sent in its place
            body: bytes = message.get("body", b"")
            if start["status"] == 200 and "tuijin.version" in asked and not asked.get("tuijin.streamed"):
                entry = Entry(
                    asked["tuijin.version"], start["headers"], body, asked.get("tuijin.route", ""), _etag(start)
                )
                if not asked.get("tuijin.unkept"):
                    self.answers.put(key, entry)
                CACHE_BYTES.set(self.answers.size)
                await _give(send, entry, None)
                return
            await send(message)

        await self._ask(scope, asked, receive, tagged)

    async def _ask(self, scope: Scope, asked: Scope, receive: Receive, send: Send) -> None:
        try:
            await self._app(asked, receive, send)
        finally:
            scope["tuijin.route"] = asked.get("tuijin.route", "")


def _as_get(scope: Scope) -> Scope:
    """The routes know GET alone. On a copy, because the server goes by its own scope when it leaves a body out."""
    return {**scope, "method": "GET", "tuijin.head": True} if scope["method"] == "HEAD" else scope


async def _give(send: Send, entry: Entry, held: bytes | None) -> None:
    if held is not None and (held.strip() == b"*" or matches(held, entry.tag)):
        await _not_modified(send, entry.tag)
        return
    # A copy, because what stands outside may add headers of its own.
    await send({"type": "http.response.start", "status": 200, "headers": [*entry.headers]})
    await send({"type": "http.response.body", "body": entry.body})


async def _not_modified(send: Send, tag: bytes) -> None:
    headers = [(b"etag", tag), (b"cache-control", b"no-cache")]
    await send({"type": "http.response.start", "status": 304, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


def _header(scope: Scope, name: bytes) -> bytes | None:
    values = [value for key, value in scope["headers"] if key == name]
    return b", ".join(values) if values else None


def _etag(start: Message) -> bytes:
    tag: bytes = next(value for name, value in start["headers"] if name == b"etag")
    return tag
