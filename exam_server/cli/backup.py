"""`exam-server backup` and `restore`: the whole installation in one file, and back."""

from datetime import datetime
from pathlib import Path

import click

from exam_server.cli.work import open_work, refusals_exit, server_lock, settings_or_exit
from exam_server.core.text import text
from exam_server.language import say
from exam_server.services.backup import check_backup, make_backup
from exam_server.services.erasure_orders import FILE, finish_orders, repeat_orders, require_readable
from exam_server.services.opening import open_database
from exam_server.services.restoring import note_restored, restore_backup
from exam_server.services.schema import upgrade_schema


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Write everything into FILE while people go on working, and prove it by restoring it beside."""
    settings = settings_or_exit()
    with refusals_exit():
        about = make_backup(settings.instance, settings.database, file, datetime.now().astimezone())
        click.echo(say(text("Written: {file}", file=str(file))))
        checked = check_backup(file, settings.database, settings.key)
    click.echo(
        say(
            text(
                "Restored beside and found sound: {files} files; audit links: {links}.",
                files=len(about.files),
                links=sum(each.length for each in checked.chains),
            )
        )
    )


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def restore(file: Path) -> None:
    """Make a backup the installation; what stood there before is put aside."""
    settings = settings_or_exit()
    now = datetime.now().astimezone()
    settings.instance.mkdir(parents=True, exist_ok=True, mode=0o700)
    orders = [settings.instance / FILE, file.parent / FILE]
    with server_lock(settings, open_database(settings.database)), refusals_exit():
        require_readable(orders)
        about, aside = restore_backup(file, settings.instance, settings.database, settings.key, now)
        upgrade_schema(open_database(settings.database))
    # The restored secret and settings are in force from here on.
    with open_work() as work:
        note_restored(work, about)
    with open_work() as work:
        repeated = repeat_orders(work, orders)
    with open_work() as work:
        finish_orders(work, settings.instance)
    done = text(
        "Restored as of {moment}. What was there before lies in {folder}.", moment=about.made_at, folder=str(aside)
    )
    click.echo(say(done))
    if repeated:
        click.echo(say(text("Erased anew, as two people had ordered since: {count} orders.", count=repeated)))
