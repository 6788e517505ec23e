"""`exam-server rehearse-room`: bots sit a made-up exam on the running server, and a page says whether it's ready."""

import asyncio
import json
import ssl
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TextIO
from zoneinfo import ZoneInfo

import click

from exam_server.cli.rehearsal.browser import Refused, Server
from exam_server.cli.rehearsal.report import to_json, to_page
from exam_server.cli.rehearsal.room import Wish, rehearse
from exam_server.cli.rehearsal.staff import NotLoggedIn
from exam_server.cli.rehearsal.wire import Broken
from exam_server.cli.work import settings_or_exit
from exam_server.core.readiness import Line, is_ready, judge_room
from exam_server.core.text import text
from exam_server.language import LANGUAGES, say
from exam_server.services.certificates import find_authority
from exam_server.settings import Settings

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("rehearse-room")
@click.option("--seats", type=click.IntRange(1, 2000), required=True, help="how many bots sit the rehearsal")
@click.option("--address", default="", help="the running server, as seats reach it  [default: this installation's]")
@click.option("--exam", "like", default="", metavar="ID", help="take this exam's blueprint; its candidates stay alone")
@click.option("--login", default="biuro", show_default=True, help="an office account; its password is asked for")
@click.option("--password-file", type=click.File(), help="read the password here (- for standard input)")
@click.option("--ca", type=FILE, help="trust this authority too")
@click.option("--language", type=click.Choice(LANGUAGES), help="of the report  [default: the settings' one]")
@click.option("--json", "as_json", is_flag=True, help="print the report as JSON")
def rehearse_room(
    seats: int,
    address: str,
    like: str,
    login: str,
    password_file: TextIO | None,
    ca: Path | None,
    language: str | None,
    as_json: bool,
) -> None:
    """Rehearse a room over the network; exit 1 where it isn't ready.

    The server makes an exam with made-up candidates for it, which gives no marks and is removed at the end.
    """
    settings = settings_or_exit()
    language = language or settings.language
    server = Server.at(address or settings.address, _trust(settings, ca))
    wish = Wish(server, login, _password(login, password_file, language), seats, like, partial(_ask_code, language))
    lines = _rehearse(wish, language)
    show = to_json if as_json else to_page
    click.echo(show(lines, seats, server.origin, datetime.now(ZoneInfo(settings.time_zone)), language))
    if not is_ready(lines):
        raise SystemExit(1)


def _password(login: str, file: TextIO | None, language: str) -> str:
    if file is not None:
        return file.readline().rstrip("\r\n")
    asked: str = click.prompt(say(text("Password of {login}", login=login), language), hide_input=True, err=True)
    return asked


def _ask_code(language: str) -> str:
    asked: str = click.prompt(say(text("Code of the second factor"), language), err=True)
    return asked


def _trust(settings: Settings, ca: Path | None) -> ssl.SSLContext:
    """Who is trusted: the system's authorities, the given one, and this installation's own."""
    context = ssl.create_default_context()
    if ca is not None:
        context.load_verify_locations(cafile=ca)
    if authority := find_authority(settings.instance):
        context.load_verify_locations(cadata=authority.certificate.decode("ascii"))
    return context


def _rehearse(wish: Wish, language: str) -> list[Line]:
    try:
        return judge_room(asyncio.run(rehearse(wish)))
    except NotLoggedIn as error:
        message = text("The server didn't take the log-in {login}.", login=wish.login)
        raise click.ClickException(say(message, language)) from error
    except Refused as error:
        raise click.ClickException(_explain(error)) from error
    except Broken as error:
        address, reason = wish.server.origin, str(error)
        message = text("The server at {address} can't be reached: {reason}", address=address, reason=reason)
        raise click.ClickException(say(message, language)) from error


def _explain(refused: Refused) -> str:
    """The server's own words where it has some."""
    try:
        error = json.loads(refused.answer.content)["error"]
        return f"{error['what']} {error['why']} {error['remedy']}"
    except (ValueError, KeyError, TypeError):
        return str(refused)
