"""`exam-server mail`: whether messages leave this installation."""

import click

from exam_server.cli.work import settings_or_exit
from exam_server.core.candidates import is_email
from exam_server.core.mailing import Letter
from exam_server.core.notice_words import TEST_NEWS, TEST_SUBJECT, TROUBLE_WORDS
from exam_server.core.text import text
from exam_server.language import say
from exam_server.services.opening import new_id
from exam_server.services.posting_apart import Postman


@click.group()
def mail() -> None:
    """Messages by e-mail."""


@mail.command()
@click.argument("address")
def test(address: str) -> None:
    """Send one message to ADDRESS, and say what went wrong and what to do about it."""
    settings = settings_or_exit()
    server = settings.mail
    if server is None:
        missing = text("No mail server is set: write mail_host and its fellows into settings.toml.")
        raise click.ClickException(say(missing))
    if not is_email(address):
        raise click.ClickException(say(text("This isn't an e-mail address.")))
    letter = Letter(new_id(), address, server.sender, say(TEST_SUBJECT), f"{say(TEST_NEWS)}\n", "pl")
    with Postman(server) as postman:
        posted = postman.post(letter)
    if posted.step is None:
        click.echo(say(text("The mail server took the message. Look whether it arrives, also among unwanted mail.")))
        return
    met, remedy = TROUBLE_WORDS[posted.step]
    code = f" ({posted.code})" if posted.code else ""
    raise click.ClickException(f"{say(met)}{code} {say(remedy)}")
