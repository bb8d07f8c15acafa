"""Which terms a question most likely means, by all its words together.

An everyday phrase of the glossary is a name only where it stands in the question word for word, and people say the
same in another order or in half: 我的设计被人家抄走了 is 设计被抄. So what the glossary has on each
term is held as one bag of words, and a question is weighed against all bags. That decides the order of what is
found and never what is found: a bag is a guess, and the off-topic question has one too.
"""

import math
from collections import defaultdict

from service.question.bags import bagged, best, said
from service.question.glossary import Glossary
from service.question.vocabulary import Vocabulary

MOST = 5
"""Terms that a question is taken to mean at the most."""
HINT = 0.5
"""What a hint counts in a bag, beside a word that is equal or asked."""
COMMON = 2
"""Tasks that a term may stand in without saying less."""


class Likely:
    """The bags of all terms."""

    def __init__(self, glossary: Glossary) -> None:
        bags: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        for form, (equal, asked, hinted) in glossary.every():
            for token in bagged(form, stemmed=True):
                for terms, worth in (((*equal, *asked), 1.0), (hinted, HINT)):
                    for term in terms:
                        bags[term][token] += worth
        self._says = said(bags)

    def of(self, text: str, vocabulary: Vocabulary) -> tuple[tuple[str, float], ...]:
        """The tokens of the likeliest terms of a folded question, and how likely each is, 1 for none more."""
        found: dict[str, float] = defaultdict(float)
        for token in bagged(text):
            for term, worth in self._says.get(token, {}).items():
                found[term] += worth
        likeliest = best(found, MOST)
        made = []
        for term, worth in likeliest:
            if frequency := vocabulary.frequency(f"c:{term}"):
                made.append((f"c:{term}", worth / likeliest[0][1] / math.sqrt(max(1.0, frequency / COMMON))))
        return tuple(made)
