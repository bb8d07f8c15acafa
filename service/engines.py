"""Which engine answers: Meilisearch where one is set and well, else the embedded index, which is always kept.

A search that Meilisearch does not answer in time is answered by the embedded index at once, and for a while none is
sent there at all, so that its trouble costs each caller nothing. One probe at a time finds out when it is back.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

import anyio.to_thread

from service.config import Settings
from service.db import Unavailable
from service.index.base import Away, Engine, Version
from service.index.embedded import Embedded, Held
from service.index.turn import INDEX
from service.metrics import FALLBACKS, SEARCHES
from service.searching import Matched, Place, answering, steps_taken

if TYPE_CHECKING:
    from service.index.meili import Meili

SMALL = 5_000
"""Tasks up to which a search of the embedded index takes a millisecond or two and need not go to a thread."""
AGAIN = 2.0
"""Seconds after which Meilisearch is tried again when it has failed."""
REMEMBERED = 0.25
"""Seconds for which Meilisearch's version is believed before it is asked again."""

Value = TypeVar("Value")
log = logging.getLogger("tuijin")


class Engines:
    """The engines of one process."""

    def __init__(self, settings: Settings) -> None:
        self.embedded = Embedded(settings.data_dir / INDEX)
        self._meili: Meili | None = None
        self._deepest = 0  # hits that Meilisearch puts in order; later pages are the embedded index's
        self._patience = settings.meili_timeout
        if settings.meili_url:
            from service.index import meili  # its client is loaded only where there is a server

            self._meili, self._deepest = meili.Meili(settings), meili.DEEPEST
        self._resting_until = 0.0
        self._away = False
        self._probing = False  # one search finds out whether Meilisearch is back, the others do not wait for it
        self._known: tuple[float, Version] | None = None

    def held(self) -> Held:
        """The embedded index as it is now, by which every question is understood."""
        try:
            return self.embedded.held()
        except Away as error:
            raise Unavailable(f"the search index is being built: {error}") from error

    async def version(self) -> tuple[str, ...]:
        """What an answer would be made of: the engine that answers and what each index holds."""
        held = self.held()
        mine = _told(held.version)
        meili = await self._meili_version()
        return ("embedded", *mine) if meili is None else ("meilisearch", *_told(meili), *mine)

    async def answering(self) -> Engine | None:
        """The engine that would answer now; `None` where there is no index yet."""
        try:
            version = await self.version()
        except Unavailable:
            return None
        return "embedded" if version[0] == "embedded" else "meilisearch"

    async def answer(
        self, text: str, place: Place, *, interpret: bool
    ) -> tuple[Matched, Engine, Held, tuple[str, ...]]:
        """The tasks that answer, the engine that found them, and the version that the answer is of."""
        held = self.held()
        if place.offset + place.limit <= self._deepest and self._may_ask():
            self._probing = self._away
            try:
                async with asyncio.timeout(self._patience):
                    matched = await self._of_meili(held, text, place, interpret=interpret)
            except TimeoutError:
                self._rest(Away(f"no answer within {self._patience} s"))
            except Away as error:
                self._rest(error)
            else:
                self._known, self._away = (time.monotonic(), matched.version), False
                SEARCHES.labels("meilisearch").inc()
                return matched, "meilisearch", held, ("meilisearch", *_told(matched.version), *_told(held.version))
            finally:
                self._probing = False
        steps = answering(held.understanding, text, place, interpret=interpret)
        matched = await self.with_held(held, lambda: steps_taken(steps, held.search))
        SEARCHES.labels("embedded").inc()
        return matched, "embedded", held, ("embedded", *_told(held.version))

    async def with_held(self, held: Held, work: Callable[[], Value]) -> Value:
        """Work with the embedded index, in a thread where that may take long."""
        return work() if held.tasks <= SMALL else await anyio.to_thread.run_sync(work)

    async def close(self) -> None:
        if self._meili is not None:
            await self._meili.close()

    async def _of_meili(self, held: Held, text: str, place: Place, *, interpret: bool) -> Matched:
        assert self._meili is not None
        steps = answering(held.understanding, text, place, interpret=interpret)
        ask = next(steps)
        while True:
            found = await self._meili.search(ask, held)
            try:
                ask = steps.send(found)
            except StopIteration as done:
                matched: Matched = done.value
                return matched

    async def _meili_version(self) -> Version | None:
        """What Meilisearch holds, where it would answer."""
        now = time.monotonic()
        if self._meili is None or not self._may_ask():
            return None
        if self._known is None or now - self._known[0] > REMEMBERED:
            try:
                version = await self._meili.version()
            except Away as error:
                self._rest(error)
                return None
            if version is None:
                self._rest(Away("it holds no index of this release yet"))
                return None
            self._known = now, version
        return self._known[1]

    def _may_ask(self) -> bool:
        return self._meili is not None and not self._probing and time.monotonic() >= self._resting_until

    def _rest(self, error: Away) -> None:
        if not self._away:
            log.warning("Meilisearch does not answer, the embedded index does: %s", error)
            FALLBACKS.inc()
        self._away = True
        self._resting_until = time.monotonic() + AGAIN
        self._known = None


def _told(version: Version) -> tuple[str, ...]:
    return version.dataset, f"{version.revision}.{version.position}", version.analysis
