"""Chinese cut into words by a dictionary, where the glossary knows none."""

from functools import cache
from typing import Any


@cache
def _jieba() -> Any:
    import rjieba  # its dictionary takes 60 MB, which commands that never search should not spend

    return rjieba.Jieba()


def cut(run: str) -> list[str]:
    """The words of a run of Chinese, all of it, in order; what the dictionary does not know comes out in pieces."""
    pieces: list[str] = _jieba().cut(run, False)
    return pieces
