"""What `served` lists is all that there is, so that tests of all of it leave nothing out."""

import re

from service.main import create_app

from .fact_shapes import FACTS
from .served import ALONE, COLLECTIONS, FILES, KINDS, OPERATORS, READS
from .shapes import CHANGE

SEARCHES = {"/search", "/suggest"}
"""These have tests of their own, in `tests/search`."""
PATHS: set[str] = set(create_app().openapi()["paths"])


def template(address: str) -> str:
    """The documented path that an address is of; one without a placeholder goes first."""
    path = address.partition("?")[0]
    return next(
        known
        for known in sorted(PATHS, key=lambda known: known.count("{"))
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", known), path)
    )


def test_every_documented_path_is_tried() -> None:
    assert {template(address) for address in (*READS, *OPERATORS)} == PATHS - SEARCHES


def test_collections_are_those_that_are_documented_as_lists() -> None:
    lists = {
        path
        for path, operations in create_app().openapi()["paths"].items()
        if "Link" in operations["get"]["responses"]["200"].get("headers", {})
    }
    assert {template(path) for path in (*COLLECTIONS, "/changes")} == lists - SEARCHES


def test_kinds_are_those_of_the_change_log() -> None:
    assert {"section", *KINDS} == CHANGE["kind"]
    assert {f"/{name}" for name in FACTS} < set(KINDS.values()) < set(COLLECTIONS)
    assert {template(f"{path}/x") for path in ALONE} == {path for path in PATHS if re.fullmatch(r"/\w+/\{\w+\}", path)}
    assert set(FILES) == {path for path in PATHS if path.startswith("/exports/")}
