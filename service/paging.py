"""Pages of a collection: the envelope around ready bodies, and the links to the pages beside it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

MAX_PER_PAGE = 200
DEFAULT_PER_PAGE = 50
MAX_PAGE = 1_000_000_000


_PAGE = re.compile(r"page(?:=|$)")
_PLACE = re.compile(r"(?:page|after)(?:=|$)")


@dataclass(frozen=True, slots=True)
class Paging:
    """Which rows of a collection are asked for: a page by number, or those after a place (`after`, in id order)."""

    page: int
    per_page: int
    walking: bool

    @property
    def offset(self) -> int:
        return 0 if self.walking else (self.page - 1) * self.per_page

    @property
    def limit(self) -> int:
        # One more row than is shown tells a walk whether there is a next page.
        return self.per_page + 1 if self.walking else self.per_page


def envelope(bodies: Sequence[bytes], total: int, paging: Paging) -> bytes:
    """The envelope of `ListOut` around bodies that are JSON already."""
    page = "null" if paging.walking else str(paging.page)
    pages = -(-total // paging.per_page)
    tail = f'],"total":{total},"page":{page},"per_page":{paging.per_page},"pages":{pages}}}'
    return b'{"items":[' + b",".join(bodies) + tail.encode()


def links(path: str, query: str, total: int, paging: Paging, next_after: str | None) -> str:
    """The `Link` header. `path` and `query` are those of the request, as sent."""
    # Without a walk `after` is no place: of the change log it says from which revision on.
    own = _PLACE if paging.walking else _PAGE
    kept = "".join(f"{part}&" for part in query.split("&") if part and not own.match(part))

    def link(relation: str, name: str, value: object) -> str:
        return f'<{path}?{kept}{name}={value}>; rel="{relation}"'

    if paging.walking:
        return link("next", "after", next_after) if next_after else ""
    last = max(1, -(-total // paging.per_page))
    found = []
    if paging.page < last:
        found.append(link("next", "page", paging.page + 1))
    if paging.page > 1:
        found.append(link("prev", "page", min(paging.page - 1, last)))
    return ", ".join([*found, link("first", "page", 1), link("last", "page", last)])
