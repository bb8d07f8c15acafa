"""From the tables back to a record: what a plan is that has been stored."""

from datetime import date

from sqlalchemy import Connection, select
from sqlmodel import SQLModel

from service import models  # the tables have to be known
from service.records import (
    Bilingual,
    Period,
    PlanRecord,
    Responsibility,
    SectionRecord,
    TaskRecord,
    TextKind,
    TextKinds,
    section_number,
)

assert models
TABLES = SQLModel.metadata.tables
PLAN, SECTION, TASK, ASSIGNMENT = TABLES["plan"], TABLES["section"], TABLES["task"], TABLES["assignment"]


def stored_plan(connection: Connection, plan_id: str) -> PlanRecord | None:
    """The plan as it stands in the tables, or `None`."""
    run = connection.execute
    head = run(select(PLAN).where(PLAN.c.id == plan_id)).one_or_none()
    if head is None:
        return None
    agencies: dict[int, list[str]] = {}
    listed = select(ASSIGNMENT.c.number, ASSIGNMENT.c.agency).where(ASSIGNMENT.c.plan_id == plan_id)
    for number, code in run(listed.order_by(ASSIGNMENT.c.number, ASSIGNMENT.c.position)):
        agencies.setdefault(number, []).append(code)
    sections = run(select(SECTION).where(SECTION.c.plan_id == plan_id).order_by(SECTION.c.part, SECTION.c.sub))
    tasks = run(select(TASK).where(TASK.c.plan_id == plan_id).order_by(TASK.c.number))
    return PlanRecord(
        id=head.id,
        title=Bilingual(zh=head.title_zh, en=head.title_en),
        period=Period(from_=date.fromisoformat(head.period_from), to=date.fromisoformat(head.period_to))
        if head.period_from
        else None,
        issuer=head.issuer,
        document_number=head.document_number,
        issued_on=head.issued_on,
        published_on=head.published_on,
        source_url=head.source_url,
        lead_rule=Bilingual(zh=head.lead_rule_zh, en=head.lead_rule_en),
        sections=tuple(
            SectionRecord(number=row.number, title=Bilingual(zh=row.title_zh, en=row.title_en)) for row in sections
        ),
        tasks=tuple(
            TaskRecord(
                number=row.number,
                section=section_number(row.part, row.sub),
                title=Bilingual(zh=row.title_zh, en=row.title_en),
                text=Bilingual(zh=row.text_zh, en=row.text_en),
                text_kind=TextKinds(
                    zh=TextKind(row.kind_zh) if row.kind_zh else None,
                    en=TextKind(row.kind_en) if row.kind_en else None,
                ),
                agencies=tuple(agencies[row.number]),
                responsibility=Responsibility(row.responsibility),
            )
            for row in tasks
        ),
    )
