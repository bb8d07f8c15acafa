"""How much work something may be: in processor time, which does not count what a busy machine does meanwhile."""

import time
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def work_of(seconds: float) -> Iterator[None]:
    """Fails where what is done inside takes this process more processor time, in all of its threads."""
    begun = time.process_time()
    yield
    spent = time.process_time() - begun
    assert spent < seconds, f"{spent:.1f} s of processor time"
