"""The tables. Migrations make them; nothing else does."""

from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
)
from sqlmodel import Field, SQLModel

# Constraints carry the same names on every database, so that a migration can name them.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def _key(length: int) -> String:
    """Text that orders by its bytes on every database; Postgres would else follow the locale."""
    return String(length).with_variant(String(length, collation="C"), "postgresql")


PLAN_ID, SECTION, CODE, STAMP = _key(40), _key(5), _key(16), _key(27)
"""Ids as in `service.records`. A stamp is UTC text of one width, `2025-05-07T01:02:03.000004Z`: it orders as time."""


def _column(kind: Any, **options: Any) -> Any:
    options.setdefault("nullable", False)
    return Field(sa_column=Column(kind, **options))


class Dataset(SQLModel, table=True):
    """One row: which database this is, how often it was written, and which rendering its stored bodies have."""

    __tablename__: ClassVar[Any] = "dataset"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)
    id: int = _column(Integer, primary_key=True, autoincrement=False)
    uid: str = _column(String(32))
    revision: int = _column(Integer)
    rendering: int = _column(Integer)


class Change(SQLModel, table=True):
    """The change log: what each write put or removed, under the revision of that write."""

    __tablename__: ClassVar[Any] = "change"
    __table_args__ = (CheckConstraint("change in ('put', 'remove')", name="change"),)
    revision: int = _column(Integer, primary_key=True, autoincrement=False)
    position: int = _column(Integer, primary_key=True, autoincrement=False)
    kind: str = _column(_key(16))
    id: str = _column(_key(160))
    change: str = _column(_key(8))
    at: str = _column(STAMP)


class Agency(SQLModel, table=True):
    __tablename__: ClassVar[Any] = "agency"
    code: str = _column(CODE, primary_key=True)
    record: dict[str, Any] = _column(JSON)  # the AgencyRecord: names, kind, parents, aliases; read whole, never queried
    body: bytes = _column(LargeBinary)  # the public JSON, ready to send


class Plan(SQLModel, table=True):
    __tablename__: ClassVar[Any] = "plan"
    __table_args__ = (ForeignKeyConstraint(["issuer"], ["agency.code"]),)
    id: str = _column(PLAN_ID, primary_key=True)
    title_zh: str = _column(Text)
    title_en: str = _column(Text)
    period_from: str | None = _column(String(10), nullable=True)
    period_to: str | None = _column(String(10), nullable=True)
    issuer: str | None = _column(CODE, nullable=True)
    document_number: str | None = _column(Text, nullable=True)
    issued_on: str | None = _column(String(10), nullable=True)
    published_on: str | None = _column(String(10), nullable=True)
    source_url: str | None = _column(Text, nullable=True)
    lead_rule_zh: str = _column(Text)
    lead_rule_en: str = _column(Text)
    updated_at: str = _column(STAMP)
    body: bytes = _column(LargeBinary)


class Section(SQLModel, table=True):
    __tablename__: ClassVar[Any] = "section"
    __table_args__ = (
        ForeignKeyConstraint(["plan_id"], ["plan.id"], ondelete="CASCADE"),
        Index(None, "number"),
    )
    plan_id: str = _column(PLAN_ID, primary_key=True)
    part: int = _column(Integer, primary_key=True, autoincrement=False)
    sub: int = _column(Integer, primary_key=True, autoincrement=False)  # 0: the part itself
    number: str = _column(SECTION)
    title_zh: str = _column(Text)
    title_en: str = _column(Text)
    body: bytes = _column(LargeBinary)


class Task(SQLModel, table=True):
    __tablename__: ClassVar[Any] = "task"
    __table_args__ = (
        ForeignKeyConstraint(
            ["plan_id", "part", "sub"], ["section.plan_id", "section.part", "section.sub"], ondelete="CASCADE"
        ),
        Index(None, "plan_id", "part", "sub", "number"),
        Index(None, "part", "sub", "plan_id", "number"),
        Index(None, "updated_at", "plan_id", "number"),
        Index(None, "responsibility", "plan_id", "number"),
        CheckConstraint("number >= 1", name="number"),
        CheckConstraint("responsibility in ('sole', 'joint', 'divided')", name="responsibility"),
    )
    plan_id: str = _column(PLAN_ID, primary_key=True)
    number: int = _column(Integer, primary_key=True, autoincrement=False)
    part: int = _column(Integer)
    sub: int = _column(Integer)
    title_zh: str = _column(Text)
    title_en: str = _column(Text)
    text_zh: str = _column(Text)
    text_en: str = _column(Text)
    kind_zh: str | None = _column(String(16), nullable=True)
    kind_en: str | None = _column(String(16), nullable=True)
    responsibility: str = _column(_key(8))
    updated_at: str = _column(STAMP)
    body: bytes = _column(LargeBinary)
    words: str = _column(Text, server_default="")  # what the search finds it by beside its body; a text a line


class TaskMark(SQLModel, table=True):
    """What a task can be filtered by beside its own columns: `topic`, `instrument`, `progress`."""

    __tablename__: ClassVar[Any] = "task_mark"
    __table_args__ = (
        ForeignKeyConstraint(["plan_id", "number"], ["task.plan_id", "task.number"], ondelete="CASCADE"),
        Index(None, "name", "value", "plan_id", "number"),
    )
    plan_id: str = _column(PLAN_ID, primary_key=True)
    number: int = _column(Integer, primary_key=True, autoincrement=False)
    name: str = _column(_key(16), primary_key=True)
    value: str = _column(_key(80), primary_key=True)


class Assignment(SQLModel, table=True):
    """An agency on a task. `position` 1 leads; the index by agency and role walks an agency's tasks in id order."""

    __tablename__: ClassVar[Any] = "assignment"
    __table_args__ = (
        ForeignKeyConstraint(["plan_id", "number"], ["task.plan_id", "task.number"], ondelete="CASCADE"),
        ForeignKeyConstraint(["agency"], ["agency.code"]),
        Index(None, "plan_id", "number", "position", unique=True),
        Index(None, "agency", "role", "plan_id", "number"),
        CheckConstraint("role in ('lead', 'participant')", name="role"),
        CheckConstraint("(role = 'lead') = (position = 1)", name="lead"),
    )
    agency: str = _column(CODE, primary_key=True)
    plan_id: str = _column(PLAN_ID, primary_key=True)
    number: int = _column(Integer, primary_key=True, autoincrement=False)
    position: int = _column(Integer)
    role: str = _column(_key(11))


class Fact(SQLModel, table=True):
    """A fact as a person wrote it (`service.facts.records`); read whole. Entries and marks are made of these."""

    __tablename__: ClassVar[Any] = "fact"
    kind: str = _column(_key(16), primary_key=True)
    id: str = _column(_key(160), primary_key=True)
    record: dict[str, Any] = _column(JSON)


class Entry(SQLModel, table=True):
    """An item of a collection made of facts: its public JSON, ready to send, and what it sorts by."""

    __tablename__: ClassVar[Any] = "entry"
    __table_args__ = (Index(None, "kind", "sort", unique=True),)
    kind: str = _column(_key(16), primary_key=True)
    id: str = _column(_key(160), primary_key=True)
    sort: str = _column(_key(400))
    body: bytes = _column(LargeBinary)


class Mark(SQLModel, table=True):
    """A value that an entry can be filtered by."""

    __tablename__: ClassVar[Any] = "mark"
    __table_args__ = (
        ForeignKeyConstraint(["kind", "id"], ["entry.kind", "entry.id"], ondelete="CASCADE"),
        Index(None, "kind", "name", "value"),
    )
    kind: str = _column(_key(16), primary_key=True)
    id: str = _column(_key(160), primary_key=True)
    name: str = _column(_key(32), primary_key=True)
    value: str = _column(_key(400), primary_key=True)
