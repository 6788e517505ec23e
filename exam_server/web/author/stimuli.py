"""Cases that several items share: listed with what hangs on them, written with a preview, saved as revisions."""

from typing import Any
from uuid import UUID, uuid4

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from exam_server.core.bank import Stimulus
from exam_server.core.item_differences import Change, diff_words
from exam_server.core.problems import NotFound, Problem, Refused
from exam_server.core.text import text
from exam_server.formats.item_form import Fields
from exam_server.services import drafts
from exam_server.services import stimuli as cases
from exam_server.services.drafts import Form
from exam_server.services.media import take_picture
from exam_server.services.qualification import Edition
from exam_server.services.work import Work
from exam_server.web.access import allow
from exam_server.web.author.form_fields import place_problems, typed_draft, typed_fields
from exam_server.web.author.form_page import preview_choice
from exam_server.web.author.form_words import place_words
from exam_server.web.author.room import author, find_chosen, get_chosen
from exam_server.web.language import speak
from exam_server.web.typed import whole_number
from exam_server.web.work import open_work


@author.get("/stimuli")
@allow("bank.read")
def list_stimuli() -> str:
    with open_work() as work:
        edition = find_chosen(work)
        found = cases.list_stimuli(work, edition.code) if edition else []
    return render_template("author/stimuli.html", edition=edition, stimuli=found)


@author.get("/stimuli/<code>")
@allow("bank.write")
def edit_stimulus(code: str) -> str:
    with open_work() as work:
        edition = get_chosen(work)
        found = cases.get_stimulus(work, edition.code, code)
    return _open(Form(edition.code, "stimulus", code, found.number), found.stimulus)


@author.get("/new-stimulus")
@allow("bank.write")
def write_stimulus() -> str:
    with open_work() as work:
        edition = get_chosen(work)
    return _open(Form(edition.code, "stimulus", "", 0), Stimulus("", "", ""))


@author.post("/stimuli/<code>")
@allow("bank.write")
def save_stimulus(code: str) -> Response | str | tuple[str, int]:
    return _take(code)


@author.post("/new-stimulus")
@allow("bank.write")
def save_new_stimulus() -> Response | str | tuple[str, int]:
    return _take("")


@author.post("/check-stimulus")
@allow("bank.write")
def check_typed_stimulus() -> str:
    """How candidates see the case as it's typed now, and what stands against saving it; nothing is saved."""
    with open_work() as work:
        edition = get_chosen(work)
        live = _live(work, _typed(""))
    return render_template("author/_stimulus_live.html", edition=edition, **live)


def _open(form: Form, stimulus: Stimulus) -> str:
    if wanted := request.args.get("draft", type=UUID):
        with open_work() as work:
            draft = drafts.get_draft(work, wanted)
        return _show(draft.form, _from(draft.fields, draft.form.code), draft.id, taken_up=draft.saved_at)
    return _show(form, stimulus, uuid4())


def _take(code: str) -> Response | str | tuple[str, int]:
    with open_work() as work:
        edition = get_chosen(work)
    form = Form(edition.code, "stimulus", code, request.form.get("based_on", type=whole_number, default=0))
    stimulus, draft, act = _typed(code), typed_draft() or uuid4(), request.form.get("act", "")
    if act == "picture":
        return _add_picture(form, stimulus, draft)
    return _show(form, stimulus, draft) if act else _save(form, stimulus, draft)


def _typed(code: str) -> Stimulus:
    return _from(typed_fields(), code)


def _from(fields: Fields, code: str) -> Stimulus:
    return Stimulus(code or fields.get("id", "").strip(), fields.get("title", "").strip(), fields.get("body", ""))


def _save(form: Form, stimulus: Stimulus, draft: UUID) -> Response | tuple[str, int]:
    with open_work() as work:
        problems = cases.check_stimulus(work, stimulus)
    if problems:
        return _show(form, stimulus, draft, not_saved=True), 422
    try:
        with open_work() as work:
            number = cases.save_stimulus(work, form.qualification, form.code, stimulus, form.based_on)
            drafts.end_draft(work, draft)
    except Refused as refusal:
        return _show(form, stimulus, draft, refusal=refusal), 409
    flash(speak(text("The case was saved as revision {number}.", number=number)), "saved")
    return redirect(url_for("author.list_stimuli", qualification=form.qualification))


def _add_picture(form: Form, stimulus: Stimulus, draft: UUID) -> str | tuple[str, int]:
    file, description = request.files.get("picture"), request.form.get("description", "")
    try:
        with open_work() as work:
            content = file.read() if file else b""
            taken = take_picture(work, (file and file.filename) or "", content, description)
    except Refused as refusal:
        return _show(form, stimulus, draft, picture_refusal=refusal, description=description), 422
    caret = min(request.form.get("caret", type=whole_number, default=len(stimulus.body)), len(stimulus.body))
    body = stimulus.body[:caret] + taken.markdown + stimulus.body[caret:]
    return _show(form, Stimulus(stimulus.id, stimulus.title, body), draft, taken=taken, alt=description)


def _show(form: Form, stimulus: Stimulus, draft: UUID, **shown: Any) -> str:
    with open_work() as work:
        edition = get_chosen(work)
        items = _hanging(work, form)
        waiting = drafts.list_drafts(work, form.qualification, "stimulus", form.code)
        others = drafts.list_others(work, form)
        current = _current(work, edition, form, stimulus) if "refusal" in shown else {}
        based_on = current["current"].number if current else form.based_on
        live = _live(work, stimulus)
    return render_template(
        "author/stimulus_form.html",
        edition=edition,
        form_of=form,
        code=form.code,
        based_on=based_on,
        draft=draft,
        items=items,
        waiting=[each for each in waiting if each.id != draft],
        others=others,
        **current,
        **live,
        **shown,
    )


def _hanging(work: Work, form: Form) -> tuple[tuple[str, str], ...]:
    return cases.get_stimulus(work, form.qualification, form.code).items if form.code else ()


def _live(work: Work, stimulus: Stimulus) -> dict[str, Any]:
    body_html, unfit = cases.preview_stimulus(work, stimulus)
    problems: tuple[Problem, ...] = cases.check_stimulus(work, stimulus)
    fields = {"id": stimulus.id, "title": stimulus.title, "body": stimulus.body}
    return {
        "f": fields,
        "placed": place_problems(problems, fields),
        "problems": problems,
        "errors": [(each.place, each.message) for each in problems],
        "stimulus": stimulus,
        "body_html": body_html,
        "unfit": unfit,
        "preview": preview_choice(),
    }


def _current(work: Work, edition: Edition, form: Form, stimulus: Stimulus) -> dict[str, Any]:
    """The revision that somebody else saved meanwhile, beside what was typed here."""
    try:
        theirs = cases.get_stimulus(work, edition.code, form.code or stimulus.id)
    except NotFound:
        return {}
    pairs = (("title", theirs.stimulus.title, stimulus.title), ("body", theirs.stimulus.body, stimulus.body))
    return {
        "current": theirs,
        "differences": [Change(name, diff_words(old, new)) for name, old, new in pairs if old != new],
        "name_difference": place_words,
        "current_address": url_for("author.edit_stimulus", code=theirs.stimulus.id, qualification=edition.code),
    }
