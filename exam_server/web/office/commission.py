"""The composer of an exam's commission: who proves what, what is missing, proposals, appointment, recusals."""

from collections.abc import Callable, Sequence
from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from exam_server.core.commission import GROUND_WORDS
from exam_server.core.problems import Refused
from exam_server.core.recusals import RECUSAL_KINDS, keeps_ratings
from exam_server.core.text import Text, text
from exam_server.services import appointing
from exam_server.services.composing import PoolSeat, list_pool, propose
from exam_server.services.exam import COMMISSION, get_exam, list_members
from exam_server.services.exam_commission import ExamCommission, get_exam_commission, weigh
from exam_server.services.exam_overview import get_overview
from exam_server.services.work import Work
from exam_server.web.access import allow
from exam_server.web.acting import act_and_say
from exam_server.web.language import speak
from exam_server.web.office.forms import uuid_or_abort
from exam_server.web.office.views import may_plan, office
from exam_server.web.typed import whole_number
from exam_server.web.work import open_work

PAGE = "/exams/<uuid:exam_id>/commission"
MOST_ROOMS = 20


@office.get(PAGE)
@allow("member.read")
def show_commission(exam_id: UUID) -> str:
    """The commission as it stands; `?member=…&chair=…` chooses others, `?rooms=n` asks for proposals."""
    rooms = request.args.get("rooms", type=whole_number)
    with open_work() as work:
        planned = get_exam(work, exam_id)
        standing = get_exam_commission(work, exam_id)
        pool = list_pool(work, standing.edition)
        chosen, chair = _chosen(request.args) or _present(work, exam_id, standing)
        known = {each.seat.account_id for each in pool}
        choice = weigh(work, exam_id, [each for each in chosen if each in known])
        proposal = propose(work, exam_id, pool, min(max(rooms, 1), MOST_ROOMS)) if rooms else None
        candidates = {each.case_id: each for each in get_overview(work, exam_id).candidates}
    return render_template(
        "office/commission.html",
        exam=planned,
        standing=standing,
        pool=pool,
        names={each.seat.account_id: each.seat.name for each in pool},
        leaders={each.seat.account_id for each in pool if each.leads},
        free_choices=_free(pool, standing),
        chosen=chosen,
        chair=chair,
        choice=choice,
        rooms=rooms or 1,
        most_rooms=MOST_ROOMS,
        proposal=proposal,
        candidates=candidates,
        kinds=_kinds(),
        ground_words=GROUND_WORDS,
        plans=may_plan(),
    )


@office.post(f"{PAGE}/check")
@allow("member.read")
def check_chosen(exam_id: UUID) -> str:
    """What the ticked members would come to, while they're being ticked; nothing is saved."""
    found = _chosen(request.form)
    with open_work() as work:
        choice = weigh(work, exam_id, found[0] if found else [])
        candidates = {each.case_id: each for each in get_overview(work, exam_id).candidates}
    return render_template("office/_commission_live.html", choice=choice, candidates=candidates)


@office.post(PAGE)
@allow("exam.plan")
def appoint(exam_id: UUID) -> Response:
    chosen, chair = _chosen(request.form) or ([], None)

    def do(work: Work) -> Text:
        if chair is None:
            raise Refused(
                text("The commission wasn't appointed."),
                text("Nobody leads it: that needs somebody with the role of a chair."),
                text("Choose who leads among its members."),
                rule="S2",
            )
        appointing.appoint(work, exam_id, chosen, chair)
        return text("The commission is appointed; what its members proved today is kept with it.")

    back = url_for("office.show_commission", exam_id=exam_id, member=chosen, chair=chair)
    return _act(do, url_for("office.show_commission", exam_id=exam_id), back)


@office.post(f"{PAGE}/recusals/<uuid:case_id>")
@allow("exam.plan")
def recuse(exam_id: UUID, case_id: UUID) -> Response:
    account_id, instead = uuid_or_abort(request.form.get("member", "")), request.form.get("instead", "")

    def do(work: Work) -> Text:
        appointing.recuse(
            work,
            exam_id,
            case_id,
            account_id,
            request.form.get("kind", ""),
            request.form.get("reason", ""),
            uuid_or_abort(instead) if instead else None,
        )
        return text("The member takes no part in this case any more.")

    there = url_for("office.show_commission", exam_id=exam_id, _anchor="candidates")
    return _act(do, there, there)


def _kinds() -> list[tuple[str, list[tuple[str, str]]]]:
    """Why a member may leave a case, by whether what they sealed goes on counting: what matters to who chooses."""
    named = {
        True: speak(text("What they sealed goes on counting")),
        False: speak(text("What they sealed doesn't count any more")),
    }
    return [
        (name, [(kind, speak(words)) for kind, words in RECUSAL_KINDS.items() if keeps_ratings(kind) == keeps])
        for keeps, name in named.items()
    ]


def _chosen(given: MultiDict[str, str]) -> tuple[list[UUID], UUID | None] | None:
    """The ticked members and who leads; None where nothing was chosen."""
    members = [uuid_or_abort(each) for each in given.getlist("member")]
    chair = given.get("chair")
    return (members, uuid_or_abort(chair) if chair else None) if members else None


def _present(work: Work, exam_id: UUID, standing: ExamCommission) -> tuple[list[UUID], UUID | None]:
    """Who was appointed, else who works at the exam as assessor or chair."""
    if standing.seats:
        seats = [each for each in standing.seats if each.case_id is None]
        return [each.seat.account_id for each in seats], next(each.seat.account_id for each in seats if each.leads)
    members = [each for each in list_members(work, exam_id) if each.role in COMMISSION]
    chair = next((each.account_id for each in members if each.role == "chair"), None)
    return list(dict.fromkeys(each.account_id for each in members)), chair


def _free(pool: Sequence[PoolSeat], standing: ExamCommission) -> list[tuple[UUID, str]]:
    """Who could replace somebody, with what they hold: everybody in the pool who doesn't sit for all."""
    sitting = {each.seat.account_id for each in standing.seats if each.case_id is None}
    return [
        (each.seat.account_id, f"{each.seat.name} ({', '.join(each.seat.credentials) or '–'})")
        for each in pool
        if each.seat.account_id not in sitting
    ]


def _act(do: Callable[[Work], Text], there: str, back: str) -> Response:
    return redirect(there if act_and_say(do) else back)
