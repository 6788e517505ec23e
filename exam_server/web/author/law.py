"""Law that items cite: the sources, and amendment days with what they do to items and which exams they touch."""

from datetime import date
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from exam_server.core.amendments import ACTS
from exam_server.core.problems import Refused
from exam_server.core.text import text
from exam_server.services import amending, law
from exam_server.services.item_preview import current_source
from exam_server.services.searching import show_search
from exam_server.services.substituting import Errand, Plan
from exam_server.services.substituting_apart import SearchDied, plan_apart
from exam_server.web.access import allow
from exam_server.web.author.room import author, find_chosen, get_chosen
from exam_server.web.author.words import ACT_WORDS
from exam_server.web.language import speak
from exam_server.web.typed import typed_day
from exam_server.web.work import house, open_work


@author.get("/law")
@allow("bank.read")
def show_law() -> str:
    with open_work() as work:
        edition = find_chosen(work)
        sources = law.list_sources(work, edition.code) if edition else []
        amendments = law.list_amendments(work, edition.code) if edition else []
    return render_template("author/law.html", edition=edition, sources=sources, amendments=amendments)


@author.post("/law")
@allow("bank.write")
def plan_amendment() -> Response:
    given = {name: request.form.get(name, "").strip()[:2000] for name in ("source", "effective_on", "note")}
    with open_work() as work:
        edition = get_chosen(work)
        made = law.plan_amendment(work, edition.code, given["source"], _day(given["effective_on"]), given["note"])
    return redirect(url_for("author.show_amendment", amendment_id=made, qualification=edition.code))


def _day(words: str) -> date:
    try:
        return typed_day(words)
    except ValueError:
        raise Refused(
            text("The amendment wasn't planned."), text("The day is missing or no date."), text("Give a date.")
        ) from None


@author.get("/amendments/<uuid:amendment_id>")
@allow("bank.read")
def show_amendment(amendment_id: UUID) -> str:
    """With `forms` in the address also what leaves frozen forms: that takes seconds, so the page asks for it itself."""
    with open_work() as work:
        edition = get_chosen(work)
        amendment = law.get_amendment(work, amendment_id)
        errand = amending.preview_errand(work, amendment_id) if "forms" in request.args else None
        replaced = amending.list_replaced(work, amendment_id)
        progress = show_search(work, amendment_id)
    return render_template(
        "author/amendment.html",
        edition=edition,
        amendment=amendment,
        acts=ACT_WORDS,
        plans=_preview(errand) if errand else None,
        replaced=replaced,
        progress=progress,
    )


def _preview(errand: Errand) -> list[Plan]:
    try:
        return plan_apart(house().settings.database, house().keys, errand)
    except SearchDied:
        raise Refused(
            text("What leaves frozen forms isn't known now."),
            text("Looking for substitutes was broken off."),
            text("Open the page once more; nothing was changed."),
        ) from None


@author.post("/amendments/<uuid:amendment_id>")
@allow("bank.write")
def choose_acts(amendment_id: UUID) -> Response:
    given = {name.removeprefix("act-"): act for name, act in request.form.items() if name.startswith("act-")}
    acts = {code: act for code, act in given.items() if act in ACTS}
    with open_work() as work:
        edition = get_chosen(work)
        law.choose_acts(work, amendment_id, acts)
    flash(speak(text("What the day does is saved.")), "saved")
    return redirect(url_for("author.show_amendment", amendment_id=amendment_id, qualification=edition.code))


@author.get("/amendments/<uuid:amendment_id>/items/<code>")
@allow("bank.write")
def write_amended(amendment_id: UUID, code: str) -> str:
    with open_work() as work:
        edition = get_chosen(work)
        amendment = law.get_amendment(work, amendment_id)
        source = current_source(work, edition.code, code)
    return render_template(
        "author/amended.html", edition=edition, amendment=amendment, code=code, source=source, problems=()
    )


@author.post("/amendments/<uuid:amendment_id>/items/<code>")
@allow("bank.write")
def prepare_amended(amendment_id: UUID, code: str) -> Response | tuple[str, int]:
    """What stands against the text comes back with it as it was typed."""
    source = request.form.get("source", "").replace("\r\n", "\n")
    with open_work() as work:
        edition = get_chosen(work)
        problems = law.prepare_text(work, amendment_id, code, source)
        amendment = law.get_amendment(work, amendment_id)
    if problems:
        page = render_template(
            "author/amended.html", edition=edition, amendment=amendment, code=code, source=source, problems=problems
        )
        return page, 422
    flash(speak(text("The text from the day on is filed; until then nothing changes.")), "saved")
    return redirect(url_for("author.show_amendment", amendment_id=amendment_id, qualification=edition.code))
