"""What is asked: pages of 20 tasks, as the service, Datasette's view and its canned SQL call them."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

PER_PAGE = 20
DATABASE = "rows"
"""Name of Datasette's database, which is that of its file."""


@dataclass(frozen=True, slots=True)
class Page:
    """A full page of the tasks of a plan, of an agency, of both or of all."""

    plan: str | None = None
    agency: str | None = None
    number: int = 1

    @property
    def service(self) -> str:
        given = [("plan", self.plan), ("agency", self.agency), ("page", self.number), ("per_page", PER_PAGE)]
        return "/tasks?" + urlencode([(name, value) for name, value in given if value is not None])

    @property
    def canned(self) -> str:
        """A query of its own over the rows, given as JSON: the same list of tasks as the service's."""
        return self._query("rows") + "&_shape=array" + "".join(f"&_json={name}" for name in JSON_COLUMNS)

    @property
    def ready(self) -> str:
        """The same list out of the bodies that the service has stored."""
        return self._query("ready") + "&_shape=arrayfirst&_json=body"

    @property
    def view(self) -> str:
        """Its JSON of a view, as it comes: rows and their number."""
        given = {"plan": self.plan, "agency": self.agency, "_size": PER_PAGE, "_next": (self.number - 1) * PER_PAGE}
        name = "agency_tasks" if self.agency else "tasks"
        return f"/{DATABASE}/{name}.json?" + urlencode({name: value for name, value in given.items() if value})

    def _query(self, kind: str) -> str:
        given = {"plan": self.plan, "agency": self.agency, "offset": (self.number - 1) * PER_PAGE}
        name = "_".join([kind, *(name for name in ("plan", "agency") if given[name])])
        return f"/{DATABASE}/{name}.json?" + urlencode(
            {name: value for name, value in given.items() if value is not None}
        )


def full_pages(file: Path, *, plans: bool = True) -> list[Page]:
    """Every page of 20 tasks that there is, by plan and agency; without `plans` only those of all plans."""
    connection = sqlite3.connect(file)
    counts: list[tuple[str | None, str | None, int]] = [(None, None, _count(connection))]
    counts += connection.execute("SELECT NULL, agency, count(*) FROM assignment GROUP BY agency")
    if plans:
        counts += connection.execute("SELECT plan_id, NULL, count(*) FROM task GROUP BY plan_id")
        counts += connection.execute("SELECT plan_id, agency, count(*) FROM assignment GROUP BY plan_id, agency")
    connection.close()
    return [Page(plan, agency, number) for plan, agency, count in counts for number in range(1, count // PER_PAGE + 1)]


def _count(connection: sqlite3.Connection) -> int:
    count: int = connection.execute("SELECT count(*) FROM task").fetchone()[0]
    return count


FACTS = ("topics", "deliverables", "instruments", "continues", "continued_by")
JSON_COLUMNS = ("section", "title", "text", "text_kind", "agencies", *FACTS)
# What facts say of a task is worked out when they are written and stands in its body alone.
_FACTS = ", ".join(f"json_extract(task.body, '$.{name}') AS {name}" for name in (*FACTS, "progress"))
_TASK = f"""
task.plan_id || '-' || task.number AS id, task.plan_id AS plan, task.number AS number,
json_object('number', section.number, 'title', json_object('zh', section.title_zh, 'en', section.title_en),
            'part_title', json_object('zh', part.title_zh, 'en', part.title_en)) AS section,
json_object('zh', task.title_zh, 'en', task.title_en) AS title,
json_object('zh', task.text_zh, 'en', task.text_en) AS text,
json_object('zh', task.kind_zh, 'en', task.kind_en) AS text_kind,
(SELECT json_group_array(json_object('code', each.agency, 'name', json_object('zh', name.zh, 'en', name.en),
                                     'role', each.role, 'position', each.position, 'via', NULL))
 FROM assignment AS each JOIN agency_name AS name ON name.code = each.agency
 WHERE each.plan_id = task.plan_id AND each.number = task.number) AS agencies,
task.responsibility AS responsibility, {_FACTS}, task.updated_at AS updated_at
"""
_SECTIONS = """
JOIN section ON section.plan_id = task.plan_id AND section.part = task.part AND section.sub = task.sub
JOIN section AS part ON part.plan_id = task.plan_id AND part.part = task.part AND part.sub = 0
"""
_OF_AGENCY = "assignment AS mine JOIN task ON task.plan_id = mine.plan_id AND task.number = mine.number"
_FOR_DATASETTE = f"""
CREATE TABLE agency_name (code TEXT PRIMARY KEY, zh TEXT, en TEXT);
INSERT INTO agency_name
SELECT code, json_extract(record, '$.name.zh'), json_extract(record, '$.name.en') FROM agency;
UPDATE task SET body = cast(body AS text);
CREATE VIEW tasks AS SELECT {_TASK} FROM task {_SECTIONS} ORDER BY task.plan_id, task.number;
CREATE VIEW agency_tasks AS SELECT mine.agency AS agency, mine.role AS role, {_TASK}
FROM {_OF_AGENCY} {_SECTIONS} ORDER BY mine.plan_id, mine.number;
"""


def _queries() -> Iterator[tuple[str, str]]:
    for kind, wanted, joined in (("rows", _TASK, _SECTIONS), ("ready", "body", "")):
        for plan in (False, True):
            for agency in (False, True):
                table = "mine" if agency else "task"
                filters = [f"{table}.plan_id = :plan"] * plan + ["mine.agency = :agency"] * agency
                yield (
                    kind + "_plan" * plan + "_agency" * agency,
                    f"SELECT {wanted} FROM {_OF_AGENCY if agency else 'task'} {joined}"
                    + (f" WHERE {' AND '.join(filters)}" if filters else "")
                    + f" ORDER BY {table}.plan_id, {table}.number LIMIT {PER_PAGE} OFFSET :offset",
                )


METADATA = {"databases": {DATABASE: {"queries": dict(_queries())}}}


def rows_for_datasette(source: Path, target: Path) -> None:
    """The same rows for Datasette, with views that show a task as the service does."""
    into, origin = sqlite3.connect(target), sqlite3.connect(source)
    origin.backup(into)
    origin.close()
    into.executescript(_FOR_DATASETTE)
    into.close()
