"""The terms of the field: which of them a text mentions, and which a question may mean.

`seed/glossary.yaml` is compiled once for an index and kept beside it, because to read and fold 30,000 forms takes more
time than to start. The forms of a term are equal; an asked word only leads to the term; and a hint, which is as
likely to be about anything else, does so beside other words alone.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, islice
from typing import Any, Literal, NamedTuple

from service.question.fold import HAN, Word, folded, words

Level = Literal["equal", "asked"]

OURS = re.compile(
    "知识产权|专利|商标|版权|著作|地理标志|品种|商业秘密|布图|侵权|假冒|盗版|正版|仿冒|抢注|许可|发明|传统知识|遗传|文艺"
    "|质押|证券化|维权|海外纠纷|竞争|垄断|马德里|海牙|马拉喀什|条约|成果|创新|确权|溯源|贯标|审查|代理"
)
"""In the name of a term: that it is of this field itself, and not as much of any other, like 银行 and 法院."""
SHORT_NAME = 3
"""Characters up to which a name may be an everyday word; a longer one is made for something."""
FEW_TERMS = 3
"""Terms that an unfinished phrase may still mean."""
ENDING = 3
"""Letters by which an everyday word may be longer or shorter than as it stands in the glossary."""
JOINED = 3
"""Words that may be one when written together: `trade mark`, `e commerce`."""


Forms = tuple[list[str], list[str], list[str]]
"""The terms that a form is equal to, those that it leads to, and those that it is a hint of."""


class Term(NamedTuple):
    """A term, under the name it goes by in each language."""

    id: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Named:
    """A stretch of a text that is a form of one or several terms."""

    start: int
    end: int
    equal: tuple[str, ...]
    asked: tuple[str, ...]
    hinted: tuple[str, ...]

    @property
    def terms(self) -> tuple[str, ...]:
        """All that it may mean."""
        return *self.equal, *self.asked, *self.hinted


class Glossary:
    """All terms, ready to be looked up."""

    def __init__(self, compiled: dict[str, Any]) -> None:
        self.terms = {key: Term(key, zh, en) for key, (zh, en) in compiled["terms"].items()}
        self._zh: dict[str, Forms] = compiled["zh"]
        self._en: dict[str, Forms] = compiled["en"]
        # Of all forms and of the equal ones: lengths by first character, and words of the longest by first stem.
        self._zh_all: dict[str, list[int]] = {}
        self._zh_equal: dict[str, list[int]] = {}
        self._en_all: dict[str, int] = {}
        self._en_equal: dict[str, int] = {}
        self._zh_forms: dict[str, list[str]] = {}
        self._en_forms: dict[str, list[str]] = {}
        self._lengths: dict[str, list[int]] = compiled["lengths"]
        self._broader: dict[str, frozenset[str]] = {}
        for form, (equal, *_) in self._zh.items():
            for lengths in (self._zh_all, self._zh_equal) if equal else (self._zh_all,):
                known = lengths.setdefault(form[0], [])
                if len(form) not in known:
                    known.append(len(form))
            for term in equal:
                self._zh_forms.setdefault(term, []).append(form)
        for key, (equal, *_) in self._en.items():
            for term in equal:
                self._en_forms.setdefault(term, []).append(key)
            if not key.startswith("="):
                first, *more = key.split(" ")
                for longest in (self._en_all, self._en_equal) if equal else (self._en_all,):
                    longest[first] = max(longest.get(first, 1), len(more) + 1)
        self.stems = frozenset(stem for key in self._en if not key.startswith("=") for stem in key.split(" "))
        self.joined = frozenset(key[1:] for key in self._en if key.startswith("="))
        self.plain = frozenset(compiled["words"])
        self.ours = frozenset(
            key for key, term in self.terms.items() if len(term.zh) > SHORT_NAME or OURS.search(term.zh)
        )
        self._sorted = sorted(self.joined)

    @cached_property
    def _chinese_sorted(self) -> Sequence[str]:
        return sorted(self._zh)

    # Texts

    def mentioned(self, text: str) -> Iterator[str]:
        """The terms that a folded text mentions by an equal form, once for each place."""
        for start, end in self._chinese_in(text, self._zh_equal):
            yield from self._zh[text[start:end]][0]
        held = words(text)
        for i in range(len(held)):
            forms = [self._en[key][0] for key, _ in self._keys(held, i, self._en_equal) if key in self._en]
            yield from dict.fromkeys(chain.from_iterable(forms))

    # Questions

    def broader(self, term: str) -> frozenset[str]:
        """The terms that stand in a term's own name: 植物新品种 in 植物新品种权."""
        found = self._broader.get(term)
        if found is None:
            names = self.terms[term][1:]
            found = frozenset(other for name in names for other in self.mentioned(folded(name))) - {term}
            self._broader[term] = found
        return found

    def beginning(self, text: str) -> Iterator[tuple[str, bool]]:
        """The terms that have a form which begins like this, and whether the form is an equal one."""
        if HAN.search(text):
            found = [self._zh[form] for form in _begun_like(self._chinese_sorted, text)]
        else:
            whole = "".join(word.plain for word in words(text))
            found = [self._en["=" + form] for form in _begun_like(self._sorted, whole)] if whole else []
        for equal, asked, _ in found:
            yield from ((term, True) for term in equal)
            yield from ((term, False) for term in asked)

    def completing(self, held: Sequence[Word]) -> tuple[int, tuple[str, ...]] | None:
        """The terms that the last words begin to name, at most `FEW_TERMS`, and with which word that begins."""
        for i in range(max(0, len(held) - 6), len(held) - 1):
            begun = "".join(word.plain for word in held[i:])
            found: dict[str, None] = {}
            for key in islice(_begun_like(self._sorted, begun), 50):
                found |= dict.fromkeys(self._en["=" + key][0])
            if 0 < len(found) <= FEW_TERMS:
                return i, tuple(found)
        return None

    def named(self, text: str) -> tuple[Named, ...]:
        """Every stretch of a folded question that is a form of some term."""
        return (*self._named_in_chinese(text), *self._named_in_english(words(text)))

    def _named_in_chinese(self, text: str) -> Iterator[Named]:
        for start, end in self._chinese_in(text, self._zh_all):
            # A single character is a word only where it stands alone.
            if end - start > 1 or not (HAN.match(text[start - 1 : start]) or HAN.match(text[end : end + 1])):
                yield Named(start, end, *map(tuple, self._zh[text[start:end]]))

    def _named_in_english(self, held: Sequence[Word]) -> Iterator[Named]:
        for i in range(len(held)):
            for key, end in self._keys(held, i, self._en_all):
                if forms := self._en.get(key):
                    equal, asked, hinted = map(tuple, forms)
                    if not self._alike(key, held[i:end]):
                        asked, hinted = (), ()
                    if equal or asked or hinted:
                        yield Named(held[i].start, held[end - 1].end, equal, asked, hinted)

    def _alike(self, key: str, held: Sequence[Word]) -> bool:
        """Whether words are an everyday form, and not only of the same stems: authorities are no authors."""
        lengths = self._lengths.get(key, ())
        length = sum(len(word.plain) for word in held)
        return not lengths or any(abs(length - other) <= ENDING for other in lengths)

    def _chinese_in(self, text: str, lengths: Mapping[str, Iterable[int]]) -> Iterator[tuple[int, int]]:
        """Where a Chinese form of these lengths stands, forms inside others included."""
        for start, first in enumerate(text):
            for length in lengths.get(first, ()):
                end = start + length
                there = end <= len(text) and text[start:end] in self._zh
                if there and not (first.isascii() and text[start - 1 : start].isalnum()):
                    yield start, end

    def _keys(self, held: Sequence[Word], start: int, longest: Mapping[str, int]) -> Iterator[tuple[str, int]]:
        """How words from here on may be looked up: by their stems, and all in one, so `trade mark` is `trademark`."""
        stems = whole = ""
        for end in range(start, min(len(held), start + max(JOINED, longest.get(held[start].stem, 1)))):
            word = held[end]
            stems = f"{stems} {word.stem}" if stems else word.stem
            yield stems, end + 1
            if end < start + JOINED:
                whole += word.plain
                yield "=" + whole, end + 1

    def spoken(self, form: str) -> Named | None:
        """A Chinese form alone, or `None` if it is none."""
        found = self._zh.get(form)
        return Named(0, len(form), *map(tuple, found)) if found else None

    def forms(self, term: str) -> tuple[list[str], list[str]]:
        """The equal forms of a term: Chinese ones, and English ones as stems divided by spaces."""
        return self._zh_forms.get(term, []), [key for key in self._en_forms.get(term, []) if not key.startswith("=")]

    def every(self) -> Iterator[tuple[str, Forms]]:
        """Every form: Chinese as it stands, English as its stems divided by spaces."""
        yield from self._zh.items()
        yield from ((key, forms) for key, forms in self._en.items() if not key.startswith("="))

    @property
    def chinese(self) -> Iterator[tuple[str, bool]]:
        """Every Chinese form, and whether it is an equal one or only asked."""
        return ((form, bool(equal)) for form, (equal, asked, _) in self._zh.items() if equal or asked)


def _begun_like(forms: Sequence[str], begun: str) -> Iterator[str]:
    """Those of the sorted forms that begin like this."""
    for i in range(bisect_left(forms, begun), len(forms)):
        if not forms[i].startswith(begun):
            return
        yield forms[i]


def compiled(terms: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """The glossary's terms as plain tables: `terms`, and by folded form in `zh` and `en` the terms equal and asked."""
    made: dict[str, Any] = {"terms": {}, "zh": {}, "en": {}, "words": [], "lengths": {}}
    plain: set[str] = set()

    def learn(lang: str, key: str, term: str, level: int) -> None:
        if key:
            forms = made[lang].setdefault(key, ([], [], []))
            if not any(term in stronger for stronger in forms[: level + 1]):
                forms[level].append(term)

    for item in terms:
        term = item["id"]
        made["terms"][term] = (item["zh"], item["en"])
        same, ask, hint = (item.get(key, {}) for key in ("same", "ask", "hint"))
        seen = item.get("seen", [])
        read = {lang: [found["value"] for found in seen if found["lang"] == lang] for lang in ("zh", "en")}
        for lang in ("zh", "en"):
            forms = [item[lang], *same.get(lang, []), *read[lang]]
            for level, values in enumerate((forms, ask.get(lang, []), hint.get(lang, []))):
                for value in values:
                    held = words(folded(value))
                    if level and not HAN.search(value):
                        lengths = made["lengths"].setdefault(" ".join(word.stem for word in held), [])
                        lengths.append(sum(len(word.plain) for word in held))
                    plain.update(word.plain for word in held if word.plain.isalpha())
                    for key in _form_keys(value):
                        learn("zh" if HAN.search(key) else "en", key, term, level)
    made["words"] = sorted(plain)
    return made


def _form_keys(value: str) -> Iterator[str]:
    plain = folded(value)
    if HAN.search(plain):
        whole = "".join(plain.split())
        yield whole
        if (bare := re.sub(r"[^\w]", "", whole)) != whole:
            yield bare
        return
    held = words(plain)
    yield " ".join(word.stem for word in held)
    if whole := "".join(word.plain for word in held):
        yield "=" + whole
