"""English words that everybody writes: none is a slip for a word of ours, like `prediction` for `production`."""

from collections import Counter
from importlib import metadata

from service.question.fold import spelled
from service.question.repair import ONE_SLIP

EVERYDAY = 20_000
"""So many of the words that are written most often. In 1,500 questions 27 that are among them were mended, none of them
rightly; of the next 20,000, one."""


def version() -> str:
    """What decides which they are."""
    return f"{EVERYDAY} {metadata.version('pyspellchecker')}"


def compiled() -> list[str]:
    """Those of them that are long enough to be mended, in their one spelling."""
    from spellchecker import SpellChecker  # takes a third of a second, and is needed to build an index alone

    often = Counter(SpellChecker("en").word_frequency.dictionary).most_common(EVERYDAY)
    return sorted({spelled(word) for word, _ in often if len(word) >= ONE_SLIP and word.isascii()})
