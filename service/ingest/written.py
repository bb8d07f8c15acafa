"""Writes a document as a draft of `seed/documents/<id>.yaml`, to be completed and checked by hand."""

from typing import Any

import yaml

from service.facts.records import DocumentRecord
from service.records import Record

WIDTH = 105  # columns of a line
HEAD = """\
# Draft of seed/documents/{id}.yaml, as it was read from the document: its own words (`text_kind: document`).
# What is "" or null may have to be added: the other language, issuer, dated, published_in, coverage, part. Agencies and
# places are those that a sentence names in full. Read all of it against the document.
"""
SHOWN = frozenset({"at", "text", "text_kind", "agencies"})  # also where they are empty


def as_yaml(record: DocumentRecord) -> str:
    """The draft; read back it is the same record."""
    made = _plain(record)
    made = {name: made[name] for name in made if name != "plan"}
    made["statements"] = [
        {name: value for name, value in statement.items() if value or name in SHOWN} for statement in made["statements"]
    ]
    dumped = yaml.dump(made, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=WIDTH)
    return HEAD.format(id=record.id) + dumped


def _plain(record: Record) -> dict[str, Any]:
    """As Python's own types; days stay days, which YAML knows."""
    made: dict[str, Any] = record.model_dump(mode="python", by_alias=True)
    return made


class _Dumper(yaml.SafeDumper):
    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002, FBT
        """Lists stand indented, as in the files that are written by hand."""
        super().increase_indent(flow, False)


def _tuple(dumper: yaml.SafeDumper, value: tuple[Any, ...]) -> yaml.Node:
    return dumper.represent_list(value)


_Dumper.add_representer(tuple, _tuple)
