"""An item's form: written by its parts, previewed as candidates see it, checked at each place, saved as a revision."""

from collections.abc import Mapping
from typing import Any, cast
from uuid import UUID, uuid4

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from exam_server.core.bank import Kind
from exam_server.core.problems import Refused
from exam_server.core.text import Text, text
from exam_server.formats.item_form import ACT, Fields, act_on, change_kind, fill_up, read_fields, write_fields
from exam_server.formats.item_form.reading import BLANK
from exam_server.services import drafts, item_forms
from exam_server.services.bank import get_item
from exam_server.services.drafts import Form
from exam_server.services.item_forms import Checked
from exam_server.services.media import take_picture
from exam_server.web.access import allow
from exam_server.web.author.form_fields import typed_draft, typed_fields
from exam_server.web.author.form_page import MOST_REASON, show_form, show_source
from exam_server.web.author.room import author, get_chosen
from exam_server.web.author.words import KINDS
from exam_server.web.language import speak
from exam_server.web.typed import whole_number
from exam_server.web.work import open_work

NEW: Mapping[str, str] = {**write_fields(BLANK), "level": "apply", "difficulty": "0.65", "seconds": "75", "stem": ""}


@author.get("/items/<code>/form")
@allow("bank.write")
def edit_item_form(code: str) -> str:
    with open_work() as work:
        edition = get_chosen(work)
        filed = get_item(work, edition.code, code)
        fields = item_forms.form_of(work, filed)
    return _open(Form(edition.code, "item", code, filed.number), fields)


@author.get("/new-item/form")
@allow("bank.write")
def write_item_form() -> str:
    """`kind` and `criterion` in the address begin the item with them."""
    with open_work() as work:
        edition = get_chosen(work)
    kind, criterion = request.args.get("kind", ""), request.args.get("criterion", "")
    wanted = {"kind": kind if kind in KINDS else "single_choice"}
    wanted["criteria"] = criterion if criterion in edition.content.codes() else ""
    return _open(Form(edition.code, "item", "", 0), {**NEW, **wanted})


def _open(form: Form, fields: Fields) -> str:
    """The form with what is filed, or with a draft of it that its author takes up again."""
    if wanted := request.args.get("draft", type=UUID):
        with open_work() as work:
            draft = drafts.get_draft(work, wanted)
        return show_form(draft.form, draft.fields, draft.id, taken_up=draft.saved_at)
    # Nobody is told what's missing before the first word.
    untouched = None if form.code else Checked(read_fields(fields)[0], ())
    return show_form(form, fields, uuid4(), checked=untouched)


@author.post("/items/<code>/form")
@allow("bank.write")
def save_item_form(code: str) -> Response | str | tuple[str, int]:
    return _take(code)


@author.post("/new-item/form")
@allow("bank.write")
def save_new_item_form() -> Response | str | tuple[str, int]:
    return _take("")


def _take(code: str) -> Response | str | tuple[str, int]:
    """Every button of the form sends all of it; all but the saving one give the form back with their change."""
    with open_work() as work:
        edition = get_chosen(work)
    form = Form(edition.code, "item", code, request.form.get("based_on", type=whole_number, default=0))
    fields, draft, act = typed_fields(), typed_draft() or uuid4(), request.form.get("act", "")
    if act == "source":
        return show_source(form, item_forms.source_of({**fields, "status": _status(form)}), draft)
    if act == "picture":
        return _add_picture(form, fields, draft)
    if act == "kind":
        return _change_kind(form, fields, draft)
    if act == "points":
        return show_form(form, item_forms.with_points(fields), draft, focus="scoring.mapping")
    if ACT.fullmatch(act):
        return show_form(form, act_on(fields, act), draft, focus=act)
    return show_form(form, fields, draft) if act else _save(form, fields, draft)


def _status(form: Form) -> str:
    if not form.code:
        return "draft"
    with open_work() as work:
        return str(get_item(work, form.qualification, form.code).item.status)


def _save(form: Form, fields: Fields, draft: UUID) -> Response | str | tuple[str, int]:
    reason = request.form.get("reason", "")[:MOST_REASON]
    try:
        with open_work() as work:
            checked, saved = item_forms.save_fields(work, form.qualification, form.code, fields, form.based_on, reason)
            if saved.number is not None:
                drafts.end_draft(work, draft)
    except Refused as refusal:
        return show_form(form, fields, draft, refusal=refusal), 409
    if saved.number is None:
        return show_form(form, fields, draft, checked=checked, not_saved=True), 422
    flash(speak(_outcome(saved.number, form.based_on)), "saved")
    return redirect(url_for("author.show_item", code=saved.code, qualification=form.qualification))


def _outcome(number: int, based_on: int) -> Text:
    if number == based_on:
        return text("The content is the same as before, so revision {number} stays.", number=number)
    return text("The item was saved as revision {number}.", number=number)


def _change_kind(form: Form, fields: Fields, draft: UUID) -> str:
    wanted = request.form.get("new_kind", "")
    if wanted not in KINDS:
        return show_form(form, fields, draft)
    changed, left = change_kind(fill_up(fields), cast(Kind, wanted))
    return show_form(form, changed, draft, left=left, focus="new_kind")


def _add_picture(form: Form, fields: Fields, draft: UUID) -> str | tuple[str, int]:
    """File a picture and put it into the chosen text, where the cursor was or at its end; the form isn't saved yet."""
    file, description = request.files.get("picture"), request.form.get("description", "")
    try:
        with open_work() as work:
            content = file.read() if file else b""
            taken = take_picture(work, (file and file.filename) or "", content, description)
    except Refused as refusal:
        shown: dict[str, Any] = {"picture_refusal": refusal, "description": description}
        return show_form(form, fields, draft, **shown), 422
    into = request.form.get("into", "stem")
    if into not in fields:
        into = "stem"
    words = fields.get(into, "")
    caret = min(request.form.get("caret", type=whole_number, default=len(words)), len(words))
    changed = {**fields, into: words[:caret] + taken.markdown + words[caret:]}
    return show_form(form, changed, draft, taken=taken, alt=description, focus=into)
