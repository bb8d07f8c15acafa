"""Write traditional Chinese characters in their simplified form."""

from functools import cache
from pathlib import Path

_TABLE = Path(__file__).with_name("traditional.txt")


def simplified(text: str) -> str:
    """The text in simplified characters, one for one, so that offsets into it still hold.

    Characters are taken singly: one that is also standard in simplified writing (著, 乾) stays as it is.
    """
    return text if text.isascii() else text.translate(_table())


@cache
def _table() -> dict[int, int]:
    lines = _TABLE.read_text("utf-8").splitlines()
    return {ord(pair[0]): ord(pair[1]) for line in lines if not line.startswith("#") for pair in line.split()}
