"""`exam-server secret`: the one secret that keys and tokens of an installation follow from."""

from datetime import datetime

import click

from exam_server.cli.work import open_work, refusals_exit, settings_or_exit
from exam_server.core.text import text
from exam_server.language import say
from exam_server.services.rotating import exchange_secret

ASKED = text(
    "Everybody is logged out, apps of second factors and recovery codes have to be set up anew, and tickets made anew."
    " Go on?"
)


@click.group()
def secret() -> None:
    """The installation's secret."""


@secret.command()
@click.option("--yes", is_flag=True, help="don't ask")
def rotate(yes: bool) -> None:
    """Exchange it, with the server stopped; signed heads and badges of before stay verifiable."""
    settings = settings_or_exit()
    if not yes:
        click.confirm(say(ASKED), abort=True)
    with open_work() as work, refusals_exit():
        done = exchange_secret(work, settings.instance, settings.key, datetime.now().astimezone())
    counts = {"sessions": done.sessions, "apps": done.apps, "exams": done.exams}
    ended = text(
        "The secret is exchanged. Log-ins that ended: {sessions}; apps to be set up anew: {apps}; frozen exams that"
        " need new tickets: {exams}.",
        **counts,
    )
    aside = text(
        "The earlier one lies in {file}: delete it when no answer file can come any more.", file=str(done.aside)
    )
    for each in (ended, aside):
        click.echo(say(each))
