"""What may have been meant where a question finds nothing: the names and terms that are written most alike."""

from rapidfuzz import fuzz, process

from service.question.fold import HAN
from service.question.groups import Question
from service.question.understand import Understanding

MOST = 3
ALIKE = 60
"""Likeness, 0 to 100, below which it is no help to be told."""


def nearest(question: Question, understanding: Understanding) -> list[str]:
    """Up to three names of agencies or terms, in the question's script, the nearest first."""
    words = question.text[:60]
    chinese = bool(HAN.search(words))
    known = understanding.labels[0 if chinese else 1]
    found = process.extract(
        words, known, scorer=fuzz.ratio if chinese else fuzz.token_sort_ratio, limit=MOST, score_cutoff=ALIKE
    )
    return [label for label, _, _ in found]
