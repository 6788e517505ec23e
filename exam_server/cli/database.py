"""`exam-server db`: the database's tables."""

import click

from exam_server.cli.work import opened_database, server_lock, settings_or_exit
from exam_server.services.schema import check_schema, upgrade_schema


@click.group()
def db() -> None:
    """The database."""


@db.command()
def upgrade() -> None:
    """Bring the tables up to date."""
    settings = settings_or_exit()
    settings.instance.mkdir(parents=True, exist_ok=True)
    with opened_database(settings) as database:
        with server_lock(settings, database):
            upgrade_schema(database)
        click.echo(f"database at {check_schema(database).found}")
