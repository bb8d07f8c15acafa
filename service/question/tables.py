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
from service.question import fold, glossary
from service.question.glossary import Glossary
from service.schemas import RENDERING

SOURCE = SEED / "glossary.yaml"


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Tables:
    """The glossary, and how each common Chinese character sounds."""

    glossary: Glossary
    sounds: Mapping[str, list[str]]


def compiled() -> bytes:
    """Both as one JSON document."""
    return _compiled(SOURCE.read_bytes())


@lru_cache(maxsize=1)
def _compiled(written: bytes) -> bytes:
    # Half a second's work, and a build of both indexes asks for it several times.
    terms = yaml.load(written, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))["terms"]  # noqa: S506
    made = {"glossary": glossary.compiled(terms), "sounds": _sounds()}
    return json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode()


_LOADED: WeakValueDictionary[bytes, Tables] = WeakValueDictionary()


def loaded(content: bytes) -> Tables:
    """The tables of a document that `compiled` made: the same ones for as long as anybody has them, some 30 MB."""
    digest = blake2b(content, digest_size=12).digest()
    held = _LOADED.get(digest)
    if held is None:
        made: dict[str, Any] = json.loads(content)
        held = _LOADED[digest] = Tables(Glossary(made["glossary"]), made["sounds"])
    return held


def analysis() -> str:
    """The version of all that decides what an index holds: one made by another is built anew.

    The rendering is in it, because a release that adds a field renders all bodies without a change in the log.
    """
    return f"{fold.ANALYSIS}-{RENDERING}-{blake2b(SOURCE.read_bytes(), digest_size=6).hexdigest()}"


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
