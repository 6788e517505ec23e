"""Items for other systems: what a format can't hold is said before the file is made."""

from flask import Response, make_response, render_template, request

from exam_server.core.exchange import Outgoing
from exam_server.core.problems import NotFound
from exam_server.services.sending import can_write, gather_bank, note_export, write_export
from exam_server.web.access import allow
from exam_server.web.author.room import author, find_chosen, get_chosen
from exam_server.web.author.words import FORMATS
from exam_server.web.work import open_work

SHOWN = 200
"""Items whose losses are listed one by one."""


@author.get("/export")
@allow("bank.read")
def choose_export() -> str:
    """The formats; with one of them in the address, what it would lose of the bank."""
    format_name = request.args.get("format", "")
    with open_work() as work:
        edition = find_chosen(work)
        bank = gather_bank(work, edition.code) if edition and can_write(format_name) else Outgoing(())
    written = write_export(bank, format_name) if bank.items else None
    return render_template(
        "author/export.html",
        edition=edition,
        formats={name: words for name, words in FORMATS.items() if can_write(name)},
        chosen=format_name if written else "",
        count=len(bank.items) - len(written.left_out) if written else 0,
        left_out=list(written.left_out.items())[:SHOWN] if written else [],
        losses=list(written.losses.items())[:SHOWN] if written else [],
        lossy=len(written.losses) if written else 0,
        missing=len(written.left_out) if written else 0,
        shown=SHOWN,
    )


@author.post("/export")
@allow("bank.read")
def export_file() -> Response:
    """The file with all keys in it: who took it out is noted."""
    format_name = request.form.get("format", "")
    if not can_write(format_name):
        raise NotFound(format_name)
    with open_work() as work:
        edition = get_chosen(work)
        bank = gather_bank(work, edition.code)
    written = write_export(bank, format_name)
    with open_work() as work:
        ending, media_type = note_export(work, edition.code, format_name, len(bank.items))
    response = make_response(written.content)
    response.headers["Content-Type"] = media_type
    response.headers["Content-Disposition"] = f'attachment; filename="{edition.code}{ending}"'
    return response
