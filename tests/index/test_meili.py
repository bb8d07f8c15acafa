"""What only Meilisearch has: a server that is set up, may refuse, may be slow, wrong, wiped or not there at all."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socket import create_server, socket
from typing import Any

import httpx
import pytest

from service.config import Settings
from service.index import meili
from service.index.base import Ask, Away, Failed, Found, Version
from service.index.meili import DEEPEST, SETTINGS, Meili, MeiliWriter, synonyms
from service.question import tables
from service.question.condition import AllOf

from .engines import OnDisk, OnServer, fill, on_server, server, server_settings, tasks

ALL = AllOf(())
SECRET = "not-the-key-of-any-server"
SOON = 20
"""Seconds by which a wait is over that would else have no end: many times what it takes, as machines may be busy."""


def version(revision: int = 1) -> Version:
    return Version("a-database", revision, 0, meili.analysis())


# Setting up


def test_the_server_has_every_setting(on_meili: OnServer) -> None:
    fill(on_meili, tasks()[:1])
    wanted = {**SETTINGS, "synonyms": synonyms(tables.loaded(tables.compiled()).glossary)}
    reported = server(on_meili.settings).index(on_meili.index).get_settings()
    assert reported.pop("sortableAttributes") == sorted(wanted.pop("sortableAttributes"))
    assert {name: _as_told(reported[name], value) for name, value in wanted.items()} == wanted


def _as_told(reported: Any, wanted: Any) -> Any:
    """What is reported of what was set: the server adds its defaults for the rest."""
    if isinstance(wanted, dict):
        return {name: _as_told(reported[name], value) for name, value in wanted.items()}
    if isinstance(wanted, list):
        assert len(reported) == len(wanted)
        return [_as_told(one, other) for one, other in zip(reported, wanted, strict=True)]
    return reported


def test_synonyms_are_words_of_the_glossary() -> None:
    made = synonyms(tables.loaded(tables.compiled()).glossary)
    assert "知识产权" in made["知产"]
    assert "intellectual property" in made["知产"]
    assert all(form not in others and len(others) < meili.SYNONYMS for form, others in made.items())


def test_other_settings_are_another_analysis(monkeypatch: pytest.MonkeyPatch, on_meili: OnServer) -> None:
    fill(on_meili, tasks()[:3])
    monkeypatch.setattr(meili, "SETTINGS", {**SETTINGS, "facetSearch": True})
    meili.analysis.cache_clear()
    try:
        assert on_meili.writer.version() is None
        assert asyncio.run(_read(on_meili.settings, lambda reader: reader.version(), on_meili.index)) is None
    finally:
        meili.analysis.cache_clear()


def test_an_index_of_another_release_is_none(on_meili: OnServer) -> None:
    building = on_meili.writer.rebuild()
    building.put(tasks()[:3])
    building.finish(version()._replace(analysis="older"))
    assert on_meili.writer.version() is None
    assert on_meili.version() is None
    with pytest.raises(Away, match="no index of this release"):
        on_meili.search(Ask(ALL))
    with pytest.raises(Away, match="no index of this release"):
        on_meili.writer.put(tasks()[:1], [], version())


def test_many_batches(on_meili: OnServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meili, "BATCH", 300_000)
    fill(on_meili, tasks())
    assert on_meili.search(Ask(ALL)).total == len(tasks())


def test_many_pages_of_all_it_holds(on_meili: OnServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meili, "PAGE", 19)
    fill(on_meili, tasks()[:57])
    assert sorted(on_meili.writer.holds()) == sorted((f"task:{task.id}", task.body) for task in tasks()[:57])


def test_titles_come_first_and_then_later_plans(on_meili: OnServer) -> None:
    fill(on_meili, tasks())
    found = on_meili.search(Ask(ALL, text="商标", limit=500))
    in_title = ["商标" in f" {hit.title} ".split() for hit in found.hits]
    assert found.total == len(tasks())
    assert in_title == sorted(in_title, reverse=True)
    assert 0 < sum(in_title) < len(tasks()) / 2
    plain = on_meili.search(Ask(ALL, limit=500))
    assert [hit.id for hit in plain.hits] == [
        task.id for task in sorted(tasks(), key=lambda task: (-int(task.plan), task.number))
    ]


@pytest.fixture
def beside(on_meili: OnServer, tmp_path: Path) -> OnDisk:
    """An embedded index of the same tasks, at hand for the reader of the server."""
    on_meili.beside = OnDisk(tmp_path / "index")
    for engine in (on_meili, on_meili.beside):
        fill(engine, tasks()[:5])
    return on_meili.beside


def renamed(engine: OnServer | OnDisk, title: str, revision: int) -> None:
    task = replace(tasks()[0], title=title)
    engine.writer.put([task], [], Version("a-database", revision, 0, engine.analysis))


def sent(engine: OnServer, ask: Ask) -> int:
    """How many tasks the server sends with all that they hold, to answer."""
    bodies: list[bytes] = []

    async def note(answer: httpx.Response) -> None:
        bodies.append(await answer.aread())

    engine.reader._client.event_hooks = {"response": [note]}
    engine.search(ask)
    engine.reader._client.event_hooks = {}
    return sum(body.count(b'"shelves"') for body in bodies)


def test_tasks_at_hand_are_not_sent(on_meili: OnServer, beside: OnDisk) -> None:
    ask = Ask(ALL, sort="id", limit=10)
    before = on_meili.search(ask).hits
    assert len(before) == 5
    assert sent(on_meili, ask) == 0
    assert on_meili.search(ask).hits == before == beside.search(ask).hits


def test_tasks_of_another_version_are_sent(on_meili: OnServer, beside: OnDisk) -> None:
    ask = Ask(f"id:{tasks()[0].id}", limit=10)

    def titles() -> list[str]:
        return [hit.title for hit in on_meili.search(ask).hits]

    titles()
    renamed(beside, "w:here", 2)  # the server is behind, and not known to be
    assert titles() == [tasks()[0].title]
    assert sent(on_meili, ask) == 1
    renamed(on_meili, "w:there", 3)  # and now before it
    assert titles() == ["w:there"]
    renamed(beside, "w:there", 3)
    assert titles() == ["w:there"]
    assert sent(on_meili, ask) == 0
    renamed(on_meili, "w:later", 4)  # what was known of it no longer holds
    assert titles() == ["w:later"]


def test_what_is_not_at_hand_is_sent_after_all(on_meili: OnServer, beside: OnDisk) -> None:
    ask = Ask(ALL, sort="id", limit=10)
    on_meili.search(ask)
    version = Version("a-database", 1, 0, beside.analysis)
    beside.writer.put([], [f"task:{tasks()[3].id}"], version)  # says that it holds the same, and does not
    assert len(on_meili.search(ask).hits) == 5


def test_no_page_is_too_deep_to_be_refused(on_meili: OnServer) -> None:
    fill(on_meili, tasks()[:3])
    assert on_meili.search(Ask(ALL, offset=DEEPEST - 10, limit=10)) == Found(3, [], {}, {}, version())
    with pytest.raises(Away, match="in order"):
        on_meili.search(Ask(ALL, offset=DEEPEST - 9, limit=10))


# Refusals


def test_a_refused_document_is_told_in_the_servers_words(on_meili: OnServer) -> None:
    fill(on_meili, tasks()[:5])
    bad = replace(tasks()[7], id="no id!")
    with pytest.raises(Failed, match=r"task_no id!.*invalid_document_id"):
        on_meili.writer.put([tasks()[6], bad], ["task:2024-1"], version(2))
    found = on_meili.search(Ask(ALL, limit=10))
    assert found.version == version(1)
    assert sorted(hit.id for hit in found.hits) == sorted(task.id for task in tasks()[:5])


def test_a_refused_document_ends_a_rebuild(on_meili: OnServer, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(on_meili, tasks()[:5])
    bad = replace(tasks()[7], id="no id!")
    building = on_meili.writer.rebuild()
    building.put([bad, tasks()[8]])
    with pytest.raises(Failed, match="invalid_document_id"):
        building.finish(version(2))
    building.abandon()
    assert on_meili.search(Ask(ALL)).version == version(1)
    assert indexes(on_meili) == [on_meili.index]

    monkeypatch.setattr(meili, "BATCH", 1)  # of many batches it is told while the rest is still sent
    building = on_meili.writer.rebuild()
    with pytest.raises(Failed, match="invalid_document_id"):
        building.put([bad, *tasks()[:10]])


def test_a_refused_setting_is_told(on_meili: OnServer, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(on_meili, tasks()[:5])
    monkeypatch.setattr(meili, "SETTINGS", {**SETTINGS, "rankingRules": ["by mood"]})
    with pytest.raises(Failed, match=r"by mood.*invalid_settings_ranking_rules"):
        on_meili.writer.rebuild()
    assert on_meili.search(Ask(ALL)).total == 5


def indexes(engine: OnServer) -> list[str]:
    found = server(engine.settings).get_raw_indexes({"limit": 10_000})["results"]  # type: ignore[call-overload]
    return sorted(index["uid"] for index in found if index["uid"].startswith(engine.index))


# Several writers


def test_two_writers(on_meili: OnServer) -> None:
    fill(on_meili, tasks()[:5])
    other = on_meili.another_writer()
    assert other.version() == version(1)
    other.put(tasks()[5:7], [], version(2))
    assert on_meili.writer.version() == version(2)
    on_meili.writer.put(tasks()[7:8], [], version(3))
    assert on_meili.search(Ask(ALL)).total == 8


def test_what_others_left_half_built_is_removed(on_meili: OnServer) -> None:
    fill(on_meili, tasks()[:5])
    on_meili.another_writer().rebuild()
    left = indexes(on_meili)
    building = on_meili.writer.rebuild()
    assert len(left) == len(indexes(on_meili)) == 2
    assert left != indexes(on_meili)
    building.put(tasks()[:3])
    on_meili.another_writer().rebuild().abandon()  # takes this one for left over
    with pytest.raises(Failed, match="removed"):
        building.finish(version(2))
    assert on_meili.search(Ask(ALL)).total == 5
    building = on_meili.writer.rebuild()
    building.finish(version(3))
    assert on_meili.search(Ask(ALL)).total == 0
    assert indexes(on_meili) == [on_meili.index]


def test_an_index_wiped_meanwhile(on_meili: OnServer) -> None:
    fill(on_meili, tasks()[:5])
    client = server(on_meili.settings)
    client.wait_for_task(client.delete_index(on_meili.index).task_uid)
    assert on_meili.writer.version() is None
    assert on_meili.version() is None
    with pytest.raises(Away, match="no index"):
        on_meili.search(Ask(ALL))
    with pytest.raises(Away, match="no index"):
        on_meili.writer.put(tasks()[:1], [], version(2))
    assert indexes(on_meili) == []  # none that the server made by itself


def test_an_index_of_someone_elses_making(on_meili: OnServer) -> None:
    """As the server makes by itself, without our settings, for documents that come just after it was wiped."""
    fill(on_meili, tasks()[:5])
    client = server(on_meili.settings)
    client.wait_for_task(client.delete_index(on_meili.index).task_uid)
    found = client.index(on_meili.index).add_documents([{"uid": "state", "tokens": ["k:state"], "body": "[]"}], "uid")
    client.wait_for_task(found.task_uid)
    assert on_meili.writer.version() is None
    with pytest.raises(Away, match="not filterable"):
        on_meili.search(Ask(ALL))
    fill(on_meili, tasks()[:2])
    assert on_meili.search(Ask(ALL)).total == 2


# Keys


def test_keys_for_these_indexes_alone_do(meili_settings: Settings) -> None:
    if not meili_settings.meili_key:
        pytest.skip("needs a server with keys")
    client = server(meili_settings)
    with on_server(meili_settings) as mine:
        keys = [
            client.create_key({"actions": actions, "indexes": [names], "expiresAt": None})
            for actions, names in ((["*"], f"{mine.index}*"), (["search"], mine.index))
        ]
        try:
            settings = server_settings(meili_settings.meili_url, keys[0].key, meili_search_key=keys[1].key)
            with asyncio.Runner() as runner:
                limited = OnServer(settings, mine.index, runner)
                for revision in (1, 2):
                    fill(limited, tasks()[:5], revision)
                limited.writer.put(tasks()[5:6], ["task:2024-1"], version(3))
                assert limited.writer.version() == limited.version() == version(3)
                assert limited.search(Ask(ALL)).total == 5
                assert len(list(limited.writer.holds())) == 5
                runner.run(limited.reader.close())
        finally:
            for key in keys:
                client.delete_key(key.uid)


def test_a_wrong_key_is_told_and_not_shown(meili_settings: Settings) -> None:
    if not meili_settings.meili_key:
        pytest.skip("needs a server with keys")
    settings = server_settings(meili_settings.meili_url, SECRET)
    failures = [(work, Failed) for work in writes(settings)] + [(work, Away) for work in reads(settings)]
    for work, kind in failures:
        with pytest.raises(kind, match=r"403: The provided API key is invalid\. \(invalid_api_key\)$") as refused:
            work()
        assert_silent(refused.value)


@pytest.mark.parametrize("key", [f"{SECRET}\n", f" {SECRET}\r\nX: y"])
def test_a_key_that_cannot_be_sent_is_not_shown(meili_settings: Settings, key: str) -> None:
    settings = server_settings(meili_settings.meili_url, key)
    for work in (*writes(settings), *reads(settings)):
        with pytest.raises(Away, match="cannot be reached") as refused:
            work()
        assert_silent(refused.value)


def writes(settings: Settings, patience: int = meili.CALL) -> list[Callable[[], object]]:
    writer = MeiliWriter(settings, "tuijin-test-none", patience=patience)
    return [
        writer.version,
        writer.rebuild,
        lambda: list(writer.holds()),
        lambda: writer.put(tasks()[:1], ["task:2024-1"], version()),
    ]


def reads(settings: Settings) -> list[Callable[[], object]]:
    def version() -> object:
        return asyncio.run(_read(settings, lambda reader: reader.version()))

    def search() -> object:
        return asyncio.run(_read(settings, lambda reader: reader.search(Ask("专利", text="专利", limit=10))))

    return [version, search]


async def _read(settings: Settings, work: Callable[[Meili], Any], index: str = "tuijin-test-none") -> object:
    reader = Meili(settings, index)
    try:
        return await work(reader)
    finally:
        await reader.close()


def assert_silent(error: BaseException) -> None:
    """Neither it nor anything that a traceback would show with it has the key in it."""
    at: BaseException | None = error
    while at is not None:
        assert SECRET not in str(at)
        at = at.__cause__ or (None if at.__suppress_context__ else at.__context__)


# Servers that do not answer


@contextmanager
def speaking(answer: Callable[[socket], None]) -> Iterator[str]:
    """A server that takes every connection, and then does this with it."""
    listening = create_server(("127.0.0.1", 0), backlog=200)
    taken: list[socket] = []

    def take() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listening.accept()
                taken.append(connection)
                threading.Thread(target=speak, args=(connection,), daemon=True).start()

    def speak(connection: socket) -> None:
        with suppress(OSError):
            answer(connection)

    thread = threading.Thread(target=take)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        listening.shutdown(2)
        listening.close()
        for connection in taken:
            connection.close()
        thread.join()


def nothing(connection: socket) -> None:
    """Reads and never answers."""
    while connection.recv(1_000):
        pass


def a_little_at_a_time(connection: socket) -> None:
    """Never lets any one wait be long, and never ends."""
    connection.recv(10_000)
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n")
    while True:
        connection.sendall(b" ")
        time.sleep(0.02)


@pytest.mark.parametrize("answer", [nothing, a_little_at_a_time])
def test_a_slow_server_is_away_in_time(answer: Callable[[socket], None]) -> None:
    with speaking(answer) as address:
        settings = server_settings(address, SECRET, meili_timeout=0.2)
        for work in reads(settings):
            start = time.monotonic()
            with pytest.raises(Away, match=r"did not answer within 0\.2 s") as refused:
                work()
            assert 0.15 < time.monotonic() - start < SOON
            assert_silent(refused.value)


def test_many_wait_no_longer_than_one() -> None:
    async def ask_all(settings: Settings) -> list[object]:
        reader = Meili(settings)
        try:
            return await asyncio.gather(*(reader.search(Ask(ALL)) for _ in range(150)), return_exceptions=True)
        finally:
            await reader.close()

    with speaking(nothing) as address:
        start = time.monotonic()
        found = asyncio.run(ask_all(server_settings(address, SECRET, meili_timeout=0.3)))
        assert time.monotonic() - start < SOON  # one after the other they would take 45 s
    assert {type(each) for each in found} == {Away}


def test_a_writer_waits_for_a_slow_server_only_so_long() -> None:
    with speaking(nothing) as address:
        for work in writes(server_settings(address, SECRET), patience=1):
            with pytest.raises(Away, match="cannot be reached") as refused:
                work()
            assert_silent(refused.value)


def test_no_server() -> None:
    with create_server(("127.0.0.1", 0)) as taken:
        address = f"http://127.0.0.1:{taken.getsockname()[1]}"
    settings = server_settings(address, SECRET)
    for work in (*writes(settings), *reads(settings)):
        start = time.monotonic()
        with pytest.raises(Away, match="cannot be reached") as refused:
            work()
        assert time.monotonic() - start < SOON
        assert_silent(refused.value)


def test_a_server_that_hangs_up() -> None:
    with speaking(lambda connection: connection.close()) as address:
        settings = server_settings(address, SECRET)
        for work in (*writes(settings), *reads(settings)):
            with pytest.raises(Away, match="cannot be reached"):
                work()


@pytest.mark.parametrize(
    ("status", "content", "kind"),
    [
        (200, b"<html>welcome</html>", "text/html"),
        (200, b'{"results": []}', "application/json"),
        (200, b"[1, 2]", "application/json"),
        (200, b'"no"', "application/json"),
        (200, b"", "application/json"),
        (400, b"[1, 2]", "application/json"),
        (500, b'{"message": "out of space", "code": "internal"}', "application/json"),
        (503, b"<html>a gateway</html>", "text/html"),
        (502, b"not json", "application/json"),
    ],
)
def test_what_is_no_meilisearch_or_an_ailing_one(status: int, content: bytes, kind: str) -> None:
    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.do_GET()

        def do_GET(self) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answering) as http:
        thread = threading.Thread(target=http.serve_forever)
        thread.start()
        try:
            settings = server_settings(f"http://127.0.0.1:{http.server_port}", SECRET)
            with pytest.raises(Failed if status == 400 else Away):
                MeiliWriter(settings).rebuild()
            for work in reads(settings):
                with pytest.raises(Away):
                    work()
        finally:
            http.shutdown()
            thread.join()


def test_back_after_it_was_slow(on_meili: OnServer) -> None:
    """A search that was given up leaves nothing behind that a later one would stumble over."""
    fill(on_meili, tasks())

    async def impatient_then_patient() -> int:
        reader = Meili(on_meili.settings.model_copy(update={"meili_timeout": 0.0001}), on_meili.index)
        for _ in range(30):
            with pytest.raises(Away):
                await reader.search(Ask(ALL, limit=100))
        reader._timeout = reader._client.timeout = 120
        found = await asyncio.gather(*(reader.search(Ask(ALL, limit=100)) for _ in range(120)))
        await reader.close()
        return sum(each.total for each in found)

    assert asyncio.run(impatient_then_patient()) == 120 * len(tasks())
