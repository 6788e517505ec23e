"""Two revisions of an item side by side, word by word, bringing an earlier one back, and who has seen the item."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from exam_server.core.text import text
from exam_server.services.exam_rows import EXAM_STATES
from exam_server.services.item_exposure import list_sightings as list_seen
from exam_server.services.item_revisions import compare_revisions as compare
from exam_server.services.item_revisions import restore_revision as restore
from exam_server.web.access import allow
from exam_server.web.author.item_page import name_place
from exam_server.web.author.room import author, get_chosen
from exam_server.web.language import speak
from exam_server.web.step_up import needs_no_proof
from exam_server.web.typed import whole_number
from exam_server.web.work import open_work


@author.get("/items/<code>/compare")
@allow("bank.read")
def compare_revisions(code: str) -> str:
    older, newer = (request.args.get(name, 0, type=whole_number) for name in ("older", "newer"))
    with open_work() as work:
        edition = get_chosen(work)
        found = compare(work, edition.code, code, older, newer)
    return render_template("author/compare.html", edition=edition, code=code, found=found, name_place=name_place)


@author.post("/items/<code>/restore")
@allow("bank.write")
@needs_no_proof("it makes a new revision, and the one before stays")
def restore_revision(code: str) -> Response:
    number, reason = request.form.get("number", 0, type=whole_number), request.form.get("reason", "")[:2000]
    with open_work() as work:
        edition = get_chosen(work)
        made = restore(work, edition.code, code, number, reason)
    words = text("The content of revision {number} is back, as revision {made}.", number=number, made=made)
    flash(speak(words), "saved")
    return redirect(url_for("author.show_item", code=code, qualification=edition.code))


@author.get("/items/<code>/sightings")
@allow("bank.read")
def list_sightings(code: str) -> str:
    with open_work() as work:
        edition = get_chosen(work)
        sightings = list_seen(work, edition.code, code)
    return render_template("author/sightings.html", edition=edition, code=code, sightings=sightings, states=EXAM_STATES)
