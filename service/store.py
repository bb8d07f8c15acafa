"""Takes records into the database: rows, ready bodies, counts and the change log, all in one transaction.

A write that changes nothing leaves nothing behind, no revision and no `updated_at`. Whatever the public JSON shows is
compared with what is stored, so only what a reader could notice counts as a change.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Literal, NamedTuple

from sqlalchemy import Connection, Table, bindparam, delete, func, insert, select, update
from sqlmodel import SQLModel

from service import rendering
from service.db import Database
from service.facts.book import BadFacts, Facts
from service.facts.derived import Derived
from service.facts.entries import Entries, Entry
from service.facts.stored import known_tasks, periods, save_facts, stored_facts
from service.moments import stamp
from service.names import Names
from service.records import AgencyRecord, PlanRecord, TaskRecord, section_key, section_number
from service.schemas import RENDERING
from service.stored import stored_plan

TABLES = SQLModel.metadata.tables
DATASET, CHANGE, AGENCY = TABLES["dataset"], TABLES["change"], TABLES["agency"]
PLAN, SECTION, TASK, ASSIGNMENT = TABLES["plan"], TABLES["section"], TABLES["task"], TABLES["assignment"]
TASK_MARK, ENTRY, MARK = TABLES["task_mark"], TABLES["entry"], TABLES["mark"]

BATCH = 5_000
"""Rows a statement: enough to be quick, few enough to be held in memory beside the plan."""

Kind = Literal[
    "plan", "section", "task", "agency", "topic", "deliverable", "lineage", "initiative", "instrument", "document",
    "statement", "evidence", "indicator", "event", "term",
]  # fmt: skip


class Outcome(NamedTuple):
    """What a write did: how many things it put and removed. All zero: nothing had changed."""

    put: int
    removed: int

    @property
    def changed(self) -> bool:
        return self.put + self.removed > 0


class InUse(Exception):
    """An agency that is to go is still named by plans or facts."""


@contextmanager
def writing(database: Database, *, dry_run: bool = False) -> Iterator["Store"]:
    """One transaction. It ends in one new revision if anything changed, and leaves nothing at all on an error."""
    with database.write(dry_run=dry_run) as connection:
        store = Store(connection)
        yield store
        store.finish()


class Store:
    """The writing side of one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        # Taken first, this row makes a second writer wait.
        dataset = connection.execute(select(DATASET).with_for_update()).one()
        self._revision: int = dataset.revision
        self._changes: list[tuple[Kind, str, Literal["put", "remove"]]] = []
        last = connection.scalar(select(CHANGE.c.at).order_by(CHANGE.c.revision.desc()).limit(1))
        self.now: str = max(stamp(datetime.now(UTC)), last or "")  # never before an earlier write, whatever the clock
        self._agencies: dict[str, AgencyRecord] = {
            code: AgencyRecord.model_validate(record)
            for code, record in connection.execute(select(AGENCY.c.code, AGENCY.c.record))
        }
        self._plans: dict[str, PlanRecord] = {}  # put, and not saved yet
        self._facts: Facts | None = None
        if dataset.rendering != RENDERING:
            self._render_anew()

    @property
    def agencies(self) -> dict[str, AgencyRecord]:
        return self._agencies

    @property
    def outcome(self) -> Outcome:
        self._settle()
        changes = self._logged().values()
        put = sum(change == "put" for change in changes)
        return Outcome(put, len(changes) - put)

    def finish(self) -> None:
        """Writes what is still to be written, and the change log, the last thing in the transaction."""
        self._settle()
        if not (changes := self._logged()):
            return
        revision = self._revision + 1
        self._write(
            insert(CHANGE),
            [
                {"revision": revision, "position": position, "kind": kind, "id": key, "change": change, "at": self.now}
                for position, ((kind, key), change) in enumerate(changes.items(), start=1)
            ],
        )
        self._connection.execute(update(DATASET).values(revision=revision))

    def _logged(self) -> dict[tuple[Kind, str], Literal["put", "remove"]]:
        """What became of each thing in the end: an agency's counts may change with every plan of one write."""
        return {(kind, key): change for kind, key, change in self._changes}

    # Agencies

    def put_agencies(self, records: Sequence[AgencyRecord]) -> None:
        """Makes the agencies these and no others; what shows a changed name is rendered again."""
        self._settle()
        Names(records)  # two that share a name would make every request that uses it fail; better this write
        new = {record.code: record for record in records}
        old = self._agencies
        gone = sorted(set(old) - set(new))
        in_use = select(ASSIGNMENT.c.agency).union(select(PLAN.c.issuer).where(PLAN.c.issuer.is_not(None)))
        if used := sorted(set(gone) & set(self._connection.scalars(in_use))):
            raise InUse(f"agencies are still named by plans: {', '.join(used)}")
        facts = stored_facts(self._connection)
        if used := sorted(set(gone) & facts.named_agencies()):
            raise InUse(f"agencies are still named by facts: {', '.join(used)}")
        renamed = {code for code in old if code in new and old[code].name != new[code].name}
        rows = {code: record.model_dump(mode="json") for code, record in new.items() if old.get(code) != record}
        self._write(
            insert(AGENCY),
            [{"code": code, "record": row, "body": b""} for code, row in rows.items() if code not in old],
        )
        self._write(
            update(AGENCY).where(AGENCY.c.code == bindparam("of")),
            [{"of": code, "record": row} for code, row in rows.items() if code in old],
        )
        self._agencies = new
        if gone:
            self._connection.execute(delete(AGENCY).where(AGENCY.c.code.in_(gone)))
            self._changes += [("agency", code, "remove") for code in gone]
        # Put, even where it looks the same: an alias that holds in one plan only names the agency nowhere else.
        self._changes += [("agency", code, "put") for code in rows]
        self._render_agencies()
        if renamed:
            named = select(ASSIGNMENT.c.plan_id).where(ASSIGNMENT.c.agency.in_(renamed))
            issued = select(PLAN.c.id).where(PLAN.c.issuer.in_(renamed))
            for plan_id in sorted(self._connection.scalars(named.union(issued))):
                plan = self.plan(plan_id)
                assert plan is not None
                self._plans[plan_id] = plan
            self._facts = facts
            self._settle()

    def _render_agencies(self) -> None:
        """Brings every agency's body up to date with its record and its counts."""
        counts: Counter[tuple[str, str]] = Counter()
        grouped = select(ASSIGNMENT.c.agency, ASSIGNMENT.c.role, func.count()).group_by(
            ASSIGNMENT.c.agency, ASSIGNMENT.c.role
        )
        for code, role, number in self._connection.execute(grouped):
            counts[code, role] = number
        stored = {row.code: row.body for row in self._connection.execute(select(AGENCY.c.code, AGENCY.c.body))}
        changed = []
        for code, record in sorted(self._agencies.items()):
            body = rendering.agency(record, self._agencies, counts[code, "lead"], counts[code, "participant"])
            if stored[code] != body:
                changed.append({"of": code, "body": body})
                self._changes.append(("agency", code, "put"))
        self._write(update(AGENCY).where(AGENCY.c.code == bindparam("of")), changed)

    # Plans

    def plan(self, plan_id: str) -> PlanRecord | None:
        """The plan as a record, as it is stored or put; or `None`."""
        return self._plans.get(plan_id) or stored_plan(self._connection, plan_id)

    def put_plan(self, plan: PlanRecord) -> None:
        """Makes the stored plan this one, and logs what a reader could notice of it."""
        self._plans[plan.id] = plan

    # Facts

    @property
    def facts(self) -> Facts:
        """The facts as they are stored or put."""
        if self._facts is None:
            self._facts = stored_facts(self._connection)
        return self._facts

    def put_facts(self, facts: Facts) -> None:
        """Makes the stored facts these and no others. Raises `BadFacts` where they do not fit each other."""
        facts.check()
        if missing := sorted(facts.named_agencies() - set(self._agencies)):
            raise BadFacts([f"facts name agencies that are not there: {', '.join(missing)}"])
        self._facts = facts

    def _settle(self) -> None:
        """Saves what was put. What tasks show of facts, and facts of tasks, is worked out once all of it is known."""
        if not self._plans and self._facts is None:
            return
        stored = stored_facts(self._connection)
        facts = stored if self._facts is None else self._facts
        changed = facts is not stored and save_facts(self._connection, facts)
        # Who is a member shows on agencies, whose bodies hold no members: what was kept of them has to go.
        before, now = stored.members, facts.members
        collectives = [code for code in {**before, **now} if before.get(code) != now.get(code)]
        self._changes += [("agency", code, "put") for code in sorted(collectives)]
        named = facts.named_tasks()
        if changed:  # a fact that is gone shows on no task any more, and a report covers every plan of its time
            others = set(self._connection.scalars(select(PLAN.c.id)))
        else:
            others = {task.rpartition("-")[0] for task in named}
        for plan_id in sorted(others - set(self._plans)):
            if plan := stored_plan(self._connection, plan_id):
                self._plans[plan_id] = plan
        known = known_tasks(self._connection, named, self._plans)
        derived = Derived(facts, known, periods(self._connection, self._plans))
        reassigned = [self._save(plan, derived) for _, plan in sorted(self._plans.items())]
        self._save_entries(Entries(derived, self._agencies).all())
        self._plans, self._facts = {}, None
        if any(reassigned):
            self._render_agencies()

    def _save_entries(self, entries: Iterable[Entry]) -> None:
        stored: dict[tuple[Kind, str], bytes] = {
            (row.kind, row.id): row.body
            for row in self._connection.execute(select(ENTRY.c.kind, ENTRY.c.id, ENTRY.c.body))
        }
        marks: dict[tuple[str, str], set[tuple[str, str]]] = defaultdict(set)
        for row in self._connection.execute(select(MARK)):
            marks[row.kind, row.id].add((row.name, row.value))
        new: dict[tuple[Kind, str], Entry] = {(entry.kind, entry.id): entry for entry in entries}
        gone = [at for at in stored if at not in new]
        fresh = [entry for at, entry in new.items() if at not in stored]
        changed = [entry for at, entry in new.items() if at in stored and stored[at] != entry.body]
        marked = [entry for at, entry in new.items() if marks.get(at, set()) != entry.marks]
        here = (ENTRY.c.kind == bindparam("of_kind"), ENTRY.c.id == bindparam("of"))
        self._write(delete(ENTRY).where(*here), [{"of_kind": kind, "of": key} for kind, key in gone])
        self._write(
            insert(ENTRY),
            [{"kind": entry.kind, "id": entry.id, "sort": entry.sort, "body": entry.body} for entry in fresh],
        )
        self._write(
            update(ENTRY).where(*here),
            [{"of_kind": entry.kind, "of": entry.id, "body": entry.body} for entry in changed],
        )
        self._write(
            delete(MARK).where(MARK.c.kind == bindparam("of_kind"), MARK.c.id == bindparam("of")),
            [{"of_kind": entry.kind, "of": entry.id} for entry in marked if marks.get((entry.kind, entry.id))],
        )
        self._write(
            insert(MARK),
            [
                {"kind": entry.kind, "id": entry.id, "name": name, "value": value}
                for entry in marked
                for name, value in sorted(entry.marks)
            ],
        )
        self._changes += [(kind, key, "remove") for kind, key in gone]
        put = {(entry.kind, entry.id) for entry in (*fresh, *changed, *marked)}
        self._changes += [(kind, key, "put") for kind, key in new if (kind, key) in put]

    def _save(self, plan: PlanRecord, derived: Derived) -> bool:
        """Writes what differs. Answers whether assignments did, on which the agencies' counts depend."""
        renderer = rendering.PlanRenderer(plan, self._agencies, derived)
        self._save_head(plan, renderer)
        gone_sections = self._save_sections(plan, renderer)
        reassigned = self._save_tasks(plan, renderer)
        for part, sub in gone_sections:
            self._connection.execute(
                delete(SECTION).where(SECTION.c.plan_id == plan.id, SECTION.c.part == part, SECTION.c.sub == sub)
            )
        return reassigned

    def _save_head(self, plan: PlanRecord, renderer: rendering.PlanRenderer) -> None:
        stored = self._connection.execute(
            select(PLAN.c.updated_at, PLAN.c.body).where(PLAN.c.id == plan.id)
        ).one_or_none()
        if stored and renderer.plan(stored.updated_at) == stored.body:
            return
        row = {
            "id": plan.id,
            "title_zh": plan.title.zh,
            "title_en": plan.title.en,
            "period_from": plan.period.from_.isoformat() if plan.period else None,
            "period_to": plan.period.to.isoformat() if plan.period else None,
            "issuer": plan.issuer,
            "document_number": plan.document_number,
            "issued_on": plan.issued_on.isoformat() if plan.issued_on else None,
            "published_on": plan.published_on.isoformat() if plan.published_on else None,
            "source_url": plan.source_url,
            "lead_rule_zh": plan.lead_rule.zh,
            "lead_rule_en": plan.lead_rule.en,
            "updated_at": self.now,
            "body": renderer.plan(self.now),
        }
        self._upsert(PLAN, [row], existing={plan.id} if stored else set(), keys=("id",))
        self._changes.append(("plan", plan.id, "put"))

    def _save_sections(self, plan: PlanRecord, renderer: rendering.PlanRenderer) -> list[tuple[int, int]]:
        counts: Counter[str] = Counter()
        for task in plan.tasks:
            counts[task.section] += 1
            if "." in task.section:
                counts[task.section.partition(".")[0]] += 1
        mine = SECTION.c.plan_id == plan.id
        stored = {
            (part, sub): body
            for part, sub, body in self._connection.execute(
                select(SECTION.c.part, SECTION.c.sub, SECTION.c.body).where(mine)
            )
        }
        rows, kept = [], set()
        for section in plan.sections:
            part, sub = section_key(section.number)
            kept.add((part, sub))
            body = renderer.section(section, counts[section.number])
            if stored.get((part, sub)) != body:
                rows.append(
                    {
                        "plan_id": plan.id,
                        "part": part,
                        "sub": sub,
                        "number": section.number,
                        "title_zh": section.title.zh,
                        "title_en": section.title.en,
                        "body": body,
                    }
                )
                self._changes.append(("section", f"{plan.id}:{section.number}", "put"))
        existing = {(plan.id, part, sub) for part, sub in stored}
        self._upsert(SECTION, rows, existing=existing, keys=("plan_id", "part", "sub"))
        gone = sorted(set(stored) - kept)
        self._changes += [("section", f"{plan.id}:{section_number(*key)}", "remove") for key in gone]
        return gone

    def _save_tasks(self, plan: PlanRecord, renderer: rendering.PlanRenderer) -> bool:
        mine = TASK.c.plan_id == plan.id
        stored = {
            number: (updated_at, body, words)
            for number, updated_at, body, words in self._connection.execute(
                select(TASK.c.number, TASK.c.updated_at, TASK.c.body, TASK.c.words).where(mine)
            )
        }
        gone = sorted(set(stored) - {task.number for task in plan.tasks})
        if gone:
            self._write(
                delete(TASK).where(mine, TASK.c.number == bindparam("gone")), [{"gone": number} for number in gone]
            )
            self._changes += [("task", f"{plan.id}-{number}", "remove") for number in gone]
        changed = []
        for task in plan.tasks:
            before = stored.get(task.number)
            if before is None or renderer.task(task, before[0]) != before[1]:
                changed.append(task)
        self._upsert(
            TASK,
            [self._task_row(plan.id, task, renderer) for task in changed],
            existing={(plan.id, number) for number in stored},
            keys=("plan_id", "number"),
        )
        self._changes += [("task", f"{plan.id}-{task.number}", "put") for task in changed]
        self._assign(plan.id, changed, set(stored))
        self._save_words(plan, renderer, {number: words for number, (_, _, words) in stored.items()}, changed)
        self._save_task_marks(plan, renderer)
        return bool(gone or changed)

    def _save_words(
        self, plan: PlanRecord, renderer: rendering.PlanRenderer, stored: dict[int, str], changed: Sequence[TaskRecord]
    ) -> None:
        """Tasks that are found by other words than before are put, for the indexes, though their JSON is the same."""
        saved = {task.number for task in changed}
        others = [
            task for task in plan.tasks if task.number not in saved and renderer.words(task) != stored[task.number]
        ]
        self._write(
            update(TASK).where(TASK.c.plan_id == plan.id, TASK.c.number == bindparam("of")),
            [{"of": task.number, "words": renderer.words(task)} for task in others],
        )
        self._changes += [("task", f"{plan.id}-{task.number}", "put") for task in others]

    def _save_task_marks(self, plan: PlanRecord, renderer: rendering.PlanRenderer) -> None:
        mine = TASK_MARK.c.plan_id == plan.id
        stored: dict[int, set[tuple[str, str]]] = defaultdict(set)
        for number, name, value in self._connection.execute(
            select(TASK_MARK.c.number, TASK_MARK.c.name, TASK_MARK.c.value).where(mine)
        ):
            stored[number].add((name, value))
        new = {task.number: _flat(renderer.facts(task).marks) for task in plan.tasks}
        changed = [number for number, marks in new.items() if stored.get(number, set()) != marks]
        self._write(
            delete(TASK_MARK).where(mine, TASK_MARK.c.number == bindparam("of")),
            [{"of": number} for number in changed if number in stored],
        )
        self._write(
            insert(TASK_MARK),
            [
                {"plan_id": plan.id, "number": number, "name": name, "value": value}
                for number in changed
                for name, value in sorted(new[number])
            ],
        )

    def _task_row(self, plan_id: str, task: TaskRecord, renderer: rendering.PlanRenderer) -> dict[str, Any]:
        part, sub = section_key(task.section)
        return {
            "plan_id": plan_id,
            "number": task.number,
            "part": part,
            "sub": sub,
            "title_zh": task.title.zh,
            "title_en": task.title.en,
            "text_zh": task.text.zh,
            "text_en": task.text.en,
            "kind_zh": task.text_kind.zh,
            "kind_en": task.text_kind.en,
            "responsibility": task.responsibility,
            "updated_at": self.now,
            "body": renderer.task(task, self.now),
            "words": renderer.words(task),
        }

    def _assign(self, plan_id: str, tasks: Sequence[TaskRecord], stored: set[int]) -> None:
        old = [{"of": task.number} for task in tasks if task.number in stored]
        self._write(
            delete(ASSIGNMENT).where(ASSIGNMENT.c.plan_id == plan_id, ASSIGNMENT.c.number == bindparam("of")), old
        )
        self._write(
            insert(ASSIGNMENT),
            [
                {
                    "agency": code,
                    "plan_id": plan_id,
                    "number": task.number,
                    "position": position,
                    "role": "lead" if position == 1 else "participant",
                }
                for task in tasks
                for position, code in enumerate(task.agencies, start=1)
            ],
        )

    # Bodies of another release

    def _render_anew(self) -> None:
        """Brings all bodies to this release's JSON. What they say stays as it was: no date moves, no log grows."""
        facts = stored_facts(self._connection)
        known = known_tasks(self._connection, facts.named_tasks(), {})
        derived = Derived(facts, known, periods(self._connection, {}))
        for plan_id in list(self._connection.scalars(select(PLAN.c.id).order_by(PLAN.c.id))):
            plan = stored_plan(self._connection, plan_id)
            assert plan is not None
            renderer = rendering.PlanRenderer(plan, self._agencies, derived)
            updated = select(TASK.c.number, TASK.c.updated_at).where(TASK.c.plan_id == plan_id)
            stamps = {row.number: row.updated_at for row in self._connection.execute(updated)}
            self._write(
                update(TASK).where(TASK.c.plan_id == plan_id, TASK.c.number == bindparam("of")),
                [{"of": task.number, "body": renderer.task(task, stamps[task.number])} for task in plan.tasks],
            )
            updated_at = self._connection.scalar(select(PLAN.c.updated_at).where(PLAN.c.id == plan_id))
            self._connection.execute(
                update(PLAN).where(PLAN.c.id == plan_id).values(body=renderer.plan(updated_at or self.now))
            )
            self._save_sections(plan, renderer)
        self._save_entries(Entries(derived, self._agencies).all())
        self._render_agencies()
        self._changes.clear()
        self._connection.execute(update(DATASET).values(rendering=RENDERING))

    # Rows

    def _write(self, statement: Any, rows: Sequence[dict[str, Any]]) -> None:
        for start in range(0, len(rows), BATCH):
            self._connection.execute(statement, rows[start : start + BATCH])

    def _upsert(
        self, table: Table, rows: Sequence[dict[str, Any]], *, existing: set[Any], keys: tuple[str, ...]
    ) -> None:
        def key(row: dict[str, Any]) -> Any:
            return row[keys[0]] if len(keys) == 1 else tuple(row[name] for name in keys)

        self._write(insert(table), [row for row in rows if key(row) not in existing])
        there = update(table).where(*(table.c[name] == bindparam(f"key_{name}") for name in keys))
        self._write(
            there,
            [{**row, **{f"key_{name}": row[name] for name in keys}} for row in rows if key(row) in existing],
        )


def _flat(marks: Mapping[str, Sequence[str]]) -> set[tuple[str, str]]:
    return {(name, value) for name, values in marks.items() for value in values}
