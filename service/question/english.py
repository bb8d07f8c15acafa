"""The Latin letters of a question: pinyin read, slips mended, words that are one or two, a last word not typed out."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from functools import cached_property

from service.question import repair
from service.question.fold import WORD, joined, spelled, stem, words
from service.question.glossary import Glossary
from service.question.groups import Form, Repair
from service.question.pieces import Piece
from service.question.repair import Mended, Mending
from service.question.stopwords import ENGLISH
from service.question.vocabulary import Vocabulary

MOST_FORMS = 30
"""Words that an unfinished one may grow into."""
_AMERICAN = re.compile(r"(?<=[iy])z$")
"""The end of an American spelling that has not been typed out."""
MOST_SYLLABLES = 8
"""Words of pinyin that one Chinese word may be written in."""


@dataclass(frozen=True)
class English:
    """Reads English against the words that texts, glossary and agencies' names have."""

    glossary: Glossary
    common: Set[str]  # words that everybody writes, of any field
    names: Set[str]  # words of the agencies' names
    vocabulary: Vocabulary

    def mended(self, text: str, mending: Mending) -> tuple[str, str | None]:
        """The text with pinyin and slips of English mended, and its last word if that may be unfinished."""
        text = self._pinyin_read(text, mending)
        made, at = [], 0
        held = list(WORD.finditer(text))
        last_open = None
        for i, found in enumerate(held):
            word = spelled(found[0])
            if word in ENGLISH or self.vocabulary.frequency(f"w:{word}") or self._in_compound(text, found):
                continue
            last = i == len(held) - 1 and found.end() == len(text.rstrip()) and text[-1:] != " "
            grown = next((begun for begun in (word, _AMERICAN.sub("s", word)) if last and self._may_grow(begun)), None)
            if grown:
                last_open = grown
                made += [text[at : found.start()], grown]
                at = found.end()
                continue
            if not word.isalpha() or self._knows(word):
                continue
            if not mending.may_try():
                break
            if parts := self._split(word):
                other = " ".join(parts)
            elif mended := self._mended(word):
                other = mended.word
                mending.done.append(Repair(found[0], other))
            elif len(word) > 3 and self.vocabulary.starting(f"w:{word}", MOST_FORMS):
                last_open = last_open or word
                continue
            else:
                continue
            made += [text[at : found.start()], other]
            at = found.end()
        return "".join((*made, text[at:])), last_open

    def _may_grow(self, word: str) -> bool:
        """Whether a word that stands nowhere begins one that does."""
        if word in self.glossary.joined or word in self.names:
            return False
        return bool(self.vocabulary.starting(f"w:{word}", MOST_FORMS)) or any(map(str.isdigit, word))

    def _in_compound(self, text: str, found: re.Match[str]) -> bool:
        """Whether a word is a part of one with a hyphen that is known as a whole: `audio` in `audio-visual`."""
        start = text.rfind(" ", 0, found.start()) + 1
        end = text.find(" ", found.end())
        whole = text[start : end if end > 0 else len(text)]
        return whole != found[0] and any(self.vocabulary.frequency(f"w:{one}") for one in joined(whole))

    def _knows(self, word: str) -> bool:
        return (
            self.vocabulary.frequency(f"s:{stem(word)}") > 0
            or stem(word) in self.glossary.stems
            or word in self.glossary.joined
            or word in self.names
        )

    @cached_property
    def _others(self) -> Mapping[str, list[str]]:
        """Words that no text of the index has, but the glossary and the agencies' names, by their first letter."""
        found: dict[str, list[str]] = defaultdict(list)
        for word in sorted(self.glossary.plain | self.names):
            found[word[0]].append(word)
        return found

    def _mended(self, word: str) -> Mended | None:
        return None if word in self.common else repair.english(word, self.vocabulary, self._others.get(word[0], ()))

    def _split(self, word: str) -> tuple[str, str] | None:
        for i in range(3, len(word) - 2):
            if self.vocabulary.frequency(f"w:{word[:i]}") and self.vocabulary.frequency(f"w:{word[i:]}"):
                return word[:i], word[i:]
        return None

    def _pinyin_read(self, text: str, mending: Mending) -> str:
        """Rows of syllables that are no English words, read as the Chinese they sound like."""
        made, at = [], 0
        for row in re.finditer(r"[a-zü]+(?:['’ ]+[a-zü]+)*", text):
            held = list(re.finditer(r"[a-zü]+", row[0]))
            i = 0
            while i < len(held):
                for end in range(min(len(held), i + MOST_SYLLABLES), i, -1):
                    window = [found[0] for found in held[i:end]]
                    if all(word in ENGLISH or self._knows(spelled(word)) for word in window):
                        continue
                    if word := repair.pinyin("".join(window), self.vocabulary):
                        start, stop = row.start() + held[i].start(), row.start() + held[end - 1].end()
                        mending.done.append(Repair(text[start:stop], word))
                        made += [text[at:start], f" {word} "]
                        at, i = stop, end
                        break
                else:
                    i += 1
        return "".join((*made, text[at:]))

    def pieces(self, text: str, last_open: str | None) -> Iterator[Piece]:
        """The words that are left when names and terms are taken off."""
        held = words(text)
        skip = False
        for i, word in enumerate(held):
            if skip:
                skip = False
                continue
            piece = Piece(word.start, word.end, word.plain, silent=word.plain in ENGLISH)
            if word.plain == last_open:
                piece.forms = self._grown(word.plain)
            elif i + 1 < len(held) and not text[word.end : held[i + 1].start].strip(" -"):
                whole = word.plain + held[i + 1].plain
                if len(whole) > 4 and self.vocabulary.frequency(f"w:{whole}"):  # `data base`
                    apart = (f"s:{word.stem}", f"s:{held[i + 1].stem}")
                    piece = Piece(word.start, held[i + 1].end, whole)
                    piece.forms = (Form((f"s:{stem(whole)}",), 1.0), Form(apart, 0.9))
                    skip = True
            yield piece

    def _grown(self, word: str) -> tuple[Form, ...]:
        """What an unfinished word may become."""
        stems = (f"s:{stem(token[2:])}" for token in self.vocabulary.starting(f"w:{word}", MOST_FORMS))
        return tuple(Form((token,), 0.9) for token in dict.fromkeys(stems))
