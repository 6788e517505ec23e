"""`exam-server`: all commands by subject."""

import click

from exam_server.cli.audit import audit
from exam_server.cli.backup import backup, restore
from exam_server.cli.bank_exchange import bank
from exam_server.cli.database import db
from exam_server.cli.demo import demo
from exam_server.cli.draw import draw
from exam_server.cli.mail import mail
from exam_server.cli.qualification import qualification
from exam_server.cli.register import register
from exam_server.cli.rehearse_room import rehearse_room
from exam_server.cli.scenario import scenario
from exam_server.cli.score import score
from exam_server.cli.secret import secret
from exam_server.cli.serve import serve
from exam_server.cli.setup import setup


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """The exam server's commands."""


for command in (
    qualification,
    bank,
    draw,
    scenario,
    score,
    serve,
    db,
    setup,
    demo,
    audit,
    register,
    backup,
    restore,
    mail,
    secret,
    rehearse_room,
):
    main.add_command(command)
