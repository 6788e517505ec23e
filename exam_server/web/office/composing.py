"""The composer of a day: commissions for all its exams, live while the office says who is away."""

from uuid import UUID

from flask import abort, render_template, request
from werkzeug.datastructures import MultiDict

from exam_server.services.composing_day import DayView, compose_day, list_days
from exam_server.services.exam_rows import EXAM_STATES
from exam_server.web.access import allow
from exam_server.web.office.forms import uuid_or_abort
from exam_server.web.office.views import may_plan, office
from exam_server.web.traces import shows_people
from exam_server.web.typed import typed_day, whole_number
from exam_server.web.work import open_work

DAYS = "/commissions"
MOST_ROOMS = 20


@office.get(DAYS)
@allow("member.read")
def list_commission_days() -> str:
    """The days from today on that have exams."""
    with open_work() as work:
        days = list_days(work)
    return render_template("office/commission_days.html", days=days)


@office.get(f"{DAYS}/<day>")
@allow("member.read")
@shows_people
def compose_commissions(day: str) -> str:
    """Proposals for a day; `?away=…` leaves members out, `?rooms=n` wants more commissions, `?anew=yes` all anew."""
    return _render("office/commission_day.html", day)


@office.get(f"{DAYS}/<day>/live")
@allow("member.read")
def refresh_commissions(day: str) -> str:
    """The proposals alone, while who is away is being ticked."""
    return _render("office/_commission_day_live.html", day)


def _render(template: str, day: str) -> str:
    asked = request.args
    rooms = min(max(asked.get("rooms", 1, type=whole_number), 1), MOST_ROOMS)
    view = _compose(day, rooms, asked)
    return render_template(
        template,
        view=view,
        rooms=rooms,
        most_rooms=MOST_ROOMS,
        anew=asked.get("anew") == "yes",
        states=EXAM_STATES,
        plans=may_plan(),
    )


def _compose(day: str, rooms: int, asked: MultiDict[str, str]) -> DayView:
    try:
        chosen = typed_day(day)
    except ValueError:
        abort(404)
    away: set[UUID] = {uuid_or_abort(each) for each in asked.getlist("away")}
    with open_work() as work:
        return compose_day(work, chosen, rooms, away, anew=asked.get("anew") == "yes")
