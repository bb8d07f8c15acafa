"""What ships: the locks, the wheel, the image and the compose file, as far as they can be tried without Docker.

The image's build and start are taken from the Dockerfile word for word and run in empty folders. Only what needs root
or a registry of images is left out.
"""

import json
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
import tomllib
import zipfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from service.config import Settings
from tests.conftest import Backend

HOME = Path(__file__).resolve().parents[1]
LOCKS = sorted((HOME / "locks").glob("*.txt"))
BUILT, DATA = "/opt/tuijin", "/data"
"""Where the image has the service and its data."""


# The locks


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: str(lock.name))
def test_a_lock_has_hashes_and_no_addresses(lock: Path) -> None:
    text = lock.read_text("utf-8")
    assert "://" not in text
    pins = [pin for pin in text.replace("\\\n", " ").splitlines() if pin.strip() and not pin.startswith("#")]
    assert pins
    for pin in pins:
        assert re.match(r"[A-Za-z0-9._-]+(?:\[[a-z,_-]+\])?==\S+ ", pin), pin[:80]
        assert "--hash=sha256:" in pin, pin[:80]


def test_all_that_the_project_needs_is_pinned() -> None:
    project = tomllib.loads((HOME / "pyproject.toml").read_text("utf-8"))
    wanted = [*project["project"]["dependencies"], *project["project"]["optional-dependencies"]["postgres"]]
    pinned = _pinned(HOME / "locks" / "run.txt")
    assert {canonicalize_name(Requirement(one).name) for one in wanted} <= set(pinned)
    for requirement in map(Requirement, wanted):
        assert pinned[canonicalize_name(requirement.name)] in requirement.specifier, requirement
    # One version of everything, whichever lock it is installed from.
    for lock in LOCKS:
        theirs = _pinned(lock)
        assert {name: theirs.get(name) for name in pinned} == pinned, lock.name


def _pinned(lock: Path) -> dict[str, str]:
    found = re.findall(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^\s;]+)", lock.read_text("utf-8"), re.MULTILINE)
    return {canonicalize_name(name): version for name, version in found}


# The wheel


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    source, target = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for name in ("pyproject.toml", "README.md", "service", "seed", "migrations"):
        _copy(HOME / name, source / name)
    _pip("wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(target), str(source))
    (made,) = target.glob("*.whl")
    return made


def test_the_wheel_holds_all_that_the_service_reads(wheel: Path) -> None:
    held = set(zipfile.ZipFile(wheel).namelist())
    for folder in ("service", "seed", "migrations"):
        ours = {str(file.relative_to(HOME)) for file in (HOME / folder).rglob("*") if file.is_file()}
        assert {name for name in ours if "__pycache__" not in name} <= held
    assert "service/traditional.txt" in held
    assert not {name for name in held if name.startswith(("tests/", "bench/", "data/"))}


def test_the_wheel_runs_where_nothing_else_is(wheel: Path, tmp_path: Path) -> None:
    installed, empty = tmp_path / "installed", tmp_path / "empty"
    empty.mkdir()
    _pip("install", "--no-deps", "--target", str(installed), str(wheel))
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(installed)}

    def run(*command: str) -> str:
        ran = subprocess.run(
            [sys.executable, *command], cwd=empty, env=environment, capture_output=True, text=True, check=False
        )
        assert ran.returncode == 0, ran.stderr
        return ran.stdout

    assert run("-c", "import service; print(service.__file__)").startswith(str(installed))
    tuijin = str(installed / "bin" / "tuijin")
    assert "up to date" in run(tuijin, "migrate")
    assert " put, 0 removed" in run(tuijin, "seed")
    assert len(run(tuijin, "export", "jsonl").splitlines()) == 228


def _pip(*arguments: str) -> None:
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", *arguments]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr


# The image and the compose file


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    services: dict[str, Any] = yaml.safe_load((HOME / "compose.yaml").read_text("utf-8"))["services"]
    return services


@dataclass(frozen=True)
class Stage:
    """The instructions between one `FROM` and the next."""

    instructions: tuple[tuple[str, str], ...]

    def all(self, name: str) -> list[str]:
        return [value for instruction, value in self.instructions if instruction == name]

    def last(self, name: str) -> str:
        return self.all(name)[-1]

    @property
    def environment(self) -> dict[str, str]:
        return dict(word.split("=", 1) for value in self.all("ENV") for word in shlex.split(value))


@pytest.fixture(scope="module")
def stages() -> tuple[Stage, Stage]:
    lines = [line for line in (HOME / "Dockerfile").read_text("utf-8").splitlines() if not line.startswith("#")]
    whole = "\n".join(lines).replace("\\\n", " ").splitlines()
    instructions = [(line.split(None, 1)[0], line.split(None, 1)[1]) for line in whole if line.strip()]
    (_, second) = (place for place, (name, _) in enumerate(instructions) if name == "FROM")
    return Stage(tuple(instructions[:second])), Stage(tuple(instructions[second:]))


@pytest.fixture(scope="module")
def built(stages: tuple[Stage, Stage], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the first stage builds, out of what `.dockerignore` lets in, in a folder of its own."""
    builder, _ = stages
    workdir, target = tmp_path_factory.mktemp("src"), tmp_path_factory.mktemp("opt") / "tuijin"
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("TUIJIN_", "PYTHON"))}
    environment["PATH"] = f"{Path(sys.executable).parent}:{environment['PATH']}"
    for name, value in builder.instructions:
        if name == "COPY":
            *sources, place = value.split()
            for source in sources:
                assert source in _let_in(), f".dockerignore keeps {source} out"
                inside = workdir / place
                _copy(HOME / source, inside / Path(source).name if (HOME / source).is_file() else inside)
        elif name == "RUN":
            command = value.replace(BUILT, str(target))
            ran = subprocess.run(command, shell=True, cwd=workdir, env=environment, capture_output=True, text=True)
            assert ran.returncode == 0, f"{value}\n{ran.stdout}\n{ran.stderr}"
    return target


def test_the_image_starts_serves_and_stops(
    stages: tuple[Stage, Stage], built: Path, services: dict[str, Any], backend: Backend, tmp_path: Path
) -> None:
    """On SQLite as the image comes, on Postgres with the workers of the compose file."""
    _, final = stages
    assert final.all("COPY") == [f"--from=builder {BUILT} {BUILT}"]
    assert (final.last("USER"), final.last("WORKDIR"), final.last("VOLUME")) == ("10001:10001", DATA, DATA)
    data, port = tmp_path / "data", _free_port()
    data.mkdir()
    environment = {name: _here(value, built, data) for name, value in final.environment.items()}
    environment |= {"PATH": environment["PATH"].replace("$PATH", os.environ["PATH"]), "TUIJIN_PORT": str(port)}
    database = f"tuijin_image_{port}"
    if backend.name != "sqlite":
        given = {name: _filled(value) for name, value in services["tuijin"]["environment"].items()}
        environment |= given | {"TUIJIN_DATABASE_URL": backend.create(database)}
    start = json.loads(final.last("CMD"))
    check = json.loads(final.last("HEALTHCHECK").partition("CMD")[2])
    with subprocess.Popen(
        start, cwd=data, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True
    ) as server:
        try:
            _wait_until_healthy(server, check, environment)
            status = httpx.get(f"http://127.0.0.1:{port}/status", trust_env=False).json()
            assert (status["database"], status["counts"]["tasks"]) == (backend.name, 228)
            assert list(data.glob("*.sqlite")) == ([data / "tuijin.sqlite"] if backend.name == "sqlite" else [])
            found = httpx.get(f"http://127.0.0.1:{port}/search", params={"q": "商业秘密"}, trust_env=False).json()
            assert (found["engine"], found["total"]) == ("embedded", 5)
            assert (data / "index" / "current").is_file()
            # To the first process alone, as Docker does: it has to be the server by now.
            server.send_signal(signal.SIGTERM)
            assert server.wait(10) in (0, -signal.SIGTERM)
            assert subprocess.run(check, env=environment, capture_output=True).returncode != 0
        finally:
            with suppress(ProcessLookupError):
                os.killpg(server.pid, signal.SIGKILL)
    if backend.name != "sqlite":
        backend.drop(database)


def _wait_until_healthy(server: "subprocess.Popen[bytes]", check: list[str], environment: dict[str, str]) -> None:
    deadline = time.monotonic() + 60
    while subprocess.run(check, env=environment, capture_output=True).returncode != 0:
        assert server.poll() is None, server.stdout and server.stdout.read().decode()
        assert time.monotonic() < deadline, "not healthy after a minute"
        time.sleep(0.2)


def _filled(value: str, **variables: str) -> str:
    """A value of the compose file as Compose hands it on, `${NAME:-default}` filled in."""
    return re.sub(
        r"\$\{([A-Z_]+):([?-])([^}]*)\}", lambda m: variables.get(m[1]) or (m[3] if m[2] == "-" else ""), value
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _here(value: str, built: Path, data: Path) -> str:
    return value.replace(BUILT, str(built)).replace(DATA, str(data))


def _let_in() -> set[str]:
    patterns = [line for line in (HOME / ".dockerignore").read_text("utf-8").splitlines() if line[:1] not in ("", "#")]
    assert patterns[0] == "*"
    return {pattern[1:] for pattern in patterns if pattern.startswith("!")}


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"), dirs_exist_ok=True)
    else:
        shutil.copy(source, target)


def test_compose_sets_only_settings_that_there_are(
    services: dict[str, Any], stages: tuple[Stage, Stage], monkeypatch: pytest.MonkeyPatch
) -> None:
    known = {f"TUIJIN_{name.upper()}" for name in Settings.model_fields}
    given = {name: value for name, value in services["tuijin"]["environment"].items() if name.startswith("TUIJIN_")}
    in_image = {name: value for name, value in stages[1].environment.items() if name.startswith("TUIJIN_")}
    assert given
    assert given.keys() | in_image.keys() <= known
    for name, value in {**in_image, **given}.items():
        monkeypatch.setenv(name, _filled(value, POSTGRES_PASSWORD="secret"))
    settings = Settings()
    assert settings.database == "postgresql+psycopg://tuijin:secret@postgres:5432/tuijin"
    assert f"127.0.0.1:8000:{settings.port}" in services["tuijin"]["ports"]


def test_compose_hands_on_where_meilisearch_is_and_its_keys(
    services: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    given = services["tuijin"]["environment"]
    names = [name for name in given if name.startswith("TUIJIN_MEILI_")]
    said = {name: "http://meilisearch:7700" if name.endswith("_URL") else name.lower() for name in names}
    for variables in ({}, said):
        for name in names:
            monkeypatch.setenv(name, _filled(given[name], **variables))
        settings = Settings()
        assert (settings.meili_url, settings.meili_key, settings.meili_search_key) == (
            variables.get("TUIJIN_MEILI_URL", ""),
            variables.get("TUIJIN_MEILI_KEY", ""),
            variables.get("TUIJIN_MEILI_SEARCH_KEY", ""),
        )
    assert "meilisearch" not in services["tuijin"]["depends_on"]
    assert "/meili_data" in {volume.partition(":")[2] for volume in services["meilisearch"]["volumes"]}


def test_compose_waits_for_a_healthy_postgres_and_keeps_no_secret(services: dict[str, Any]) -> None:
    assert services["tuijin"]["depends_on"] == {"postgres": {"condition": "service_healthy"}}
    assert "healthcheck" in services["postgres"]
    assert services["meilisearch"]["profiles"] == ["search"]
    for service in services.values():
        for name, value in service["environment"].items():
            if re.search("PASSWORD|KEY|SECRET", name):
                assert re.fullmatch(r"\$\{[A-Z_]+:[?-][^}]*\}", value), name
