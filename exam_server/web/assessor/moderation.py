"""After all seals: agreed facts, ratings side by side, second votes, and the chair's conclusion."""

from collections.abc import Iterable
from uuid import UUID

from flask import flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from exam_server.core.people import may
from exam_server.core.red_flags import FLAG_WORDS
from exam_server.core.text import Text, text
from exam_server.services import flags as red_flags
from exam_server.services import moderation, people, simulation
from exam_server.services.exam import COMMISSION
from exam_server.services.work import Work
from exam_server.web.access import allow
from exam_server.web.assessor.views import assessor
from exam_server.web.language import speak
from exam_server.web.work import open_work

REASONS: dict[str, Text] = {
    "far_apart": text("the levels lie more than one apart"),
    "across_threshold": text("the levels lie on both sides of the threshold"),
    "opportunity_disputed": text("some saw an opportunity, others none"),
}
NO_OPPORTUNITY = "no_opportunity"


@assessor.get("/encounters/<uuid:encounter_id>/moderation")
@allow("encounter.rate")
def show_moderation(encounter_id: UUID) -> str:
    """Criterion by criterion. Refused before all sheets are sealed."""
    with open_work() as work:
        criteria = moderation.show_moderation(work, encounter_id)
        encounter = simulation.get_encounter(work, encounter_id, COMMISSION)
        names = _names(work, criteria)
        flags = red_flags.list_flags(work, simulation.get_row(work, encounter_id, COMMISSION), str(g.actor.account_id))
    return render_template(
        "assessor/moderation.html",
        encounter=encounter,
        criteria=criteria,
        names=names,
        reasons=REASONS,
        flags=flags,
        flag_words=FLAG_WORDS,
        viewer=str(g.actor.account_id),
        leads=may(g.actor.roles, "encounter.lead"),
    )


def _names(work: Work, criteria: Iterable[moderation.ModerationView]) -> dict[str, str]:
    """Names of the members whose ratings or votes the page shows."""
    shown = {each.assessor for view in criteria for each in view.ratings}
    shown |= {each.member for view in criteria for each in view.votes}
    shown |= {each.member for view in criteria if view.agreed for each in view.agreed.dissent}
    return {member: people.get_name(work, UUID(member)) for member in shown}


@assessor.post("/encounters/<uuid:encounter_id>/moderation/<criterion>/facts")
@allow("encounter.lead")
def agree_facts(encounter_id: UUID, criterion: str) -> Response:
    with open_work() as work:
        moderation.agree_facts(work, encounter_id, criterion, request.form.get("facts", "").splitlines())
    return _back(encounter_id, criterion)


@assessor.post("/encounters/<uuid:encounter_id>/moderation/<criterion>/vote")
@allow("encounter.rate")
def give_vote(encounter_id: UUID, criterion: str) -> Response:
    level = _level(request.form.get("level", ""))
    with open_work() as work:
        moderation.give_vote(work, encounter_id, criterion, level, request.form.get("reason", ""))
    return _back(encounter_id, criterion)


@assessor.post("/encounters/<uuid:encounter_id>/moderation/flags/<flag>")
@allow("encounter.rate")
def speak_of_flag(encounter_id: UUID, flag: str) -> Response:
    seen = request.form.get("seen") == "yes"
    with open_work() as work:
        red_flags.speak_of_flag(work, encounter_id, flag, seen, request.form.get("note", ""))
    return redirect(url_for("assessor.show_moderation", encounter_id=encounter_id, _anchor=f"flag-{flag}"))


@assessor.post("/encounters/<uuid:encounter_id>/moderation/conclude")
@allow("encounter.lead")
def conclude(encounter_id: UUID) -> Response:
    with open_work() as work:
        moderation.conclude(work, encounter_id)
    flash(speak(text("The encounter is concluded; its evidence is recorded.")), "saved")
    return redirect(url_for("assessor.show_moderation", encounter_id=encounter_id))


def _level(given: str) -> int | None:
    """A level from a form; -1 stands for nonsense, which the use case refuses."""
    if given == NO_OPPORTUNITY:
        return None
    return int(given) if given in ("0", "1", "2", "3") else -1


def _back(encounter_id: UUID, criterion: str) -> Response:
    return redirect(url_for("assessor.show_moderation", encounter_id=encounter_id, _anchor=f"c-{criterion}"))
