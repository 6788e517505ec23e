"""The day of simulations: its hours, the plan in force, who isn't there, and a proposal that somebody confirms."""

from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from exam_server.core.problems import Refused
from exam_server.core.text import Text, text
from exam_server.services import day_settings, planning_day
from exam_server.services.day_settings import DaySettings
from exam_server.services.day_view import Who, show_day, show_slots, visit_day
from exam_server.services.exam import get_exam, list_members
from exam_server.services.work import Work
from exam_server.web.access import allow
from exam_server.web.flashes import flash_done, flash_refusal
from exam_server.web.office.day_forms import AbsenceForm, HoursForm, chosen_plays, write_hours
from exam_server.web.office.views import may_plan, office
from exam_server.web.traces import shows_nobody
from exam_server.web.work import open_work

DAY = "/exams/<uuid:exam_id>/day"
KINDS: dict[Who, Text] = {
    "candidate": text("Candidates by code"),
    "member": text("Members of the commission"),
    "player": text("Role-players"),
    "prompter": text("Prompters"),
    "room": text("Rooms"),
}
PAPERS: dict[Who, str] = {
    "candidate": "day-candidates",
    "member": "day-members",
    "player": "day-role-players",
    "prompter": "day-prompters",
    "room": "day-doors",
}


@office.get(DAY)
@allow("exam.read")
def show_exam_day(exam_id: UUID) -> str:
    """The plan in force as a grid of rooms and times, who isn't there, and each person's plan."""
    with open_work() as work:
        exam, view = get_exam(work, exam_id), visit_day(work, exam_id)
        absences = day_settings.list_absences(work, exam_id)
    return render_template(
        "office/day.html", exam=exam, view=view, absences=absences, kinds=KINDS, papers=PAPERS, plans=may_plan()
    )


@office.get(f"{DAY}/plan")
@allow("exam.read")
def show_day_of(exam_id: UUID) -> str:
    """One person's or one room's plan: `?kind=…&key=…`."""
    with open_work() as work:
        exam, view = get_exam(work, exam_id), visit_day(work, exam_id)
    person = view.get_person(request.args.get("kind", ""), request.args.get("key", ""))
    return render_template(
        "office/day_of.html", exam=exam, person=person, meetings=view.of(person.kind, person.key), kinds=KINDS
    )


@office.route(f"{DAY}/hours", methods=["GET", "POST"])
@allow("exam.plan")
@shows_nobody("hours and rooms")
def change_hours(exam_id: UUID) -> Response | str | tuple[str, int]:
    """When people work, how long the pauses are, who plays where, and whether somebody prompts."""
    with open_work() as work:
        exam, view = get_exam(work, exam_id), show_day(work, exam_id)
        players = _players(work, exam_id)
    settings = view.settings or DaySettings(())
    form = HoursForm.from_request(
        hours=write_hours(settings),
        change=settings.change,
        rest=settings.rest,
        derole=settings.derole,
        longest=settings.longest,
        prompted=settings.prompted,
    )
    if form.submitted():
        try:
            with open_work() as work:
                day_settings.keep_settings(work, exam_id, form.settings(chosen_plays(players)))
        except Refused as refused:
            flash_refusal(refused)
        else:
            return redirect(url_for("office.propose_day", exam_id=exam_id))
    plays = {each: settings.plays.get(str(each), ()) for each in players}
    page = render_template(
        "office/day_hours.html", exam=exam, view=view, form=form, players=players, plays=plays, labels=LABELS
    )
    return page if request.method == "GET" else (page, 422)


LABELS: dict[str, Text] = {
    "hours": text("Working hours, a line for each stretch between two breaks"),
    "change": text("Minutes between two encounters of a commission"),
    "rest": text("Minutes of rest for a candidate between two encounters"),
    "derole": text("Minutes for a role-player to leave the role"),
    "longest": text("Longest minutes of work without a break"),
}


def _players(work: Work, exam_id: UUID) -> dict[UUID, str]:
    return {each.account_id: each.name for each in list_members(work, exam_id) if each.role == "role_player"}


@office.get(f"{DAY}/proposal")
@allow("exam.plan")
def propose_day(exam_id: UUID) -> str | Response:
    """What the plan would become, beside what it is; `?anew=yes` keeps nothing that hasn't begun."""
    anew = request.args.get("anew") == "yes"
    try:
        with open_work() as work:
            exam, proposal = get_exam(work, exam_id), planning_day.propose_day(work, exam_id, anew=anew)
            if proposal is None:
                return redirect(url_for("office.change_hours", exam_id=exam_id))
            after = {each.slot.encounter: each for each in show_slots(work, proposal.inputs, proposal.slots)}
            before = {each.slot.encounter: each for each in show_slots(work, proposal.inputs, proposal.inputs.slots)}
    except Refused as refused:
        flash_refusal(refused)
        return redirect(url_for("office.show_exam_day", exam_id=exam_id))
    changes = [
        (before.get((each.before or each.after).encounter), after.get((each.before or each.after).encounter))  # type: ignore[union-attr]
        for each in proposal.changes
    ]
    moves = planning_day.list_moves(proposal.changes)
    return render_template(
        "office/day_proposal.html", exam=exam, proposal=proposal, changes=changes, moves=moves, anew=anew
    )


@office.post(f"{DAY}/confirm")
@allow("exam.plan")
def confirm_day(exam_id: UUID) -> Response:
    anew = request.form.get("anew") == "yes"
    try:
        with open_work() as work:
            count = planning_day.confirm_day(work, exam_id, request.form.get("digest", ""), anew=anew)
    except Refused as refused:
        flash_refusal(refused)
        return redirect(url_for("office.propose_day", exam_id=exam_id, anew="yes" if anew else None))
    flash_done(text("The plan is in force; encounters that changed: {count}.", count=count))
    return redirect(url_for("office.show_exam_day", exam_id=exam_id))


@office.post(f"{DAY}/absences")
@allow("exam.plan")
def note_absence(exam_id: UUID) -> Response:
    """Somebody or a room isn't there; the plan changes once the proposal is confirmed."""
    form = AbsenceForm.from_request()
    if not form.submitted():
        flash_refusal(
            Refused(text("It wasn't noted."), text("Who, a time or the reason is missing."), text("Fill them in."))
        )
        return redirect(url_for("office.show_exam_day", exam_id=exam_id, _anchor="absences"))
    kind, _, key = form.data["who"].partition(":")
    try:
        with open_work() as work:
            show_day(work, exam_id).get_person(kind, key)
            day_settings.note_absence(
                work, exam_id, kind, key, form.moment("since"), form.moment("until"), form.data["reason"]
            )
    except Refused as refused:
        flash_refusal(refused)
        return redirect(url_for("office.show_exam_day", exam_id=exam_id, _anchor="absences"))
    return redirect(url_for("office.propose_day", exam_id=exam_id))


@office.post(f"{DAY}/absences/<uuid:absence_id>/back")
@allow("exam.plan")
def take_back_absence(exam_id: UUID, absence_id: UUID) -> Response:
    with open_work() as work:
        day_settings.take_back_absence(work, exam_id, absence_id)
    flash_done(text("That doesn't hold any more."))
    return redirect(url_for("office.propose_day", exam_id=exam_id))
