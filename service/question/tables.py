"""What the understanding of questions needs besides the index, compiled when an index is built and kept beside it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple
from weakref import WeakValueDictionary

from service.config import SEED
from service.facts.records import LinkRecord
from service.question import asked, common, fold, glossary, written
from service.question.asked import Asked
from service.question.glossary import Glossary
from service.schemas import RENDERING
from service.seedfiles import listed, recorded

GLOSSARY, LINKS = SEED / "glossary.yaml", SEED / "lineage.yaml"
ASKED, ELSEWHERE, LIGHT = SEED / "asked", SEED / "elsewhere", SEED / "light"


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Tables:
    """The glossary, how people ask, words that say nothing or are no slips, and how Chinese sounds."""

    glossary: Glossary
    asked: Asked
    light: frozenset[str]
    common: frozenset[str]
    sounds: Mapping[str, list[str]]


class Sources(NamedTuple):
    """The files that they are made of, as they are written."""

    terms: bytes
    links: bytes
    asked: tuple[tuple[Path, bytes], ...]
    elsewhere: tuple[tuple[Path, bytes], ...]
    light: tuple[tuple[Path, bytes], ...]


def compiled() -> bytes:
    """All of them as one JSON document."""
    return _compiled(_sources())


@lru_cache(maxsize=1)
def _compiled(sources: Sources) -> bytes:
    # Seconds of work, and a build of both indexes asks for it several times.
    links = (recorded(LINKS, LinkRecord, each) for each in listed(LINKS, "links", {"links"}, sources.links))
    carried_on = {(_task(link.from_), _task(link.to)) for link in links if link.kind == "continues"}
    light = (word for file, content in sources.light for word in written.words(file, content))
    terms = glossary.compiled(written.terms(GLOSSARY, sources.terms))
    said, elsewhere = written.phrases(sources.asked), written.elsewhere(sources.elsewhere)
    made = {
        "glossary": terms,
        "asked": asked.compiled(said, elsewhere, carried_on, Glossary(terms)),
        "light": sorted({fold.spelled(fold.folded(word)) for word in light}),
        "common": common.compiled(),
        "sounds": _sounds(),
    }
    return json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode()


def _sources() -> Sources:
    folders = (
        tuple((path, path.read_bytes()) for path in sorted(folder.glob(kind)))
        for folder, kind in ((ASKED, "*.yaml"), (ELSEWHERE, "*.yaml"), (LIGHT, "*.txt"))
    )
    return Sources(GLOSSARY.read_bytes(), LINKS.read_bytes(), *folders)


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
            Glossary(made["glossary"]),
            Asked(made["asked"]),
            frozenset(made["light"]),
            frozenset(made["common"]),
            made["sounds"],
        )
    return held


def analysis() -> str:
    """The version of all that decides what an index holds: one made by another is built anew.

    The rendering is in it, because a release that adds a field renders all bodies without a change in the log.
    """
    terms, links, *folders = _sources()
    files = (content for folder in folders for _, content in folder)
    every = b"\n".join((terms, links, *files, common.version().encode()))
    return f"{fold.ANALYSIS}-{RENDERING}-{blake2b(every, digest_size=6).hexdigest()}"


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
