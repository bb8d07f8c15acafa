"""What an index is: the document it holds, what it is asked, what it answers. Both engines speak this and nothing else.

A condition is a tree over tokens (`service.question.fold`, `service.index.document`), so every engine finds exactly the
same set: which tokens a question comes down to is decided before, in `service.question`.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from operator import itemgetter
from typing import Literal, NamedTuple, Protocol

from service.question.condition import Condition
from service.question.glossary import Glossary

Engine = Literal["embedded", "meilisearch"]
Kind = Literal["task", "agency", "plan", "section", "topic"]
Facet = Literal["plan", "agency", "section", "topic"]
Sort = Literal["id", "-id", "updated_at", "-updated_at"]

FACET_VALUES = 200
"""Values that a facet has at the most: those with the most tasks."""
REMEMBERED = 2_500
"""Tasks of which is kept what was read and made of them, some 14 kB each: the shipped plans whole, of more tasks those
found last. To read one costs as much as to rank three."""
LEFT_OUT: Mapping[Facet, tuple[str, ...]] = {
    "plan": ("plan",),
    "agency": ("agency", "role"),
    "section": ("section",),
    "topic": ("topic",),
}
"""The filters that do not narrow a facet: its own. A role is one of the agency that was chosen."""


class Version(NamedTuple):
    """What an index holds: which database, up to which revision, cut by which analysis."""

    dataset: str
    revision: int
    position: int  # entries of the next revision that are in it already
    analysis: str

    @property
    def contents(self) -> tuple[str, int, int]:
        """What is in it: the same in indexes of either engine that one release made."""
        return self.dataset, self.revision, self.position


@dataclass(frozen=True, slots=True)
class Document:
    """One thing in an index. Tasks are found; agencies, plans and sections are kept, embedded, for their names."""

    kind: Kind
    id: str
    body: bytes  # what is given back: a task's public JSON; an agency's record, another's title
    title: str = ""  # tokens of the title, by spaces
    tokens: str = ""  # all tokens, those of the title and those it is filed under included
    shelves: str = ""  # those that it is ranked by (`service.question.shelves`)
    plan: str = ""
    number: int = 0
    updated_at: str = ""
    section: str = ""
    agencies: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)  # folded texts by field, for an engine that ranks by itself
    names: tuple[str, ...] = ()  # Chinese words that a slip may be mended to


@dataclass(frozen=True, slots=True)
class Ask:
    """One question to an index."""

    condition: Condition
    narrowed: Mapping[str, Condition] = field(default_factory=dict)  # filters by name; a facet leaves out its own
    since: str | None = None
    wanted: tuple[tuple[str, float], ...] = ()  # tokens that make a document better, and by how much
    text: str = ""  # the question's words, for an engine that ranks by itself
    facets: tuple[Facet, ...] = ()
    counted: Mapping[str, Condition] = field(default_factory=dict)  # how many documents fulfil these too
    sort: Sort | None = None
    offset: int = 0
    limit: int = 0
    least: tuple[Condition, int] | None = None  # what so many must fulfil, wherever, or nothing else is looked at

    @property
    def apart(self) -> Condition | None:
        """What has to be counted by itself for `least`: something else than what is asked for, or that is narrowed."""
        if self.least is None or (self.least[0] == self.condition and not (self.narrowed or self.since)):
            return None
        return self.least[0]

    def enough(self, count: int) -> bool:
        """Whether so many are the least that is needed."""
        return self.least is None or count >= self.least[1]


class Hit(NamedTuple):
    """A task that was found, with the tokens that it is ranked by and its values of each facet, each once."""

    id: str
    body: bytes
    title: str
    shelves: str
    values: Mapping[Facet, list[str]]


@dataclass(frozen=True, slots=True)
class Found:
    """The answer: exact totals and counts, and as many hits as were asked for."""

    total: int
    hits: Sequence[Hit]
    facets: Mapping[Facet, Sequence[tuple[str, int]]]
    counts: Mapping[str, int]
    version: Version
    enough: bool = True  # whether there is the least that was asked for; where not, the rest may be left out


def facets_of(hits: Iterable[Hit], facets: Iterable[Facet]) -> dict[Facet, list[tuple[str, int]]]:
    """Counts of each facet over hits that are all there are: the order is that of an engine."""
    values = [hit.values for hit in hits]
    return {facet: most_first(Counter(chain.from_iterable(each[facet] for each in values))) for facet in facets}


def most_first(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """Values with the most tasks first, equal ones by value, no more than a facet has."""
    if len(counts) > FACET_VALUES:  # of thousands, sort none that will not be shown
        fewest = sorted(counts.values(), reverse=True)[FACET_VALUES - 1]
        counts = {value: count for value, count in counts.items() if count >= fewest}
    # Two sorts by ready keys take a third of one by a made one.
    return sorted(sorted(counts.items()), key=itemgetter(1), reverse=True)[:FACET_VALUES]


class AtHand(Protocol):
    """Tasks that need not be sent, because they are here already."""

    version: Version

    def task(self, key: str) -> Hit | None:
        """The task of an id, as it is in this version; `None` where there is none."""


class Away(Exception):
    """The engine does not answer, or holds no index yet."""


class Failed(Exception):
    """The engine refused what it was given; the message is its own."""


class Building(Protocol):
    """An index that is being made beside the one that answers."""

    glossary: Glossary
    """By which its documents are made."""

    def put(self, documents: Iterable[Document]) -> None: ...
    def finish(self, version: Version) -> None:
        """Takes the place of the index that answered so far."""

    def abandon(self) -> None: ...


class Writer(Protocol):
    """The writing side of an engine. One at a time; see `service.index.sync`."""

    name: Engine

    def version(self) -> Version | None:
        """What the index holds, or `None` where there is none, or one that another release made."""

    def glossary(self) -> Glossary:
        """By which documents are made that are put."""

    def put(self, documents: Sequence[Document], removed: Sequence[str], version: Version) -> None:
        """Documents put, ids (`kind:id`) removed, and the version that this makes: all of it or nothing."""

    def rebuild(self) -> Building: ...
    def holds(self) -> Iterable[tuple[str, bytes]]:
        """Everything in the index, as `kind:id` and body, in no order."""

    def close(self) -> None: ...
