"""Recognising earlier achievements: the form of a proposal, its votes, and its confirmation."""

from collections.abc import Callable
from typing import cast
from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import StringField, validators

from exam_server.core.ballots import LONGEST_WHY
from exam_server.core.problems import Refused
from exam_server.core.recognition import BASIS_WORDS, LONGEST, NOT_TAKEN, Basis, BasisKind
from exam_server.core.text import Text, text
from exam_server.services import recognising, taking_back
from exam_server.services.recognising_view import show_recognising
from exam_server.services.work import Work
from exam_server.web.access import allow
from exam_server.web.acting import act_and_say
from exam_server.web.commission.views import PIECE_WORDS, commission
from exam_server.web.flashes import flash_done, refusal_words
from exam_server.web.forms import DayField, PageForm
from exam_server.web.language import speak
from exam_server.web.step_up import asks_proof
from exam_server.web.work import open_work

RECOGNITIONS = "/cases/<uuid:case_id>/recognitions"
RECOGNITION = f"{RECOGNITIONS}/<uuid:recognition_id>"
NO_ID = UUID(int=0)
STATES: dict[str, tuple[str, Text]] = {
    "voting": ("waiting", text("being voted on")),
    "ready": ("info", text("to be confirmed")),
    "recognised": ("saved", text("recognised")),
    "refused": ("neutral", text("not recognised")),
    "taken_back": ("flag", text("taken back")),
}


class BasisForm(PageForm):
    """The document that confirms it; core says what is missing of its words."""

    kind = StringField()
    name = StringField()
    number = StringField()
    issuer = StringField()
    issued_on = DayField(validators=[validators.InputRequired()])
    valid_until = DayField(validators=[validators.Optional()])


@commission.get(RECOGNITIONS)
@allow("case.read")
def list_recognitions(case_id: UUID) -> str:
    """Every proposal with its document, votes and end, and the form for another one."""
    return _list_recognitions(case_id)


def _list_recognitions(case_id: UUID, refused: Refused | None = None) -> str:
    with open_work() as work:
        view = show_recognising(work, case_id)
    return render_template(
        "commission/recognitions.html",
        view=view,
        case=view.case,
        states=STATES,
        kind_choices=[(kind, speak(words)) for kind, words in BASIS_WORDS.items()],
        document_choices=[(each.id, each.title) for each in view.documents],
        refused=refusal_words(refused) if refused else "",
        typed=request.form,
        longest=LONGEST,
        longest_why=LONGEST_WHY,
        **PIECE_WORDS,
    )


@commission.post(RECOGNITIONS)
@allow("case.decide")
def propose_recognition(case_id: UUID) -> Response | tuple[str, int]:
    form = request.form
    code, why = form.get("code", ""), form.get("why", "")
    try:
        with open_work() as work:
            recognising.propose_recognition(work, case_id, code, _basis(), _id(form.get("document", "")), why)
    except Refused as refused:
        return _list_recognitions(case_id, refused), 422
    flash_done(text("Proposed on {code}; the others vote now.", code=code))
    return redirect(url_for("commission.list_recognitions", case_id=case_id))


def _basis() -> Basis:
    form = BasisForm.from_request()
    if not form.submitted() or form.issued_on.data is None:
        raise Refused(
            NOT_TAKEN,
            text("The day of issue is missing, or what was typed is no day."),
            text("Write it as the document says."),
            "L9",
        )
    words = {name: str(form.data[name] or "").strip() for name in ("name", "number", "issuer")}
    return Basis(
        cast(BasisKind, form.kind.data), **words, issued_on=form.issued_on.data, valid_until=form.valid_until.data
    )


def _id(given: str) -> UUID:
    """What the form names; what isn't an id names nothing."""
    try:
        return UUID(given)
    except ValueError:
        return NO_ID


@commission.post(f"{RECOGNITION}/vote")
@allow("case.decide")
def vote_on_recognition(case_id: UUID, recognition_id: UUID) -> Response:
    answer = request.form.get("accepts", "")

    def act(work: Work) -> Text:
        why = request.form.get("why", "") if answer in ("yes", "no") else ""
        recognising.vote_on_recognition(work, case_id, recognition_id, answer == "yes", why)
        return text("Your vote is kept.")

    return _act(case_id, act)


@commission.post(f"{RECOGNITION}/confirmation")
@allow("case.decide")
def confirm_recognition(case_id: UUID, recognition_id: UUID) -> Response:
    def act(work: Work) -> Text:
        if recognising.confirm_recognition(work, case_id, recognition_id):
            return text("Recognised: it isn't verified again.")
        return text("Not recognised: it's verified as the plan says.")

    return _act(case_id, act)


@commission.post(f"{RECOGNITION}/taking-back")
@allow("case.decide")
@asks_proof
def ask_to_take_back(case_id: UUID, recognition_id: UUID) -> Response:
    def act(work: Work) -> Text:
        taking_back.ask_to_take_back(work, case_id, recognition_id, request.form.get("reason", ""))
        return text("Your reason is kept. The recognition holds until another member confirms.")

    return _act(case_id, act)


@commission.post(f"{RECOGNITION}/taking-back/confirmation")
@allow("case.decide")
@asks_proof
def confirm_taking_back(case_id: UUID, recognition_id: UUID) -> Response:
    def act(work: Work) -> Text:
        taking_back.confirm_taking_back(work, case_id, recognition_id)
        return text("Taken back: it's verified as the plan says.")

    return _act(case_id, act)


def _act(case_id: UUID, do: Callable[[Work], Text]) -> Response:
    act_and_say(do)
    return redirect(url_for("commission.list_recognitions", case_id=case_id))
