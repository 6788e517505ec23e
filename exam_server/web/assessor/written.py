"""A member's queues of written responses by criterion, and one text at a time beside its guide."""

from typing import Any

from flask import abort, redirect, render_template, request, url_for
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from werkzeug.wrappers import Response

from exam_server.core.problems import Refused
from exam_server.core.text import text
from exam_server.core.written import GivenMark
from exam_server.services import written, written_queue
from exam_server.services.written import LONGEST_REASON
from exam_server.web.access import allow
from exam_server.web.assessor.views import assessor
from exam_server.web.flashes import flash_done, flash_refusal
from exam_server.web.language import speak
from exam_server.web.work import open_work

MOST_ELEMENTS = 40


class DraftMark(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    level: int | None = Field(None, ge=0, le=3)
    reason: str = Field("", max_length=LONGEST_REASON)


class Draft(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    marks: list[DraftMark] = Field(max_length=MOST_ELEMENTS)


@assessor.get("/written")
@allow("written.mark")
def list_written() -> str:
    """What waits for the viewer by criterion; nothing here tells of a candidate (P5)."""
    with open_work() as work:
        queues, held_back = written_queue.list_queues(work), written_queue.count_held_back(work)
    return render_template("assessor/written.html", queues=queues, held_back=held_back)


@assessor.post("/written/criteria/<criterion>/next")
@allow("written.mark")
def take_written(criterion: str) -> Response:
    """Take the next text of a criterion, or go on with the one that was taken."""
    try:
        with open_work() as work:
            code = written_queue.take_next(work, criterion)
    except Refused as refused:
        flash_refusal(refused)
        return redirect(url_for("assessor.list_written"))
    return redirect(url_for("assessor.show_written", code=code, criterion=criterion))


@assessor.get("/written/texts/<code>")
@allow("written.mark")
def show_written(code: str) -> str:
    with open_work() as work:
        piece = written.show_piece(work, code)
    return render_template(
        "assessor/written_text.html", piece=piece, criterion=_criterion(piece), longest=LONGEST_REASON
    )


@assessor.post("/written/texts/<code>")
@allow("written.mark")
def give_written(code: str) -> Response:
    """Seal the marks and go to the next text, keep them as a draft, or put the text back."""
    act = request.form.get("act", "keep")
    here = url_for("assessor.show_written", code=code, criterion=request.form.get("criterion", ""))
    try:
        with open_work() as work:
            if act == "put_back":
                written.put_back(work, code)
            else:
                written.save_draft(work, code, _given())
        if act == "seal":
            # The draft is kept by now, so that a refusal loses nothing.
            with open_work() as work:
                written.seal(work, code, _given())
    except Refused as refused:
        flash_refusal(refused)
        return redirect(here)
    if act == "keep":
        flash_done(text("Kept; nobody else sees it before you seal."))
        return redirect(here)
    flash_done(text("Your marks are sealed.") if act == "seal" else text("The text is back in the queue."))
    return _onward() if act == "seal" else redirect(url_for("assessor.list_written"))


@assessor.put("/written/texts/<code>/draft")
@allow("written.mark")
def save_written(code: str) -> dict[str, Any]:
    """What the page saves by itself while somebody marks."""
    try:
        draft = Draft.model_validate(request.get_json())
    except ValidationError:
        abort(400)
    marks = [GivenMark(each.level, each.reason) for each in draft.marks]
    with open_work() as work:
        lacks = written.save_draft(work, code, marks)
    return {"saved": True, "lacks": [{"element": at + 1, "message": speak(lack)} for at, lack in lacks.items()]}


def _onward() -> Response:
    """The next text of the same criterion, or the list when there is none."""
    try:
        with open_work() as work:
            code = written_queue.take_next(work, request.form.get("criterion", ""))
    except Refused:
        return redirect(url_for("assessor.list_written"))
    return redirect(url_for("assessor.show_written", code=code, criterion=request.form.get("criterion", "")))


def _criterion(piece: written.PieceView) -> str:
    """The queue that the viewer came from, for the way onward."""
    asked = request.args.get("criterion", "")
    return asked if asked in piece.criteria else next(iter(piece.criteria))


def _given() -> list[GivenMark]:
    """The form's marks, element by element; what isn't a level is none."""
    found = []
    for element in range(MOST_ELEMENTS):
        if f"reason-{element}" not in request.form:
            break
        level = request.form.get(f"level-{element}", "")
        reason = request.form[f"reason-{element}"].replace("\r\n", "\n")
        found.append(GivenMark(int(level) if level in ("0", "1", "2", "3") else None, reason))
    return found
