"""The agenda as what the commission works through in the conversation, and its notes."""

from typing import cast
from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from exam_server.core.case import Verdict
from exam_server.core.problems import Refused
from exam_server.core.text import text
from exam_server.services.candidate_file import list_recordable
from exam_server.services.conversing import NewNote, note_conversation
from exam_server.services.deciding_view import notes_by_criterion, show_deciding
from exam_server.web.access import allow
from exam_server.web.commission.views import WORDS, agenda_policy, commission
from exam_server.web.flashes import flash_done, flash_refusal
from exam_server.web.work import open_work


@commission.get("/cases/<uuid:case_id>/agenda")
@allow("case.read")
def show_agenda(case_id: UUID) -> str:
    """What is open in its order, with what was noted; `?criterion=1A1` opens a form for one that isn't on it."""
    with open_work() as work:
        view = show_deciding(work, case_id, agenda_policy())
        notes, recordable = notes_by_criterion(work, case_id), list_recordable(work, case_id)
    rows = {each.row.criterion: each.row for each in view.criteria}
    listed = {point.criterion for point in view.case.agenda.points}
    others = [code for code in notes if code not in listed]
    asked = request.args.get("criterion", "")
    if asked in rows and asked not in listed and asked not in others:
        others.append(asked)
    return render_template(
        "commission/agenda.html",
        view=view,
        case=view.case,
        rows=rows,
        notes=notes,
        others=others,
        asked=asked,
        recordable=recordable,
        **WORDS,
    )


@commission.post("/cases/<uuid:case_id>/agenda/<criterion>/note")
@allow("case.decide")
def note_point(case_id: UUID, criterion: str) -> Response:
    """Keep what was asked and heard; it becomes the conversation's evidence on the criterion."""
    form = request.form
    note = NewNote(
        criterion,
        form.get("part", ""),
        form.get("question", ""),
        form.get("heard", ""),
        cast(Verdict, form.get("verdict", "")),
    )
    try:
        with open_work() as work:
            note_conversation(work, case_id, note)
    except Refused as refused:
        flash_refusal(refused)
    else:
        flash_done(text("Noted, and kept as evidence on {code}.", code=criterion))
    return redirect(url_for("commission.show_agenda", case_id=case_id, _anchor=f"p-{criterion}"))
