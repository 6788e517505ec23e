"""`exam-server serve`: the server."""

import socket
from dataclasses import replace

import click
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from exam_server.cli.work import require_schema, server_lock, settings_or_exit
from exam_server.core.text import text
from exam_server.language import say
from exam_server.services.opening import open_database
from exam_server.settings import Settings


@click.command()
@click.option("--host", default=None, help="the address to listen on")
@click.option("--port", default=None, type=click.IntRange(1, 65_535))
@click.option("--workers", default=1, type=click.IntRange(1, 64), show_default=True, help="more need PostgreSQL")
def serve(host: str | None, port: int | None, workers: int) -> None:
    """Serve until stopped. On SQLite a second serving process is refused."""
    settings = settings_or_exit()
    settings = replace(settings, host=host or settings.host, port=port or settings.port)
    _require_room(settings, workers)
    click.echo(say(text("Serving at {address} (stop with Ctrl-C)", address=settings.address)))
    Server(
        "exam_server.app:application",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=settings.threads,
        factory=True,
        log_access=False,
        log_level=LogLevels.error,
    ).serve()


def _require_room(settings: Settings, workers: int) -> None:
    """Say what would stop the server before it starts: the tables, another writer, a port that is taken.

    The serving process takes the writer's lock itself, so that it's held exactly as long as somebody writes.
    """
    database = open_database(settings.database)
    require_schema(database)
    if database.is_sqlite and workers > 1:
        raise click.ClickException(say(text("SQLite takes one serving process; more need PostgreSQL.")))
    with server_lock(settings, database):
        _require_port(settings)
    database.engine.dispose()


def _require_port(settings: Settings) -> None:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(address)
    except OSError as error:
        message = text(
            "The server can't listen at {host}:{port}: {reason}.",
            host=settings.host,
            port=settings.port,
            reason=error.strerror or type(error).__name__,
        )
        raise click.ClickException(say(message)) from error
