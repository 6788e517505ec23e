"""`exam-server setup`: the organisation, the shipped content, and the way in for the first person."""

from datetime import timedelta

import click

from exam_server.cli.work import open_work, settings_or_exit
from exam_server.core.text import text
from exam_server.language import say
from exam_server.services import people
from exam_server.services.content import Loaded, load_content
from exam_server.services.work import Work
from exam_server.settings import Settings

FIRST_LOGIN = "biuro"


@click.command()
@click.option("--organisation", default="Instytucja certyfikująca", show_default=True, help="name of the awarding body")
def setup(organisation: str) -> None:
    """Make what is missing: safe to run again. Prints a one-time link for the first office account."""
    settings = settings_or_exit()
    with open_work() as work:
        if people.find_organisation_id(work) is None:
            people.make_organisation(work, organisation)
        loaded = load_content(work, settings.content)
        link = _first_link(work, settings) if people.is_fresh(work) else ""
    for each in loaded:
        click.echo(_summary(each))
    if link:
        click.echo(say(text("Address: {address}", address=settings.address)))
        click.echo(
            say(text("One-time link for the first office account ({login}): {link}", login=FIRST_LOGIN, link=link))
        )


def _first_link(work: Work, settings: Settings) -> str:
    account = people.make_account(work, FIRST_LOGIN, "Biuro", "Egzaminów", ["office", "administrator"])
    token = people.make_setup_link(work, account, timedelta(hours=settings.setup_link_hours))
    return f"{settings.address}/account/setup/{token}"


def _summary(loaded: Loaded) -> str:
    message = text(
        "{qualification}: items new {new}, changed {changed}, unchanged {same}; errors {errors}",
        qualification=loaded.qualification,
        new=len(loaded.items.new),
        changed=len(loaded.items.changed),
        same=len(loaded.items.same),
        errors=len(loaded.errors),
    )
    return say(message)
