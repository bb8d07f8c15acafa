"""The Chinese of a question: runs cut into words, and odd ones joined to what they are a part of or a slip for."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from operator import itemgetter

from service.question import repair
from service.question.agencies import Agencies
from service.question.fold import HAN, grams
from service.question.groups import Repair
from service.question.pieces import Piece
from service.question.repair import Mending
from service.question.segments import cut
from service.question.stopwords import CHINESE
from service.question.tables import Tables
from service.question.vocabulary import Vocabulary

STRAYS = 0.5
"""How surely neighbouring characters are a word that nobody knows: 昆伦 is one, 乱扣 might be."""
_APART = re.compile(rf"{HAN.pattern}(?: {HAN.pattern})+")


@dataclass(frozen=True, slots=True)
class Chinese:
    """Reads Chinese against the words that texts, glossary and agencies' names have."""

    tables: Tables
    agencies: Agencies
    vocabulary: Vocabulary

    def closed(self, text: str) -> str:
        """The text without spaces inside names and terms: 商业 秘密 is 商业秘密."""
        return _APART.sub(lambda found: found[0].replace(" ", "") if self._is_name(found[0]) else found[0], text)

    def _is_name(self, apart: str) -> bool:
        whole = apart.replace(" ", "")
        return self.agencies.code_of(whole) is not None or self.tables.glossary.spoken(whole) is not None

    def borders(self, text: str) -> set[int]:
        """Where words of Chinese begin and end."""
        found: set[int] = set()
        for run in HAN.finditer(text):
            at = run.start()
            found.add(at)
            for word in cut(run[0]):
                at += len(word)
                found.add(at)
        return found

    def pieces(self, run: str, start: int) -> Iterator[Piece]:
        """The words of a run that begins there."""
        at = start
        for word in cut(run):
            yield Piece(at, at + len(word), word, silent=word in CHINESE)
            at += len(word)

    def mended(self, text: str, pieces: Sequence[Piece], mending: Mending, *, bold: bool) -> list[Piece]:
        """Odd pieces joined with their neighbours to what they are a part of, or a slip for."""
        made: list[Piece] = []
        i = 0
        while i < len(pieces):
            row = [pieces[i]]
            while i + len(row) < len(pieces) and pieces[i + len(row)].start == row[-1].end:
                row.append(pieces[i + len(row)])
            i += len(row)
            made += self._row_mended(text, row, mending, bold=bold)
        return made

    def _row_mended(self, text: str, row: list[Piece], mending: Mending, *, bold: bool) -> list[Piece]:
        if not HAN.match(row[0].text):
            return row
        odd = [self._odd(piece) for piece in row]
        if not any(odd) and not bold:
            return row
        for size in range(min(len(row), repair.LONGEST), 0, -1):
            for start in range(len(row) - size + 1):
                window = row[start : start + size]
                if not (bold or any(odd[start : start + size])):
                    continue
                if not mending.may_try(repair.LOOK):
                    return row
                beside = row[start - 1] if start else None
                if piece := self._mended(text[window[0].start : window[-1].end], window, beside, mending, bold=bold):
                    before = self._row_mended(text, row[:start], mending, bold=bold) if start else []
                    after = row[start + size :]
                    return [*before, piece, *(self._row_mended(text, after, mending, bold=bold) if after else [])]
        if len(row) == 1:
            return row
        return [*_without_strays(text, row, odd)]

    def _odd(self, piece: Piece) -> bool:
        if piece.silent or piece.named or piece.forms:
            return False
        return len(piece.text) == 1 or not all(map(self.vocabulary.frequency, grams(piece.text)))

    def _mended(
        self, window: str, pieces: Sequence[Piece], beside: Piece | None, mending: Mending, *, bold: bool
    ) -> Piece | None:
        start, end = pieces[0].start, pieces[-1].end
        if len(window) > 1 and not bold and self.vocabulary.together(grams(window)):
            if len(pieces) == 1 or any(len(piece.text) == 1 for piece in pieces):
                return Piece(start, end, window)
            return None
        if not 2 <= len(window) <= repair.LONGEST or any(piece.silent and len(piece.text) > 1 for piece in pieces):
            return None
        if len(window) == 2 and (len(pieces) == 1 or beside is None or not (beside.equal or beside.agency)):
            # A word of the dictionary: 手机 is no slip for 收集, however alike they sound. And two characters are near
            # to too many others by chance, 批不下来 is no 批捕, unless they stand behind a name: 著作权法修丁.
            return None
        if any(piece.named and len(window) - len(piece.text) == 1 for piece in pieces):
            return None  # one odd character beside a term: 拿专利 is not 买专利
        if not mending.may_try():
            return None
        mended = repair.chinese(window, self.vocabulary, self.tables.sounds)
        if mended is None or (bold and mended.trust < 0.9):
            return None
        if len(pieces) > 1 and pieces[0].named and mended.word == pieces[0].text:
            return None
        mending.done.append(Repair(window, mended.word))
        piece = Piece(start, end, mended.word, trust=mended.trust, agency=self.agencies.code_of(mended.word))
        if piece.agency is None and (spoken := self.tables.glossary.spoken(mended.word)):
            piece.equal, piece.asked, piece.hinted = spoken.equal, spoken.asked, spoken.hinted
            inside = self.tables.glossary.named(piece.text)
            piece.within = tuple(
                dict.fromkeys(term for named in inside for term in named.equal if term not in spoken.equal)
            )
        return piece


def _without_strays(text: str, row: Sequence[Piece], odd: Sequence[bool]) -> Iterator[Piece]:
    """The row but for characters that nothing is made of.

    One alone says nothing. Neighbours are a word that nobody knows: without it the rest of the question would be
    answered as if it were all of it, 手机 for 手机充不进电.
    """
    strays = [is_odd and len(piece.text) == 1 for piece, is_odd in zip(row, odd, strict=True)]
    for is_stray, found in groupby(zip(row, strays, strict=True), key=itemgetter(1)):
        pieces = [piece for piece, _ in found]
        if not is_stray:
            yield from pieces
        elif len(pieces) == 1:
            yield replace(pieces[0], silent=True)
        else:
            start, end = pieces[0].start, pieces[-1].end
            yield Piece(start, end, text[start:end], trust=STRAYS)
