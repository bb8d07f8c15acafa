"""Follows the `Link` header of a collection, as a client does."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

from fastapi.testclient import TestClient
from httpx import Response

_LINK = re.compile(r'<([^<>]*)>; rel="([a-z]+)"')


def links(answer: Response) -> dict[str, str]:
    """Relation to address; the header has to be made of links and nothing else."""
    header = answer.headers.get("link", "")
    found = _LINK.findall(header)
    assert ", ".join(f'<{address}>; rel="{relation}"' for address, relation in found) == header
    assert len({relation for _, relation in found}) == len(found)
    return {relation: address for address, relation in found}


def query(address: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(address).query, keep_blank_values=True)


def pages(client: TestClient, address: str) -> Iterator[dict[str, Any]]:
    """The envelopes from an address on, by `next`, until there is none."""
    following: str | None = address
    while following:
        answer = client.get(following)
        assert answer.status_code == 200, answer.text
        yield answer.json()
        following = links(answer).get("next")


def items(client: TestClient, address: str) -> list[dict[str, Any]]:
    return [item for page in pages(client, address) for item in page["items"]]


def ids(client: TestClient, address: str) -> list[str]:
    return [item["id"] for item in items(client, address)]
