"""What a question is held against: the words that the texts have, and how often."""

from collections.abc import Sequence
from typing import Protocol


class Vocabulary(Protocol):
    """The words of the embedded index, which is always kept; a few microseconds a look."""

    @property
    def tasks(self) -> int:
        """How many tasks there are."""

    def frequency(self, token: str) -> int:
        """In how many tasks a token stands."""

    def together(self, tokens: Sequence[str]) -> int:
        """In how many tasks all of these stand."""

    def starting(self, prefix: str, limit: int) -> Sequence[str]:
        """Tokens that begin like this, the most frequent first."""

    def known(self, key: str) -> list[str]:
        """Words that a slip may be mended to, by a key of `service.question.repair`."""

    def sounding(self, begun: str, limit: int) -> list[str]:
        """Chinese words whose pinyin begins like this."""
