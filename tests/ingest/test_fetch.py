"""Fetching from the web: limits and refusals, against a real server."""

import asyncio
import functools
import gzip
import ipaddress
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest

from service.ingest import fetch
from service.ingest.fetch import fetch_url, is_public
from service.ingest.findings import Unreadable
from service.ingest.plan import read_plan
from service.ingest.read import read_source
from service.names import Names

PLAN = "2031年知识产权强国建设推进计划\n一、制度\n1.修订。（司法部负责）\n"


class Handler(BaseHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        pass

    def answer(self, status: int, headers: dict[str, str], body: bytes = b"") -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        name, _, rest = self.path[1:].partition("/")
        with suppress(BrokenPipeError, ConnectionResetError):
            getattr(self, f"get_{name.partition('?')[0] or 'plan'}", self.get_missing)(rest)

    def get_plan(self, _: str) -> None:
        self.server.hosts.append(self.headers["Host"])  # type: ignore[attr-defined]
        self.answer(200, {"Content-Type": "text/plain; charset=gb2312"}, PLAN.encode("gb18030"))

    def get_missing(self, _: str) -> None:
        self.answer(404, {}, b"no")

    def get_chain(self, rest: str) -> None:
        left = int(rest)
        self.answer(302, {"Location": f"/chain/{left - 1}" if left > 1 else "/plan?x=1#part"})

    def get_to(self, rest: str) -> None:
        self.answer(301, {"Location": rest})

    def get_circle(self, rest: str) -> None:
        self.answer(307, {"Location": f"/circle/{'b' if rest == 'a' else 'a'}"})

    def get_nowhere(self, _: str) -> None:
        self.answer(302, {})

    def get_large(self, rest: str) -> None:
        size = 300_000
        self.send_response(200)
        if rest == "announced":
            self.send_header("Content-Length", str(size))
        self.end_headers()
        for _ in range(3):
            self.wfile.write(b"a" * (size // 3))

    def get_zipped(self, _: str) -> None:
        self.answer(200, {"Content-Encoding": "gzip"}, gzip.compress(b"a" * 5_000_000))

    def get_slow(self, rest: str) -> None:
        if rest == "head":
            self.wfile.write(b"HTTP/1.0 200 OK\r\n")
        else:
            self.send_response(200)
            self.end_headers()
        for number in range(100):
            self.wfile.write(f"X-{number}: a\r\n".encode())
            self.wfile.flush()
            time.sleep(0.05)

    def get_silent(self, _: str) -> None:
        time.sleep(1.5)

    def get_rubbish(self, _: str) -> None:
        self.wfile.write(b"\x00\xffno http at all\r\n\r\n")


class Server(ThreadingHTTPServer):
    daemon_threads = True
    hosts: list[str]

    def handle_error(self, *_: Any) -> None:
        pass


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    running = Server(("127.0.0.1", 0), Handler)
    running.hosts = []
    thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield running
    running.shutdown()
    thread.join()
    running.server_close()


@pytest.fixture
def at(server: Server) -> Callable[[str], str]:
    return lambda path: f"http://127.0.0.1:{server.server_address[1]}/{path}"


At = Callable[[str], str]


def test_a_plan_from_a_url(at: At, names: Names) -> None:
    data, content_type, final = fetch_url(at("plan"), allow_private=True)
    assert (data.decode("gb18030"), content_type, final) == (PLAN, "text/plain; charset=gb2312", at("plan"))
    reading = read_plan(at("chain/2"), names, allow_private=True)
    assert reading.plan is not None
    assert (reading.plan_id, reading.document and reading.document.source) == ("2031", at("plan?x=1"))
    assert read_source(at("plan").upper().replace("PLAN", "plan"), allow_private=True).kind == "text"


def test_private_addresses_are_refused(at: At, names: Names, server: Server) -> None:
    server.hosts.clear()
    port = server.server_address[1]
    for host in (
        "127.0.0.1",
        "localhost",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0.0.0.0",
        "[::1]",
        "[::ffff:127.0.0.1]",
    ):
        with pytest.raises(Unreadable, match=r"private|not known"):
            fetch_url(f"http://{host}:{port}/plan")
    assert server.hosts == []
    reading = read_plan(at("plan"), names)
    assert [finding.code for finding in reading.errors] == ["unreadable"]


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2606:4700::1111", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("240.0.0.1", False),
        ("255.255.255.255", False),
        ("192.0.2.1", False),
        ("::1", False),
        ("::", False),
        ("fe80::1", False),
        ("fc00::1", False),
        ("fec0::1", False),
        ("ff02::1", False),
        ("2001:db8::1", False),
        ("::ffff:10.0.0.1", False),
        ("::ffff:8.8.8.8", True),
        ("64:ff9b::7f00:1", False),
        ("64:ff9b::808:808", True),
        ("2002:7f00:1::", False),
        ("2002:a00:1::", False),
    ],
)
def test_public_addresses(address: str, public: bool) -> None:
    assert is_public(ipaddress.ip_address(address)) is public


def test_a_redirect_to_a_private_address_is_refused(at: At, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first host counts as public, as a real one would; what it redirects to is checked on its own."""
    port = server.server_address[1]
    real = fetch.is_public
    monkeypatch.setattr(fetch, "is_public", lambda address: str(address) == "127.0.0.1" or real(address))
    for target in (
        f"http://127.0.0.2:{port}/plan",
        f"http://[::1]:{port}/",
        "http://10.0.0.1/",
        "//169.254.169.254/latest",
    ):
        with pytest.raises(Unreadable, match="private"):
            fetch_url(at(f"to/{target}"))
    assert fetch_url(at("chain/3"))[2] == at("plan?x=1")


def test_a_host_with_one_private_address_is_refused(at: At, monkeypatch: pytest.MonkeyPatch) -> None:
    async def resolve(*_: object) -> list[fetch.Address]:
        return [ipaddress.ip_address("8.8.8.8"), ipaddress.ip_address("127.0.0.1")]

    monkeypatch.setattr(fetch, "_resolve", resolve)
    with pytest.raises(Unreadable, match="private"):
        fetch_url("http://example.org/")


def test_the_checked_address_is_the_one_connected_to(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that resolves differently a second time changes nothing: it is resolved once."""
    asked = []
    port = server.server_address[1]
    real = asyncio.BaseEventLoop.getaddrinfo

    async def getaddrinfo(self: Any, host: str, *args: Any, **more: Any) -> Any:
        if host == "plans.example":
            asked.append(host)
            host = "127.0.0.1" if len(asked) == 1 else "127.0.0.3"
        return await real(self, host, *args, **more)

    monkeypatch.setattr(asyncio.BaseEventLoop, "getaddrinfo", getaddrinfo)
    monkeypatch.setattr(fetch, "is_public", lambda address: str(address) == "127.0.0.1")
    server.hosts.clear()
    assert fetch_url(f"http://plans.example:{port}/plan")[2] == f"http://plans.example:{port}/plan"
    assert asked == ["plans.example"]
    assert server.hosts == [f"plans.example:{port}"]


@pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl to make a certificate")
def test_tls_is_checked_against_the_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The connection goes to an address by number, and the certificate must be the name's all the same."""
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    options = "-x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=plans.example -addext subjectAltName=DNS:plans.example"
    subprocess.run(
        ["openssl", "req", *options.split(), "-keyout", key, "-out", certificate], check=True, capture_output=True
    )
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(certificate, key)
    running = Server(("127.0.0.1", 0), Handler)
    running.hosts = []
    running.socket = serving.wrap_socket(running.socket, server_side=True)
    thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    trusting = ssl.create_default_context(cafile=str(certificate))
    monkeypatch.setattr(httpx, "AsyncClient", functools.partial(httpx.AsyncClient, verify=trusting))

    async def resolve(*_: object) -> list[fetch.Address]:
        return [ipaddress.ip_address("127.0.0.1")]

    monkeypatch.setattr(fetch, "_resolve", resolve)
    port = running.server_address[1]
    try:
        assert fetch_url(f"https://plans.example:{port}/plan", allow_private=True)[0] == PLAN.encode("gb18030")
        assert running.hosts == [f"plans.example:{port}"]
        with pytest.raises(Unreadable, match="CERTIFICATE_VERIFY_FAILED"):
            fetch_url(f"https://other.example:{port}/plan", allow_private=True)
    finally:
        running.shutdown()
        thread.join()
        running.server_close()


@pytest.mark.parametrize(
    ("path", "word"),
    [
        ("missing", "404"),
        ("chain/6", "more than 5"),
        ("circle/a", "circle"),
        ("to/ftp://example.org/", "only http and https"),
        ("to/file:///etc/passwd", "only http and https"),
        ("to/http://user:secret@example.org/", "password"),
        ("to/http://[", "not"),
        ("nowhere", "302"),
        ("large/announced", "larger"),
        ("large/streamed", "larger"),
        ("zipped", "larger"),
        ("rubbish", "could not be fetched"),
    ],
)
def test_refusals(path: str, word: str, at: At) -> None:
    with pytest.raises(Unreadable, match=word):
        fetch_url(at(path), allow_private=True, limit=200_000)


@pytest.mark.parametrize("path", ["slow/head", "slow/body", "silent"])
def test_no_address_is_waited_for_longer_than_said(path: str, at: At) -> None:
    with pytest.raises(Unreadable, match=r"within 0\.5 seconds"):  # they go on for longer, and end otherwise
        fetch_url(at(path), allow_private=True, seconds=0.5)


def test_five_redirects_are_followed(at: At) -> None:
    assert fetch_url(at("chain/5"), allow_private=True)[0]


def test_read_timeout(at: At, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "READ_SECONDS", 0.2)
    with pytest.raises(Unreadable, match="stopped answering"):
        fetch_url(at("silent"), allow_private=True)


@pytest.mark.parametrize(
    "url",
    [
        "", "plan", "ftp://example.org/", "file:///etc/passwd", "http://", "http:///x", "https://user@example.org/",
        "http://exa mple.org/", "http://[::1", "http://example.org:99999/", "http://\x00/", "javascript:alert(1)",
        "http://" + "a" * 300 + ".example/", "http://nothing.invalid/", "http://-.example/",
    ],
)  # fmt: skip
def test_addresses_that_are_none(url: str) -> None:
    with pytest.raises(Unreadable):
        fetch_url(url)


def test_nobody_listens() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(Unreadable, match="could not be reached"):
        fetch_url(f"http://127.0.0.1:{port}/", allow_private=True)
