"""The agenda as what the commission works through in the conversation, and its notes."""

from collections.abc import Callable, Collection
from typing import cast
from uuid import UUID

from flask import g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from exam_server.core.agenda import Agenda
from exam_server.core.case import Verdict
from exam_server.core.conversation import joined
from exam_server.core.conversation_list import WHY_WORDS
from exam_server.core.text import Text, text
from exam_server.services.candidate_file import list_recordable
from exam_server.services.conversing import NewNote, close_exchange, note_conversation, vote_on_exchange
from exam_server.services.conversing_view import NO_TALK, Talk, show_talk
from exam_server.services.deciding_view import notes_by_criterion, show_deciding
from exam_server.services.work import Work
from exam_server.web.access import allow
from exam_server.web.acting import acting
from exam_server.web.commission.views import WORDS, agenda_policy, commission
from exam_server.web.work import open_work

FEW = 8
"""So many points are looked over at once; more of them are gone through outcome by outcome."""


@commission.get("/cases/<uuid:case_id>/agenda")
@allow("case.read")
def show_agenda(case_id: UUID) -> str:
    """What is open in its order, with what was noted; `?criterion=1A1` opens its form, `?at=1A1` its place alone."""
    with open_work() as work:
        view = show_deciding(work, case_id, agenda_policy())
        notes, recordable = notes_by_criterion(work, case_id), list_recordable(work, case_id)
        # Who still has to seal a sheet isn't told what the run gave a chance for (P5).
        viewer = str(g.actor.account_id) if view.is_member else ""
        talk = NO_TALK if view.case.hidden_methods else show_talk(work, case_id, viewer)
    rows = {each.row.criterion: each.row for each in view.criteria}
    listed = {point.criterion for point in view.case.agenda.points}
    others = [code for code in dict.fromkeys((*notes, *talk.open, *talk.listed)) if code in rows and code not in listed]
    asked = request.args.get("criterion", "")
    if asked in rows and asked not in listed and asked not in others:
        others.append(asked)
    wanted = {asked, request.args.get("at", "")}
    return render_template(
        "commission/agenda.html",
        view=view,
        case=view.case,
        rows=rows,
        notes=notes,
        others=others,
        asked=asked,
        outcomes={group.outcome.code: group.outcome for each in view.case.sets for group in each.groups},
        opened=_opened(view.case.agenda, wanted, talk),
        others_open=len(others) <= FEW or not wanted.isdisjoint(others) or not talk.open.keys().isdisjoint(others),
        recordable=recordable,
        talk=talk,
        why_words=WHY_WORDS,
        **WORDS,
    )


def _opened(agenda: Agenda, wanted: Collection[str], talk: Talk) -> Collection[str]:
    """The outcomes whose points are shown at once: where somebody was sent or notes wait, else the first one."""
    found = [
        each.outcome
        for each in agenda.by_outcome
        if len(agenda.points) <= FEW
        or any(point.criterion in wanted or point.criterion in talk.open for point in each.points)
    ]
    return found or [each.outcome for each in agenda.by_outcome[:1]]


@commission.post("/cases/<uuid:case_id>/agenda/<criterion>/note")
@allow("case.decide")
def note_point(case_id: UUID, criterion: str) -> Response:
    """Seal the member's own note of what was asked and heard; once all agree it's evidence on the criterion."""
    form = request.form
    note = NewNote(
        criterion,
        form.get("part", ""),
        joined([*form.getlist("asked"), form.get("question", "")]).strip(),
        form.get("heard", ""),
        cast(Verdict, form.get("verdict", "")),
    )
    done = text("Your note on {code} is sealed.", code=criterion)
    return _act(case_id, criterion, lambda work: note_conversation(work, case_id, note), done)


@commission.post("/cases/<uuid:case_id>/agenda/<criterion>/exchanges/<uuid:exchange_id>/vote")
@allow("case.decide")
def vote_on_note(case_id: UUID, criterion: str, exchange_id: UUID) -> Response:
    """A member's vote where the notes differ."""
    verdict, reason = cast(Verdict, request.form.get("verdict", "")), request.form.get("reason", "")
    done = text("Your vote on {code} is kept.", code=criterion)
    return _act(case_id, criterion, lambda work: vote_on_exchange(work, exchange_id, verdict, reason), done)


@commission.post("/cases/<uuid:case_id>/agenda/<criterion>/exchanges/<uuid:exchange_id>/close")
@allow("case.decide")
def close_note(case_id: UUID, criterion: str, exchange_id: UUID) -> Response:
    """The chair waits no longer for who hasn't noted or voted."""
    done = text("Nobody is waited for on {code} any more.", code=criterion)
    return _act(case_id, criterion, lambda work: close_exchange(work, exchange_id), done)


def _act(case_id: UUID, criterion: str, act: Callable[[Work], object], done: Text) -> Response:
    with acting(done) as work:
        act(work)
    return redirect(url_for("commission.show_agenda", case_id=case_id, at=criterion, _anchor=f"p-{criterion}"))
