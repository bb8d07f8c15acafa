"""The README is true, and so are the pages that it sends to: their commands are run from top to bottom against the real
service and have to show what the page shows.

`…` on a page stands for whatever is left out there. What differs from run to run (moments, tags, the database's id) has
to have the same form.
"""

import argparse
import json
import re
import shlex
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPResponse
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit

import pytest
import typer.main
import uvicorn

from service import cli
from service.config import Settings
from service.db import Database
from service.http import Protocol
from service.index.sync import catch_up, indexes
from service.main import create_app
from service.migrate import migrate
from service.seed import sow
from tests.conftest import settings_for

HOME = Path(__file__).resolve().parents[1]
README = (HOME / "README.md").read_text("utf-8")
RUN = [HOME / "README.md", *(HOME / "docs" / name for name in ("reading.md", "import.md", "search.md", "facts.md"))]
"""The pages whose commands are run."""
PAGES = [HOME / "README.md", HOME / "CONTRIBUTING.md", HOME / "CHANGELOG.md", *sorted((HOME / "docs").rglob("*.md"))]
TUIJIN = typer.main.get_command(cli.app)
COMMANDS: dict[str, Any] = TUIJIN.commands  # type: ignore[attr-defined]

MORE = "…"
FAILING = re.compile(r"^Errors \(|; [0-9]+ missing", re.MULTILINE)
"""What a command shows that ends with 1: errors of an import, differences of an index."""
VARYING = [
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z",  # a moment
    r"\b[0-9a-f]{32}\b",  # the database's id
    r"\b[0-9a-f]{24}\b",  # a tag
]


run_pages = pytest.mark.parametrize("page", RUN, ids=lambda page: str(page.relative_to(HOME)))


class Step(NamedTuple):
    """A command of a page and what the page shows of its output."""

    line: int
    command: str
    shown: str


def _blocks(page: Path, language: str) -> Iterator[tuple[int, str]]:
    text = page.read_text("utf-8")
    for found in re.finditer(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        yield text.count("\n", 0, found.start(1)) + 1, found[1]


def _steps(page: Path) -> list[Step]:
    return [
        Step(first + block.count("\n", 0, found.start()), found[1], found[2].strip("\n"))
        for first, block in _blocks(page, "console")
        for found in re.finditer(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE)
    ]


# Commands and what they show


@dataclass
class Served:
    """The service on a port, over data of its own."""

    port: int
    data: Path


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    settings = settings_for("", tmp_path)
    migrate(settings)
    database = Database(settings)
    sow(database, with_plans=True)
    for writer in indexes(settings):
        catch_up(database, writer)
    database.close()
    config = uvicorn.Config(create_app(settings), port=0, http=Protocol, log_level="warning", access_log=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield Served(server.servers[0].sockets[0].getsockname()[1], tmp_path)
    server.should_exit = True
    thread.join()


@run_pages
def test_every_command_shows_what_the_page_shows(page: Path, served: Served) -> None:
    tags: dict[str, str] = {}  # those on the page, and what they are in this run
    failures = []
    for step in _steps(page):
        command = step.command
        for shown, real in tags.items():
            command = command.replace(shown, real)
        what, *words = shlex.split(command)
        difference = _curl(served, words, step.shown, tags) if what == "curl" else _tuijin(served, words, step.shown)
        if difference:
            failures.append(f"{page.relative_to(HOME)}:{step.line}: $ {step.command}\n{difference}")
    assert not failures, "\n\n".join(failures)


@run_pages
def test_no_command_escapes_the_test(page: Path) -> None:
    others = [block for language in ("sh", "bash", "text", "") for _, block in _blocks(page, language)]
    lines = [line for block in others for line in block.splitlines()]
    # To another server than ours a page may show calls that nobody runs here.
    assert not [line for line in lines if line.startswith("tuijin") or (line.startswith("curl") and ":8000" in line)]
    assert {shlex.split(step.command)[0] for step in _steps(page)} <= {"curl", "tuijin"}


def test_the_commands_are_found() -> None:
    assert sum(len(_steps(page)) for page in RUN) > 40


def _tuijin(served: Served, words: list[str], shown: str) -> str | None:
    program = Path(sys.executable).with_name("tuijin")
    ran = subprocess.run(
        [program, *words], cwd=HOME, env={"TUIJIN_DATA_DIR": str(served.data)}, capture_output=True, text=True
    )
    if ran.returncode != bool(FAILING.search(shown)):
        return f"exit code {ran.returncode}\n{ran.stderr}"
    return None if _like(shown).fullmatch(ran.stdout.strip("\n")) else f"it shows:\n{ran.stdout}"


def _curl(served: Served, words: list[str], shown: str, tags: dict[str, str]) -> str | None:
    asked = CURL.parse_args(words)
    url = urlsplit(asked.url if "//" in asked.url else f"//{asked.url}")
    assert url.netloc == "127.0.0.1:8000", "the page speaks of the service that `make run` starts"
    assert bool(asked.data) == asked.get, "data without -G would be a POST"
    query = "&".join(filter(None, [url.query, *asked.data]))
    status, headers, body = _fetch(served.port, f"{url.path}?{query}" if query else url.path, asked.header)
    if asked.include:
        head, _, shown = shown.partition("\n\n")
        first, *lines = head.splitlines()
        if first.split()[:2] != status.split()[:2]:  # the words behind the number are Python's, and change
            return f"it answers {status}"
        for line in lines:
            if line != MORE and not any(_like(line).fullmatch(header) for header in headers):
                return f"no header is {line!r} among {headers}"
        seen = re.search(r'^etag: "(\w+)"', head, re.MULTILINE)
        if seen:
            tags[seen[1]] = next(header for header in headers if header.startswith("etag")).split('"')[1]
    if not shown.startswith(("{", "[")):
        return None if _like(shown).fullmatch(body.strip("\n")) else f"it answers:\n{body[:2000]}"
    return _difference(_parsed(shown), json.loads(body), "$")


CURL = argparse.ArgumentParser(prog="curl")
CURL.add_argument("url")
CURL.add_argument("-i", "--include", action="store_true")
CURL.add_argument("-G", "--get", action="store_true")
CURL.add_argument("-H", "--header", action="append", default=[])
CURL.add_argument("-d", "--data", action="append", default=[])
CURL.add_argument(
    "--data-urlencode",
    dest="data",
    action="append",
    type=lambda pair: f"{pair.partition('=')[0]}={quote(pair.partition('=')[2], safe='')}",
)


def _fetch(port: int, target: str, headers: list[str]) -> tuple[str, list[str], str]:
    """Sends a request line as curl does, Chinese as it stands; answers status line, headers and body."""
    lines = [f"GET {target} HTTP/1.1", "Host: 127.0.0.1:8000", "Connection: close", *headers, "", ""]
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall("\r\n".join(lines).encode())
        response = HTTPResponse(connection)
        response.begin()
        body = response.read().decode().replace("\r\n", "\n")
    return f"HTTP/1.1 {response.status} {response.reason}", [f"{k}: {v}" for k, v in response.getheaders()], body


def _like(shown: str) -> re.Pattern[str]:
    """What a shown text stands for."""
    pattern = re.escape(shown).replace(MORE, r".*")
    for form in VARYING:
        for found in set(re.findall(form, shown)):
            pattern = pattern.replace(re.escape(found), form)
    return re.compile(pattern, re.DOTALL)


def _parsed(shown: str) -> Any:
    """JSON as the page shows it; a bare `…` becomes a last element or a member of that name."""
    out, inside = [], []
    for token in re.findall(rf'"(?:[^"\\]|\\.)*"|{MORE}|[^"{MORE}]', shown):
        if token in "{[":
            inside.append(token)
        elif token in "}]":
            inside.pop()
        elif token == MORE:
            token = f'"{MORE}": 0' if inside[-1] == "{" else f'"{MORE}"'
        out.append(token)
    return json.loads("".join(out))


def _difference(shown: Any, real: Any, at: str) -> str | None:
    """Where an answer is not as shown, or `None`."""
    if isinstance(shown, dict) and isinstance(real, dict):
        wanted = {key: value for key, value in shown.items() if key != MORE}
        if missing := wanted.keys() - real.keys():
            return f"{at} has no {', '.join(missing)}"
        if MORE not in shown and (more := real.keys() - wanted.keys()):
            return f"{at} has also {', '.join(more)}"
        return next(filter(None, (_difference(wanted[key], real[key], f"{at}.{key}") for key in wanted)), None)
    if isinstance(shown, list) and isinstance(real, list):
        wanted_items = [item for item in shown if item != MORE]
        if MORE in shown[:-1] or len(real) - len(wanted_items) not in (range(1, 1000) if MORE in shown else (0,)):
            return f"{at} has {len(real)} elements"
        pairs = enumerate(zip(wanted_items, real, strict=False))
        return next(filter(None, (_difference(one, other, f"{at}[{i}]") for i, (one, other) in pairs)), None)
    if isinstance(shown, str) and isinstance(real, str) and _like(shown).fullmatch(real):
        return None
    if isinstance(shown, float) and isinstance(real, float):
        return None  # a score; it moves with all that is known of the field's words
    return None if type(shown) is type(real) and shown == real else f"{at} is {real!r}"


# Tables and names


def test_the_table_of_settings_is_all_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = re.findall(r"^\| `TUIJIN_([A-Z_]+)` \| (?:`(.*?)` )?\| .+ \|$", README, re.MULTILINE)
    assert [name.lower() for name, _ in rows] == list(Settings.model_fields)
    for name, default in rows:
        with monkeypatch.context() as patch:
            patch.setenv(f"TUIJIN_{name}", default)
            assert getattr(Settings(), name.lower()) == Settings.model_fields[name.lower()].default


def test_the_table_of_commands_is_all_of_them() -> None:
    rows = re.findall(r"^\| `tuijin ([a-z]+)[^`]*` \| (.+) \|$", README, re.MULTILINE)
    assert {name for name, _ in rows} == COMMANDS.keys()
    for name, said in rows:
        assert set(re.findall(r"`(--[a-z-]+)`", said)) == _options(name), name


def test_whatever_the_pages_name_is_there() -> None:
    targets = set(re.findall(r"^([a-z]+):", (HOME / "Makefile").read_text("utf-8"), re.MULTILINE))
    settings = {f"TUIJIN_{name.upper()}" for name in Settings.model_fields}
    groups = (getattr(command, "commands", {}) for command in COMMANDS.values())
    nested = {option for group in groups for command in group.values() for option in _of(command)}
    options = set().union(*(_options(name) for name in COMMANDS)) | nested | {"--help"}
    for page in PAGES:
        text = page.read_text("utf-8")
        code = "\n".join(re.findall(r"^```.*?^```$|`[^`\n]+`", text, re.MULTILINE | re.DOTALL))
        assert set(re.findall(r"\bmake ([a-z]+)\b", code)) <= targets, page
        assert set(re.findall(r"\btuijin (?!tuijin\b)([a-z]+)\b", code)) <= COMMANDS.keys(), page
        named = set(re.findall(r"\bTUIJIN_[A-Z_]+", code))
        assert {name for name in named if not name.startswith("TUIJIN_TEST_")} <= settings, page
        if page in RUN:
            assert set(re.findall(r"`(--[a-z-]+)`", text)) <= options, page
    rooms = README.partition("## Rooms")[2]
    assert not [name for name in re.findall(r"\b[a-z]+\.py\b", rooms) if not (HOME / "service" / name).exists()]
    assert not [name for name in re.findall(r"\b[a-z/]+/(?=\s)", rooms) if not _room(name)]


def _options(command: str) -> set[str]:
    return _of(COMMANDS[command])


def _of(command: Any) -> set[str]:
    return {option for parameter in command.params for option in parameter.opts if option.startswith("--")}


def _room(name: str) -> bool:
    return (HOME / name).is_dir() or (HOME / "service" / name).is_dir()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(HOME)))
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)]+)\)", page.read_text("utf-8")):
        if "://" in target:
            continue
        name, _, anchor = target.partition("#")
        file = (page.parent / name).resolve() if name else page
        assert file.exists(), target
        assert not anchor or anchor in _anchors(file.read_text("utf-8")), target


def _anchors(text: str) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    slugs = {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
    return slugs | set(re.findall(r'<a id="([^"]+)">', text))


def test_the_page_stays_short() -> None:
    assert len(README.splitlines()) < 500
