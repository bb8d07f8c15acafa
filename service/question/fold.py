"""How text is cut for the index, and a question in the same way: one folding, one spelling, one set of tokens.

A token is a word that either engine compares as a whole. Chinese is cut into characters and pairs of neighbouring
characters, so that any part of any word is found, whatever a dictionary makes of it; a longer run of characters is all
of its pairs. English is cut into words (`w:`, in one spelling) and their stems (`s:`). What a task is filed under has
tokens too: see `service.index.document`. Change anything here and raise `ANALYSIS`: every index is then rebuilt.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import Stemmer

from service.script import simplified

ANALYSIS = "1"

LONGEST_WORD = 40
"""Letters of the longest word worth keeping; what is longer is no word."""

HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003134f〇]+")
WORD = re.compile(r"[a-z0-9]+(?:['’][a-z]{1,2}\b)?")
_COMPOUND = re.compile(r"[a-z0-9]+(?:[-‐‑/.&][a-z0-9]+)+")
_PARTS = re.compile(r"[a-z0-9]+")


class Word(NamedTuple):
    """A word of a text: in one spelling, its stem, and where it stands."""

    plain: str
    stem: str
    start: int
    end: int


def folded(text: str) -> str:
    """The text without case, width and traditional characters, character for character: offsets into it still hold."""
    return text.lower() if text.isascii() else text.translate(_FOLD)


class _Fold(dict[int, str]):
    """What each character is folded to, found when it is first met."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        plain = unicodedata.normalize("NFKC", character).casefold()
        if len(plain) == 1:
            # An accent is no letter of its own: `café` is looked for as `cafe`.
            bare = unicodedata.normalize("NFKD", plain)[:1]
            plain = bare if bare.isascii() and bare.isalnum() else plain
        folded_one = simplified(plain) if len(plain) == 1 else character
        self[code] = folded_one
        return folded_one


_FOLD = _Fold()


def han(text: str) -> Iterator[tuple[str, int]]:
    """Runs of Chinese characters in a folded text, and where each begins."""
    for found in HAN.finditer(text):
        yield found[0], found.start()


def grams(run: str) -> tuple[str, ...]:
    """The tokens that a run of Chinese characters stands for: its pairs, or the one character that it is."""
    return (run,) if len(run) == 1 else tuple(run[i : i + 2] for i in range(len(run) - 1))


@lru_cache(maxsize=64)
def words(text: str) -> tuple[Word, ...]:
    """The words of a folded text in Latin letters and digits. All that read a question cut it, one after the other."""
    return tuple(Word(*_forms(found[0]), *found.span()) for found in WORD.finditer(text))


def word_at(text: str, start: int) -> Word:
    """The word that begins there."""
    found = WORD.match(text, start)
    assert found is not None
    return Word(*_forms(found[0]), start, found.end())


def word_after(text: str, start: int) -> Word | None:
    """The first word that begins there or behind."""
    found = WORD.search(text, start)
    return Word(*_forms(found[0]), *found.span()) if found else None


@lru_cache(maxsize=20_000)
def _forms(raw: str) -> tuple[str, str]:
    """A word in one spelling, without a possessive, and its stem."""
    plain = spelled(_PARTS.match(raw)[0][:LONGEST_WORD])  # type: ignore[index]
    return plain, stem(plain)


def joined(text: str) -> Iterator[str]:
    """Words written with a hyphen, in one: `e-commerce` is looked for as `ecommerce` too."""
    for found in _COMPOUND.finditer(text):
        whole = re.sub(r"[^a-z0-9]", "", found[0])
        if len(whole) <= LONGEST_WORD:
            yield spelled(whole)


def tokens(text: str) -> list[str]:
    """Every token of a folded text, repeats included, those of each script in their order."""
    found: list[str] = []
    for run, _ in han(text):
        found += run
        found += (run[i : i + 2] for i in range(len(run) - 1))
    for word in words(text):
        found += (f"s:{word.stem}", f"w:{word.plain}")
    for whole in joined(text):
        found += (f"s:{stem(whole)}", f"w:{whole}")
    return found


def as_it_stands(token: str) -> bool:
    """Whether a token is a word or a pair of characters, and not a stem, a single character or what is filed."""
    return token.startswith("w:") or (len(token) == 2 and not token.isascii())


# American to British or the other way, whichever is the shorter rule; both sides of a comparison go through it.
_SPELLINGS = (
    (re.compile(r"(?<=..)([iy])z(?=(?:e|ed|es|ing|er|ers|able|ations?|ational)$)"), r"\1s"),
    (re.compile(r"(?<=[a-z]{2})our(?=(?:s|ed|ing|able|ably|ful|ite|ites|al|hood|er|ers)?$)"), "or"),
    (re.compile(r"^(cent|theat|fib|met|lit|calib)re(?=s?$)"), r"\1er"),
    (re.compile(r"^(lic|def|off|pret)enc(?=[ei])"), r"\1ens"),
    (re.compile(r"^practis"), "practic"),
    (re.compile(r"^(program)me(?=s?$)"), r"\1"),
    (re.compile(r"^(catalog|dialog|analog)ue(?=s?$)"), r"\1"),
    (re.compile(r"^([a-z]*[aeiou][a-z]*[aeiou])ll(?=(?:ed|ing|ers?|ors?|ations?)$)"), r"\1l"),
    (re.compile(r"^(fulfi|enro)ll(?=(?:s|ment|ments)?$)"), r"\1l"),
    (re.compile(r"^(skil|wil)lful"), r"\1ful"),
    (re.compile(r"^(judg|acknowledg)ement"), r"\1ment"),
    (re.compile(r"^artefact"), "artifact"),
    (re.compile(r"^grey"), "gray"),
    (re.compile(r"^ageing$"), "aging"),
)


@lru_cache(maxsize=20_000)
def spelled(word: str) -> str:
    """A word in the one spelling that stands for the British and the American one."""
    if len(word) > 3 and word.isalpha():
        for pattern, other in _SPELLINGS:
            word = pattern.sub(other, word)
    return word


_STEMMER = Stemmer.Stemmer("english", 0)


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """The stem of a word in one spelling. What has a digit in it has none."""
    if not word.isalpha():
        return word
    found: str = _STEMMER.stemWord(word)
    return found
