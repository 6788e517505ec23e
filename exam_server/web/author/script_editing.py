"""The editor of scenarios: a draft whose blocks are forms and whose whole is a text, kept with every change."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from exam_server.core.problems import Refused
from exam_server.core.simulation.timeline import lay_out
from exam_server.core.text import Text, text
from exam_server.formats.item_form import row_numbers
from exam_server.formats.scenario_form import BLOCKS
from exam_server.services import scenario_desk as desk
from exam_server.services import scenario_editing as editing
from exam_server.services.drafts import Draft
from exam_server.services.qualification import Edition
from exam_server.web.access import allow
from exam_server.web.author import script_places as places
from exam_server.web.author.room import author, get_chosen
from exam_server.web.author.scenarios import script_words
from exam_server.web.author.script_views import VIEWS, read_look, shown
from exam_server.web.language import speak
from exam_server.web.work import open_work

WHOLE = "text"
"""The view of a draft as one text, beside its blocks."""
MOST_REASON = 500


@author.post("/scenarios/<code>/edit")
@allow("bank.write")
def begin_scenario(code: str) -> Response:
    """Take up one's own draft of it, or begin one."""
    with open_work() as work:
        edition = get_chosen(work)
        draft_id = editing.begin_draft(work, edition, code)
    return _to(draft_id, edition, "facts")


@author.post("/new-scenario")
@allow("bank.write")
def write_scenario() -> Response:
    """Begin a blank one, or the parallel variant of another."""
    with open_work() as work:
        edition = get_chosen(work)
        draft_id = editing.begin_new(work, edition, request.form.get("like", ""))
    return _to(draft_id, edition, "scenario")


@author.get("/scenario-drafts/<uuid:draft_id>")
@allow("bank.write")
def edit_scenario(draft_id: UUID) -> str:
    with open_work() as work:
        edition, draft = get_chosen(work), editing.get_draft(work, draft_id)
    return _page(edition, draft, request.args.get("block", "facts"))


@author.post("/scenario-drafts/<uuid:draft_id>")
@allow("bank.write")
def save_scenario(draft_id: UUID) -> Response | tuple[str, int]:
    """Keep what was typed, and do what the button asks: a row, another block, or filing it as the next revision."""
    edition, draft = _keep(draft_id)
    block, act = request.form.get("block", ""), request.form.get("act", "")
    if act == "file":
        return _file(edition, draft, block)
    return _to(draft_id, edition, request.form.get("go", block), anchor=_row_of(act))


@author.post("/scenario-drafts/<uuid:draft_id>/live")
@allow("bank.write")
def check_scenario_draft(draft_id: UUID) -> str:
    """Keep what is typed, and show what it comes to: findings, a view, the timeline and the coverage."""
    edition, draft = _keep(draft_id)
    return render_template("author/_script_live.html", **_live(edition, draft, request.form.get("block", "")))


def _keep(draft_id: UUID) -> tuple[Edition, Draft]:
    with open_work() as work:
        edition, draft = get_chosen(work), editing.get_draft(work, draft_id)
        editing.keep_source(work, draft, _typed(editing.get_source(draft)))
    with open_work() as work:
        return edition, editing.get_draft(work, draft_id)


def _typed(source: str) -> str:
    """The draft's text with what this page sent: all of it, or one block."""
    block = request.form.get("block", "")
    if block == WHOLE:
        return request.form.get("source", source).replace("\r\n", "\n")
    if block not in BLOCKS or "fields" not in request.form:
        return source
    fields = {name: value.replace("\r\n", "\n") for name, value in request.form.items() if name.startswith(block + ".")}
    return editing.write_into(source, block, fields, request.form.get("act", ""))


def _file(edition: Edition, draft: Draft, block: str) -> Response | tuple[str, int]:
    reason = request.form.get("reason", "")[:MOST_REASON]
    try:
        with open_work() as work:
            if request.form.get("replace"):
                editing.rebase_draft(work, draft)
            saved = editing.file_draft(work, edition, draft.id, reason)
    except Refused as refusal:
        return _page(edition, draft, block, refusal=refusal, **_overtaken(edition, draft)), 409
    if saved.number is None:
        return _page(edition, draft, block, not_saved=saved.errors), 422
    flash(speak(_outcome(saved.number, draft.form.based_on)), "saved")
    return redirect(url_for("author.show_scenario", code=saved.code, qualification=edition.code))


def _outcome(number: int, based_on: int) -> Text:
    if number == based_on:
        return text("The content is the same as before, so revision {number} stays.", number=number)
    return text("The scenario was saved as revision {number}.", number=number)


def _overtaken(edition: Edition, draft: Draft) -> dict[str, Any]:
    """The current revision beside the draft."""
    with open_work() as work:
        return {"changes": desk.compare_with_current(work, edition.code, draft.form.code, editing.get_source(draft))}


def _page(edition: Edition, draft: Draft, block: str, **extra: Any) -> str:
    source = editing.get_source(draft)
    opened = editing.OpenBlock(WHOLE, None) if block == WHOLE else editing.open_block(source, block)
    return render_template(
        "author/script_edit.html",
        source=source,
        opened=opened,
        part=BLOCKS.get(block),
        f=opened.fields or {},
        rows=row_numbers,
        blocks=places.BLOCKS,
        words=places.FIELDS,
        choices=places.CHOICES,
        whole=WHOLE,
        **_live(edition, draft, block),
        **extra,
    )


def _live(edition: Edition, draft: Draft, block: str) -> dict[str, Any]:
    with open_work() as work:
        script, problems = desk.check_script_text(work, edition, editing.get_source(draft))
    problems = tuple(sorted(problems, key=lambda each: each.place.split("/")[0] != block))
    look = read_look(request.form if request.method == "POST" else request.args)
    base = {"edition": edition, "draft": draft, "block": block, "problems": problems, "views": VIEWS, "look": look}
    base |= {"script": script, "name_place": places.name_script_place, "name_problem": places.name_problem_place}
    if script is None:
        return base
    whole = script_words(script, edition) | shown(script, edition, look)
    return base | whole | {"phases": lay_out(script), "coverage_rows": desk.cover_set(edition, script)}


def _row_of(act: str) -> str | None:
    """Where to go on after a row's button: its list."""
    return act.rsplit(".", 1)[0] if act.endswith(".add") else None


def _to(draft_id: UUID, edition: Edition, block: str, anchor: str | None = None) -> Response:
    wanted = block if block in BLOCKS or block == WHOLE else "facts"
    look: dict[str, Any] = {name: request.form[name] for name in ("view", "at") if name in request.form}
    return redirect(
        url_for(
            "author.edit_scenario",
            draft_id=draft_id,
            block=wanted,
            qualification=edition.code,
            _anchor=f"list-{anchor}" if anchor else None,
            **look,
        )
    )
