"""Slips mended: a wrong, missing or swapped character, pinyin for Chinese, a typing error in English.

What a word may be mended to are the Chinese words of glossary, agencies and titles, and all English words of the index.
Chinese ones lie in the index under keys made here when it is built, so that a look costs microseconds and no memory:

`~知识?权` the word with one character open (a wrong one), `-知识权` with one left out (one missing), `%` and its sorted
characters (two swapped), `:zhishichanquan` its sound, `;` its sound as it is blurred in the south (zh/z, ng/n).

Generous mending turns good questions into others: 外国公司 is no slip for 小公司. So a window is mended only where it
is whole words of which one is odd, and a word of two characters only to one of the same sound.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice, product
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from service.question.fold import HAN
from service.question.groups import Repair
from service.question.vocabulary import Vocabulary

SHORTEST = 3
"""Characters from which on a word may have a wrong one in it."""
LONGEST = 14
MOST_READINGS = 8
TRIES, LOOK = 60, 0.1
"""Words that are looked for in one question, each in up to a tenth of a millisecond; and what a mere look costs."""
CANDIDATES = 2_000
"""Words of one first letter that are compared; the most frequent come first."""

ONE_SLIP, TWO_SLIPS = 5, 9
"""Letters from which on an English word may have one slip, and two."""


@dataclass(slots=True)
class Mending:
    """What has been mended in one question, and how often more it may be tried: nonsense is not worth the time."""

    done: list[Repair] = field(default_factory=list)
    left: float = TRIES

    def may_try(self, cost: float = 1.0) -> bool:
        self.left -= cost
        return self.left >= 0


class Mended(NamedTuple):
    """What stands instead, and how sure that is, 0 to 1."""

    word: str
    trust: float


# Keys, made when an index is built


def keys(word: str, *, by_sound: bool = False) -> Iterator[str]:
    """Every key under which a Chinese word is found by those who got it slightly wrong; or those of its sound alone."""
    if not (2 <= len(word) <= LONGEST and HAN.fullmatch(word)):
        return
    sound = sounds(word)
    yield f":{''.join(sound)}"
    if len(word) >= SHORTEST:
        yield f";{blurred(sound)}"
    if by_sound:
        return
    if len(word) >= SHORTEST:
        yield f"%{''.join(sorted(word))}"
        for i in range(len(word)):
            yield f"~{word[:i]}?{word[i + 1 :]}"
    if len(word) > SHORTEST:
        for i in range(len(word)):
            yield f"-{word[:i]}{word[i + 1 :]}"


def sounds(word: str) -> list[str]:
    """The syllables of a word in pinyin, without tones, `v` for ü."""
    import pypinyin  # 60 MB, and needed for what is not in the index yet alone

    return [syllable.replace("ü", "v") for syllable in pypinyin.lazy_pinyin(word)]


_BLUR = ((re.compile(r"^([zcs])h"), r"\1"), (re.compile(r"ng$"), "n"), (re.compile(r"^l"), "n"))


def blurred(sound: Iterable[str]) -> str:
    return "".join(map(_blurred, sound))


@lru_cache(maxsize=2_000)
def _blurred(syllable: str) -> str:
    for pattern, other in _BLUR:
        syllable = pattern.sub(other, syllable)
    return syllable


# Chinese


def chinese(window: str, vocabulary: Vocabulary, sounds_of: Mapping[str, list[str]]) -> Mended | None:
    """The known word that a window of a question was meant to be. `sounds_of` gives the readings of a character."""
    readings = [sounds_of.get(character, [character])[:2] for character in window]
    spoken = list(islice(product(*readings), MOST_READINGS))
    for sound in spoken:
        for word in vocabulary.known(f":{''.join(sound)}"):
            if len(word) == len(window) and word != window:
                return Mended(word, 0.95)
    if len(window) < SHORTEST:
        return None
    for word in vocabulary.known(f"%{''.join(sorted(window))}"):
        if word != window and _neighbours_swapped(word, window):
            return Mended(word, 0.9)
    for word in vocabulary.known(f";{blurred(spoken[0])}"):
        if len(word) == len(window) and word != window and sum(a != b for a, b in zip(word, window, strict=True)) <= 2:
            return Mended(word, 0.9)
    for i in range(len(window)):
        for word in vocabulary.known(f"~{window[:i]}?{window[i + 1 :]}"):
            if word != window:
                return Mended(word, 0.8)
    if len(window) > SHORTEST:
        for i in range(len(window)):  # one character too many
            shorter = window[:i] + window[i + 1 :]
            if shorter in vocabulary.known(f"%{''.join(sorted(shorter))}"):
                return Mended(shorter, 0.8)
    for word in vocabulary.known(f"-{window}"):
        return Mended(word, 0.8)
    return None


def _neighbours_swapped(word: str, window: str) -> bool:
    differ = [i for i, (a, b) in enumerate(zip(word, window, strict=True)) if a != b]
    return len(differ) == 2 and differ[1] == differ[0] + 1


# Pinyin

_SYLLABLE = re.compile(
    r"(?:[bpmf]|[dtnl]|[gkh]|[jqx]|zh|ch|sh|[rzcsyw])?"
    r"(?:iang|iong|uang|ueng|ang|eng|ing|ong|uai|iao|ian|uan|van|ai|ei|ao|ou|an|en|in|un|vn|er|ia|ie|iu|ua|uo|ui|ue|ve|"
    r"a|o|e|i|u|v)"
)


def pinyin(run: str, vocabulary: Vocabulary) -> str | None:
    """The known Chinese word whose sound a run of letters is."""
    if len(run) < 4 or not run.isascii() or not run.isalpha():
        return None
    plain = run.replace("ü", "v")
    for key in (f":{plain}", f";{_blurred_letters(plain)}") if len(plain) > 6 else (f":{plain}",):
        if words := vocabulary.known(key):
            return words[0]
    return None


def _blurred_letters(run: str) -> str:
    """The run blurred syllable by syllable, as far as it can be told where one ends."""
    syllables, rest = [], run
    while rest and (found := _SYLLABLE.match(rest)):
        syllables.append(found[0])
        rest = rest[found.end() :]
    return blurred(syllables) if not rest else "\0"


# English


def english(word: str, vocabulary: Vocabulary, others: Iterable[str] = ()) -> Mended | None:
    """The word of the index, or of the names given, that a word was meant to be. The first letter is taken as right."""
    allowed = 0 if len(word) < ONE_SLIP else 1 if len(word) < TWO_SLIPS else 2
    if not allowed or not word.isalpha():
        return None
    held = [token[2:] for token in vocabulary.starting(f"w:{word[0]}", CANDIDATES)]
    # `z` and `s` are one letter here: a slip beside it keeps the spelling rules from making them one.
    near = process.extract(
        word, [*held, *others], scorer=OSA.distance, processor=_without_z, score_cutoff=allowed, limit=None
    )
    # Of those that are equally near the first: the words of the index, the frequent ones before the rare.
    best = min(near, key=lambda found: (found[1], found[2]), default=None)
    return Mended(best[0], 0.9 if best[1] <= 1 else 0.8) if best else None


def _without_z(word: str) -> str:
    return word.replace("z", "s")
