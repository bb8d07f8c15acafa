"""The shapes of facts in the public contract, written out once more (see `shapes`)."""

import re

from .shapes import (
    ASSIGNMENT,
    BILINGUAL,
    CODE,
    DATE,
    DELIVERABLE_ID,
    NAMED_AGENCY,
    PLAN_ID,
    PROGRESS,
    SLUG,
    STEP,
    TASK_ID,
    WORD,
    Number,
)

SOURCE = [{"document": SLUG, "paragraph": int, "sentence": int}]
STATEMENT_ID = re.compile(r"[a-z0-9-]+:[1-9][0-9]*\.[1-9][0-9]*")
PART = {"reported", "planned", None}
STRENGTH = {"completed", "advanced", "announced"}
NAMED_TASK = {"id": TASK_ID, "plan": PLAN_ID, "title": BILINGUAL}
NAME = {"value": str, "lang": {"zh", "en"}}

TOPIC = {"code": WORD, "group": {"right", "field"}, "name": BILINGUAL, "task_count": int}
DELIVERABLE = {
    "id": DELIVERABLE_ID,
    "plan": PLAN_ID,
    "task": TASK_ID,
    "verb": WORD,
    "expected": WORD,
    "yields": (None, WORD),
    "object": BILINGUAL,
    "topics": [WORD],
    "agencies": [ASSIGNMENT],
    "instruments": [SLUG],
    "evidence": [{"statement": STATEMENT_ID, "strength": STRENGTH}],
    "progress": PROGRESS - {"partly_completed"},
    "source": SOURCE,
}
LINEAGE = {
    "id": re.compile(r"[a-z0-9-]+~[a-z0-9-]+"),
    "from": NAMED_TASK,
    "from_deliverable": (None, DELIVERABLE_ID),
    "to": NAMED_TASK,
    "to_deliverable": (None, DELIVERABLE_ID),
    "kind": {"continues", "related"},
    "change": BILINGUAL,
}
INITIATIVE = {
    "code": SLUG,
    "name": BILINGUAL,
    "kind": WORD,
    "about": BILINGUAL,
    "aliases": [NAME],
    "partners": [{"code": CODE, "name": BILINGUAL}],
    "editions": [{"plan": PLAN_ID, "name": BILINGUAL, "ordinal": (None, int), "tasks": [NAMED_TASK], "source": SOURCE}],
}
ACT = {
    "task": NAMED_TASK,
    "deliverable": (None, DELIVERABLE_ID),
    "actions": [STEP],
    "agencies": [ASSIGNMENT],
    "responsibility": {"sole", "joint", "divided"},
    "source": SOURCE,
}
INSTRUMENT = {
    "code": SLUG,
    "name": BILINGUAL,
    "short_name": BILINGUAL,
    "kind": WORD,
    "level": WORD,
    "topics": [WORD],
    "aliases": [NAME],
    "since": PLAN_ID,
    "stage": STEP,
    "years": [
        {
            "plan": PLAN_ID,
            "stage": STEP,
            "direction": {"forward", "same", "backward", None},
            "joined": [NAMED_AGENCY],
            "left": [NAMED_AGENCY],
            "acts": [ACT],
        }
    ],
}
DOCUMENT = {
    "id": SLUG,
    "kind": {"plan", "report", "notice", "news"},
    "plan": (None, PLAN_ID),
    "title": BILINGUAL,
    "issuer": (None, NAMED_AGENCY),
    "issuer_name": BILINGUAL,
    "dated": (None, DATE),
    "published_in": BILINGUAL,
    "coverage": (None, {"agencies": [NAMED_AGENCY], "from": DATE, "to": DATE, "about": BILINGUAL}),
    "headings": [{"paragraph": int, "level": int, "part": PART, "title": BILINGUAL}],
    "statement_counts": {"total": int, "reported": int, "planned": int},
}
STATEMENT = {
    "id": STATEMENT_ID,
    "document": SLUG,
    "paragraph": int,
    "sentence": int,
    "headings": [BILINGUAL],
    "part": PART,
    "text": BILINGUAL,
    "text_kind": {"summary", "document"},
    "topics": [WORD],
    "agencies": [NAMED_AGENCY],
    "others": [BILINGUAL],
    "places": [BILINGUAL],
    "evidence": [{"task": NAMED_TASK, "deliverable": (None, DELIVERABLE_ID), "strength": STRENGTH, "note": BILINGUAL}],
    "indicators": [SLUG],
}
EVIDENCE = {
    "id": re.compile(rf"{STATEMENT_ID.pattern}~[a-z0-9-]+"),
    "statement": STATEMENT_ID,
    "part": PART,
    "text": BILINGUAL,
    "task": NAMED_TASK,
    "deliverable": (None, DELIVERABLE_ID),
    "strength": STRENGTH,
    "note": BILINGUAL,
}
INDICATOR = {
    "code": SLUG,
    "name": BILINGUAL,
    "value": (None, Number),
    "unit": {"code": WORD, "name": BILINGUAL},
    "qualifier": {"exact", "more_than", "at_least", "about", "up_to", "below"},
    "period": (None, {"from": (None, DATE), "to": (None, DATE), "kind": {"during", "at_end"}}),
    "change": (None, {"value": Number, "unit": WORD, "against": str}),
    "agency": (None, NAMED_AGENCY),
    "task": (None, NAMED_TASK),
    "problem": (None, BILINGUAL),
    "topics": [WORD],
    "source": SOURCE,
}
DEADLINE = {
    "code": SLUG,
    "who": BILINGUAL,
    "to": BILINGUAL,
    "what": BILINGUAL,
    "due_on": (None, DATE),
    "rule": {
        "anchor": {"starts_on", "ends_on"},
        "count": int,
        "unit": {"working_day", "day"},
        "direction": {"after", "before"},
    },
    "starts_from": DATE,
    "days": [{"date": DATE, "counted": (None, int), "why": BILINGUAL}],
    "source": SOURCE,
}
EVENT = {
    "code": SLUG,
    "kind": {"publicity_week"},
    "document": SLUG,
    "name": BILINGUAL,
    "theme": BILINGUAL,
    "starts_on": DATE,
    "ends_on": DATE,
    "issuer_name": (None, BILINGUAL),
    "issuer": (None, NAMED_AGENCY),
    "occasion": BILINGUAL,
    "priorities": [{"text": BILINGUAL, "source": SOURCE}],
    "requirements": [
        {
            "who": BILINGUAL,
            "agencies": [NAMED_AGENCY],
            "to": (None, BILINGUAL),
            "what": BILINGUAL,
            "source": SOURCE,
        }
    ],
    "deadlines": [DEADLINE],
    "related": [{"name": BILINGUAL, "date": DATE, "place": BILINGUAL, "hosts": [BILINGUAL], "source": SOURCE}],
    "sources": {"theme": SOURCE, "dates": SOURCE, "occasion": SOURCE},
}
TERM = {
    "id": SLUG,
    "name": BILINGUAL,
    "variants": [{"value": str, "lang": {"zh", "en"}, "error": (None, BILINGUAL), "source": SOURCE}],
}

FACTS = {
    "topics": TOPIC,
    "deliverables": DELIVERABLE,
    "lineage": LINEAGE,
    "initiatives": INITIATIVE,
    "instruments": INSTRUMENT,
    "documents": DOCUMENT,
    "statements": STATEMENT,
    "evidence": EVIDENCE,
    "indicators": INDICATOR,
    "events": EVENT,
    "terms": TERM,
}
"""What an item of each collection is like."""
