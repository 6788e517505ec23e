"""The office's exams: the list, making one, its page with what is done and missing, its members."""

from collections.abc import Iterable
from datetime import time
from uuid import UUID

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from exam_server.core.accommodation import describe
from exam_server.core.people import Role, may
from exam_server.core.problems import NotFound, Refused
from exam_server.core.text import Text, text
from exam_server.services import bank, exam, members, people, qualification
from exam_server.services.accommodations import list_accommodations
from exam_server.services.enrolment import Enrolment
from exam_server.services.exam_overview import get_overview, list_exam_lines
from exam_server.services.exam_rows import EXAM_STATES
from exam_server.services.members import MEMBER_ROLES
from exam_server.services.monitoring import list_reminders
from exam_server.services.people import Colleague
from exam_server.services.publishing import get_publication
from exam_server.services.qualification import Edition
from exam_server.services.withdrawing import list_withdrawals
from exam_server.services.work import Work
from exam_server.web.access import allow
from exam_server.web.acting import acting
from exam_server.web.flashes import flash_done
from exam_server.web.language import speak
from exam_server.web.office.checklist import check_exam
from exam_server.web.office.forms import LABELS, NOTHING, CandidateForm, ExamForm, chosen_members, uuid_or_abort
from exam_server.web.withdrawals import orders_at_exam
from exam_server.web.work import open_work

office = Blueprint("office", __name__, url_prefix="/office")
MEMBER_GROUPS: dict[Role, Text] = {
    "chair": text("Chair of the commission"),
    "assessor": text("Assessors"),
    "role_player": text("Role-players"),
    "prompter": text("Prompters"),
    "desk": text("People at the desk"),
}
NINE = time(9)
MOST_REMINDERS = 3


@office.get("/exams")
@allow("exam.read")
def list_exams() -> str:
    with open_work() as work:
        lines = list_exam_lines(work)
        reminders = list_reminders(work)[:MOST_REMINDERS] if may_plan() else []
    return render_template("office/exams.html", lines=lines, states=EXAM_STATES, plans=may_plan(), reminders=reminders)


@office.route("/exams/new", methods=["GET", "POST"])
@allow("exam.plan")
def make_exam() -> Response | str | tuple[str, int]:
    """The form of a new exam on the chosen edition, by default the newest."""
    with open_work() as work:
        editions = qualification.list_editions(work)
        if not editions:
            return render_template("office/no_edition.html")
        edition = _chosen_edition(editions)
        form = ExamForm.from_request(planned_at=NINE)
        _offer_content(work, form, edition)
        holders = _holders(work)
    refused = None
    if form.submitted():
        try:
            with open_work() as work:
                made = exam.make_exam(work, form.plan(edition.id))
        except Refused as error:
            refused = error
        else:
            flash_done(text("The exam is made. Add its candidates now."))
            return redirect(url_for("office.show_exam", exam_id=made))
    page = render_template(
        "office/new_exam.html",
        form=form,
        labels=form_labels(),
        editions=editions,
        edition_choices=[(each.id, f"{each.content.name} ({each.code}, {each.number})") for each in editions],
        edition=edition,
        holders=holders,
        groups=MEMBER_GROUPS,
        chosen=chosen_members(),
        refused=refused,
    )
    return page if refused is None and not form.errors else (page, 422)


@office.get("/exams/<uuid:exam_id>")
@allow("exam.read")
def show_exam(exam_id: UUID) -> str:
    return render_exam(exam_id, CandidateForm())


@office.route("/exams/<uuid:exam_id>/members", methods=["GET", "POST"])
@allow("exam.plan")
def change_members(exam_id: UUID) -> Response | str:
    if request.method == "POST":
        with acting(text("The members are saved.")) as work:
            roles = _changeable(work, exam_id)
            chosen = {role: each for role, each in chosen_members().items() if role in roles}
            members.change_members(work, exam_id, chosen)
            return redirect(url_for("office.show_exam", exam_id=exam_id))
    with open_work() as work:
        planned = exam.get_exam(work, exam_id)
        present = exam.list_members(work, exam_id)
        holders = _holders(work)
        groups = {role: MEMBER_GROUPS[role] for role in _changeable(work, exam_id)}
    chosen = {role: [each.account_id for each in present if each.role == role] for role in MEMBER_ROLES}
    return render_template("office/members.html", exam=planned, holders=holders, groups=groups, chosen=chosen)


def _changeable(work: Work, exam_id: UUID) -> list[Role]:
    """The roles that this page gives; an appointed commission is changed where it was appointed."""
    appointed = members.has_appointed(work, exam_id)
    return [role for role in MEMBER_ROLES if not (appointed and role in exam.COMMISSION)]


def render_exam(exam_id: UUID, form: CandidateForm, enrolment: Enrolment | None = None) -> str:
    """The exam's page; `enrolment` is what became of a list that was just sent."""
    with open_work() as work:
        overview = get_overview(work, exam_id)
        cases = [each.case_id for each in overview.candidates] if may_plan() else []
        agreed = {case_id: describe(each) for case_id, each in list_accommodations(work, cases).items()}
        draw = get_publication(work, exam_id) if overview.exam.blueprint_id else None
        withdrawals = list_withdrawals(work, exam_id)
        orders = orders_at_exam(work, exam_id)
    return render_template(
        "office/exam.html",
        agreed=agreed,
        draw=draw,
        withdrawals=withdrawals,
        **orders,
        overview=overview,
        exam=overview.exam,
        states=EXAM_STATES,
        steps=check_exam(overview, draw),
        groups=MEMBER_GROUPS,
        form=form,
        labels=form_labels(),
        enrolment=enrolment,
        plans=may_plan(),
    )


def may_plan() -> bool:
    return may(g.actor.roles, "exam.plan")


def _chosen_edition(editions: list[Edition]) -> Edition:
    wanted = request.args.get("edition")
    if wanted is None:
        return editions[0]
    edition_id = uuid_or_abort(wanted)
    found = [each for each in editions if each.id == edition_id]
    if not found:
        raise NotFound(wanted)
    return found[0]


def _offer_content(work: Work, form: ExamForm, edition: Edition) -> None:
    blueprints = [each for each in bank.list_blueprints(work, edition.code) if each.blueprint.pool == "exam"]
    scenarios = bank.list_scenarios(work, edition.code)
    form.blueprint.choices = _choices((str(each.id), each.blueprint.title) for each in blueprints)
    form.scenario.choices = _choices((str(each.id), each.title) for each in scenarios)


def _choices(offered: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Nothing is chosen by itself: neither the first one nor that there's none."""
    return [("", speak(text("choose"))), *offered, (NOTHING, speak(text("none")))]


def _holders(work: Work) -> dict[Role, list[Colleague]]:
    return {role: [each for each in people.list_holders(work, role) if not each.disabled] for role in MEMBER_ROLES}


def form_labels() -> dict[str, str]:
    return {name: speak(label) for name, label in LABELS.items()}
