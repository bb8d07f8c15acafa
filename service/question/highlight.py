"""Where a task says what was asked: the original text with `<mark>` around it, exact to the character.

Texts are folded character for character, so what is found in the folded one stands at the same place in the original.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from html import escape

from service.question.fold import HAN, folded, word_after, word_at
from service.question.glossary import Glossary
from service.question.groups import Question

LONG = 320
"""Characters from which on a text is cropped to the place that says most."""
BEFORE = 60
"""Characters kept before the first mark of a crop."""
CUT = "…"
BORDER = "\x1e"
"""Between the texts of a task: no word has it."""
TITLES = 2
"""How many of the texts are titles, which are shown whole."""

Span = tuple[int, int]
Begun = tuple[str, str]
"""A stem, and how its words begin."""
_SPECIAL = re.compile("[&<>\"']")


class Texts:
    """The texts of a task, made ready for any question: in one, so that a word is looked for once and not in each."""

    def __init__(self, title: Mapping[str, str], text: Mapping[str, str]) -> None:
        """`title`, `text`: by language, `zh` and `en`."""
        self.each = (title["zh"], title["en"], text["zh"], text["en"])
        self.original = BORDER.join(self.each)
        self.folded = BORDER.join(map(folded, self.each))
        self.special = tuple(bool(_SPECIAL.search(each)) for each in self.each)


class Marker:
    """Marks the words of one question in the texts of any task."""

    def __init__(self, question: Question, glossary: Glossary) -> None:
        chinese: set[str] = set()
        self._stems: set[str] = set()
        self._rows: dict[str, list[Sequence[Begun]]] = {}  # the stems of several words: those that follow, by the first
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
                            (first, _), *further = _begun(key)
                            if further:
                                self._rows.setdefault(first, []).append(further)
                            else:
                                self._stems.add(first)
                    elif kind == "s":
                        self._stems.add(value)
                    elif kind == "w":
                        self._plain.add(value)
        self._chinese = tuple(chinese)
        self._starts = {_first_letters(word) for word in (*self._stems, *self._rows, *self._plain)}

    def marked(self, texts: Texts) -> dict[str, dict[str, str]]:
        """The title and the text in each language, HTML-escaped but for the marks, of a long text what says most."""
        spans = self._spans(texts.folded)
        if len(spans) > 1:
            spans = _merged(spans, texts.original)
        shown, start, at = [], 0, 0
        for i, text in enumerate(texts.each):
            end = start + len(text)
            own = []
            while at < len(spans) and spans[at][0] < end:
                own.append((spans[at][0] - start, spans[at][1] - start))
                at += 1
            shown.append(_shown(text, own, special=texts.special[i], crop=i >= TITLES))
            start = end + len(BORDER)
        return {"title": {"zh": shown[0], "en": shown[1]}, "text": {"zh": shown[2], "en": shown[3]}}

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
        plain, root, _, after = word_at(text, at)
        if plain in self._plain or root in self._stems:
            found.append((at, after))
        for further in self._rows.get(root, ()):
            end = _end_of(further, text, after)
            if end is not None and BORDER not in text[after:end]:
                found.append((at, end))


def _shown(text: str, spans: Sequence[Span], *, special: bool, crop: bool) -> str:
    """A text with its marks; `special`: whether it has characters that HTML knows."""
    start, end = _window(text, spans) if crop and len(text) > LONG else (0, len(text))
    shown = escape if special else str
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


def _end_of(further: Iterable[Begun], text: str, end: int) -> int | None:
    """Where the last of the words ends that follow one, if they have these stems."""
    for stem, begun in further:
        if text[end + 1 : end + 2].isalnum() and not text.startswith(begun, end + 1):
            return None  # seen without cutting the word, as most of them are
        word = word_after(text, end)
        if word is None or word.stem != stem:
            return None
        end = word.end
    return end


@lru_cache(maxsize=10_000)
def _begun(key: str) -> tuple[Begun, ...]:
    """Stems divided by spaces, each with how its words begin."""
    return tuple((stem, _first_letters(stem)) for stem in key.split(" "))


def _first_letters(stem: str) -> str:
    """The letters that all words of a stem begin with: `us` of `using`, `t` of `tying`, `sei` of `seized`."""
    if stem.endswith("ie"):
        return stem[:-2]
    return stem[: 2 if len(stem) < 5 else 3 if len(stem) == 5 or stem[3] in "sf" else 4]


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


def _window(text: str, spans: Sequence[Span]) -> Span:
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
