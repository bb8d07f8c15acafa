"""The index in files of its own, by tantivy: nothing to install, shared by all processes of a machine.

    index/current            names the folder that answers
    index/<analysis>-<hex>/  one index: tantivy's files, and `tables.json` by which its questions are understood

A rebuild makes a folder beside and then writes `current` anew, so a search sees the old index or the new one, whole. A
folder's name carries the analysis that made it: one of another release is no index of ours. What the index holds is in
it as a document of its own, written in the same commit as what it speaks of.
"""

import json
import os
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache, partial
from importlib import metadata
from pathlib import Path
from typing import Any

import tantivy
from pydantic_core import to_json
from tantivy import Occur, Order, Query

from service.index.base import (
    FACET_VALUES,
    LEFT_OUT,
    REMEMBERED,
    Ask,
    Away,
    Facet,
    Found,
    Hit,
    Version,
    facets_of,
)
from service.moments import microseconds
from service.names import Names
from service.question import tables
from service.question.agencies import Agencies
from service.question.condition import AllOf, Condition
from service.question.tables import Tables
from service.question.understand import Understanding
from service.records import AgencyRecord, Bilingual

CURRENT, TABLES = "current", "tables.json"
FORMAT = f"3-{metadata.version('tantivy')}"
"""Of the schema below, of the tables and of tantivy's files; another one is another analysis."""

SMALL = 5_000
"""Tasks up to which frequencies are exact also after changes; beyond, one more or less makes no difference."""
OF_LATE = 8_192
"""Tokens whose frequency is kept: those of the questions of late."""
BEGINNINGS = 500
"""Beginnings of words whose words are kept."""
SEVERAL: Mapping[Facet, int] = {"agency": 12, "topic": 12}
"""Facets of which a task has several values: to go through them task by task takes ten times as long as where it has
one. Where more than one task in so many is found, it is quicker to go through the values, each with all its tasks."""
OFTEN = 2_000
"""From this many tasks on it is not worth to count exactly how many have two tokens."""

STATE = "state"


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("key", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("tokens", tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("title", stored=True, tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("names", tokenizer_name="raw", index_option="basic")
    for facet in LEFT_OUT:
        builder.add_text_field(facet, stored=True, fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("order", fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("updated", fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("since", indexed=True, fast=True)
    builder.add_bytes_field("body", stored=True)
    builder.add_bytes_field("shelves", stored=True)
    return builder.build()


SCHEMA = _schema()


def analysis() -> str:
    return f"{tables.analysis()}-{FORMAT}"


class Held:
    """One state of the index, as a search sees it. Also the vocabulary that questions are held against."""

    def __init__(self, searcher: tantivy.Searcher, version: Version, folder_tables: Tables) -> None:
        self._searcher, self.version, self.tables = searcher, version, folder_tables
        self.tasks = self._count(_term("k:task"))
        # What has been replaced is still counted, until tantivy merges it away.
        self._outdated = self.tasks != searcher.doc_freq("tokens", "k:task")
        counted = _counted if self._outdated and self.tasks <= SMALL else _frequency
        self._frequency = lru_cache(maxsize=OF_LATE)(partial(counted, searcher))
        # To find them costs up to 10 ms where there are many; what is begun with one letter is asked by all.
        self._starting = lru_cache(maxsize=BEGINNINGS)(partial(_starting, searcher))
        self.labelled = {facet: _Labelled(partial(self._labelled, facet)) for facet in LEFT_OUT}
        """A value of a facet with its label, what it is called in each language, as JSON without the last brace."""
        self._hit = lru_cache(maxsize=REMEMBERED)(partial(_hit, searcher))
        self.task = lru_cache(maxsize=REMEMBERED)(self._task)

    # Vocabulary

    def frequency(self, token: str) -> int:
        return self._frequency(token)

    def titled(self, token: str) -> int:
        """In how many titles a token stands."""
        return self._searcher.doc_freq("title", token)

    def together(self, tokens: Sequence[str]) -> int:
        fewest = min(map(self.frequency, tokens))
        if fewest == 0 or fewest > OFTEN or len(tokens) == 1:
            return fewest
        return self._count(_all(_term(token) for token in dict.fromkeys(tokens)))

    def sounding(self, begun: str, limit: int) -> list[str]:
        found = self._searcher.terms_with_prefix("names", f":{begun}", None, limit)
        return [term.partition("=")[2] for term, _ in found]

    def starting(self, prefix: str, limit: int) -> Sequence[str]:
        found = self._starting(prefix, limit)
        return [term for term in found if self.frequency(term)] if self._outdated else found

    def known(self, key: str) -> list[str]:
        found = self._searcher.terms_with_prefix("names", f"{key}=", None, 5)
        return [term.partition("=")[2] for term, _ in found]

    # Names

    @cached_property
    def understanding(self) -> Understanding:
        records = [AgencyRecord.model_validate_json(body) for _, body in self.documents("agency")]
        plans = frozenset(key for key, _ in self.documents("plan"))
        return Understanding(self.tables, Agencies(Names(records)), self, plans)

    def _labelled(self, facet: Facet, value: str) -> bytes:
        """Both names are empty where the index does not know any."""
        if facet == "agency":
            name = self.understanding.agencies.names.name_of(value)
        else:
            found = self._searcher.search(_term(f"{facet}:{value}", "key"), 1).hits
            body = _stored(self._searcher, found[0][1])("body") if found else b'{"zh":"","en":""}'
            name = Bilingual.model_validate_json(body)
        return to_json({"value": value, "label": {"zh": name.zh, "en": name.en}})[:-1]

    def documents(self, kind: str) -> Iterator[tuple[str, bytes]]:
        """Every document of a kind, as id and body."""
        token = f"k:{kind}"
        for _, address in self._searcher.search(_term(token), max(1, self.frequency(token))).hits:
            get = _stored(self._searcher, address)
            yield get("key").partition(":")[2], get("body")

    # Search

    def _task(self, key: str) -> Hit | None:
        found = self._searcher.search(_term(f"task:{key}", "key"), 1, False).hits
        return self._hit(found[0][1].segment_ord, found[0][1].doc) if found else None

    def search(self, ask: Ask) -> Found:
        apart = ask.apart
        if apart is not None and not ask.enough(self._count(_query(apart))):
            return Found(0, (), {}, {}, self.version, enough=False)
        query = self._narrowed(ask, ())
        hits: list[Hit] = []
        # Room is made for every hit up to the last one asked for, so none may be asked for that is not there.
        total = self._count(query) if ask.offset or not ask.limit else 0
        if ask.limit and (not ask.offset or ask.offset < total):
            if ask.sort:
                order = Order.Desc if ask.sort.startswith("-") else Order.Asc
                by = "updated" if ask.sort.endswith("updated_at") else "order"
                result = self._searcher.search(query, ask.limit, True, by, ask.offset, order)
            else:
                result = self._searcher.search(_weighed(query, ask.wanted), ask.limit, True, offset=ask.offset)
            total = result.count  # type: ignore[attr-defined]  # the stubs leave it out
            hits = [self._hit(address.segment_ord, address.doc) for _, address in result.hits]
        if apart is None and not ask.enough(total):
            return Found(0, (), {}, {}, self.version, enough=False)
        counts = {name: self._count(_query(condition)) for name, condition in ask.counted.items()}
        if not ask.narrowed and len(hits) == total:
            return Found(total, hits, facets_of(hits, ask.facets), counts, self.version)
        return Found(total, hits, self._facets(ask, total), counts, self.version)

    def _facets(self, ask: Ask, total: int) -> dict[Facet, list[tuple[str, int]]]:
        """Counts of each facet, over the tasks that its own filters do not narrow."""
        found: dict[Facet, list[tuple[str, int]]] = {}
        together: dict[tuple[str, ...], list[Facet]] = {}
        for facet in ask.facets:
            left = tuple(name for name in LEFT_OUT[facet] if name in ask.narrowed)
            query = self._narrowed(ask, left)
            if facet in SEVERAL and total * SEVERAL[facet] > self.tasks:
                found[facet] = self._searcher.terms_with_prefix(facet, "", query, FACET_VALUES)
            else:
                together.setdefault(left, []).append(facet)
        for left, facets in together.items():
            wanted = {f: {"terms": {"field": f, "size": FACET_VALUES, "segment_size": 100_000}} for f in facets}
            counted = self._searcher.aggregate(self._narrowed(ask, left), wanted)
            for facet in facets:
                found[facet] = [(bucket["key"], bucket["doc_count"]) for bucket in counted[facet]["buckets"]]
        return {facet: found[facet] for facet in ask.facets}

    def _narrowed(self, ask: Ask, left_out: Sequence[str]) -> Query:
        parts = [_query(ask.condition)]
        parts += (_query(condition) for name, condition in ask.narrowed.items() if name not in left_out)
        if ask.since is not None:
            since = max(0, microseconds(ask.since))
            parts.append(Query.range_query(SCHEMA, "since", tantivy.FieldType.Unsigned, lower_bound=since))
        return _all(parts)

    def _count(self, query: Query) -> int:
        return _count(self._searcher, query)


class _Labelled(dict[str, bytes]):
    """What is made of a value, once: a facet may have hundreds, the same for most questions."""

    def __init__(self, make: Callable[[str], bytes]) -> None:
        self._make = make

    def __missing__(self, value: str) -> bytes:
        made = self[value] = self._make(value)
        return made


class Embedded:
    """The index of a data directory: read by any number of threads, written by one process at a time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = threading.Lock()
        self._current = str(folder / CURRENT)
        self._meta = ""  # of the index that is open
        self._signs: tuple[object, ...] = ()
        self._opened: tuple[str, tantivy.Index, Tables] | None = None
        self._held: Held | None = None

    def held(self) -> Held:
        """The index as it is now; `Away` where there is none of this release."""
        try:
            # Asked before every search, and of paths as text answered in 4 µs instead of 14.
            current, meta = os.stat(self._current), os.stat(self._meta)  # noqa: PTH116
            signs: tuple[object, ...] = (current.st_ino, current.st_mtime_ns, meta.st_ino, meta.st_mtime_ns)
        except OSError:
            signs = ()
        held = self._held
        if held is None or not signs or signs != self._signs:
            with self._lock:
                held = self._open()
        return held

    def version(self) -> Version | None:
        """What the index holds; `None` where there is none of this release."""
        try:
            return self.held().version
        except Away:
            return None

    def _open(self) -> Held:
        for _ in range(3):  # a rebuild may end meanwhile
            try:
                current = (self.folder / CURRENT).stat()
                name = (self.folder / CURRENT).read_text("ascii").strip()
                path = self.folder / name
                if not name.startswith(f"{analysis()}-"):
                    raise Away("the index is another release's")
                if self._opened is None or self._opened[0] != name:
                    opened = tantivy.Index.open(str(path))
                    opened.config_reader("manual")
                    self._opened = name, opened, tables.loaded((path / TABLES).read_bytes())
                self._meta = str(path / "meta.json")
                meta = os.stat(self._meta)  # noqa: PTH116
                _, index, folder_tables = self._opened
                index.reload()
                searcher = index.searcher()
                version = _version(searcher)
            except OSError:
                self._opened = None
                continue
            except ValueError as error:
                self._opened = None
                if not (self.folder / CURRENT).exists():
                    raise Away("there is no index yet") from error
                continue
            if self._held is None or self._held.version != version or self._held._searcher is not searcher:
                self._held = Held(searcher, version, folder_tables)
            self._signs = (current.st_ino, current.st_mtime_ns, meta.st_ino, meta.st_mtime_ns)
            return self._held
        raise Away("there is no index yet")


def _version(searcher: tantivy.Searcher) -> Version:
    found = searcher.search(_term(STATE, "key"), 1).hits
    if not found:
        raise Away("the index is not finished")
    values: list[Any] = json.loads(_stored(searcher, found[0][1])("body"))
    return Version(*values)


def _stored(searcher: tantivy.Searcher, address: tantivy.DocAddress) -> Callable[[str], Any]:
    """What gives a document's one value of a stored field."""
    return searcher.doc(address).get_first


def _count(searcher: tantivy.Searcher, query: Query) -> int:
    count: int = searcher.search(query, 1).count  # type: ignore[attr-defined]  # the stubs leave it out
    return count


def _frequency(searcher: tantivy.Searcher, token: str) -> int:
    return searcher.doc_freq("tokens", token)


def _counted(searcher: tantivy.Searcher, token: str) -> int:
    return _count(searcher, _term(token))


def _starting(searcher: tantivy.Searcher, prefix: str, limit: int) -> Sequence[str]:
    return tuple(term for term, _ in searcher.terms_with_prefix("tokens", prefix, None, limit))


def _hit(searcher: tantivy.Searcher, segment: int, document: int) -> Hit:
    found = searcher.doc(tantivy.DocAddress(segment, document))
    get: Callable[[str], Any] = found.get_first
    values = {facet: found.get_all(facet) for facet in LEFT_OUT}
    return Hit(get("key").partition(":")[2], get("body"), get("title"), get("shelves").decode(), values)


def _term(token: str, name: str = "tokens") -> Query:
    return Query.term_query(SCHEMA, name, token, "freq" if name in ("tokens", "title") else "basic")


def _query(condition: Condition) -> Query:
    if isinstance(condition, str):
        return _term(condition)
    if isinstance(condition, AllOf):
        return _all(map(_query, condition.of)) if condition.of else _term("k:task")
    if not condition.of:
        return Query.empty_query()
    return Query.boolean_query([(Occur.Should, _query(each)) for each in condition.of])


def _all(queries: Iterable[Query]) -> Query:
    parts = list(queries)
    return parts[0] if len(parts) == 1 else Query.boolean_query([(Occur.Must, each) for each in parts])


def _weighed(query: Query, wanted: Sequence[tuple[str, float]]) -> Query:
    """The same tasks, the better ones first: those that have what is wanted, in the title above all."""
    better = [
        (Occur.Should, Query.boost_query(_term(token, name), weight * worth))
        for token, weight in wanted
        for name, worth in (("title", 2.0), ("tokens", 1.0))
    ]
    return Query.boolean_query([(Occur.Must, Query.const_score_query(query, 0.0)), *better]) if better else query
