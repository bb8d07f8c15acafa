"""Runs migrations against the database of the settings, one process at a time, whole or not at all."""

from alembic import context
from sqlalchemy import Connection, text
from sqlmodel import SQLModel

from service import models  # the tables have to be known to be compared
from service.config import Settings
from service.db import writer

MIGRATION_LOCK = 0x7475696A  # any number will do as long as all processes take the same


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_as_batch=True,  # SQLite alters a table by making it anew
        compare_type=True,
    )
    with context.begin_transaction():
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": MIGRATION_LOCK})
        context.run_migrations()


if context.is_offline_mode():
    raise SystemExit("migrations look at the database as they go; they cannot be written out as SQL")

assert models
address: str = context.config.attributes.get("address") or Settings().database
with writer(address).begin() as opened:
    run(opened)
