"""`exam-server register`: the register of certificates as a file."""

import hashlib
import os
from pathlib import Path

import click

from exam_server.cli.work import open_work
from exam_server.core.text import text
from exam_server.language import say
from exam_server.services.register_export import export_register


@click.group()
def register() -> None:
    """The register of certificates."""


@register.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def export(file: Path) -> None:
    """Write the register as XML, and beside it the file's SHA-256 as FILE.sha256. Both name people: keep them safe."""
    beside = file.with_name(f"{file.name}.sha256")
    for each in (file, beside):
        if each.exists():
            raise click.ClickException(say(text("{file} is there already; name another one.", file=str(each))))
    with open_work() as work:
        content, checksum = export_register(work)
    _write(file, content)
    _write(beside, f"{hashlib.sha256(content).hexdigest()}  {file.name}\n".encode())
    click.echo(say(text("Written: {file}, checksum of its entries {checksum}", file=str(file), checksum=checksum)))


def _write(file: Path, content: bytes) -> None:
    """Readable by its owner alone."""
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as written:
        written.write(content)
