"""Examples for the OpenAPI document: what the service answers about the shipped plans, so they cannot go stale."""

import json
from functools import lru_cache
from typing import Any

from service import rendering
from service.config import RELEASE
from service.db import SCHEMA
from service.facts.calendar import calendar
from service.facts.columns import COLUMNS
from service.facts.derived import Derived
from service.facts.entries import Entries, EntryKind
from service.facts.files import derived_from
from service.facts.lineage import ChainOut, MovedOut, PlanChangesOut
from service.facts.schemas import LineageOut
from service.facts.work import PlanWorkOut
from service.formats import csv_format, flat_csv
from service.paging import Paging, envelope
from service.question.glossary import Glossary
from service.question.groups import Form, Group, Question
from service.question.highlight import Marker, Texts
from service.records import AgencyRecord, Bilingual, PlanRecord, TaskRecord
from service.schemas import AgencyNameOut, ChangeOut
from service.seed import agencies, plans

STAMP = "2026-01-05T08:00:00.000000Z"
PLAN, TASK, SECTION, AGENCY = "2025", 41, "2.2", "SAMR"


@lru_cache(maxsize=1)
def answers() -> dict[str, Any]:
    """An example of each operation's answer, by operationId."""
    known = {record.code: record for record in agencies()}
    shipped = {plan.id: plan for plan in plans()}
    plan = shipped[PLAN]
    derived = derived_from(shipped.values())
    renderer = rendering.PlanRenderer(plan, known, derived)
    task = renderer.task(plan.tasks[TASK - 1], STAMP)
    section = next(section for section in plan.sections if section.number == SECTION)
    sections = renderer.section(section, sum(task.section == SECTION for task in plan.tasks))
    agency = _agency(known, list(shipped.values()))
    change = ChangeOut(revision=1, kind="task", id=f"{PLAN}-{TASK}", change="put", at=STAMP).model_dump_json().encode()
    return _of_facts(derived, known) | {
        "list_tasks": _listed(task, len(plan.tasks)),
        "get_task": json.loads(task),
        "list_plans": _listed(renderer.plan(STAMP), len(shipped)),
        "get_plan": json.loads(renderer.plan(STAMP)),
        "list_sections": _listed(sections, len(plan.sections)),
        "list_agencies": _listed(agency, len(known)),
        "get_agency": json.loads(agency) | {"members": [], "member_of": [], "work": _work()},
        "get_task_lineage": _chain(derived, known),
        "get_plan_changes": _changes(derived, known),
        "list_changes": _listed(change, 1),
        "export_tasks_jsonl": task.decode() + "\n",
        "export_tasks_csv": (csv_format(bom=False).head + csv_format(bom=False).line(task)).decode(),
        "search_tasks": _found(task),
        "suggest_searches": {
            "items": [
                {
                    "kind": "agency",
                    "id": AGENCY,
                    "label": known[AGENCY].name.model_dump(),
                    "count": sum(AGENCY in task.agencies for plan in shipped.values() for task in plan.tasks),
                }
            ],
            "total": 1,
            "page": 1,
            "per_page": 10,
            "pages": 1,
        },
        "get_status": _status(len(shipped), [task for plan in shipped.values() for task in plan.tasks], len(known)),
        "check_health": {"status": "ok"},
        "check_ready": {"status": "ready"},
        "get_metrics": 'tuijin_requests_total{route="/tasks",status="200"} 3.0\n',
    }


COLLECTIONS: dict[EntryKind, tuple[str, str, str]] = {
    "topic": ("topics", "topic", "trade_secret"),
    "deliverable": ("deliverables", "deliverable", "2025-16-b"),
    "lineage": ("lineage", "", "2024-1-a~2025-1-a"),
    "initiative": ("initiatives", "initiative", "jianwang"),
    "instrument": ("instruments", "instrument", "trademark-law"),
    "document": ("documents", "document", "report-2025"),
    "statement": ("statements", "statement", "report-2025:8.3"),
    "evidence": ("evidence", "", "report-2025:8.3~2024-1-d"),
    "indicator": ("indicators", "indicator", "domestic-invention-patents-in-force-2024"),
    "event": ("events", "event", "publicity-week-2025"),
    "term": ("terms", "term", "trade-secret"),
}
"""Of each collection of facts: its path, what one of its items is called in an operationId, and the item shown."""


def _of_facts(derived: Derived, known: dict[str, AgencyRecord]) -> dict[str, Any]:
    """Examples of all collections of facts, their files and the calendar."""
    made = list(Entries(derived, known).all())
    found: dict[str, Any] = {}
    for kind, (path, single, key) in COLLECTIONS.items():
        body = next(entry.body for entry in made if (entry.kind, entry.id) == (kind, key))
        found[f"list_{path}"] = _listed(body, sum(entry.kind == kind for entry in made))
        if single:
            found[f"get_{single}"] = json.loads(body)
        if kind in COLUMNS:
            form = flat_csv(COLUMNS[kind], bom=False)
            found[f"export_{path}_csv"] = (form.head + form.line(body)).decode()
            found[f"export_{path}_jsonl"] = body.decode() + "\n"
        if kind == "event":
            found["export_events_ics"] = calendar([body]).decode()
    found["list_document_statements"] = found["list_statements"]
    return found


def _link(derived: Derived, known: dict[str, AgencyRecord]) -> LineageOut:
    made = (entry for entry in Entries(derived, known).all() if entry.kind == "lineage")
    return LineageOut.model_validate_json(next(entry.body for entry in made if entry.id == COLLECTIONS["lineage"][2]))


def _chain(derived: Derived, known: dict[str, AgencyRecord]) -> Any:
    link = _link(derived, known)
    out = ChainOut(id=link.to.id, progress=None, tasks=[link.from_, link.to], continues=[link], related=[])
    return json.loads(out.model_dump_json())


def _changes(derived: Derived, known: dict[str, AgencyRecord]) -> Any:
    link = _link(derived, known)
    lead, joined = (AgencyNameOut(code=code, name=rendering.bilingual(known[code].name)) for code in ("CNIPA", "MOJ"))
    text = rendering.bilingual(Bilingual(zh="……", en="..."))
    moved = MovedOut(
        link=link, text_before=text, text_now=text, joined=[joined], left=[], lead="same", lead_before=lead,
        lead_now=lead, step="same", step_before="revise", step_now="revise",
    )  # fmt: skip
    out = PlanChangesOut(plan=PLAN, since="2024", continued=[moved], new=[], not_carried=[])
    return json.loads(out.model_dump_json())


def _work() -> Any:
    counts = dict.fromkeys(PlanWorkOut.model_fields, 0) | {"plan": PLAN, "lead": 6, "participant": 9}
    return {"plans": [counts], "instruments": [], "initiatives": [], "works_with": []}


def _found(task: bytes) -> dict[str, Any]:
    """What a search for 商业秘密 gives, as if this were the only task that has it."""
    body: dict[str, Any] = json.loads(task)
    question = Question("商业秘密", groups=(Group("商业秘密", (Form(("s:trade", "s:secret"), 1.0),), 1.0, True),))
    marker = Marker(question, Glossary({"terms": {}, "zh": {}, "en": {}, "words": [], "lengths": {}}))
    section = body["section"]
    plan = {"zh": "2025年知识产权强国建设推进计划", "en": "2025 Promotion Plan for Building an IP Powerhouse"}
    lead = body["agencies"][0]
    made: dict[str, Any] = _listed(task, 1)
    return made | {
        "items": [
            {
                "task": body,
                "highlights": marker.marked(Texts(body["title"], body["text"])),
                "score": 0.91,
                "partial": False,
            }
        ],
        "facets": {
            "plan": [{"value": PLAN, "label": plan, "count": 1}],
            "agency": [{"value": lead["code"], "label": lead["name"], "count": 1}],
            "role": None,
            "section": [{"value": f"{PLAN}:{section['number']}", "label": section["title"], "count": 1}],
            "topic": [{"value": "trade_secret", "label": {"zh": "商业秘密", "en": "Trade secrets"}, "count": 1}],
        },
        "interpreted": {
            "agencies": [],
            "plans": [],
            "tasks": [],
            "terms": [{"id": "trade-secret", "name": {"zh": "商业秘密", "en": "trade secret"}}],
            "words": [],
            "unknown": [],
            "repaired": [],
        },
        "did_you_mean": [],
        "engine": "embedded",
    }


def _status(plans: int, tasks: list[TaskRecord], agencies: int) -> dict[str, Any]:
    assignments = sum(len(task.agencies) for task in tasks)
    return {
        "release": RELEASE,
        "database": "sqlite",
        "migration": SCHEMA,
        "dataset": {"id": "5f0c8f2e7d3b4c1a9e6d5b4a39281706", "revision": 1, "changed_at": STAMP},
        "counts": {"plans": plans, "tasks": len(tasks), "agencies": agencies, "assignments": assignments},
        "search": {
            "engine": "embedded",
            "indexes": [
                {
                    "name": "embedded",
                    "state": "ready",
                    "revision": 1,
                    "lag": 0,
                    "queue": 0,
                    "documents": len(tasks),
                    "error": None,
                }
            ],
        },
    }


def _agency(known: dict[str, AgencyRecord], shipped: list[PlanRecord]) -> bytes:
    leads = [task.agencies[0] == AGENCY for plan in shipped for task in plan.tasks if AGENCY in task.agencies]
    return rendering.agency(known[AGENCY], known, sum(leads), len(leads) - sum(leads))


def _listed(body: bytes, total: int) -> Any:
    return json.loads(envelope([body], total, Paging(1, 1, walking=False)))
