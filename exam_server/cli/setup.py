"""`exam-server setup`: the organisation, the shipped content, and the way in for the first person."""

from datetime import timedelta

import click

from exam_server.cli.work import open_work, settings_or_exit
from exam_server.core.text import text
from exam_server.language import say
from exam_server.services import people
from exam_server.services.bank import Filed
from exam_server.services.cleaning import clean_anew
from exam_server.services.content import file_missing
from exam_server.services.reading_content import Content, read_content
from exam_server.services.work import Work
from exam_server.settings import Settings

FIRST_LOGIN = "biuro"


@click.command()
@click.option("--organisation", default="Instytucja certyfikująca", show_default=True, help="name of the awarding body")
@click.option("--seat", default="", help="its seat, which certificates name; the office can enter it later")
def setup(organisation: str, seat: str) -> None:
    """Make what is missing: safe to run again, changes nothing that is there.

    Prints a one-time link for the first office account as long as that has no password.
    """
    settings = settings_or_exit()
    content = read_content(settings.content)
    with open_work(founding=True) as work:
        if people.find_organisation_id(work) is None:
            people.make_organisation(work, organisation, seat)
        clean_anew(work)
        filed = file_missing(work, content)
        link = _first_link(work, settings)
    _show_problems(content)
    for code, items in filed.items():
        click.echo(_summary(code, items))
    if link:
        click.echo(say(text("Address: {address}", address=settings.address)))
        click.echo(
            say(text("One-time link for the first office account ({login}): {link}", login=FIRST_LOGIN, link=link))
        )


def _first_link(work: Work, settings: Settings) -> str:
    """A new link at each start until one was used: who lost the first isn't locked out."""
    account_id = people.find_account_id(work, FIRST_LOGIN)
    if account_id is None and people.is_fresh(work):
        account_id = people.make_account(work, FIRST_LOGIN, "Biuro", "Egzaminów", ["office", "administrator"])
    if account_id is None or people.has_password(work, account_id):
        return ""
    token = people.make_setup_link(work, account_id, timedelta(hours=settings.setup_link_hours))
    return f"{settings.address}/account/setup/{token}"


def _show_problems(content: Content) -> None:
    """What keeps files from being filed; the rest is filed all the same, so that one bad file stops no start."""
    found = [each.problems for each in content.banks] + [each.problems for each in content.scenarios]
    for problem in (problem for problems in found for problem in problems if problem.severity == "error"):
        click.echo(f"{problem.place}:{problem.line}: [{problem.rule}] {say(problem.message)}", err=True)


def _summary(code: str, filed: Filed) -> str:
    counts = {"new": len(filed.new), "same": len(filed.same)}
    return say(text("{qualification}: items filed: {new}; there before: {same}", qualification=code, **counts))
