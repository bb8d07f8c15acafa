"""Fold a name and resolve a mention to one agency: exact on the names and aliases known, never a guess."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from service.records import LANGS, AgencyRecord, AliasKind, Bilingual, Lang
from service.script import simplified

_Key = TypeVar("_Key", str, tuple[str, Lang, str])

LONGEST_MENTION = 400
"""No name is nearly as long; what is longer is not worth folding."""


@dataclass(frozen=True, slots=True)
class Match:
    """The one agency that a mention names, and in what way: `kind` is `None` for its code or official name."""

    code: str
    kind: AliasKind | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """An agency that an unknown mention may have meant, best first; `score` 0 to 100."""

    code: str
    name: Bilingual
    score: float


# Accents and letters that are typed for an apostrophe: Unicode does not count them as punctuation.
_QUOTES = str.maketrans("", "", "`´ˊˋʹʻʼʽˈ")
_MARK = re.compile(r"[^\w\s]|_")
_BRACKET_BEHIND = re.compile(r"([^(（]+)[(（](.+)[)）]\s*", re.DOTALL)
_ARTICLES = re.compile(r"^\s*an?\s+(?=\w)|\bthe\b")


def fold(name: str) -> str:
    """The name without what does not tell names apart, to be compared with other folded names and not to be shown.

    Off go case, width and traditional characters; quotes and all other punctuation, so that a list with a comma before
    its `and` is like one without; spaces of every kind, visible or not; `the`, and `a` or `an` in front. `&` is `and`.
    Symbols, control characters and lone surrogates stay: no name has any, so a mention with one names nothing.
    """
    return _plain(name).replace(" ", "")


def _plain(name: str) -> str:
    """The folded name with its words still apart."""
    text = unicodedata.normalize("NFKC", name.translate(_QUOTES)).casefold()
    text = _MARK.sub(_without_mark, simplified(text))
    return " ".join(_ARTICLES.sub("", text).split())


def _without_mark(found: re.Match[str]) -> str:
    mark = found[0]
    if mark == "&":
        return " and "
    # Punctuation, and what cannot be seen: format characters (zero-width spaces, soft hyphens), variation selectors.
    invisible = unicodedata.category(mark) == "Cf" or "\ufe00" <= mark <= "\ufe0f"
    return "" if invisible or unicodedata.category(mark).startswith("P") else mark


class Names:
    """Every name of the agencies given, ready to be looked up; those of the press only where `press` says so.

    Who asks for the market regulator means China's; a document may speak of another country's.
    """

    def __init__(self, agencies: Iterable[AgencyRecord], *, press: bool = True) -> None:
        self._names: dict[str, Bilingual] = {}
        self._exact: dict[str, Match] = {}
        self._tied: dict[tuple[str, Lang, str], Match] = {}
        self._bare: dict[tuple[Lang, str], Match | None] = {}
        self._spellings: list[tuple[str, str]] = []
        for agency in agencies:
            self._names[agency.code] = agency.name
            for name in _names_of(agency):
                if press or name.kind is not AliasKind.PRESS:
                    self._learn(agency.code, name)

    def resolve(self, mention: str, *, plan: str | None = None, lang: Lang | None = None) -> Match | None:
        """The agency that the mention names, or `None`: it is never guessed.

        With `plan`, what that plan alone says goes first; `lang` is the language the mention stands in, where known.
        """
        if len(mention) > LONGEST_MENTION:
            return None
        folded = fold(mention)
        for each in (lang,) if lang else LANGS:
            if plan is not None and (match := self._tied.get((plan, each, folded))):
                return match
        return self._exact.get(folded) or self._with_country(_plain(mention)) or self._named_twice(mention, plan, lang)

    def nearest(self, mention: str, *, limit: int = 3) -> tuple[Candidate, ...]:
        """The agencies with a name most like the mention, each once, best first; none where nothing is like it."""
        plain = _plain(mention[:LONGEST_MENTION])[:LONGEST_MENTION]
        scores: dict[str, float] = {}
        for code, score in _likeness(plain, self._spellings) if plain else ():
            scores[code] = max(score, scores.get(code, 0.0))
        best = sorted(scores, key=lambda code: -scores[code])
        return tuple(Candidate(code, self._names[code], round(scores[code], 1)) for code in best[:limit])

    @property
    def codes(self) -> Iterable[str]:
        """Every agency's code."""
        return self._names

    def name_of(self, code: str) -> Bilingual:
        """The official name of an agency; empty where the code is none."""
        return self._names.get(code, Bilingual())

    def spellings(self) -> Iterator[tuple[str, str]]:
        """Every name that resolves anywhere, its words apart, with its code; Chinese ones without their country too."""
        yield from self._spellings

    def _learn(self, code: str, name: "_Name") -> None:
        plain = _plain(name.value)
        folded = plain.replace(" ", "")
        match = Match(code, name.kind)
        if not folded:
            return
        if name.plan is not None and name.lang is not None:
            _claim(self._tied, (name.plan, name.lang, folded), match, name.value)
            return
        _claim(self._exact, folded, match, name.value)
        self._spellings.append((plain, code))
        # An abbreviation is English whoever uses it: "China SAMR", but not 中国SAMR.
        lang = "en" if name.lang is None or name.kind is AliasKind.ABBREVIATION else name.lang
        if name.kind not in _AS_IT_STANDS:
            self._learn_bare(match, lang, plain)

    def _learn_bare(self, match: Match, lang: Lang, plain: str) -> None:
        bare, folded = _without_country(plain, lang), plain.replace(" ", "")
        if len(bare) < _SHORTEST_BARE:
            return
        held = self._bare.setdefault((lang, bare), match)
        if held is not None and held.code != match.code:
            self._bare[lang, bare] = None  # two agencies could be meant, so neither is
        if lang == "zh" and bare != folded:
            self._spellings.append((bare, match.code))  # 发改局 is nearer to 发改委 than to 国家发改委

    def _with_country(self, plain: str) -> Match | None:
        """A name that stands here with another 国家, 中国, 国务院 or China than it is known with, or without any."""
        if match := self._bare.get(("zh", _without_country(plain, "zh"))):
            return match
        bare = _without_country(plain, "en")
        # English needs the country: a Food and Drug Administration without China is that of another one.
        return self._bare.get(("en", bare)) if bare != plain.replace(" ", "") else None

    def _named_twice(self, mention: str, plan: str | None, lang: Lang | None) -> Match | None:
        """Two names that have to be of one body: 中央宣传部（国家版权局）, "... Administration (CNIPA)"."""
        parts = _BRACKET_BEHIND.fullmatch(mention)
        name = parts and self.resolve(parts[1], plan=plan, lang=lang)
        other = parts and name and self.resolve(parts[2], plan=plan, lang=lang)
        return name if name and other and name.code == other.code else None


class _Name(NamedTuple):
    """One way to name an agency; `kind` is `None` for its code and its official name, `lang` for its code."""

    value: str
    lang: Lang | None = None
    kind: AliasKind | None = None
    plan: str | None = None


def _names_of(agency: AgencyRecord) -> Iterator[_Name]:
    yield _Name(agency.code)
    for lang in LANGS:
        yield _Name(agency.name[lang], lang)
    for lang in LANGS:
        yield _Name(agency.short_name[lang], lang, AliasKind.SHORT)
    for alias in agency.aliases:
        yield _Name(alias.value, alias.lang, alias.kind, alias.plan)


def _claim(held: dict[_Key, Match], key: _Key, match: Match, name: str) -> None:
    """Take the name for its agency. The first use of a name within one agency says of what kind it is."""
    other = held.setdefault(key, match)
    if other.code != match.code:
        raise ValueError(f"{other.code} and {match.code} are both called {name!r}")


# What people put before or behind a folded name, or leave out: 国家药监局, 中国国家药监局, 药监局; "China's Ministry of
# Justice", "Ministry of Justice, PRC". Abbreviations and mere mentions are taken as they stand.
_COUNTRY: dict[Lang, re.Pattern[str]] = {
    "zh": re.compile(r"^(?:中华人民共和国|中国|国务院)?(?:国家)?"),
    "en": re.compile(
        r"^(?:peoples republic of chinas?|chinese|chinas?|prcs?) "
        r"| (?:of )?(?:peoples republic of china|pr china|p r china|china|prc)$"
    ),
}
_AS_IT_STANDS = frozenset({AliasKind.MENTION, AliasKind.MISTRANSLATION})
_SHORTEST_BARE = 2


def _without_country(plain: str, lang: Lang) -> str:
    """The folded name without it; English looks at whole words, or "PRC Supreme Court" would lose its S."""
    return _COUNTRY[lang].sub("", plain if lang == "en" else plain.replace(" ", "")).replace(" ", "")


_NEAR = 65.0
"""Two characters of three alike; below it, likeness says nothing."""


def _likeness(plain: str, spellings: Sequence[tuple[str, str]]) -> Iterator[tuple[str, float]]:
    """The agencies of all spellings that the mention is near to: on the whole, in another order, or as a part."""
    from rapidfuzz import fuzz, process  # here, because few requests need it and it costs start-up time and memory

    choices = [spelling for spelling, _ in spellings]
    enough = 6 if plain.isascii() else 2  # characters of the shorter one: `mps` is part of `jumps`
    for scorer, weight in ((fuzz.ratio, 1.0), (fuzz.token_sort_ratio, 0.95), (fuzz.partial_ratio, 0.9)):
        found = process.extract(plain, choices, scorer=scorer, score_cutoff=_NEAR / weight, limit=None)
        for choice, score, index in found:
            if scorer is not fuzz.partial_ratio or min(len(plain), len(choice)) >= enough:
                yield spellings[index][1], score * weight
