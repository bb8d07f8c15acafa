"""What people write so that questions are understood: terms, how tasks are asked for, words of no topic.

A slip in these files is refused when an index is built, with the file and the place; the index that was there stays.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from service.seedfiles import BadSeed, listed, recorded

Text = Annotated[str, Field(min_length=1)]


class Written(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Forms(Written):
    """Forms of a term by language."""

    zh: list[Text] = []
    en: list[Text] = []


class Seen(Written):
    """A form that a source has, right or wrong."""

    lang: Literal["zh", "en"]
    value: Text
    wrong: bool = False


class Term(Written):
    """A term of the glossary: forms that mean the same, that may mean it, and that hint at it."""

    id: Text
    zh: Text
    en: Text
    same: Forms = Forms()
    ask: Forms = Forms()
    hint: Forms = Forms()
    seen: list[Seen] = []


class Phrases(Written):
    """How people ask for something."""

    zh: list[Text]
    en: list[Text]


class OfTask(Phrases):
    task: Annotated[str, Field(pattern=r"^[^\s-]+(?:-[^\s-]+)*-[1-9]\d*$")]


class Elsewhere(Phrases):
    """For a subject that no task is about."""

    about: Text


def terms(file: Path, written: bytes) -> list[dict[str, Any]]:
    """The terms of the glossary."""
    found = listed(file, "terms", {"terms"}, written)
    for item in found:
        recorded(file, Term, item, ("id", "zh"))
    return found


def phrases(files: Iterable[tuple[Path, bytes]]) -> dict[str, list[str]]:
    """By task, how people ask for it."""
    return _phrases(files, "asked", OfTask, "task")


def elsewhere(files: Iterable[tuple[Path, bytes]]) -> list[list[str]]:
    """By subject that no task is about, how people ask for it."""
    return list(_phrases(files, "elsewhere", Elsewhere, "about").values())


def _phrases(files: Iterable[tuple[Path, bytes]], key: str, model: type[Phrases], of: str) -> dict[str, list[str]]:
    made: dict[str, list[str]] = {}
    for file, written in files:
        for item in listed(file, key, {key}, written):
            found = recorded(file, model, item, (of,))
            name = getattr(found, of)
            if name in made:
                raise BadSeed(f"{file}: {name} stands twice")
            made[name] = [*found.zh, *found.en]
    return made


def words(file: Path, written: bytes) -> list[str]:
    """The words of a list, between spaces; a line that begins with # says what it is for."""
    try:
        lines = written.decode().splitlines()
    except UnicodeDecodeError as error:
        raise BadSeed(f"{file}: {error}") from error
    return [word for line in lines if not line.startswith("#") for word in line.split()]
