"""Brings a database to this release: its schema by Alembic, its stored bodies by the store."""

from alembic import command
from alembic.config import Config

from service.config import MIGRATIONS, Settings
from service.db import Database
from service.store import writing


def migrate(settings: Settings) -> None:
    """Applies the migrations that are missing, then renders stored bodies anew if this release shows them otherwise."""
    command.upgrade(config(settings), "head")
    with writing(Database(settings)):
        pass  # the store brings the bodies up to date before it does anything else


def config(settings: Settings) -> Config:
    """Alembic's configuration for a database, without a file of its own."""
    made = Config()
    made.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    made.attributes["address"] = settings.database
    return made
