"""Facts: what hangs on plans, the collections made of it, and what each item is filtered by."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def key(length):
    """Text that orders by its bytes, whatever the locale of the database."""
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "fact",
        sa.Column("kind", key(16), nullable=False),
        sa.Column("id", key(160), nullable=False),
        sa.Column("record", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "id", name=op.f("pk_fact")),
    )
    op.create_table(
        "entry",
        sa.Column("kind", key(16), nullable=False),
        sa.Column("id", key(160), nullable=False),
        sa.Column("sort", key(400), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "id", name=op.f("pk_entry")),
    )
    op.create_index(op.f("ix_entry_kind_sort"), "entry", ["kind", "sort"], unique=True)
    op.create_table(
        "mark",
        sa.Column("kind", key(16), nullable=False),
        sa.Column("id", key(160), nullable=False),
        sa.Column("name", key(32), nullable=False),
        sa.Column("value", key(400), nullable=False),
        sa.ForeignKeyConstraint(
            ["kind", "id"], ["entry.kind", "entry.id"], name=op.f("fk_mark_kind_id_entry"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("kind", "id", "name", "value", name=op.f("pk_mark")),
    )
    op.create_index(op.f("ix_mark_kind_name_value"), "mark", ["kind", "name", "value"], unique=False)
    op.create_table(
        "task_mark",
        sa.Column("plan_id", key(40), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", key(16), nullable=False),
        sa.Column("value", key(80), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan_id", "number"],
            ["task.plan_id", "task.number"],
            name=op.f("fk_task_mark_plan_id_number_task"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("plan_id", "number", "name", "value", name=op.f("pk_task_mark")),
    )
    op.create_index(
        op.f("ix_task_mark_name_value_plan_id_number"), "task_mark", ["name", "value", "plan_id", "number"],
        unique=False,
    )  # fmt: skip
    with op.batch_alter_table("task") as task:
        task.add_column(sa.Column("words", sa.Text(), nullable=False, server_default=""))
    # Ids of facts are longer than those of tasks: a link has two ends.
    with op.batch_alter_table("change") as change:
        change.alter_column("id", existing_type=key(64), type_=key(160), existing_nullable=False)


def downgrade() -> None:
    op.execute("DELETE FROM change WHERE kind NOT IN ('plan', 'section', 'task', 'agency')")
    with op.batch_alter_table("change") as change:
        change.alter_column("id", existing_type=key(160), type_=key(64), existing_nullable=False)
    # Not made anew: to drop a table, SQLite deletes its rows first, and with these all assignments.
    with op.batch_alter_table("task", recreate="never") as task:
        task.drop_column("words")
    op.drop_index(op.f("ix_task_mark_name_value_plan_id_number"), "task_mark")
    op.drop_table("task_mark")
    op.drop_index(op.f("ix_mark_kind_name_value"), "mark")
    op.drop_table("mark")
    op.drop_index(op.f("ix_entry_kind_sort"), "entry")
    op.drop_table("entry")
    op.drop_table("fact")
