"""The index in a Meilisearch server: how it is set up, filled and asked. Nothing else knows Meilisearch.

    tuijin               the index that answers
    tuijin-build-<hex>   one that is being made, and then takes its place in one step

A task is a document there, and what the index holds is one more, put by the same task of the server as what it speaks
of, so contents and version move together. Which tasks a question finds is decided by a filter over tokens alone, so it
is the set that the embedded index finds, to the task; the server's own search does nothing but put them in order. Names
of agencies, plans and sections are not kept there: the embedded index, which is there always, has them.

Needs Meilisearch 1.14, the first with filters by feature (1.12 for prefixes and facets switched off). Written for 1.50.
"""

import asyncio
import json
import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cache, cached_property, lru_cache
from hashlib import blake2b
from itertools import count
from typing import Any
from unicodedata import combining, normalize
from uuid import uuid4

import httpx
from meilisearch import Client
from meilisearch.errors import MeilisearchApiError, MeilisearchError
from meilisearch.models.task import TaskInfo
from pydantic_core import from_json

from service.config import Settings
from service.index.base import (
    FACET_VALUES,
    LEFT_OUT,
    Ask,
    AtHand,
    Away,
    Document,
    Engine,
    Facet,
    Failed,
    Found,
    Hit,
    Sort,
    Version,
    most_first,
)
from service.moments import microseconds
from service.question import tables
from service.question.condition import AllOf, Condition
from service.question.fold import folded
from service.question.glossary import Glossary
from service.question.tables import Tables

INDEX = "tuijin"

COUNTED = 10 * FACET_VALUES
"""Values of a facet that are asked for: of values with the same count the server keeps the last, and we the first."""

SETTINGS: Mapping[str, Any] = {
    # In order of weight: a word in the title says more than one in the text.
    "searchableAttributes": ["title_zh", "title_en", "text_zh", "text_en", "every"],
    "displayedAttributes": ["uid", "body", "title_tokens", "shelves", "plan", "agency", "section", "topic"],
    # Each can do what it is used for and no more. Equality is also what lets a facet be counted.
    "filterableAttributes": [
        {
            "attributePatterns": ["tokens", "plan", "agency", "section", "topic"],
            "features": {"facetSearch": False, "filter": {"equality": True, "comparison": False}},
        },
        {
            "attributePatterns": ["updated"],
            "features": {"facetSearch": False, "filter": {"equality": False, "comparison": True}},
        },
    ],
    "sortableAttributes": ["plan", "number", "updated"],
    # An order that is asked for goes before all. Else: how many of the question's words, where they stand, and then the
    # later plan first. Slips, beginnings of words and how near words stand are the business of `service.question`.
    "rankingRules": ["sort", "words", "attribute", "plan:desc", "number:asc"],
    "localizedAttributes": [
        {"attributePatterns": ["title_zh", "text_zh"], "locales": ["cmn"]},
        {"attributePatterns": ["title_en", "text_en"], "locales": ["eng"]},
    ],
    # Off, and not only for codes and numbers: what is asked has been mended already, against words that stand in tasks.
    "typoTolerance": {"enabled": False},
    "prefixSearch": "disabled",  # an unfinished word comes as the words that it may become
    "proximityPrecision": "byAttribute",  # no rule asks how near words stand, and the finer tables are the largest
    "facetSearch": False,  # nobody types into a facet
    "faceting": {"maxValuesPerFacet": COUNTED, "sortFacetValuesBy": {"*": "count"}},
    "pagination": {"maxTotalHits": 10_000_000},  # never reached: every total is exact
    "searchCutoffMs": 60_000,  # else a slow answer ends out of order and does not say so; the service has its own limit
}
"""All settings but the synonyms, which come from the glossary."""

DOCUMENTS = "2"
"""Of what a document holds and of how the synonyms are made; raise it when either changes."""

STATE = "state"
TASK_TOKEN, STATE_TOKEN, GONE_TOKEN = "k:task", "k:state", "k:gone"
EVERY = "everytask"
"""A word that every task has, so that asking for it first excludes none (see `_words`)."""

BATCH = 24_000_000
"""Bytes of documents that are sent at a time, some 3,000 tasks: 30,000 take 16 seconds so, and 21 by a third of it."""
IN_FLIGHT = 2
"""Batches that the server may have before it is waited for."""
CALL = 30
"""Seconds that one call of the writing side may take."""
PATIENCE = 600
"""Seconds that a task of the server may take, the queue before it included."""
PAGE = 500
"""Documents that are read at a time, to compare them with the data."""
DEEPEST = 5_000
"""Hits that are put in order: one takes 30 to 40 µs, so those of a later page are asked of the embedded index."""
SYNONYMS = 8
"""Forms of a term that stand for each other, at the most."""
ATTEMPTS = 3
"""Times that a search is asked where the index changes meanwhile."""

_SORTS: Mapping[Sort, list[str]] = {
    "id": ["plan:asc", "number:asc"],
    "-id": ["plan:desc", "number:desc"],
    "updated_at": ["updated:asc", "plan:asc", "number:asc"],
    "-updated_at": ["updated:desc", "plan:desc", "number:desc"],
}
_STRANGE = (ValueError, TypeError, KeyError, AttributeError)
"""What it comes to where an answer has not the form that Meilisearch's have."""


@cache
def analysis() -> str:
    """What an index must have been made by: all that cuts texts, and the settings and documents of this module."""
    settings = blake2b(json.dumps(SETTINGS).encode(), digest_size=4).hexdigest()
    return f"{tables.analysis()}-{DOCUMENTS}-{settings}"


def synonyms(glossary: Glossary) -> dict[str, list[str]]:
    """For each Chinese form of a term and its English name, the others. Other English forms are kept as stems only."""
    made: dict[str, list[str]] = {}
    for term in glossary.terms.values():
        chinese, _ = glossary.forms(term.id)
        forms = list(dict.fromkeys((folded(term.en), *chinese)))[:SYNONYMS]
        for form in forms:
            made.setdefault(form, []).extend(other for other in forms if other != form)
    return {form: others for form, others in made.items() if others}


# Writing


class MeiliWriter:
    """The writing side, for one thread. `Away` where the server does not answer, `Failed` where it refuses."""

    name: Engine = "meilisearch"

    def __init__(self, settings: Settings, index: str = INDEX, *, patience: int = CALL) -> None:
        """`patience`: seconds that one call may take."""
        self._client = Client(settings.meili_url.rstrip("/"), settings.meili_key or None, timeout=patience)
        self._index = index

    def version(self) -> Version | None:
        """What the index holds; `None` where it is absent, unfinished, or another release's."""
        version = _held(self._client, self._index)
        return version if version and version.analysis == analysis() else None

    def tasks(self) -> int:
        """How many tasks it holds."""
        with _failures_ours():
            return self._client.index(self._index).get_documents({"filter": _filter(TASK_TOKEN), "limit": 0}).total

    def put(self, documents: Sequence[Document], removed: Sequence[str], version: Version) -> None:
        """Puts all in one task of the server, so it is there at once or not at all. Done again it changes nothing.

        Only documents can be put, so one that is removed is first put as a document that nothing finds.
        """
        if self.version() is None:  # the server would make an index by itself, without settings
            raise Away("there is no index of this release in Meilisearch yet")
        gone = [_gone(key.removeprefix("task:")) for key in removed if key.startswith("task:")]
        lines = [_line(document) for document in documents if document.kind == "task"]
        _await(self._client, _send(self._client, self._index, [*gone, *lines, _state(version)]))
        if gone:
            with _failures_ours():
                task = self._client.index(self._index).delete_documents(filter=_filter(GONE_TOKEN))
            _await(self._client, task)

    def glossary(self) -> Glossary:
        return self._tables.glossary

    @cached_property
    def _tables(self) -> Tables:
        return tables.loaded(tables.compiled())  # as long as this lives: seconds, and some megabytes

    def rebuild(self) -> "MeiliBuilding":
        return MeiliBuilding(self._client, self._index, self.glossary())

    def holds(self) -> Iterator[tuple[str, bytes]]:
        for offset in count(0, PAGE):
            wanted = {"filter": _filter(TASK_TOKEN), "fields": ["uid", "body"], "limit": PAGE, "offset": offset}
            with _failures_ours():
                found = self._client.index(self._index).get_documents(wanted).results
            for document in found:
                yield f"task:{_id(document.uid)}", document.body.encode()
            if len(found) < PAGE:
                return

    def close(self) -> None:
        """Nothing is held open."""


class MeiliBuilding:
    """An index made beside the one that answers."""

    def __init__(self, client: Client, index: str, glossary: Glossary) -> None:
        self._client, self._index = client, index
        self._remove_builds()
        self._name = f"{index}-build-{uuid4().hex[:8]}"
        self._lines: list[bytes] = []
        self._size = 0
        self._sent: deque[TaskInfo] = deque()
        self.glossary = glossary
        self._create(self._name)
        with _failures_ours():
            task = client.index(self._name).update_settings({**SETTINGS, "synonyms": synonyms(glossary)})
        _await(client, task)

    def put(self, documents: Iterable[Document]) -> None:
        """Sends full batches and keeps the rest. What is refused is raised with a later batch, or by `finish`."""
        for document in documents:
            if document.kind == "task":
                self._lines.append(_line(document))
                self._size += len(self._lines[-1])
                if self._size >= BATCH:
                    self._flush()

    def finish(self, version: Version) -> None:
        """Takes the place of the index that answered so far, which is then removed."""
        self._lines.append(_state(version))
        self._flush()
        while self._sent:
            _await(self._client, self._sent.popleft())
        if _held(self._client, self._name) != version:
            raise Failed("Meilisearch: the index that was being built has been removed")
        if self._index not in self._indexes():
            self._create(self._index)
        with _failures_ours():
            self._client.swap_indexes([{"indexes": [self._name, self._index]}])
        # A key for some indexes alone may swap them, but not see how that task is doing. Tasks are done in their order:
        # once the old index is gone, so is that.
        self._remove(self._name)
        if _held(self._client, self._index) != version:
            raise Failed("Meilisearch: the new index was not put in the place of the old one")

    def abandon(self) -> None:
        with suppress(Away, Failed):
            self._remove(self._name)

    def _flush(self) -> None:
        self._sent.append(_send(self._client, self._name, self._lines))
        self._lines, self._size = [], 0
        while len(self._sent) > IN_FLIGHT:
            _await(self._client, self._sent.popleft())

    def _indexes(self) -> list[str]:
        with _failures_ours():
            found: Any = self._client.get_raw_indexes({"limit": 100_000})  # no list, whatever the client says
            return [index["uid"] for index in found["results"]]

    def _remove_builds(self) -> None:
        """Removes what was left half built."""
        for name in self._indexes():
            if name.startswith(f"{self._index}-build-"):
                self._remove(name)

    def _create(self, name: str) -> None:
        with _failures_ours():
            task = self._client.create_index(name, {"primaryKey": "uid"})
        _await(self._client, task)

    def _remove(self, name: str) -> None:
        with _failures_ours():
            task = self._client.delete_index(name)
        _await(self._client, task)


def _held(client: Client, index: str) -> Version | None:
    """What an index holds that is finished and has settings like ours, whichever release made it."""
    with _failures_ours():
        try:
            # By a filter, not by its id: where that fails there are no settings, and the server made it by itself.
            wanted = {"filter": _filter(STATE_TOKEN), "fields": ["body"], "limit": 1}
            found = client.index(index).get_documents(wanted).results
        except MeilisearchApiError as error:
            if error.code in ("index_not_found", "invalid_document_filter"):
                return None
            raise
        return _read(found[0].body) if found else None


def _send(client: Client, index: str, lines: Sequence[bytes]) -> TaskInfo:
    with _failures_ours():
        return client.index(index).add_documents_ndjson(b"\n".join(lines), "uid")


def _await(client: Client, task: TaskInfo) -> None:
    """Waits until the server has done a task; `Failed` where it could not."""
    with _failures_ours():
        done = client.wait_for_task(task.task_uid, PATIENCE * 1000)
    if done.status != "succeeded":
        error = done.error or {"message": f"its task was {done.status}", "code": done.type}
        raise Failed(f"Meilisearch: {error['message']} ({error['code']})")


@contextmanager
def _failures_ours() -> Iterator[None]:
    """Failures of the client, as ours. Only words of the server are passed on: those of the client may hold the key."""
    try:
        yield
    except MeilisearchApiError as error:
        kind = Away if error.status_code >= 500 else Failed
        said = error.args[0]  # without the hint about versions that the client adds to any refusal
        raise kind(_refusal(error.status_code, said, error.code)) from None
    except (MeilisearchError, OSError) as error:  # its client's failures of any kind are `OSError`s
        raise Away(_unreached(error)) from None
    except _STRANGE as error:
        raise Away(_not_it(error)) from None


def _unreached(error: Exception) -> str:
    return f"Meilisearch cannot be reached ({type(error).__name__})"


def _not_it(error: Exception) -> str:
    return f"what answers is no Meilisearch ({type(error).__name__})"


def _refusal(status: int, message: object, code: object) -> str:
    return f"Meilisearch answered {status}: {str(message)[:300]} ({code or 'no code'})"


# Documents


def _uid(task: str) -> str:
    return f"task_{task}"


def _id(uid: str) -> str:
    return uid.removeprefix("task_")


def _line(document: Document) -> bytes:
    made = {
        "uid": _uid(document.id),
        "body": document.body.decode(),  # as a string, so that it comes back to the byte
        "title_tokens": document.title,
        "shelves": document.shelves,
        "tokens": [_written(token) for token in dict.fromkeys(document.tokens.split())],
        "plan": document.plan,
        "number": document.number,
        "agency": document.agencies,
        "section": document.section,
        "topic": document.topics,
        "updated": microseconds(document.updated_at),
        "every": EVERY,
        **document.words,
    }
    return json.dumps(made, ensure_ascii=False).encode()


def _gone(task: str) -> bytes:
    return json.dumps({"uid": _uid(task), "tokens": [GONE_TOKEN]}).encode()


def _state(version: Version) -> bytes:
    return json.dumps({"uid": STATE, "tokens": [STATE_TOKEN], "body": json.dumps(version)}).encode()


def _read(body: str) -> Version:
    return Version(*json.loads(body))


# Questions


@lru_cache(maxsize=20_000)
def _written(token: str) -> str:
    """A token as it is kept and asked for, so that the server tells apart what is not the same.

    It compares without case and in the simplest form of each character, and its filters know no way to write a
    backslash before a quote. Characters that this would touch are written as numbers; most tokens have none of them.
    """
    return "".join(each if _stays(each) else f"%{ord(each):x}." for each in token)


def _stays(character: str) -> bool:
    return character not in '%"\\' and not combining(character) and normalize("NFKD", character).lower() == character


def _filter(condition: Condition) -> str:
    """A condition as the server reads it: 40 tokens in 1 to 2 ms. A list of tokens is the least work for it."""
    if isinstance(condition, str):
        return f'tokens = "{_written(condition)}"'
    if isinstance(condition, AllOf):
        return f"({' AND '.join(map(_filter, condition.of))})" if condition.of else _filter(TASK_TOKEN)
    plain = [f'"{_written(each)}"' for each in condition.of if isinstance(each, str)]
    parts = [_filter(each) for each in condition.of if not isinstance(each, str)]
    if plain or not parts:
        parts.append(f"tokens IN [{', '.join(plain)}]")
    return f"({' OR '.join(parts)})"


def _narrowed(ask: Ask, left_out: Sequence[str]) -> str:
    narrowed = (condition for name, condition in ask.narrowed.items() if name not in left_out)
    since = [] if ask.since is None else [f'updated >= "{microseconds(ask.since)}"']
    return " AND ".join([*map(_filter, (ask.condition, *narrowed)), *since])


def _hits(ask: Ask, *, sent: bool) -> dict[str, Any]:
    """Which hits, in which order, and whether all is sent that they hold."""
    wanted: dict[str, Any] = _page(ask.offset, ask.limit)
    if not sent:
        wanted["attributesToRetrieve"] = ["uid"]
    if ask.sort:
        wanted["sort"] = _SORTS[ask.sort]
    elif ask.text and ask.limit:
        wanted |= {"q": _words(ask.text), "matchingStrategy": "last"}
    return wanted


def _page(offset: int, limit: int) -> dict[str, int]:
    """The smallest page that has these hits in it: with an offset and a limit of its own, a total is only estimated."""
    if not limit:
        return {"page": 1, "hitsPerPage": 0}
    size = next(size for size in count(limit) if offset // size == (offset + limit - 1) // size)
    return {"page": offset // size + 1, "hitsPerPage": size}


def _words(text: str) -> str:
    """The question's words behind one that every task has: so they put the tasks in order and exclude none.

    Ten words are read, and until there are enough tasks the last is given up, then the one before; the first stays.
    Letters and digits alone, because quotes and a minus would exclude. Where 100,000 tasks have what is asked, the
    first hundred of them take 6 to 8 ms like this, and 5 in no order but that of their plans.
    """
    return " ".join([EVERY, *re.findall(r"\w+", text[:1_000])[:9]])


def _hit(found: Mapping[str, Any]) -> Hit:
    values: dict[Facet, list[str]] = {
        "plan": [found["plan"]],
        "agency": found["agency"],
        "section": [found["section"]],
        "topic": found["topic"],
    }
    return Hit(_id(found["uid"]), found["body"].encode(), found["title_tokens"], found["shelves"], values)


def _known(found: Iterable[Mapping[str, Any]], version: Version, at_hand: AtHand | None) -> list[Hit] | None:
    """The tasks found, of those at hand; `None` where these are of another version."""
    if at_hand is None or at_hand.version.contents != version.contents:
        return None
    hits = [at_hand.task(_id(each["uid"])) for each in found]
    return [hit for hit in hits if hit is not None] if None not in hits else None


def _facets(ask: Ask, results: Sequence[Mapping[str, Any]]) -> dict[Facet, list[tuple[str, int]]]:
    """Each facet stands in the one result that counted it, or in none if no task has ever been put."""
    counted = {name: counts for result in results for name, counts in result.get("facetDistribution", {}).items()}
    return {facet: most_first(counted.get(facet, {})) for facet in ask.facets}


class Meili:
    """The reading side, for one event loop. Whatever keeps the server from an answer is `Away`."""

    name: Engine = "meilisearch"

    def __init__(self, settings: Settings, index: str = INDEX) -> None:
        key = settings.meili_search_key or settings.meili_key
        # A packed answer comes in pieces, and waits 40 ms for the first to be acknowledged.
        headers = {"Accept-Encoding": "identity"} | ({"Authorization": f"Bearer {key}"} if key else {})
        self._timeout = settings.meili_timeout
        self._client = httpx.AsyncClient(base_url=settings.meili_url, headers=headers, timeout=self._timeout)
        self._index = index
        self._analysis = analysis()
        self._seen: Version | None = None  # what it held when it was last asked

    async def version(self) -> Version | None:
        """What the index holds; `None` where there is none, or none of this release."""
        _, version = await self._answers([])
        return version

    async def search(self, ask: Ask, at_hand: AtHand | None = None) -> Found:
        """All that is asked, in one call within the time of the settings. Nothing behind the first `DEEPEST` hits.

        Where the tasks `at_hand` are of the version that the server held when it was last asked, it is asked which it
        finds and not for what they hold: to have thirty written, sent and read took 2 ms of 7 that we add to its own.
        """
        if ask.offset + ask.limit > DEEPEST:
            raise Away(f"Meilisearch puts {DEEPEST} hits in order and no more")
        facets: dict[tuple[str, ...], list[Facet]] = {(): []}
        for facet in ask.facets:
            facets.setdefault(tuple(name for name in LEFT_OUT[facet] if name in ask.narrowed), []).append(facet)
        counted = [*ask.counted.values()]
        if ask.apart is not None:
            counted.append(ask.apart)
        sent = at_hand is None or self._seen is None or self._seen.contents != at_hand.version.contents
        results, version = await self._answers(
            [
                self._query(_narrowed(ask, ()), facets=facets.pop(()), **_hits(ask, sent=sent)),
                *(self._query(_narrowed(ask, left), facets=those) for left, those in facets.items()),
                *(self._query(_filter(condition)) for condition in counted),
            ]
        )
        if version is None:
            raise Away("Meilisearch has no index of this release yet")
        self._seen = version
        found = results[0]
        skipped = ask.offset % found["hitsPerPage"] if ask.limit else 0
        shown = found["hits"][skipped : skipped + ask.limit]
        hits = list(map(_hit, shown)) if sent else _known(shown, version, at_hand)
        if hits is None:  # it holds something else now
            return await self.search(ask)
        counts = [result["totalHits"] for result in results[len(results) - len(counted) :]]
        return Found(
            total=found["totalHits"],
            hits=hits,
            facets=_facets(ask, results),
            counts=dict(zip(ask.counted, counts, strict=False)),
            version=version,
            enough=ask.enough(found["totalHits"] if ask.apart is None else counts[-1]),
        )

    async def close(self) -> None:
        await self._client.aclose()

    def _query(self, condition: str, **more: Any) -> dict[str, Any]:
        """A query that only counts, unless more is wanted."""
        return {"indexUid": self._index, "filter": condition, "page": 1, "hitsPerPage": 0, **more}

    async def _answers(self, queries: Sequence[Mapping[str, Any]]) -> tuple[list[dict[str, Any]], Version | None]:
        """The results of some queries, all of one version.

        The server sees to one query after the other, each in the index as it is then. So the version is asked for
        before them and after, and where it is not the same all is asked again.
        """
        held = self._query(_filter(STATE_TOKEN), hitsPerPage=1)
        try:
            async with asyncio.timeout(self._timeout):
                for _ in range(ATTEMPTS):
                    answer = await self._client.post("/multi-search", json={"queries": [held, *queries, held]})
                    if not answer.is_success:
                        _expect_no_index(answer)
                        return [], None
                    first, *results, last = from_json(answer.content)["results"]
                    if first["hits"] == last["hits"]:
                        version = _read(first["hits"][0]["body"]) if first["hits"] else None
                        return results, version if version and version.analysis == self._analysis else None
        except (TimeoutError, httpx.TimeoutException):
            raise Away(f"Meilisearch did not answer within {self._timeout:g} s") from None
        except httpx.HTTPError as error:
            raise Away(_unreached(error)) from None
        except _STRANGE as error:
            raise Away(_not_it(error)) from None
        raise Away("the index of Meilisearch changed while it was asked, each time")


def _expect_no_index(answer: httpx.Response) -> None:
    """`Away`, with what the server says, unless that is that there is no index."""
    said = from_json(answer.content) if answer.headers.get("Content-Type", "").startswith("application/json") else {}
    if said.get("code") != "index_not_found":
        raise Away(_refusal(answer.status_code, said.get("message", answer.reason_phrase), said.get("code")))
