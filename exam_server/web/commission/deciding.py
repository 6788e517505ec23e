"""The commission decides: an overview of all criteria, one criterion at a time, whole outcomes and sets."""

from collections.abc import Callable
from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from exam_server.core.case import OpenReason
from exam_server.core.decision import OPEN_REASONS
from exam_server.core.text import Text, text
from exam_server.services import deciding
from exam_server.services.deciding_view import next_waiting, notes_by_criterion, show_deciding
from exam_server.services.sources_encounter import list_sources
from exam_server.services.taking_back import list_undermined
from exam_server.services.work import Work
from exam_server.web.access import allow
from exam_server.web.acting import act_and_say
from exam_server.web.commission.views import WORDS, agenda_policy, commission
from exam_server.web.work import open_work

STATES: dict[str, tuple[str, Text]] = {
    "undecided": ("neutral", text("not proposed")),
    "voting": ("waiting", text("being voted on")),
    "ready": ("info", text("to be confirmed")),
    "stale": ("flag", text("evidence has changed")),
    "holds": ("saved", text("decided")),
}


@commission.get("/cases/<uuid:case_id>/decisions")
@allow("case.read")
def show_decisions(case_id: UUID) -> str:
    """Sets, outcomes and criteria with what is decided and what waits for the viewer."""
    with open_work() as work:
        view = show_deciding(work, case_id, agenda_policy())
        undermined = () if view.case.hidden_methods else list_undermined(work, case_id)
    return render_template(
        "commission/decisions.html", view=view, case=view.case, undermined=undermined, states=STATES, **WORDS
    )


@commission.get("/cases/<uuid:case_id>/decisions/<criterion>")
@allow("case.read")
def show_criterion(case_id: UUID, criterion: str) -> str:
    """One criterion with all that is known of it, and what the viewer may do about it by keyboard."""
    with open_work() as work:
        view = show_deciding(work, case_id, agenda_policy())
        found = view.find(criterion)
        notes = notes_by_criterion(work, case_id).get(criterion, ())
        encounters = list_sources(work, found.row.evidence)
    codes = [each.row.criterion for each in view.criteria]
    place = codes.index(criterion)
    return render_template(
        "commission/criterion.html",
        view=view,
        case=view.case,
        each=found,
        notes=notes,
        encounters=encounters,
        states=STATES,
        open_reasons=OPEN_REASONS,
        before=codes[place - 1] if place else None,
        after=codes[place + 1] if place + 1 < len(codes) else None,
        waiting=next_waiting(view, criterion),
        **WORDS,
    )


@commission.post("/cases/<uuid:case_id>/decisions/<criterion>/proposal")
@allow("case.decide")
def propose(case_id: UUID, criterion: str) -> Response:
    before = request.form.get("supersedes") or None

    def act(work: Work) -> Text:
        verdict = request.form.get("verdict", "")
        deciding.propose_decision(
            work,
            case_id,
            criterion,
            verdict,
            _open_reason() if verdict == "open" else None,
            request.form.get("reason", ""),
            UUID(before) if before else None,
        )
        return text("Proposed on {code}; the others vote now.", code=criterion)

    return _act(act, case_id, criterion)


@commission.post("/cases/<uuid:case_id>/decisions/<criterion>/vote/<uuid:decision_id>")
@allow("case.decide")
def give_vote(case_id: UUID, criterion: str, decision_id: UUID) -> Response:
    def act(work: Work) -> Text:
        deciding.give_vote(work, decision_id, request.form.get("verdict", ""), request.form.get("reason", ""))
        return text("Your vote on {code} is kept.", code=criterion)

    return _act(act, case_id, criterion)


@commission.post("/cases/<uuid:case_id>/decisions/<criterion>/confirmation/<uuid:decision_id>")
@allow("case.decide")
def confirm(case_id: UUID, criterion: str, decision_id: UUID) -> Response:
    def act(work: Work) -> Text:
        deciding.confirm_decision(work, decision_id)
        return text("The decision on {code} holds.", code=criterion)

    return _act(act, case_id, criterion)


@commission.post("/cases/<uuid:case_id>/outcomes/<outcome>/proposals")
@allow("case.decide")
def propose_outcome(case_id: UUID, outcome: str) -> Response:
    def act(work: Work) -> Text:
        return text("Proposed as met: {count}.", count=deciding.propose_shown(work, case_id, outcome))

    return _act(act, case_id)


@commission.post("/cases/<uuid:case_id>/outcomes/<outcome>/votes")
@allow("case.decide")
def agree_with_outcome(case_id: UUID, outcome: str) -> Response:
    def act(work: Work) -> Text:
        return text("Agreed with proposals: {count}.", count=deciding.agree_with_proposals(work, case_id, outcome))

    return _act(act, case_id)


@commission.post("/cases/<uuid:case_id>/sets/<int:number>/confirmation")
@allow("case.decide")
def confirm_set(case_id: UUID, number: int) -> Response:
    def act(work: Work) -> Text:
        return text("Decisions that hold now: {count}.", count=deciding.confirm_set(work, case_id, number))

    return _act(act, case_id)


def _open_reason() -> OpenReason | None:
    given = request.form.get("open_reason", "")
    return next((reason for reason in OPEN_REASONS if reason == given), None)


def _act(do: Callable[[Work], Text], case_id: UUID, criterion: str = "") -> Response:
    """Do it and go on: to the next criterion that waits for the actor, or back to where it was refused."""
    here = url_for("commission.show_decisions", case_id=case_id)
    if criterion:
        here = url_for("commission.show_criterion", case_id=case_id, criterion=criterion)
    if not act_and_say(do) or not criterion:
        return redirect(here)
    with open_work() as work:
        following = next_waiting(show_deciding(work, case_id), criterion)
    if following is None:
        return redirect(url_for("commission.show_decisions", case_id=case_id))
    return redirect(url_for("commission.show_criterion", case_id=case_id, criterion=following))
