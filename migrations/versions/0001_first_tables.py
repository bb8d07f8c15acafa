"""The first tables: plans, sections, tasks, agencies, assignments, and the change log."""

from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def key(length):
    """Text that orders by its bytes, whatever the locale of the database."""
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "agency",
        sa.Column("code", key(16), nullable=False),
        sa.Column("record", sa.JSON(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_agency")),
    )
    op.create_table(
        "change",
        sa.Column("revision", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", key(16), nullable=False),
        sa.Column("id", key(64), nullable=False),
        sa.Column("change", key(8), nullable=False),
        sa.Column("at", key(27), nullable=False),
        sa.CheckConstraint("change in ('put', 'remove')", name=op.f("ck_change_change")),
        sa.PrimaryKeyConstraint("revision", "position", name=op.f("pk_change")),
    )
    op.create_table(
        "dataset",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("rendering", sa.Integer(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_dataset_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dataset")),
    )
    # Which database this is: the answers of another one never pass for its own.
    op.execute(
        sa.text("INSERT INTO dataset (id, uid, revision, rendering) VALUES (1, :uid, 0, 0)").bindparams(uid=uuid4().hex)
    )
    op.create_table(
        "plan",
        sa.Column("id", key(40), nullable=False),
        sa.Column("title_zh", sa.Text(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.Column("period_from", sa.String(length=10), nullable=True),
        sa.Column("period_to", sa.String(length=10), nullable=True),
        sa.Column("issuer", key(16), nullable=True),
        sa.Column("document_number", sa.Text(), nullable=True),
        sa.Column("issued_on", sa.String(length=10), nullable=True),
        sa.Column("published_on", sa.String(length=10), nullable=True),
        sa.Column("source_url", sa.Text(), nullable=True),
        sa.Column("lead_rule_zh", sa.Text(), nullable=False),
        sa.Column("lead_rule_en", sa.Text(), nullable=False),
        sa.Column("updated_at", key(27), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["issuer"], ["agency.code"], name=op.f("fk_plan_issuer_agency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan")),
    )
    op.create_table(
        "section",
        sa.Column("plan_id", key(40), nullable=False),
        sa.Column("part", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sub", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", key(5), nullable=False),
        sa.Column("title_zh", sa.Text(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_section_plan_id_plan"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("plan_id", "part", "sub", name=op.f("pk_section")),
    )
    op.create_index(op.f("ix_section_number"), "section", ["number"], unique=False)

    op.create_table(
        "task",
        sa.Column("plan_id", key(40), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("sub", sa.Integer(), nullable=False),
        sa.Column("title_zh", sa.Text(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.Column("text_zh", sa.Text(), nullable=False),
        sa.Column("text_en", sa.Text(), nullable=False),
        sa.Column("kind_zh", sa.String(length=16), nullable=True),
        sa.Column("kind_en", sa.String(length=16), nullable=True),
        sa.Column("responsibility", key(8), nullable=False),
        sa.Column("updated_at", key(27), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("responsibility in ('sole', 'joint', 'divided')", name=op.f("ck_task_responsibility")),
        sa.CheckConstraint("number >= 1", name=op.f("ck_task_number")),
        sa.ForeignKeyConstraint(
            ["plan_id", "part", "sub"],
            ["section.plan_id", "section.part", "section.sub"],
            name=op.f("fk_task_plan_id_part_sub_section"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("plan_id", "number", name=op.f("pk_task")),
    )
    op.create_index(op.f("ix_task_part_sub_plan_id_number"), "task", ["part", "sub", "plan_id", "number"], unique=False)
    op.create_index(op.f("ix_task_plan_id_part_sub_number"), "task", ["plan_id", "part", "sub", "number"], unique=False)
    op.create_index(
        op.f("ix_task_responsibility_plan_id_number"), "task", ["responsibility", "plan_id", "number"], unique=False
    )
    op.create_index(
        op.f("ix_task_updated_at_plan_id_number"), "task", ["updated_at", "plan_id", "number"], unique=False
    )

    op.create_table(
        "assignment",
        sa.Column("agency", key(16), nullable=False),
        sa.Column("plan_id", key(40), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("role", key(11), nullable=False),
        sa.CheckConstraint("(role = 'lead') = (position = 1)", name=op.f("ck_assignment_lead")),
        sa.CheckConstraint("role in ('lead', 'participant')", name=op.f("ck_assignment_role")),
        sa.ForeignKeyConstraint(["agency"], ["agency.code"], name=op.f("fk_assignment_agency_agency")),
        sa.ForeignKeyConstraint(
            ["plan_id", "number"],
            ["task.plan_id", "task.number"],
            name=op.f("fk_assignment_plan_id_number_task"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("agency", "plan_id", "number", name=op.f("pk_assignment")),
    )
    op.create_index(
        op.f("ix_assignment_agency_role_plan_id_number"),
        "assignment",
        ["agency", "role", "plan_id", "number"],
        unique=False,
    )
    op.create_index(
        op.f("ix_assignment_plan_id_number_position"), "assignment", ["plan_id", "number", "position"], unique=True
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_assignment_plan_id_number_position"), "assignment")
    op.drop_index(op.f("ix_assignment_agency_role_plan_id_number"), "assignment")

    op.drop_table("assignment")
    op.drop_index(op.f("ix_task_updated_at_plan_id_number"), "task")
    op.drop_index(op.f("ix_task_responsibility_plan_id_number"), "task")
    op.drop_index(op.f("ix_task_plan_id_part_sub_number"), "task")
    op.drop_index(op.f("ix_task_part_sub_plan_id_number"), "task")

    op.drop_table("task")
    op.drop_index(op.f("ix_section_number"), "section")

    op.drop_table("section")
    op.drop_table("plan")
    op.drop_table("dataset")
    op.drop_table("change")
    op.drop_table("agency")
