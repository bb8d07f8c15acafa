"""More services over the same data, for tests that need other settings or a real connection."""

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

import pytest
import uvicorn
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import make_url

from service.config import Settings
from service.http import Protocol
from service.main import create_app
from tests.conftest import Backend, settings_for

Serve = Callable[..., TestClient]
ServeOnPort = Callable[..., str]
Value = TypeVar("Value")

on_one_database = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
"""For what does not reach the database, or reaches it in one way whatever is asked."""


def settings_of(client: TestClient) -> Settings:
    assert isinstance(client.app, FastAPI)
    settings: Settings = client.app.state.settings
    return settings


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Opens a service with the settings given and some of them changed."""
    with ExitStack() as opened:

        def start(settings: Settings, **changed: Any) -> TestClient:
            app = create_app(settings.model_copy(update=changed))
            return opened.enter_context(TestClient(app, raise_server_exceptions=False))

        yield start


@pytest.fixture
def serve_on_port() -> Iterator[ServeOnPort]:
    """The same behind a real server, for what only a real connection shows; gives the address."""
    started: list[tuple[uvicorn.Server, threading.Thread]] = []

    def start(settings: Settings, **changed: Any) -> str:
        app = create_app(settings.model_copy(update=changed))
        config = uvicorn.Config(app, port=0, http=Protocol, log_level="critical", access_log=False)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run)
        thread.start()
        started.append((server, thread))
        wait_for(lambda: server.started)
        return f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"

    yield start
    for server, thread in started:
        server.should_exit = True
        thread.join()


@pytest.fixture
def empty_client(empty_settings: Settings, serve: Serve) -> TestClient:
    """The service over the agencies alone."""
    return serve(empty_settings)


@pytest.fixture
def bare(backend: Backend, tmp_path: Path) -> Iterator[Settings]:
    """Settings that point at a database without anything in it."""
    name = f"tuijin_bare_{uuid4().hex[:12]}"
    settings = settings_for(backend.create(name), tmp_path)
    if backend.name == "sqlite":
        Path(make_url(settings.database).database or "").touch()
    yield settings
    backend.drop(name)


@pytest.fixture
def restless() -> Iterator[None]:
    """Threads take turns as often as they can."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(usual)


def wait_for(condition: Callable[[], Value], seconds: float = 60) -> Value:
    """What the condition gives as soon as it is something."""
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return found
