"""Where a task says what was asked: the original text with `<mark>` around it, exact to the character.

Texts are folded character for character, so what is found in the folded one stands at the same place in the original.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from html import escape
from itertools import islice

from service.question.fold import HAN, folded, word_at, words_from
from service.question.glossary import Glossary
from service.question.groups import Question

LONG = 320
"""Characters from which on a text is cropped to the place that says most."""
BEFORE = 60
"""Characters kept before the first mark of a crop."""
CUT = "…"
BEGINNING = 3
"""Letters that a word has in common with its stem, whatever its ending and spelling; one more where it is long."""

Span = tuple[int, int]
_SPECIAL = re.compile("[&<>\"']")


class Marker:
    """Marks the words of one question in any text."""

    def __init__(self, question: Question, glossary: Glossary) -> None:
        chinese: set[str] = set()
        self._stems: dict[str, list[tuple[str, ...]]] = {}
        self._plain: set[str] = set()
        for group in question.groups:
            chinese.update(run for run in HAN.findall(group.text) if len(run) > 1 or run == group.text)
            for form in (*group.forms, *group.loose):
                chinese.update(_runs(form.tokens))
                for token in form.tokens:
                    kind, _, value = token.partition(":")
                    if kind == "c":
                        theirs, stems = glossary.forms(value)
                        chinese.update(theirs)
                        for key in stems:
                            self._learn(tuple(key.split(" ")))
                    elif kind == "s":
                        self._learn((value,))
                    elif kind == "w":
                        self._plain.add(value)
        self._chinese = tuple(chinese)
        self._starts = {word[: BEGINNING + (len(word) > 5)] for word in (*self._stems, *self._plain)}

    def _learn(self, stems: tuple[str, ...]) -> None:
        self._stems.setdefault(stems[0], []).append(stems)

    def marked(self, text: str, *, crop: bool = False) -> str:
        """The text, HTML-escaped but for the marks; with `crop` the place that says most of a long one."""
        spans = self._spans(_folded(text))
        if len(spans) > 1:
            spans = _merged(spans, text)
        start, end = _window(text, spans) if crop and len(text) > LONG else (0, len(text))
        shown = escape if _SPECIAL.search(text) else str
        if not spans and end == len(text):
            return shown(text)
        made, at = [CUT] if start else [], start
        for left, right in spans:
            if left >= end or right <= start:
                continue
            made += (shown(text[at:left]), "<mark>", shown(text[left : min(right, end)]), "</mark>")
            at = min(right, end)
        made.append(shown(text[at:end]))
        if end < len(text):
            made.append(CUT)
        return "".join(made)

    def _spans(self, text: str) -> list[Span]:
        # Looked for one after the other: to make one pattern of them takes longer than a page of texts.
        found: list[Span] = []
        if not text.isascii():
            for run in self._chinese:
                at = text.find(run)
                while at >= 0:
                    found.append((at, at + len(run)))
                    at = text.find(run, at + 1)
        for start in self._starts:
            at = text.find(start)
            while at >= 0:
                if not at or not (text[at - 1].isascii() and text[at - 1].isalnum()):
                    self._mark(text, at, found)
                at = text.find(start, at + 1)
        return found

    def _mark(self, text: str, at: int, found: list[Span]) -> None:
        """Adds what is to be marked of the words that begin there."""
        first = word_at(text, at)
        if first.plain in self._plain:
            found.append((at, first.end))
        theirs = self._stems.get(first.stem)
        if theirs is None:
            return
        there, following = [first], None
        after = text[first.end + 1 : first.end + 1 + BEGINNING]
        for stems in theirs:
            if len(stems) > 1:
                if len(stems[1]) >= BEGINNING and stems[1][:BEGINNING] != after and after.isalnum():
                    continue  # seen without cutting the next word, as most of them are
                # A term of several words: as many are cut as it needs.
                following = following or words_from(text, first.end)
                there += islice(following, max(0, len(stems) - len(there)))
                if [word.stem for word in there[: len(stems)]] != list(stems):
                    continue
            found.append((at, there[len(stems) - 1].end))


@lru_cache(maxsize=2_000)
def _folded(text: str) -> str:
    """A text folded: the best known tasks answer many questions."""
    return folded(text)


def _runs(tokens: Iterable[str]) -> Iterator[str]:
    """The runs of Chinese characters that pairs were made of."""
    run = ""
    for token in tokens:
        if not HAN.fullmatch(token):
            continue
        if run and len(token) == 2 and token[0] == run[-1]:
            run += token[1]
            continue
        if run:
            yield run
        run = token
    if run:
        yield run


def _merged(spans: list[Span], text: str) -> list[Span]:
    """Spans in order, those that meet in one; in Latin letters also those with only a space between."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and (start <= merged[-1][1] or (start == merged[-1][1] + 1 and text[start - 1] == " ")):
            merged[-1] = merged[-1][0], max(merged[-1][1], end)
        else:
            merged.append((start, end))
    return merged


def _window(text: str, spans: list[Span]) -> Span:
    """The stretch of `LONG` characters with the most marks, begun at a word."""
    if not spans:
        return 0, _at_border(text, LONG)
    best, most = 0, -1
    for i, (start, _) in enumerate(spans):
        seen = sum(right - left for left, right in spans[i:] if right <= start - BEFORE + LONG)
        if seen > most:
            best, most = i, seen
    start = max(0, min(spans[best][0] - BEFORE, len(text) - LONG))
    start = _at_border(text, start) if start else 0
    start = min(start, spans[best][0])
    return start, _at_border(text, min(len(text), start + LONG))


def _at_border(text: str, place: int) -> int:
    """The nearest place not inside a word, looking forward a little."""
    for i in range(place, min(len(text), place + 20)):
        if not (text[i - 1].isascii() and text[i - 1].isalnum() and text[i].isascii() and text[i].isalnum()):
            return i
    return min(place, len(text))
