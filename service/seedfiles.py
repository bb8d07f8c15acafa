"""Files of `seed/` as people write them: read, or refused with the name of the file and what is wrong in it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

Made = TypeVar("Made", bound=BaseModel)


class BadSeed(Exception):
    """A seed file is not what it has to be."""


def load(file: Path, written: bytes | None = None) -> dict[str, Any]:
    """A seed file as it is written; `written` is what stands in it, where that has been read already."""
    try:
        source = file.read_bytes() if written is None else written
        content = yaml.load(source, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise BadSeed(f"{file}: {error}") from error
    if not isinstance(content, dict):
        raise BadSeed(f"{file}: not a mapping")
    return content


def listed(file: Path, name: str, keys: set[str], written: bytes | None = None) -> list[dict[str, Any]]:
    """One of the lists that a file holds; it holds these and no others, so a slip in a name leaves nothing out."""
    content = load(file, written)
    if set(content) != keys:
        raise BadSeed(f"{file}: has {', '.join(map(str, content))}, not {', '.join(sorted(keys))}")
    held = content[name]
    if held is None:
        return []
    if not isinstance(held, list) or not all(isinstance(item, dict) for item in held):
        raise BadSeed(f"{file}: {name} is no list of mappings")
    return held


def recorded(file: Path, kind: type[Made], item: object, named: Sequence[str] = ()) -> Made:
    """What one item is made into. `named` are the fields, if any, that say which one is refused."""
    try:
        return kind.model_validate(item)
    except ValidationError as error:
        which = next((f" {item[name]}:" for name in named if isinstance(item, dict) and item.get(name)), "")
        raise BadSeed(f"{file}:{which} {'; '.join(map(_told, error.errors(include_url=False)))}") from error


def _told(wrong: ErrorDetails) -> str:
    where = ".".join(map(str, wrong["loc"]))
    return f"{where + ': ' if where else ''}{wrong['msg']}: {wrong['input']!r:.80}"
