"""What each collection of facts has to show: its JSON, worked out from the seed files in plain Python."""

from collections import defaultdict
from collections.abc import Iterator

from tests.api.oracle import BY_ID

from .written import (
    DOCUMENTS,
    EVENTS,
    EVIDENCE,
    HELD,
    INDICATORS,
    INITIATIVES,
    INSTRUMENTS,
    LADDER,
    LINKS,
    PARTNERS,
    TERMS,
    TOPICS,
    UNITS,
    VARIANTS,
    Body,
    agency,
    assigned,
    both,
    by_number,
    day,
    names,
    of_plan,
    places,
    plan_of,
    reported,
    several,
    silence,
    task_name,
    task_of,
    undertaking,
    where,
)


def _topics() -> Iterator[Body]:
    for each in TOPICS:
        count = sum(each["code"] in held["topics"] for held in HELD.values())
        yield {"code": each["code"], "group": each["group"], "name": both(each["name"]), "task_count": count}


def _deliverables() -> Iterator[Body]:
    for task, held in HELD.items():
        for each in held["deliverables"]:
            key = f"{task}-{each['id']}"
            # What acts on a task as a whole acts by its only undertaking.
            targets = {key, task} if len(held["deliverables"]) == 1 else {key}
            acting = {i["code"] for i in INSTRUMENTS for act in i["acts"] if act["task"] in targets}
            said = [e for target in (key, task) for e in EVIDENCE if e["target"] == target]
            yield {
                "id": key,
                "plan": plan_of(task),
                "task": task,
                **{name: each[name] for name in ("verb", "expected", "yields")},
                "object": both(each["object"]),
                "topics": held["topics"],
                "agencies": assigned(task),
                "instruments": sorted(acting),
                "evidence": [{"statement": e["statement"], "strength": e["strength"]} for e in said],
                "progress": reported(key, task) or silence(task),
                "source": places(each["source"]),
            }


def _lineage() -> Iterator[Body]:
    for each in LINKS:
        yield {
            "id": f"{each['from']}~{each['to']}",
            "from": task_name(task_of(each["from"])),
            "from_deliverable": undertaking(each["from"]),
            "to": task_name(task_of(each["to"])),
            "to_deliverable": undertaking(each["to"]),
            "kind": each["kind"],
            "change": both(each["change"]),
        }


def _initiatives() -> Iterator[Body]:
    for each in INITIATIVES:
        yield {
            "code": each["code"],
            "name": both(each["name"]),
            "kind": each["kind"],
            "about": both(each["about"]),
            "aliases": names(each),
            "partners": [{"code": code, "name": both(PARTNERS[code]["name"])} for code in each["partners"]],
            "editions": [
                {
                    "plan": edition["plan"],
                    "name": both(edition["name"]),
                    "ordinal": edition["ordinal"],
                    "tasks": [task_name(task) for task in edition["tasks"]],
                    "source": places(edition["source"]),
                }
                for edition in sorted(each["editions"], key=lambda edition: str(edition["plan"]))
            ],
        }


def _years(acts: list[Body]) -> Iterator[Body]:
    before: Body | None = None
    named: list[str] = []
    for plan, mine in of_plan(acts).items():
        stage = max((action for act in mine for action in act["actions"]), key=LADDER.index)
        now = list(dict.fromkeys(code for act in mine for code in BY_ID[task_of(act["task"])].agencies))
        step = LADDER.index(stage) - LADDER.index(before["stage"]) if before else 0
        year = {
            "plan": plan,
            "stage": stage,
            "direction": None if before is None else "forward" if step > 0 else "backward" if step else "same",
            "joined": [agency(code) for code in now if before and code not in named],
            "left": [agency(code) for code in named if code not in now],
            "acts": [
                {
                    "task": task_name(task_of(act["task"])),
                    "deliverable": undertaking(act["task"]),
                    "actions": act["actions"],
                    "agencies": assigned(task_of(act["task"])),
                    "responsibility": BY_ID[task_of(act["task"])].responsibility,
                    "source": places(act["source"]),
                }
                for act in mine
            ],
        }
        yield year
        before, named = year, now


def _instruments() -> Iterator[Body]:
    for each in INSTRUMENTS:
        years = list(_years(each["acts"]))
        yield {
            "code": each["code"],
            "name": both(each["name"]),
            "short_name": both(each["short_name"]),
            **{name: each[name] for name in ("kind", "level", "topics")},
            "aliases": names(each),
            "since": years[0]["plan"],
            "stage": years[-1]["stage"],
            "years": years,
        }


def headings(document: Body, at: str) -> tuple[list[Body], str | None]:
    """The headings above a sentence, the highest first, and the part they make it one of."""
    above: list[Body] = []
    for heading in document["headings"]:
        if where(heading["at"]) <= where(at):
            above = [*(each for each in above if each["level"] < heading["level"]), heading]
    return [both(each["title"]) for each in above], above[-1]["part"] if above else None


def _statements() -> Iterator[Body]:
    for document in DOCUMENTS:
        for each in document["statements"]:
            at = each["at"]
            above, part = headings(document, at)
            yield {
                "id": at,
                "document": document["id"],
                "paragraph": where(at)[0],
                "sentence": where(at)[1],
                "headings": above,
                "part": part,
                "text": both(each["text"]),
                "text_kind": "summary",
                "topics": each.get("topics", []),
                "agencies": [agency(code) for code in each["agencies"]],
                "others": [both(other) for other in each.get("others", ())],
                "places": [both(place) for place in each.get("places", ())],
                "evidence": [
                    {
                        "task": task_name(task_of(one["target"])),
                        "deliverable": undertaking(one["target"]),
                        "strength": one["strength"],
                        "note": both(one.get("note")),
                    }
                    for one in EVIDENCE
                    if one["statement"] == at
                ],
                "indicators": sorted(i["code"] for i in INDICATORS if at in several(i["source"])),
            }


def _documents() -> Iterator[Body]:
    for each in DOCUMENTS:
        parts = [headings(each, statement["at"])[1] for statement in each["statements"]]
        covered = each["coverage"]
        yield {
            **{name: each.get(name) for name in ("id", "kind", "plan")},
            "title": both(each["title"]),
            "issuer": agency(each["issuer"]),
            "issuer_name": both(each["issuer_name"]),
            "dated": day(each["dated"]),
            "published_in": both(each["published_in"]),
            "coverage": covered
            and {
                "agencies": [agency(code) for code in covered["agencies"]],
                "from": day(covered["from"]),
                "to": day(covered["to"]),
                "about": both(covered["about"]),
            },
            "headings": [
                {
                    "paragraph": where(heading["at"])[0],
                    "level": heading["level"],
                    "part": heading["part"],
                    "title": both(heading["title"]),
                }
                for heading in each["headings"]
            ],
            "statement_counts": {
                "total": len(parts),
                "reported": parts.count("reported"),
                "planned": parts.count("planned"),
            },
        }


def _evidence() -> Iterator[Body]:
    statements = {each["id"]: each for each in _statements()}
    for each in EVIDENCE:
        yield {
            "id": f"{each['statement']}~{each['target']}",
            "statement": each["statement"],
            "part": statements[each["statement"]]["part"],
            "text": statements[each["statement"]]["text"],
            "task": task_name(task_of(each["target"])),
            "deliverable": undertaking(each["target"]),
            "strength": each["strength"],
            "note": both(each.get("note")),
        }


def _indicators() -> Iterator[Body]:
    for each in INDICATORS:
        period = each["period"]
        yield {
            **{name: each[name] for name in ("code", "value", "qualifier", "change", "topics")},
            "name": both(each["name"]),
            "unit": {"code": each["unit"], "name": both(UNITS[each["unit"]]["name"])},
            "period": period and {"from": day(period["from"]), "to": day(period["to"]), "kind": period["kind"]},
            "agency": agency(each["agency"]),
            "task": each["task"] and task_name(each["task"]),
            "problem": each["problem"] and both(each["problem"]),
            "source": places(each["source"]),
        }


def _events() -> Iterator[Body]:
    """Without their deadlines, which are reckoned."""
    for each in EVENTS:
        yield {
            **{name: each[name] for name in ("code", "kind", "document")},
            **{name: both(each[name]) for name in ("name", "theme", "occasion")},
            "starts_on": day(each["starts_on"]),
            "ends_on": day(each["ends_on"]),
            "issuer_name": each["issuer"] and both(each["issuer"]["name"]),
            "issuer": each["issuer"] and agency(each["issuer"]["agency"]),
            "priorities": [{"text": both(one["text"]), "source": places(one["source"])} for one in each["priorities"]],
            "requirements": [
                {
                    "who": both(one["who"]),
                    "agencies": [agency(code) for code in one["agencies"]],
                    "to": both(one["to"]) if one.get("to") else None,
                    "what": both(one["what"]),
                    "source": places(one["source"]),
                }
                for one in each["requirements"]
            ],
            "related": [
                {
                    "name": both(one["name"]),
                    "date": day(one["date"]),
                    "place": both(one["place"]),
                    "hosts": [both(host) for host in one["hosts"]],
                    "source": places(one["source"]),
                }
                for one in each["related"]
            ],
            "sources": {name: places(each["sources"][name]) for name in ("theme", "dates", "occasion")},
        }


def _terms() -> Iterator[Body]:
    variants: dict[str, list[Body]] = defaultdict(list)
    for each in VARIANTS:
        error = each["error"] and both(each["error"])
        variants[each["term"]].append(
            {"value": each["value"], "lang": each["lang"], "error": error, "source": places(each["sources"])}
        )
    for term in TERMS:
        yield {"id": term["id"], "name": {"zh": term["zh"], "en": term["en"]}, "variants": variants[term["id"]]}


def _collection(bodies: Iterator[Body]) -> dict[str, Body]:
    made = {body.get("id") or body["code"]: body for body in bodies}
    return {key: made[key] for key in sorted(made, key=by_number)}


COLLECTIONS: dict[str, dict[str, Body]] = {
    "topics": _collection(_topics()),
    "deliverables": _collection(_deliverables()),
    "lineage": _collection(_lineage()),
    "initiatives": _collection(_initiatives()),
    "instruments": _collection(_instruments()),
    "documents": _collection(_documents()),
    "statements": _collection(_statements()),
    "evidence": _collection(_evidence()),
    "indicators": _collection(_indicators()),
    "events": _collection(_events()),
    "terms": _collection(_terms()),
}
