"""The search beside Meilisearch in one run: our embedded index, plain Meilisearch, and what our layer over it costs.

Plain Meilisearch has title, text, plan, agencies and section of each task, and its default settings but that facets may
be counted; it is asked for the same facets or for none, and for exact totals. Every contestant is asked over a
connection of its own that is kept, one question at a time, and nothing is packed. No ready answers are kept.
"""

import asyncio
import http.client
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from itertools import product
from time import perf_counter
from urllib.parse import quote, urlsplit

import httpx

from bench.machine import LOAD_CORE, Server, on_core, service
from bench.relevance.asking import Unmeasurable
from bench.relevance.meilisearch import Meilisearch, _do, _json, found
from bench.report import Goal, number, ratio
from bench.search import inside, made, questions
from bench.search.corpora import MANY, READY, Corpus, corpus, data_directory, documents, plans, version
from bench.search.inside import EVERYWHERE, PLAIN
from bench.search.setting import Setting
from bench.search.timing import Case, Timed, Work, timed
from service.config import Settings
from service.index import meili
from service.index.base import FACET_VALUES
from service.index.embedded import Embedded, Held
from service.searching import FACETS, Place, answering

IN_PROCESS, EMBEDDED = "embedded, in process", "embedded, GET /search"
THEIRS, MARKED = "plain Meilisearch", "plain Meilisearch, with marks"
IN_PROCESS_BARE, THEIRS_BARE = "embedded, in process, no facets", "plain Meilisearch, no facets"
OURS, SENT = "ours on Meilisearch, GET /search", "the requests that it sends"
SENT_ALIKE = "the requests that it sends, by httpx"
"""By the client that it uses, which takes time of its own."""
CONTESTANTS = (IN_PROCESS_BARE, IN_PROCESS, EMBEDDED, THEIRS_BARE, THEIRS, MARKED, OURS, SENT, SENT_ALIKE)
ASKED = {PLAIN: questions.PLAIN, EVERYWHERE: questions.EVERYWHERE}
PAGES = (10, 50)

PLAIN_INDEX = "tuijin-bench-plain"
PATIENCE = 30.0
"""Seconds that an answer may take."""
AT_A_TIME = 5
"""Plans whose tasks are sent to the plain index at a time."""


class Connection:
    """One kept connection to a server."""

    def __init__(self, address: str, key: str = "") -> None:
        parts = urlsplit(address)
        self._connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=PATIENCE)
        self._headers = {"Accept-Encoding": "identity", "Content-Type": "application/json"}
        if key:
            self._headers["Authorization"] = f"Bearer {key}"

    def get(self, path: str) -> bytes:
        return self._answer("GET", path, None)

    def post(self, path: str, body: bytes) -> bytes:
        return self._answer("POST", path, body)

    def _answer(self, method: str, path: str, body: bytes | None) -> bytes:
        try:
            response = self._asked(method, path, body)
        except http.client.RemoteDisconnected:  # the server does not wait for ever; the next request connects again
            response = self._asked(method, path, body)
        answer = response.read()
        if response.status != 200:
            raise Unmeasurable(f"{method} {path} was answered with {response.status}: {answer[:300]!r}")
        return answer

    def _asked(self, method: str, path: str, body: bytes | None) -> http.client.HTTPResponse:
        self._connection.request(method, path, body, self._headers)
        return self._connection.getresponse()


def run(setting: Setting) -> None:
    setting.report.title(f"Beside Meilisearch: {MANY:,} tasks, a page of 10 and one of 50")
    with found() as server:
        if server is None:
            setting.report.note("skipped: MEILI_URL is not set, and no `meilisearch` is on the PATH")
            return
        data = corpus(MANY)
        with _filled(setting, server, data), on_core(LOAD_CORE), ExitStack() as open_:
            measured = timed(_cases(setting, server, data, open_), setting.plan.rounds, here=False)
        measured.tell(setting.report)
        _judge(setting, measured)


# Filling


@contextmanager
def _filled(setting: Setting, server: Meilisearch, data: Corpus) -> Iterator[None]:
    """With our index and a plain one, which are removed afterwards. An index of somebody's own is left alone."""
    with server.client() as asked:
        held = _json(asked.get("/indexes", params={"limit": 1_000}))["results"]
        if any(index["uid"] == meili.INDEX for index in held):
            raise Unmeasurable(f"the server at MEILI_URL has an index `{meili.INDEX}` that would be lost")
        try:
            empty = _size(asked)
            took = _fill(server, data)
            _tell(setting, "our index in Meilisearch", took, data, _size(asked) - empty)
            ours = _size(asked)
            took = _fill_plain(asked, data)
            _tell(setting, "plain Meilisearch", took, data, _size(asked) - ours)
            yield
        finally:
            for name in (meili.INDEX, PLAIN_INDEX):
                with suppress(httpx.HTTPError):  # what went wrong before is what is worth telling
                    asked.delete(f"/indexes/{name}")


def _fill(server: Meilisearch, data: Corpus) -> float:
    writer = meili.MeiliWriter(_settings(server))
    began = perf_counter()
    building = writer.rebuild()
    try:
        building.put(documents(data.tasks, processes=data.built.processes))
        building.finish(version(data.tasks, meili.analysis()))
    except BaseException:
        building.abandon()
        raise
    finally:
        writer.close()
    return perf_counter() - began


def _fill_plain(asked: httpx.Client, data: Corpus) -> float:
    began = perf_counter()
    with suppress(Unmeasurable):  # there is none, unless a run was stopped
        _do(asked, "DELETE", f"/indexes/{PLAIN_INDEX}", None)
    _do(asked, "POST", "/indexes", {"uid": PLAIN_INDEX, "primaryKey": "id"})
    settings = {
        "filterableAttributes": FACETS,
        "pagination": {"maxTotalHits": 10_000_000},
        "faceting": {"maxValuesPerFacet": FACET_VALUES},
    }
    _do(asked, "PATCH", f"/indexes/{PLAIN_INDEX}/settings", settings)
    path = f"/indexes/{PLAIN_INDEX}/documents"
    _do(asked, "POST", path, list(map(_plain, made.shipped())))
    every = plans(data.tasks)
    for start in range(0, len(every), AT_A_TIME):
        bodies = (body for plan in every[start : start + AT_A_TIME] for body in made.tasks(plan))
        _do(asked, "POST", path, list(map(_plain, bodies)))
    return perf_counter() - began


def _plain(body: bytes) -> dict[str, object]:
    task = json.loads(body)
    return {
        "id": task["id"],
        **{f"{name}_{lang}": task[name][lang] for name in ("title", "text") for lang in ("zh", "en")},
        "plan": task["plan"],
        "agency": [agency["code"] for agency in task["agencies"]],
        "section": f"{task['plan']}:{task['section']['number']}",
    }


def _size(asked: httpx.Client) -> int:
    size: int = _json(asked.get("/stats"))["usedDatabaseSize"]
    return size


def _tell(setting: Setting, name: str, seconds: float, data: Corpus, octets: int) -> None:
    setting.report.judge(f"{name}: documents a second, as built", [data.tasks / seconds], number)
    setting.report.judge(f"{name}: MB on disk", [octets / 1e6], number)


def _settings(server: Meilisearch) -> Settings:
    return Settings(meili_url=server.address, meili_key=server.key, meili_timeout=PATIENCE)


# Asking


def _cases(setting: Setting, server: Meilisearch, data: Corpus, open_: ExitStack) -> list[Case]:
    held = Embedded(data.files).held()
    given = {
        "TUIJIN_DATA_DIR": str(data_directory(data, setting.folder)),
        "TUIJIN_INDEX_SECONDS": "0",
        "TUIJIN_CACHE_BYTES": "0",
        "TUIJIN_MEILI_TIMEOUT": str(PATIENCE),
    }
    embedded = _connected(open_.enter_context(service(READY, given)))
    ours = _connected(open_.enter_context(service(READY, given | server.settings)))
    theirs, sent = Connection(server.address, server.key), Connection(server.address, server.key)
    alike = open_.enter_context(server.client())
    recorded = asyncio.run(_recorded(held, server))
    for text in (text for texts in ASKED.values() for text in texts):
        _must_agree(held, text, embedded, ours)

    def works(name: str, text: str, size: int) -> Work:
        path = f"/search?per_page={size}&q={quote(text)}"
        place, theirs_to = Place(limit=size), f"/indexes/{PLAIN_INDEX}/search"
        return {
            IN_PROCESS: lambda: inside.body(held, text, place),
            EMBEDDED: lambda: embedded.get(path),
            IN_PROCESS_BARE: lambda: inside.body_without_facets(held, text, place),
            THEIRS: lambda: theirs.post(theirs_to, _query(text, size)),
            THEIRS_BARE: lambda: theirs.post(theirs_to, _query(text, size, facets=())),
            MARKED: lambda: theirs.post(theirs_to, _query(text, size, marks=True)),
            OURS: lambda: ours.get(path),
            SENT: lambda: [sent.post("/multi-search", body) for body in recorded[text, size]],
            SENT_ALIKE: lambda: [_sent(alike, body) for body in recorded[text, size]],
        }[name]

    return [
        Case(_name(kind, name, size), {text: works(name, text, size) for text in ASKED[kind]})
        for kind, size, name in product(ASKED, PAGES, CONTESTANTS)
    ]


def _sent(asked: httpx.Client, body: bytes) -> bytes:
    answer = asked.post("/multi-search", content=body, headers={"Content-Type": "application/json"})
    if answer.status_code != 200:
        raise Unmeasurable(f"/multi-search was answered with {answer.status_code}: {answer.text[:300]}")
    return answer.content


def _name(kind: str, name: str, size: int) -> str:
    return f"{kind}, {size}: {name}"


def _connected(server: Server) -> Connection:
    return Connection(f"http://127.0.0.1:{server.port}")


def _query(text: str, size: int, *, facets: Sequence[str] = FACETS, marks: bool = False) -> bytes:
    texts = ["text_zh", "text_en"]
    shown = {"attributesToHighlight": ["title_zh", "title_en", *texts], "attributesToCrop": texts} if marks else {}
    return json.dumps({"q": text, "page": 1, "hitsPerPage": size, "facets": facets, **shown}).encode()


async def _recorded(held: Held, server: Meilisearch) -> Mapping[tuple[str, int], Sequence[bytes]]:
    """The bodies that our layer sends for each question."""
    engine, bodies = meili.Meili(_settings(server)), list[bytes]()

    async def record(request: httpx.Request) -> None:
        bodies.append(request.content)

    engine._client.event_hooks = {"request": [record]}
    recorded = {}
    for text, size in product([text for texts in ASKED.values() for text in texts], PAGES):
        steps = answering(held.understanding, text, Place(limit=size), interpret=True)
        with suppress(StopIteration):
            ask = next(steps)
            while True:
                ask = steps.send(await engine.search(ask))
        recorded[text, size] = tuple(bodies)
        bodies.clear()
    await engine.close()
    return recorded


def _must_agree(held: Held, text: str, embedded: Connection, ours: Connection) -> None:
    """Each is answered by its engine, and both find the same; which partial matches there are goes by the order."""
    here = inside.matched(held, text, Place())
    for connection, engine in ((embedded, "embedded"), (ours, "meilisearch")):
        answer = json.loads(connection.get(f"/search?q={quote(text)}"))
        if answer["engine"] != engine or not (here.partial or answer["total"] == here.total):
            raise Unmeasurable(f"{text}: {engine} was to find {here.total}: {answer['engine']}, {answer['total']}")


# Judging


def _judge(setting: Setting, measured: Timed) -> None:
    for kind, name, under, goal in (
        (PLAIN, IN_PROCESS_BARE, THEIRS_BARE, Goal("<", 1)),
        (PLAIN, IN_PROCESS, THEIRS, Goal("<", 1)),
        (PLAIN, EMBEDDED, THEIRS, None),
        (PLAIN, EMBEDDED, MARKED, None),
        (EVERYWHERE, IN_PROCESS, THEIRS, Goal("<=", 5)),
        (EVERYWHERE, EMBEDDED, THEIRS, Goal("<=", 5)),
        (PLAIN, OURS, SENT, Goal("<=", 1.3)),
        (EVERYWHERE, OURS, SENT, Goal("<=", 1.3)),
        (PLAIN, OURS, SENT_ALIKE, None),
        (EVERYWHERE, OURS, SENT_ALIKE, None),
    ):
        for size in PAGES:
            ours, theirs = (measured.times[_name(kind, each, size)].p50 for each in (name, under))
            values = [a / b for a, b in zip(ours, theirs, strict=True)]
            setting.report.judge(f"{_name(kind, name, size)} / {under}, p50", values, ratio, goal)
