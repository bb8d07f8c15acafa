"""Which terms a question most likely means, by all its words together.

An everyday phrase of the glossary is a name only where it stands in the question word for word, and people say the
same in another order or in half: 我的设计被人家抄走了 is 设计被抄. So what the glossary has on each
term is held as one bag of words, and a question is weighed against all bags (BM25). That decides the order of what is
found and never what is found: a bag is a guess, and the off-topic question has one too.
"""

import math
import re
from collections import defaultdict
from collections.abc import Iterator

from service.question.fold import HAN, grams, stem, words
from service.question.glossary import Glossary
from service.question.stopwords import ENGLISH
from service.question.vocabulary import Vocabulary

MOST = 5
"""Terms that a question is taken to mean at the most."""
HINT = 0.5
"""What a hint counts in a bag, beside a word that is equal or asked."""
SATURATION, FULL = 1.2, 0.5
"""How soon more of a word says no more, and how much less a word says in a full bag: `k1` and `b` of BM25."""
COMMON = 2
"""Tasks that a term may stand in without saying less."""

_PARTICLES = re.compile("[的了吗呢吧啊我你他她它们]")
_SILENT = frozenset(map(stem, ENGLISH))


class Likely:
    """The bags of all terms, turned round: for each word what it says for which term."""

    def __init__(self, glossary: Glossary) -> None:
        bags: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        for form, (equal, asked, hinted) in glossary.every():
            for token in set(_tokens(form, stemmed=True)):
                for terms, worth in (((*equal, *asked), 1.0), (hinted, HINT)):
                    for term in terms:
                        bags[term][token] += worth
        held: dict[str, int] = defaultdict(int)
        for bag in bags.values():
            for token in bag:
                held[token] += 1
        usual = sum(sum(bag.values()) for bag in bags.values()) / max(1, len(bags))
        self._says: dict[str, dict[str, float]] = defaultdict(dict)
        for term, bag in bags.items():
            full = SATURATION * (1 - FULL + FULL * sum(bag.values()) / usual)
            for token, often in bag.items():
                rare = math.log(1 + (len(bags) - held[token] + 0.5) / (held[token] + 0.5))
                self._says[token][term] = rare * often * (SATURATION + 1) / (often + full)

    def of(self, text: str, vocabulary: Vocabulary) -> tuple[tuple[str, float], ...]:
        """The tokens of the likeliest terms of a folded question, and how likely each is, 1 for none more."""
        found: dict[str, float] = defaultdict(float)
        for token in set(_tokens(text)):
            for term, worth in self._says.get(token, {}).items():
                found[term] += worth
        best = sorted(found.items(), key=lambda each: (-each[1], each[0]))[:MOST]
        made = []
        for term, worth in best:
            if frequency := vocabulary.frequency(f"c:{term}"):
                made.append((f"c:{term}", worth / best[0][1] / math.sqrt(max(1.0, frequency / COMMON))))
        return tuple(made)


def _tokens(text: str, *, stemmed: bool = False) -> Iterator[str]:
    for run in HAN.findall(text):
        plain = _PARTICLES.sub("", run)
        if len(plain) > 1:
            yield from grams(plain)
    stems = text.split() if stemmed and not HAN.search(text) else [word.stem for word in words(text)]
    yield from (f"s:{each}" for each in stems if each not in _SILENT)
