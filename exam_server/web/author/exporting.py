"""Items and tests for other systems: what a format can't hold is said before the file is made."""

from flask import Response, make_response, render_template, request

from exam_server.core.exchange import Outgoing
from exam_server.core.problems import NotFound
from exam_server.services.bank import list_blueprints
from exam_server.services.sending import can_write, gather_bank, gather_test, note_export, write_export
from exam_server.services.work import Work
from exam_server.web.access import allow
from exam_server.web.author.room import author, find_chosen, get_chosen
from exam_server.web.author.words import FORMATS
from exam_server.web.work import open_work

SHOWN = 200
"""Items whose losses are listed one by one."""


@author.get("/export")
@allow("bank.read")
def choose_export() -> str:
    """The formats; with one of them in the address, what it would lose of the bank, or of a blueprint's test."""
    format_name, blueprint = request.args.get("format", ""), request.args.get("blueprint", "")
    with open_work() as work:
        edition = find_chosen(work)
        blueprints = [each.blueprint for each in list_blueprints(work, edition.code)] if edition else []
        chosen = edition if can_write(format_name) else None
        bank = _gather(work, chosen.code, blueprint) if chosen else Outgoing(())
    written = write_export(bank, format_name) if bank.items or bank.blueprints else None
    return render_template(
        "author/export.html",
        edition=edition,
        formats={name: words for name, words in FORMATS.items() if can_write(name)},
        blueprints=blueprints,
        blueprint=blueprint,
        chosen=format_name if written else "",
        count=len(bank.items) - len(written.left_out) if written else 0,
        unsaid=written.unsaid.get(blueprint, ()) if written else (),
        left_out=list(written.left_out.items())[:SHOWN] if written else [],
        losses=list(written.losses.items())[:SHOWN] if written else [],
        lossy=len(written.losses) if written else 0,
        missing=len(written.left_out) if written else 0,
        shown=SHOWN,
    )


def _gather(work: Work, qualification: str, blueprint: str) -> Outgoing:
    return gather_test(work, qualification, blueprint) if blueprint else gather_bank(work, qualification)


@author.post("/export")
@allow("bank.read")
def export_file() -> Response:
    """The file with all keys in it: who took it out is noted."""
    format_name, blueprint = request.form.get("format", ""), request.form.get("blueprint", "")
    if not can_write(format_name):
        raise NotFound(format_name)
    with open_work() as work:
        edition = get_chosen(work)
        bank = _gather(work, edition.code, blueprint)
    written = write_export(bank, format_name)
    with open_work() as work:
        ending, media_type = note_export(work, edition.code, format_name, len(bank.items))
    name = "-".join(each.id for each in bank.blueprints) or edition.code
    response = make_response(written.content)
    response.headers["Content-Type"] = media_type
    response.headers["Content-Disposition"] = f'attachment; filename="{name}{ending}"'
    return response
