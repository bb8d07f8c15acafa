"""The shapes of the public contract, written out once more, and a check that a value has exactly one of them."""

import re
from typing import Any

from httpx import Response

STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")
DATE = re.compile(r"\d{4}-\d\d-\d\d")
CODE = re.compile(r"[A-Z][A-Z0-9-]*")
PLAN_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
SECTION_NUMBER = re.compile(r"[1-9][0-9]?(\.[1-9][0-9]?)?")
TASK_ID = re.compile(r"[a-z0-9-]+-[1-9][0-9]*")
DELIVERABLE_ID = re.compile(r"[a-z0-9-]+-[1-9][0-9]*-[a-z]")
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
WORD = re.compile(r"[a-z]+(_[a-z]+)*")
"""A value of a list that is closed: a topic, a verb, a unit."""
BILINGUAL = {"zh": str, "en": str}
TEXT_KIND = {"summary", "official", "translation", None}
STEP = {"study", "draft", "formulate", "revise", "negotiate", "issue", "ratify", "implement"}
PROGRESS = {"completed", "partly_completed", "advanced", "none_reported", "not_covered", None}


class Number:
    """Whole or not: JSON does not tell them apart."""


NAMED_AGENCY = {"code": CODE, "name": BILINGUAL}
ASSIGNMENT = {**NAMED_AGENCY, "role": {"lead", "participant"}, "position": int, "via": (None, CODE)}
TASK = {
    "id": TASK_ID,
    "plan": PLAN_ID,
    "number": int,
    "section": {"number": SECTION_NUMBER, "title": BILINGUAL, "part_title": BILINGUAL},
    "title": BILINGUAL,
    "text": BILINGUAL,
    "text_kind": {"zh": TEXT_KIND, "en": TEXT_KIND},
    "agencies": [ASSIGNMENT],
    "responsibility": {"sole", "joint", "divided"},
    "topics": [WORD],
    "deliverables": [
        {"id": DELIVERABLE_ID, "verb": WORD, "expected": WORD, "yields": (None, WORD), "object": BILINGUAL}
    ],
    "instruments": [{"code": SLUG, "name": BILINGUAL, "actions": [STEP]}],
    "continues": [TASK_ID],
    "continued_by": [TASK_ID],
    "progress": PROGRESS,
    "updated_at": STAMP,
}
PLAN = {
    "id": PLAN_ID,
    "title": BILINGUAL,
    "period": (None, {"from": DATE, "to": DATE}),
    "issuer": (None, NAMED_AGENCY),
    "document_number": (None, str),
    "issued_on": (None, DATE),
    "published_on": (None, DATE),
    "source_url": (None, str),
    "lead_rule": BILINGUAL,
    "task_count": int,
    "updated_at": STAMP,
}
SECTION = {"number": SECTION_NUMBER, "title": BILINGUAL, "part_title": BILINGUAL, "task_count": int}
PARENT = {"code": (None, CODE), "name": BILINGUAL, "from": (None, DATE), "to": (None, DATE)}
AGENCY = {
    "code": CODE,
    "name": BILINGUAL,
    "short_name": BILINGUAL,
    "kind": re.compile("[a-z]+"),
    "parent": (None, PARENT),
    "former_parents": [PARENT],
    "collective": bool,
    "aliases": [{"value": str, "lang": {"zh", "en"}, "kind": re.compile("[a-z]+")}],
    "task_counts": {"lead": int, "participant": int},
}
MEMBERSHIP = {"agency": NAMED_AGENCY, "from": (None, DATE), "to": (None, DATE), "source": str}
COUNTED = (
    "lead", "participant", "sole", "joint", "divided", "completed", "partly_completed", "advanced", "none_reported",
    "not_covered",
)  # fmt: skip
AGENCY_ALONE = {
    **AGENCY,
    "members": [MEMBERSHIP],
    "member_of": [MEMBERSHIP],
    "work": {
        "plans": [{"plan": PLAN_ID, **dict.fromkeys(COUNTED, int)}],
        "instruments": [{"code": SLUG, "name": BILINGUAL, "stage": STEP}],
        "initiatives": [{"code": SLUG, "name": BILINGUAL}],
        "works_with": [{"agency": NAMED_AGENCY, "tasks": int}],
    },
}
"""One agency shows more than a list does: what it has to do, and what came of it."""
CHANGE = {
    "revision": int,
    "kind": {
        "plan", "section", "task", "agency", "topic", "deliverable", "lineage", "initiative", "instrument", "document",
        "statement", "evidence", "indicator", "event", "term",
    },
    "id": re.compile(r"[!-~]+"),
    "change": {"put", "remove"},
    "at": STAMP,
}  # fmt: skip
PROBLEM = {
    "type": re.compile(r"urn:tuijin:problem:[a-z-]+"),
    "title": str,
    "status": int,
    "detail": str,
    "instance": str,
    "errors": [
        {
            "in": {"query", "path", "header", "body"},
            "name": str,
            "message": str,
            "suggestions": [{"code": re.compile(r"[!-~]+"), "name": BILINGUAL}],
        }
    ],
}


def envelope(item: Any) -> dict[str, Any]:
    return {"items": [item], "total": int, "page": (None, int), "per_page": int, "pages": int}


def check(value: Any, shape: Any, where: str = "$") -> None:
    """A dict lists all keys, a list what each item is, a tuple or set alternatives, a pattern what a text matches."""
    if isinstance(shape, dict):
        assert isinstance(value, dict), where
        assert value.keys() == shape.keys(), where
        for key, inner in shape.items():
            check(value[key], inner, f"{where}.{key}")
    elif isinstance(shape, list):
        assert isinstance(value, list), where
        for index, item in enumerate(value):
            check(item, shape[0], f"{where}[{index}]")
    elif isinstance(shape, tuple):
        if value is not None:
            check(value, shape[1], where)
    elif isinstance(shape, set):
        assert value in shape, where
    elif isinstance(shape, re.Pattern):
        assert isinstance(value, str), where
        assert shape.fullmatch(value), f"{where}: {value}"
    elif shape is Number:
        assert type(value) in (int, float), f"{where}: {value!r}"
    else:
        assert type(value) is shape, f"{where}: {value!r}"


def check_problem(answer: Response, status: int) -> dict[str, Any]:
    """The answer is a problem of that status in every respect; its body."""
    assert answer.status_code == status, answer.text[:500]
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    assert "etag" not in answer.headers
    body: dict[str, Any] = answer.json()
    check(body, PROBLEM)
    assert body["status"] == status
    assert body["title"]
    assert body["detail"]
    assert body["instance"] == answer.request.url.raw_path.decode()
    return body


def named(body: dict[str, Any]) -> list[tuple[str, str]]:
    """Which parts of the request a problem complains of."""
    return [(error["in"], error["name"]) for error in body["errors"]]
