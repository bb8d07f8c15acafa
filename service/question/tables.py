"""What the understanding of questions needs besides the index, compiled when an index is built and kept beside it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import Any
from weakref import WeakValueDictionary

import yaml

from service.config import SEED
from service.question import asked, fold, glossary
from service.question.asked import Asked
from service.question.glossary import Glossary
from service.schemas import RENDERING

GLOSSARY, LINKS, ASKED, LIGHT = SEED / "glossary.yaml", SEED / "lineage.yaml", SEED / "asked", SEED / "light"


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Tables:
    """The glossary, how people ask for tasks, words that say nothing, and how common Chinese characters sound."""

    glossary: Glossary
    asked: Asked
    light: frozenset[str]
    sounds: Mapping[str, list[str]]


def compiled() -> bytes:
    """All of them as one JSON document."""
    return _compiled(*_sources())


@lru_cache(maxsize=1)
def _compiled(terms: bytes, links: bytes, asked_for: tuple[bytes, ...], said: tuple[bytes, ...]) -> bytes:
    # Seconds of work, and a build of both indexes asks for it several times.
    made = {
        "glossary": glossary.compiled(_read(terms)["terms"]),
        "asked": asked.compiled(
            {each["task"]: [*each["zh"], *each["en"]] for file in asked_for for each in _read(file)["asked"]},
            {(_task(link["from"]), _task(link["to"])) for link in _read(links)["links"] if link["kind"] == "continues"},
        ),
        "light": sorted({fold.spelled(fold.folded(word)) for file in said for word in _words(file)}),
        "sounds": _sounds(),
    }
    return json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode()


def _sources() -> tuple[bytes, bytes, tuple[bytes, ...], tuple[bytes, ...]]:
    """The files that they are made of, as they are written."""
    several = (sorted(ASKED.glob("*.yaml")), sorted(LIGHT.glob("*.txt")))
    asked_for, said = (tuple(path.read_bytes() for path in paths) for paths in several)
    return GLOSSARY.read_bytes(), LINKS.read_bytes(), asked_for, said


def _words(written: bytes) -> list[str]:
    """The words of a list, between spaces; a line that begins with # says what it is for."""
    lines = written.decode().splitlines()
    return [word for line in lines if not line.startswith("#") for word in line.split()]


def _read(written: bytes) -> Any:
    return yaml.load(written, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506


def _task(linked: str) -> str:
    """The task of a link, which may name one of its deliverables: `2025-16-b`."""
    return "-".join(linked.split("-")[:2])


_LOADED: WeakValueDictionary[bytes, Tables] = WeakValueDictionary()


def loaded(content: bytes) -> Tables:
    """The tables of a document that `compiled` made: the same ones for as long as anybody has them, some 30 MB."""
    digest = blake2b(content, digest_size=12).digest()
    held = _LOADED.get(digest)
    if held is None:
        made: dict[str, Any] = json.loads(content)
        held = _LOADED[digest] = Tables(
            Glossary(made["glossary"]), Asked(made["asked"]), frozenset(made["light"]), made["sounds"]
        )
    return held


def analysis() -> str:
    """The version of all that decides what an index holds: one made by another is built anew.

    The rendering is in it, because a release that adds a field renders all bodies without a change in the log.
    """
    terms, links, asked_for, said = _sources()
    written = blake2b(b"\n".join((terms, links, *asked_for, *said)), digest_size=6).hexdigest()
    return f"{fold.ANALYSIS}-{RENDERING}-{written}"


def _sounds() -> dict[str, list[str]]:
    """The readings of the characters of GB 2312, which are all that is written every day."""
    import pypinyin

    found: dict[str, list[str]] = {}
    for high in range(0xB0, 0xF8):
        for low in range(0xA1, 0xFF):
            try:
                character = bytes((high, low)).decode("gb2312")
            except UnicodeDecodeError:
                continue
            readings = pypinyin.pinyin(character, style=pypinyin.Style.NORMAL, heteronym=True)[0]
            found[character] = list(dict.fromkeys(reading.replace("ü", "v") for reading in readings))
    return found
