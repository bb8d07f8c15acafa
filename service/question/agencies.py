"""Agencies named in a question, by any of their names."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from service.names import Names
from service.question.fold import HAN, Word, folded, words

SILENT = frozenset({"the", "of", "for", "and", "on", "in", "s", "to"})
"""Words that a name may be said without."""
CLASHING = frozenset({"most", "cast", "sat", "other", "others", "etc", "mee", "sac", "gad", "edd"})
"""Abbreviations that are words too: names only where they are written in capitals, or are the whole question."""
UNSAID = frozenset({"OTHER"})
"""Stands for whoever is not named; 有关部门 in a question asks for somebody."""
LONGEST = 14


@dataclass(frozen=True, slots=True)
class AgencyNamed:
    start: int
    end: int
    code: str


class Agencies:
    """Every name of every agency, ready to be found in a question."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self._zh: dict[str, list[tuple[str, str]]] = {}
        self._en: dict[str, str] = {}
        self._words: set[str] = set()
        self.spellings: list[tuple[str, str]] = []  # all names, folded, and whose they are
        for spelling, code in names.spellings():
            if code in UNSAID:
                continue
            plain = folded(spelling)
            self.spellings.append((plain, code))
            if HAN.search(spelling):
                form = plain.replace(" ", "")
                self._zh.setdefault(form[0], []).append((form, code))
            elif held := words(plain):
                self._en.setdefault(_key(held), code)
                self._words.update(word.plain for word in held)

    def named(self, text: str, held: Sequence[Word], capitals: frozenset[str]) -> Iterator[AgencyNamed]:
        """Every stretch of a folded question that names one. `capitals` are the words written in capitals."""
        for start, first in enumerate(text):
            for form, code in self._zh.get(first, ()):
                if text.startswith(form, start):
                    end = start + len(form)
                    # Two characters may as well be the end of one word and the beginning of another: 个人行为.
                    if len(form) > 2 or not (HAN.match(text[start - 1 : start]) or HAN.match(text[end : end + 1])):
                        yield AgencyNamed(start, end, code)
        for i in range(len(held)):
            if held[i].plain in SILENT:
                continue
            key = ""
            for word in islice((word for word in held[i:] if word.plain not in SILENT), LONGEST):
                key += _bare(word)
                if (found := self._en.get(key)) and self._meant(key, held, capitals):
                    yield AgencyNamed(held[i].start, word.end, found)

    def completing(self, held: Sequence[Word]) -> tuple[int, str] | None:
        """The agency that the last words begin to name, and with which word that begins; none where it is not plain."""
        for i in range(max(0, len(held) - LONGEST), len(held) - 1):
            if held[i].plain in SILENT or held[-1].plain in SILENT:
                continue
            key = _key(held[i:])
            if len({code for form, code in self._en.items() if form.startswith(key)}) == 1:
                return i, next(code for form, code in self._en.items() if form.startswith(key))
        return None

    def code_of(self, name: str) -> str | None:
        """The agency of a Chinese name as it was mended."""
        return next((code for form, code in self._zh.get(name[:1], ()) if form == name), None)

    @property
    def chinese(self) -> Iterator[str]:
        return (form for forms in self._zh.values() for form, _ in forms)

    @property
    def english(self) -> set[str]:
        return self._words

    def _meant(self, key: str, held: Sequence[Word], capitals: frozenset[str]) -> bool:
        return key not in CLASHING or key in capitals or len(held) == 1


def _key(held: Sequence[Word]) -> str:
    return "".join(_bare(word) for word in held if word.plain not in SILENT)


def _bare(word: Word) -> str:
    """A word of a name without its plural or possessive: People's, Peoples and People are one."""
    return word.plain.rstrip("s") or word.plain
