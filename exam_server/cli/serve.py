"""`exam-server serve`: the server."""

import click
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from exam_server.cli.work import require_schema, server_lock, settings_or_exit
from exam_server.services.opening import open_database


@click.command()
@click.option("--host", default=None, help="the address to listen on")
@click.option("--port", default=None, type=int)
@click.option("--workers", default=1, show_default=True, help="processes; more than one needs PostgreSQL")
def serve(host: str | None, port: int | None, workers: int) -> None:
    """Serve until stopped. On SQLite a second serving process is refused."""
    settings = settings_or_exit()
    database = open_database(settings.database)
    require_schema(database)
    if database.is_sqlite and workers > 1:
        raise click.ClickException("SQLite takes one serving process; set EXAM_DATABASE_URL for more")
    with server_lock(settings, database):
        click.echo(f"exam-server at http://{host or settings.host}:{port or settings.port}")
    database.engine.dispose()
    # The serving process takes the lock itself, so that it's held exactly as long as somebody writes.
    Server(
        "exam_server.app:application",
        address=host or settings.host,
        port=port or settings.port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=settings.threads,
        factory=True,
        log_access=False,
        log_level=LogLevels.error,
    ).serve()
