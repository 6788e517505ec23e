"""What is due for erasure: proposed by one person, confirmed by another, held with a reason (L5, L7, P7, P8)."""

from collections.abc import Callable
from uuid import UUID

from flask import g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from exam_server.core.people import may
from exam_server.core.problems import Refused
from exam_server.core.retention import RULES, as_kind
from exam_server.core.text import Text, text
from exam_server.services import erasing
from exam_server.services.erasing import Subject
from exam_server.services.erasure_orders import finish_orders
from exam_server.services.work import Work
from exam_server.web.access import allow
from exam_server.web.acting import act_and_say
from exam_server.web.flashes import flash_note, flash_refusal
from exam_server.web.office.forms import uuid_or_abort
from exam_server.web.office.views import office
from exam_server.web.step_up import asks_proof
from exam_server.web.traces import shows_people
from exam_server.web.work import house, open_work


@office.get("/retention")
@allow("retention.read")
@shows_people
def show_retention() -> str:
    with open_work() as work:
        view = erasing.show_retention(work, house().settings.appeal_days)
    acts = may(g.actor.roles, "retention.write")
    return render_template("office/retention.html", view=view, rules=RULES, acts=acts)


@office.post("/retention")
@allow("retention.write")
@asks_proof
def propose_erasure() -> Response:
    chosen = [_subject(each) for each in request.form.getlist("subject")]
    return _act(lambda work: _propose(work, chosen))


def _propose(work: Work, chosen: list[Subject]) -> Text:
    erasing.propose_erasure(work, chosen, house().settings.appeal_days)
    return text("The erasure is proposed; somebody else confirms it.")


@office.post("/candidates/<uuid:case_id>/erasure")
@allow("retention.write")
@asks_proof
def propose_person_erasure(case_id: UUID) -> Response:
    """Everything of one person, where no duty keeps any of it."""

    def do(work: Work) -> Text:
        erasing.propose_person(work, case_id, house().settings.appeal_days)
        return text("The erasure is proposed; somebody else confirms it.")

    if act_and_say(do):
        return redirect(url_for("office.show_retention"))
    return redirect(url_for("office.show_candidate_case", case_id=case_id))


@office.post("/retention/orders/<uuid:order_id>/confirm")
@allow("retention.write")
@asks_proof
def confirm_erasure(order_id: UUID) -> Response:
    """What names no row any more goes after the commit, and the order into the file beside the backups."""

    def do(work: Work) -> Text:
        count = erasing.confirm_erasure(work, order_id, house().settings.appeal_days)
        return text("Erased: {count}.", count=count)

    if act_and_say(do):
        try:
            with open_work() as work:
                finish_orders(work, house().settings.instance)
        except OSError:
            # The server's upkeep tries again, each day and at each start.
            flash_note(text("The files couldn't be removed yet: the server tries again."))
        except Refused as refused:
            # What is erased stays erased; the list of erasures can't be read, and the refusal says what to do.
            flash_refusal(refused)
    return redirect(url_for("office.show_retention"))


@office.post("/retention/orders/<uuid:order_id>/decline")
@allow("retention.write")
def decline_erasure(order_id: UUID) -> Response:
    def do(work: Work) -> Text:
        erasing.decline_erasure(work, order_id)
        return text("The proposal is declined. Nothing was erased.")

    return _act(do)


@office.post("/retention/holds")
@allow("retention.write")
def hold_data() -> Response:
    subject, reason = _subject(request.form.get("subject", "")), request.form.get("reason", "")

    def do(work: Work) -> Text:
        erasing.hold_data(work, subject, reason, house().settings.appeal_days)
        return text("It's held: nobody erases it until the hold is ended.")

    return _act(do)


@office.post("/retention/holds/<uuid:hold_id>/end")
@allow("retention.write")
def end_hold(hold_id: UUID) -> Response:
    def do(work: Work) -> Text:
        erasing.end_hold(work, hold_id)
        return text("The hold is ended.")

    return _act(do)


def _act(do: Callable[[Work], Text]) -> Response:
    act_and_say(do)
    return redirect(url_for("office.show_retention"))


def _subject(given: str) -> Subject:
    """Kind and id, as a form's value carries them; whatever else is sent names nothing."""
    name, _, subject_id = given.partition(":")
    return as_kind(name) or "work", uuid_or_abort(subject_id)
