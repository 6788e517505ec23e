"""The tables' revision, and bringing them up to date: what commands do before anybody serves."""

from dataclasses import dataclass
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from exam_server.store.database import Database


@dataclass(frozen=True)
class Schema:
    """The revision that the database is at, and the one that this program needs."""

    found: str | None
    needed: str

    @property
    def is_current(self) -> bool:
        return self.found == self.needed


def upgrade_schema(database: Database) -> None:
    """Run all migrations that are missing, in one transaction of the given database."""
    with database.migrating() as connection:
        config = alembic_config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def check_schema(database: Database) -> Schema:
    needed = ScriptDirectory.from_config(alembic_config()).get_current_head() or ""
    with database.engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return Schema(None, needed)
        return Schema(connection.execute(text("select version_num from alembic_version")).scalar(), needed)


def alembic_config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parents[1] / "store" / "migrations"))
    return config
