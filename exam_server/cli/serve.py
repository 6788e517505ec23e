"""`exam-server serve`: the server."""

import os
import resource
import socket
import sys
from collections.abc import Mapping
from typing import NoReturn

import click

from exam_server.cli.transport import prepare_transport, show_certificate
from exam_server.cli.work import opened_database, require_schema, server_lock, settings_or_exit
from exam_server.core.text import text
from exam_server.language import say
from exam_server.services.answer_files import make_answer_file_key
from exam_server.services.certificates import ServerCertificate
from exam_server.services.tokens import Keys
from exam_server.settings import ANSWER_FILE_KEY, Settings

THRIFT = {
    "MALLOC_ARENA_MAX": "1",
    "MALLOC_MMAP_THRESHOLD_": str(1024**2),
    "MALLOC_TRIM_THRESHOLD_": str(1024**2),
    "GLIBC_TUNABLES": "glibc.malloc.tcache_count=0",
    "_RJEM_MALLOC_CONF": "narenas:1,tcache:false,dirty_decay_ms:0,muzzy_decay_ms:0",
}
"""Of glibc, and of granian's jemalloc. Else each thread keeps a heap and a store of its own, and what a herd of 500 or
the 19 MiB of a password's hash once took stays for good."""


CONNECTIONS, WAITING_CONNECTIONS = 16_384, 4096
"""A browser keeps several, and beyond the first number nobody is let in until somebody leaves."""
PATIENCE_SECONDS = 15
"""For what still runs when the server is told to end; longer isn't needed, for nothing acknowledged waits for it."""


@click.command()
@click.option("--host", default=None, help="the address to listen on")
@click.option("--port", default=None, type=click.IntRange(1, 65_535))
@click.option("--workers", default=1, type=click.IntRange(1, 64), show_default=True, help="more need PostgreSQL")
@click.option("--tls", default=None, metavar="auto|CERT,KEY", help="HTTPS: by an authority of its own, or your files")
@click.option("--insecure", is_flag=True, help="plain http beyond this machine, for everybody there to read")
def serve(host: str | None, port: int | None, workers: int, tls: str | None, insecure: bool) -> None:
    """Serve until stopped. On SQLite a second serving process is refused."""
    given = {"EXAM_HOST": host, "EXAM_PORT": port and str(port), "EXAM_TLS": tls}
    settings = settings_or_exit({name: value for name, value in given.items() if value})
    settings, certificate = prepare_transport(settings, insecure)
    database = _require_room(settings, workers)
    click.echo(say(text("Database: {database}", database=database)))
    click.echo(say(text("Serving at {address} (stop with Ctrl-C)", address=settings.address)))
    if certificate is not None:
        show_certificate(settings, certificate)
    _become_server(settings, workers, certificate)


def _become_server(settings: Settings, workers: int, certificate: ServerCertificate | None) -> NoReturn:
    """This process goes on as granian's, which starts the serving ones: without all that the checks have loaded."""
    options = {
        "host": settings.host,
        "port": settings.port,
        "interface": "wsgi",
        "http": "auto" if certificate else "1",
        "workers": workers,
        "blocking-threads": settings.threads,
        "backpressure": CONNECTIONS,
        "backlog": WAITING_CONNECTIONS,
        "workers-kill-timeout": PATIENCE_SECONDS,
        "log-level": "error",
    }
    if certificate is not None:
        # Windows 10 fetches a settings file of Safe Exam Browser with TLS 1.2.
        files = {"ssl-certificate": certificate.certificate, "ssl-keyfile": certificate.key}
        options |= {**files, "ssl-protocol-min": "tls1.2"}
    given = [f"--{name}={value}" for name, value in options.items()]
    _allow_connections()
    sys.stdout.flush()
    command = [sys.executable, "-P", "-m", "granian", "--factory", "--no-ws", *given, "exam_server.worker:application"]
    os.execve(sys.executable, command, {**THRIFT, **os.environ, **_handed_over(settings)})  # noqa: S606 - no shell


def _allow_connections() -> None:
    """Each is an open file, and many systems give a program 1,024 unless it asks for what it may have."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def _handed_over(settings: Settings) -> Mapping[str, str]:
    """The serving processes read the settings anew: what the command line and this machine added goes with them."""
    return {
        "EXAM_HOST": settings.host,
        "EXAM_PORT": str(settings.port),
        "EXAM_TLS": settings.tls,
        "EXAM_PUBLIC_URL": settings.public_url,
        ANSWER_FILE_KEY: make_answer_file_key(Keys(settings.key)),
    }


def _require_room(settings: Settings, workers: int) -> str:
    """Which database it will be; says what would stop the server before it starts: tables, another writer, the port.

    The serving process takes the writer's lock itself, so that it's held exactly as long as somebody writes.
    """
    with opened_database(settings) as database:
        require_schema(database)
        if database.is_sqlite and workers > 1:
            raise click.ClickException(say(text("SQLite takes one serving process; more need PostgreSQL.")))
        with server_lock(settings, database):
            for port in (settings.port, settings.trust_port) if settings.tls == "auto" else (settings.port,):
                _require_port(settings.host, port)
        return database.version


def _require_port(host: str, port: int) -> None:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(address)
    except OSError as error:
        message = text(
            "The server can't listen at {host}:{port}: {reason}.",
            host=host,
            port=port,
            reason=error.strerror or type(error).__name__,
        )
        raise click.ClickException(say(message)) from error
