"""What was worked out from the data of one revision is never given for another, however threads take turns."""

from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import NamedTuple, cast

import pytest

from service.db import Snapshot
from service.reading import REMEMBERED, Memory

THREADS, TURNS = 4, 8_000


class Moment(NamedTuple):
    """All that a memory looks at of a snapshot."""

    uid: str
    revision: int


def at(revision: int, uid: str = "database") -> Snapshot:
    return cast("Snapshot", Moment(uid, revision))


@pytest.mark.usefixtures("restless")
def test_threads_that_read_different_revisions() -> None:
    memory, revisions = Memory(), count()

    def read() -> list[tuple[int, int]]:
        wrong = []
        for _ in range(TURNS):
            revision = next(revisions) // 3  # each is read a few times, and some are overtaken
            found = memory.get(at(revision), "total", lambda now=revision: now)  # type: ignore[misc]
            if found != revision:
                wrong.append((revision, found))
        return wrong

    with ThreadPoolExecutor(THREADS) as threads:
        found = [thread.result() for thread in [threads.submit(read) for _ in range(THREADS)]]
    assert found == [[]] * THREADS


def test_it_remembers() -> None:
    memory = Memory()
    assert memory.get(at(1), "total", lambda: 1) == 1
    assert memory.get(at(1), "total", lambda: 2) == 1
    assert memory.get(at(2), "total", lambda: 3) == 3
    assert memory.get(at(1), "total", lambda: 4) == 4  # still being read; pushes out nothing
    assert memory.get(at(2), "total", lambda: 5) == 3
    assert memory.get(at(1, uid="another"), "total", lambda: 6) == 6


def test_it_is_bounded() -> None:
    memory = Memory()
    for key in range(REMEMBERED + 100):
        memory.get(at(1), key, lambda: 1)
    assert memory.get(at(1), REMEMBERED + 99, lambda: 2) == 1
    assert memory.get(at(1), 0, lambda: 2) == 2
