"""How people reach the server: by HTTPS with its own certificate or one brought along, or plainly on this machine."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click

from exam_server.cli.work import refusals_exit
from exam_server.core.certificates import in_groups
from exam_server.core.network import EVERYWHERE, as_host, is_loopback
from exam_server.core.text import Text, text
from exam_server.language import say
from exam_server.services import machine
from exam_server.services.certificates import (
    ServerCertificate,
    choose_host,
    find_authority,
    make_certificate,
    take_certificate,
)
from exam_server.settings import Settings

HTTPS_PORT = 443
PLAIN = text(
    "Without HTTPS everybody in the network of {host} could read tickets and responses, so the server doesn't start. "
    "Add --tls auto (the server makes its own certificate) or --tls CERTIFICATE,KEY (yours), or set behind_tls = true "
    "where a proxy in front ends HTTPS. If nobody else can be in this network: --insecure."
)


def prepare_transport(settings: Settings, insecure: bool) -> tuple[Settings, ServerCertificate | None]:
    """The settings with the address that people use, and the server's certificate; None where it speaks plain http.

    Ends the command for plain http beyond this machine that nobody asked for, and for a certificate that can't serve.
    """
    if not settings.is_secure and not insecure and not is_loopback(settings.host):
        raise click.ClickException(say(Text(PLAIN.template, {"host": settings.host})))
    if not settings.tls:
        return settings, None
    with refusals_exit():
        files = settings.tls_files
        host, certificate = _given(settings, *files) if files else _own(settings)
    address = f"https://{as_host(host)}" + ("" if settings.port == HTTPS_PORT else f":{settings.port}")
    return replace(settings, public_url=settings.public_url or address), certificate


def _own(settings: Settings) -> tuple[str, ServerCertificate]:
    host = _wanted_host(settings) or machine.main_address()
    names = machine.list_names() | {host}
    return host, make_certificate(settings.instance, host, names, datetime.now(UTC))


def _given(settings: Settings, certificate: Path, key: Path) -> tuple[str, ServerCertificate]:
    host = _wanted_host(settings)
    wanted = "" if is_loopback(host) and not settings.public_url else host
    taken = take_certificate(certificate, key, wanted, datetime.now(UTC))
    return wanted or choose_host(taken.validity), taken


def _wanted_host(settings: Settings) -> str:
    if settings.public_url:
        return settings.public_host
    return "" if settings.host in EVERYWHERE else settings.host


def show_certificate(settings: Settings, certificate: ServerCertificate) -> None:
    """What the administrator checks, and what a helper reads aloud while people install the authority."""
    names = ", ".join(sorted(certificate.validity.names))
    day = certificate.validity.not_after.date()
    click.echo(say(text("Certificate: until {day}, for {names}", day=day, names=names)))
    if certificate.left_out:
        message = text(
            "Not for {names}: the authority was made without them. To change that, remove the folder {folder}, start "
            "again, and install the new authority everywhere.",
            names=", ".join(certificate.left_out),
            folder=str(certificate.key.parent),
        )
        click.echo(say(message))
    authority = find_authority(settings.instance) if settings.tls == "auto" else None
    shown = authority.fingerprint if authority else certificate.fingerprint
    whose = text("SHA-256 of the authority:") if authority else text("SHA-256 of the certificate:")
    click.echo(f"{say(whose)} {' '.join(in_groups(shown))}")
    if authority:
        address = f"{settings.trust_address}/"
        click.echo(say(text("Computers get the authority at {address}", address=address)))
