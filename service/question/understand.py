"""From the words of a question to what is looked for.

In this order: references and names in 《》, slips of English and pinyin, agencies and terms of the glossary (the
longest first), words that only ask, words of a dictionary, slips of Chinese. Nothing is looked up in the database, and
no engine is asked for hits: the index tells which words there are, and how rare.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from service.question import references
from service.question.agencies import Agencies
from service.question.asked import Meant
from service.question.chinese import Chinese
from service.question.english import English
from service.question.fold import HAN, as_it_stands, folded, grams, joined, spelled, stem, tokens, words
from service.question.glossary import Named
from service.question.groups import BROAD, Form, Group, Question, Repair, weighed
from service.question.likely import Likely
from service.question.pieces import Piece
from service.question.repair import Mending
from service.question.stopwords import CHINESE_PHRASES, ENGLISH, ENGLISH_PHRASES, MEASURED
from service.question.tables import Tables
from service.question.vocabulary import Vocabulary

ASKED, HINTED = 0.95, 0.7
"""What an everyday word is worth for a term that it may mean, and a mere hint; the word itself is worth 1."""
WITHIN = (0.5, 0.25)
"""What a term is worth that is only a part of the name that was asked for, as 营商环境 is of the opinions on it; the
rarest one, and the next."""
PART = 0.8
"""What a word weighs inside an everyday phrase that was understood as a whole."""
SHORT = 2
"""Characters up to which an everyday word may as well be a part of another one."""
LONGEST_READ = 300
"""Characters of a question that are read; of a page that was pasted its beginning says what it is about."""
LONGEST_MENDED = 150
"""Characters up to which a question is mended: a page that was pasted has enough right words."""
FAMILIAR = 0.2
"""What a word weighs that stands in no task, but in how people ask for several, beside one that stands in neither."""
BEGUN = 0.9
"""How sure it is what a name is that has not been typed out."""


class _Cut(NamedTuple):
    """A question in its pieces, before slips of Chinese are mended."""

    text: str
    named: references.References
    rest: str  # without what is named there
    terms: tuple[Named, ...]  # every stretch of it that is a form of some term, across others or not
    pieces: list[Piece]
    parts: list[Piece]
    mending: Mending
    short: bool  # so that it is mended at all


@dataclass(frozen=True)
class Understanding:
    """Understands questions, against what one version of the index knows."""

    tables: Tables
    agencies: Agencies
    vocabulary: Vocabulary
    plans: frozenset[str]

    @cached_property
    def labels(self) -> tuple[list[str], list[str]]:
        """What agencies and terms are called, in Chinese and in English."""
        names = [self.agencies.names.name_of(code) for code in self.agencies.names.codes]
        terms = self.tables.glossary.terms.values()
        return [*(n.zh for n in names), *(t.zh for t in terms)], [*(n.en for n in names), *(t.en for t in terms)]

    @cached_property
    def _english(self) -> English:
        return English(self.tables.glossary, self.tables.common, self.agencies.english, self.vocabulary)

    @cached_property
    def _likely(self) -> Likely:
        return Likely(self.tables.glossary)

    @cached_property
    def _chinese(self) -> Chinese:
        return Chinese(self.tables, self.agencies, self.vocabulary)

    def of(self, asked: str) -> Question:
        """What a question means."""
        return next(self.readings(asked))

    def readings(self, asked: str) -> Iterator[Question]:
        """What a question means, and then, if that is something else, what if words that look well are slips too."""
        cut = self._cut(asked)
        pieces, repairs = self._mended(cut, bold=False)
        yield self._meant(cut, pieces, repairs)
        if HAN.search(cut.text):  # English is mended by its spelling alone
            pieces, bold = self._mended(cut, bold=True)
            if bold != repairs:
                yield self._meant(cut, pieces, bold)

    def _cut(self, asked: str) -> _Cut:
        """A question in its pieces, slips of English mended and none of Chinese."""
        clean = cleaned(asked)
        text = folded(clean[:LONGEST_READ])
        mending = Mending()
        named = references.read(self._chinese.closed(text), self.plans)
        short = len(text) <= LONGEST_MENDED
        rest, last_open = self._english.mended(named.rest, mending) if short else (named.rest, None)
        capitals = frozenset(spelled(found.lower()) for found in re.findall(r"\b[A-Z]{2,}\b", clean))
        terms = self.tables.glossary.named(rest)
        pieces, parts = self._pieces(rest, terms, capitals, last_open)
        return _Cut(text.strip(), named, rest, terms, pieces, parts, mending, short)

    def _mended(self, cut: _Cut, *, bold: bool) -> tuple[list[Piece], tuple[Repair, ...]]:
        """The pieces with slips of Chinese mended too, and all that was mended."""
        if not cut.short:
            return [*cut.pieces, *cut.parts], tuple(cut.mending.done)
        mending = Mending([*cut.mending.done], cut.mending.left)
        pieces = self._chinese.mended(cut.rest, cut.pieces, mending, bold=bold)
        return [*pieces, *cut.parts], tuple(mending.done)

    def _meant(self, cut: _Cut, pieces: Sequence[Piece], repairs: tuple[Repair, ...]) -> Question:
        """What the pieces mean."""
        named, rest = cut.named, cut.rest
        groups = [self._group(piece) for piece in pieces if not piece.silent]
        for name in named.names:
            if not any(piece.named and piece.text in name and len(piece.text) > len(name) / 2 for piece in pieces):
                groups += self._literally(name)
        settled = tuple(self._settled(groups))
        # Who says nothing but names has said what is meant.
        only_names = all(group.surely for group in settled)
        # One word is no question in words of one's own.
        silent = only_names or len(settled) < 2
        # Agencies and references say where to look, not what for.
        said = _without_agencies(rest, pieces)
        meant = Meant() if silent else self.tables.asked.of(said, cut.terms, self.vocabulary)
        run = tuple(token for token in tokens(said) if as_it_stands(token))
        # What a task has word for word is no question of elsewhere.
        rather = 0.0 if meant.rather < 0 and run and self.vocabulary.together(run) else meant.rather
        return Question(
            text=cut.text,
            groups=settled,
            tasks=tuple(named.tasks),
            plans=tuple(named.plans) if not named.tasks else (),
            run=run,
            unknown=tuple(group.text for group in settled if not group.forms),
            agencies=tuple(dict.fromkeys(piece.agency for piece in pieces if piece.agency)),
            terms=tuple(
                dict.fromkeys(term for piece in pieces for term in (*piece.equal, *piece.asked, *piece.hinted))
            ),
            words=tuple(group.text for group in settled if group.forms and not group.named),
            repairs=repairs,
            likely=() if only_names else self._likely.of(rest, self.vocabulary),
            asked=meant.tasks,
            surest=meant.surest,
            rather=rather,
        )

    def literally(self, asked: str) -> Question:
        """The question as it stands: each of its words, nothing mended, no name or term looked up."""
        text = folded(cleaned(asked)[:LONGEST_READ])
        groups = [
            *(Group(run, (Form(grams(run), 1.0),), 1.0, True) for run in dict.fromkeys(HAN.findall(text))),
            *(Group(word.plain, (Form((f"w:{word.plain}",), 1.0),), 1.0, True) for word in words(text)),
        ]
        return Question(
            text=text.strip(), groups=weighed(groups, self.vocabulary), words=tuple(group.text for group in groups)
        )

    def _settled(self, groups: Sequence[Group]) -> Iterator[Group]:
        """Groups with what they weigh; of words that stand in no task those that say nothing anyway are left out."""
        for group in weighed(groups, self.vocabulary):
            if group.forms or not (group.text in self.tables.light or MEASURED.fullmatch(group.text)):
                familiar = not group.forms and self.tables.asked.familiar(group.text)
                yield group._replace(weight=group.weight * FAMILIAR) if familiar else group

    # What it is made of

    def _pieces(
        self, text: str, forms: Iterable[Named], capitals: frozenset[str], last_open: str | None
    ) -> tuple[list[Piece], list[Piece]]:
        """The question in its pieces, in order, and parts of some of them."""
        named = self._names_and_terms(text, forms, capitals, last_open)
        pieces, parts = [p for p in named if not p.part], [p for p in named if p.part]
        taken = bytearray(len(text))
        for piece in pieces:
            taken[piece.start : piece.end] = b"\1" * (piece.end - piece.start)
        rest = "".join("\n" if used else character for character, used in zip(text, taken, strict=True))
        for pattern in (ENGLISH_PHRASES, CHINESE_PHRASES):
            rest = pattern.sub(lambda found: "\n" * len(found[0]), rest)
        for found in HAN.finditer(rest):
            pieces += self._chinese.pieces(found[0], found.start())
        pieces += self._english.pieces(rest, last_open)
        pieces.sort(key=lambda piece: piece.start)
        return pieces, parts

    def _names_and_terms(
        self, text: str, forms: Iterable[Named], capitals: frozenset[str], last_open: str | None
    ) -> list[Piece]:
        """Agencies and terms, the longest first, none across another."""
        held = words(text)
        begun: list[Piece] = []
        if last_open and held and held[-1].plain == last_open:
            if agency := self.agencies.completing(held):
                start = held[agency[0]].start
                begun.append(Piece(start, len(text), text[start:], agency[1], trust=BEGUN))
            elif term := self.tables.glossary.completing(held):
                start = held[term[0]].start
                begun.append(Piece(start, len(text), text[start:], equal=term[1], trust=BEGUN))
        found = [
            Piece(a.start, a.end, text[a.start : a.end], a.code) for a in self.agencies.named(text, held, capitals)
        ]
        terms: dict[tuple[int, int], Piece] = {}
        borders = self._chinese.borders(text)
        for named in forms:
            short = named.end - named.start <= SHORT and HAN.match(text[named.start])
            if short and not named.equal and not {named.start, named.end} <= borders:
                continue  # 音乐 in 音乐会: an everyday word only where it is one
            if last_open and held and named.end == held[-1].end and held[-1].plain == last_open:
                continue  # what has not been typed out has no stem: `securitis` is no security
            if text[named.start : named.end] in ENGLISH:
                continue
            piece = terms.setdefault(
                (named.start, named.end), Piece(named.start, named.end, text[named.start : named.end])
            )
            piece.equal = tuple(dict.fromkeys((*piece.equal, *named.equal)))
            piece.asked = tuple(dict.fromkeys((*piece.asked, *named.asked)))
            piece.hinted = tuple(dict.fromkeys((*piece.hinted, *named.hinted)))
        chosen: list[Piece] = []
        parts: list[Piece] = []
        for piece in sorted(
            (*begun, *found, *terms.values()),
            # An agency's abbreviation in capitals is one, whatever longer phrase it may begin.
            key=lambda p: (
                p.agency is None or capitals.isdisjoint(p.text.split()),
                p.start - p.end,
                p.agency is None,
                p.start,
            ),
        ):
            if all(piece.end <= other.start or piece.start >= other.end for other in chosen):
                chosen.append(piece)
                inside = [o for o in terms.values() if piece.start <= o.start and o.end <= piece.end and o is not piece]
                piece.within = tuple(dict.fromkeys(term for other in inside for term in other.equal))
                if not (piece.agency or piece.equal):
                    parts += _longest(inside)
        for piece in parts:
            piece.part = True
        return [*chosen, *parts]

    # What is looked for

    def _group(self, piece: Piece) -> Group:
        """The group of a piece; what it weighs is seen once all are there."""
        if piece.agency:
            # Where the agency only takes part the task still answers, and the better answer is one it leads.
            theirs = (Form((f"a:{piece.agency}",), 1.0),)
            better = (f"l:{piece.agency}",)
            return Group(piece.text, theirs, piece.trust, True, better, named=True, ours=True, surely=True)
        forms = [Form((f"c:{term}",), 1.0) for term in piece.equal]
        forms += [Form((f"c:{term}",), ASKED) for term in piece.asked]
        forms += [Form((f"c:{term}",), HINTED) for term in piece.hinted]
        forms += [Form((f"s:{stem(whole)}",), 1.0) for whole in joined(piece.text) if " " not in piece.text]
        if piece.forms is not None:
            forms += piece.forms
        elif not piece.equal:
            forms += self._literal(piece.text)
        within = {*piece.within, *(other for term in piece.equal for other in self.tables.glossary.broader(term))}
        within -= {*piece.equal, *piece.asked}
        loose = sorted((f"c:{term}" for term in within), key=lambda token: (self.vocabulary.frequency(token), token))
        few = (token for token in loose if 0 < self.vocabulary.frequency(token) <= BROAD / 2 * self.vocabulary.tasks)
        return Group(
            piece.text,
            tuple(forms),
            piece.trust * (PART if piece.part else 1.0),
            not piece.part and bool(piece.equal or piece.asked or not piece.hinted),
            loose=tuple(Form((token,), worth) for token, worth in zip(few, WITHIN, strict=False)),
            named=bool(piece.equal or piece.asked or piece.hinted),
            ours=not self.tables.glossary.ours.isdisjoint((*piece.equal, *piece.asked)),
            surely=bool(piece.equal),
            hinted=bool(piece.hinted and not (piece.equal or piece.asked)),
        )

    def _literal(self, text: str) -> Iterator[Form]:
        """The words of a piece as they stand, but of no phrase with one that says nothing: `other countries`."""
        if any(word.plain in ENGLISH for word in words(text)) and len(words(text)) > 1:
            return
        runs = [token for run in HAN.findall(text) for token in grams(run)]
        stems = [f"s:{word.stem}" for word in words(text)]
        if runs or stems:
            yield Form((*runs, *stems), 1.0)

    def _literally(self, name: str) -> list[Group]:
        """A name in 《》 or quotes: what of it the texts have must be there to the letter."""
        runs = (run for run in HAN.findall(name) if len(run) > 1 and self.vocabulary.together(grams(run)))
        return [Group(run, (Form(grams(run), 1.0),), 1.0, True) for run in runs]


def _without_agencies(text: str, pieces: Iterable[Piece]) -> str:
    for piece in pieces:
        if piece.agency:
            text = text[: piece.start] + " " * (piece.end - piece.start) + text[piece.end :]
    return text


def _longest(pieces: Iterable[Piece]) -> list[Piece]:
    """The longest of some pieces, none across another."""
    chosen: list[Piece] = []
    for piece in sorted(pieces, key=lambda p: (p.start - p.end, p.start)):
        if all(piece.end <= other.start or piece.start >= other.end for other in chosen):
            chosen.append(piece)
    return chosen


def cleaned(asked: str) -> str:
    """The question without what cannot be seen or said, in usual width."""
    plain = unicodedata.normalize("NFKC", asked)
    return "".join(
        character if unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co", "Cn") else " "
        for character in plain
    )
