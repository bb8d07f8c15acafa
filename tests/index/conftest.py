"""Engines for the tests: an embedded index in a folder, and Meilisearch where there is a server or a program of it."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from secrets import token_hex
from socket import create_server

import httpx
import pytest

from service.config import Settings

from .engines import Engine, OnDisk, OnServer, given_key, on_server, server_settings

START = 60
"""Seconds that a server may take to start."""


@pytest.fixture(scope="session")
def meili_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """A server: the one of MEILI_URL (with MEILI_KEY or MEILI_MASTER_KEY), else one of our own."""
    if url := os.environ.get("MEILI_URL"):
        yield server_settings(url, given_key())
        return
    program = shutil.which("meilisearch")
    if program is None:
        pytest.skip("needs Meilisearch: set MEILI_URL and MEILI_KEY, or put `meilisearch` on the PATH")
    folder, key, port = tmp_path_factory.mktemp("meilisearch"), token_hex(16), _free_port()
    address = f"127.0.0.1:{port}"
    # Told what the environment may tell for another server.
    options = ["--http-addr", address, "--master-key", key, "--env", "development", "--no-analytics"]
    options += ["--db-path", "data", "--dump-dir", "dumps", "--snapshot-dir", "snapshots"]
    with (folder / "log").open("w") as log:
        process = subprocess.Popen([program, *options], cwd=folder, stdout=log, stderr=log)
    try:
        _wait_for(process, f"http://{address}", folder / "log")
        yield server_settings(f"http://{address}", key)
    finally:
        process.terminate()
        process.wait(START)


@pytest.fixture
def on_meili(meili_settings: Settings) -> Iterator[OnServer]:
    """Meilisearch without an index yet."""
    with on_server(meili_settings) as engine:
        yield engine


@pytest.fixture(params=["embedded", "meilisearch"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Engine:
    """Each engine, without an index yet."""
    if request.param == "embedded":
        return OnDisk(tmp_path / "index")
    found: OnServer = request.getfixturevalue("on_meili")
    return found


def _free_port() -> int:
    with create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
    return port


def _wait_for(process: "subprocess.Popen[bytes]", address: str, log: Path) -> None:
    end = time.monotonic() + START
    while time.monotonic() < end:
        if process.poll() is not None:
            break
        try:
            if httpx.get(f"{address}/health").is_success:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    pytest.fail(f"Meilisearch did not start: {log.read_text()}")
