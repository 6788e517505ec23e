"""The editor: an item's text, its pictures, and saving it as the next revision."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from exam_server.core.problems import Problem, Refused
from exam_server.core.text import Text, text
from exam_server.formats.item_form import write_fields
from exam_server.formats.item_yaml import read_item
from exam_server.services.drafts import Form, end_draft
from exam_server.services.item_editing import Saved, save_item_text
from exam_server.services.item_preview import show_item as show
from exam_server.services.media import take_picture
from exam_server.services.qualification import Edition
from exam_server.web.access import allow
from exam_server.web.author.form_fields import typed_draft
from exam_server.web.author.form_page import show_form
from exam_server.web.author.room import author, get_chosen
from exam_server.web.language import speak
from exam_server.web.typed import whole_number
from exam_server.web.work import open_work

REASON = 500
BLANK = """\
id: ""
kind: single_choice
criteria: [{criterion}]
level: apply
difficulty: 0.65
seconds: 75
language: pl
status: draft
sources: []
stem: |-
  …
options:
  - {{id: a, text: "…", key: true, rationale: "…"}}
  - {{id: b, text: "…", rationale: "…"}}
  - {{id: c, text: "…", rationale: "…"}}
"""


@author.get("/items/<code>/edit")
@allow("bank.write")
def edit_item(code: str) -> str:
    with open_work() as work:
        edition = get_chosen(work)
        page = show(work, edition.code, code)
    return _editor(edition, code, page.source, page.filed.number, page.problems)


@author.post("/items/<code>/edit")
@allow("bank.write")
def save_item(code: str) -> Response | str | tuple[str, int]:
    return _take(code)


@author.get("/new-item")
@allow("bank.write")
def write_item() -> str:
    with open_work() as work:
        edition = get_chosen(work)
    codes = edition.content.codes()
    criterion = request.args.get("criterion", "")
    blank = BLANK.format(criterion=criterion if criterion in codes else "")
    return _editor(edition, "", blank, 0, ())


@author.post("/new-item")
@allow("bank.write")
def save_new_item() -> Response | str | tuple[str, int]:
    return _take("")


def _take(code: str) -> Response | str | tuple[str, int]:
    """All buttons of the editor send all of it, so that nothing typed is lost over the other."""
    act = request.form.get("act")
    if act == "form":
        return _as_form(code)
    return _add_picture(code) if act == "picture" else _save(code)


def _as_form(code: str) -> str | tuple[str, int]:
    """The same item in its form; a text that can't be read as an item stays here with what is wrong in it."""
    source, based_on = _typed(), request.form.get("based_on", type=whole_number, default=0)
    with open_work() as work:
        edition = get_chosen(work)
    item, problems = read_item(source)
    if item is None:
        return _editor(edition, code, source, based_on, problems), 422
    return show_form(Form(edition.code, "item", code, based_on), write_fields(item), typed_draft() or uuid4())


def _save(code: str) -> Response | tuple[str, int]:
    """Save what was typed; whatever stands against it, the page comes back with the text as it is."""
    source = _typed()
    based_on = request.form.get("based_on", type=whole_number, default=0)
    try:
        with open_work() as work:
            edition = get_chosen(work)
            saved = save_item_text(work, edition.code, code, source, based_on, request.form.get("reason", "")[:REASON])
            if saved.number is not None:
                end_draft(work, typed_draft())
    except Refused as refusal:
        return _overtaken(code, source, refusal)
    if saved.number is None:
        return _editor(edition, code, source, based_on, saved.problems), 422
    flash(speak(_outcome(saved, based_on)), "saved")
    return redirect(url_for("author.show_item", code=saved.code, qualification=edition.code))


def _outcome(saved: Saved, based_on: int) -> Text:
    if saved.number == based_on:
        return text("The content is the same as before, so revision {number} stays.", number=saved.number)
    return text("The item was saved as revision {number}.", number=saved.number)


def _overtaken(code: str, source: str, refusal: Refused) -> tuple[str, int]:
    with open_work() as work:
        edition = get_chosen(work)
        page = show(work, edition.code, code)
    return _editor(edition, code, source, page.filed.number, (), refusal=refusal, current=page.source), 409


def _editor(
    edition: Edition,
    code: str,
    source: str,
    based_on: int,
    problems: Sequence[Problem],
    **shown: Any,
) -> str:
    """The page with a text; `shown`: what else it says, such as a refusal or a picture that was taken."""
    return render_template(
        "author/item_edit.html",
        edition=edition,
        code=code,
        source=source,
        based_on=based_on,
        draft=typed_draft(),
        problems=problems,
        errors=[("source", each.message) for each in problems if each.severity == "error"],
        **shown,
    )


def _add_picture(code: str) -> tuple[str, int]:
    """File a picture and put it into the text that is being written, which itself isn't saved yet."""
    source, based_on = _typed(), request.form.get("based_on", type=whole_number, default=0)
    file, description = request.files.get("picture"), request.form.get("description", "")
    with open_work() as work:
        edition = get_chosen(work)
    try:
        with open_work() as work:
            content = file.read() if file else b""
            taken = take_picture(work, (file and file.filename) or "", content, description)
    except Refused as refusal:
        return _editor(edition, code, source, based_on, (), picture_refusal=refusal, description=description), 422
    caret = request.form.get("caret", type=whole_number)
    if caret is not None:
        source = source[:caret] + taken.markdown + source[caret:]
    return _editor(edition, code, source, based_on, (), taken=taken, inserted=caret is not None, alt=description), 200


def _typed() -> str:
    return request.form.get("source", "").replace("\r\n", "\n")
