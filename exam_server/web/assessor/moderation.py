"""After all seals: facts of the whole encounter, ratings side by side, second votes, dissent, and the conclusion."""

import re
from collections.abc import Callable
from uuid import UUID

from flask import flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from exam_server.core.encounter_timeline import MARK_WORDS
from exam_server.core.moderating import Fact
from exam_server.core.rating import LEVELS
from exam_server.core.red_flags import FLAG_WORDS
from exam_server.core.text import Text, text
from exam_server.services import flags as red_flags
from exam_server.services import moderation, moderation_view, simulation
from exam_server.services.exam import COMMISSION
from exam_server.services.work import Work
from exam_server.web.access import allow
from exam_server.web.assessor.views import assessor
from exam_server.web.language import speak
from exam_server.web.typed import number_or, number_within
from exam_server.web.work import open_work

REASONS: dict[str, Text] = {
    "far_apart": text("the levels lie further apart than the rule lets pass"),
    "across_threshold": text("the levels lie on both sides of the threshold"),
    "opportunity_disputed": text("some saw an opportunity, others none"),
}
BY_WORDS: dict[str, Text] = {
    "majority": text("by majority"),
    "tie_rule": text("by the chair's vote, without a majority"),
    "lowest": text("the lowest of the most-voted levels: no majority, and no chair's vote that decides"),
}
NO_OPPORTUNITY = "no_opportunity"
LAST_SECOND = 24 * 3600
OF_CRITERION = re.compile(r"^\s*(\d+[A-Z]\d+):\s*(.+)$")


@assessor.get("/encounters/<uuid:encounter_id>/moderation")
@allow("encounter.rate")
def show_moderation(encounter_id: UUID) -> str:
    """The facts first, then criterion by criterion. Refused before all sheets are sealed."""
    viewer = str(g.actor.account_id)
    with open_work() as work:
        view = moderation_view.show_moderation(work, encounter_id)
        encounter = simulation.get_encounter(work, encounter_id, COMMISSION)
        flags = red_flags.list_flags(work, simulation.get_row(work, encounter_id, COMMISSION), viewer)
    return render_template(
        "assessor/moderation.html",
        encounter=encounter,
        view=view,
        names={each.id: each.name for each in view.members},
        reasons=REASONS,
        by_words=BY_WORDS,
        mark_words=MARK_WORDS,
        flags=flags,
        flag_words=FLAG_WORDS,
        viewer=viewer,
    )


@assessor.get("/encounters/<uuid:encounter_id>/moderation/state")
@allow("encounter.rate")
def read_moderation(encounter_id: UUID) -> dict[str, str]:
    """What changes as soon as another member has done something."""
    with open_work() as work:
        return {"digest": moderation_view.read_digest(work, encounter_id)}


@assessor.post("/encounters/<uuid:encounter_id>/moderation/facts")
@allow("encounter.rate")
def write_facts(encounter_id: UUID) -> Response:
    facts = [_chosen(each) for each in request.form.getlist("moment")]
    facts += [_written(line) for line in request.form.get("facts", "").splitlines() if line.strip()]
    return _act(encounter_id, lambda work: moderation.write_facts(work, encounter_id, facts), "wording")


@assessor.post("/encounters/<uuid:encounter_id>/moderation/facts/<int:number>/word")
@allow("encounter.rate")
def speak_of_facts(encounter_id: UUID, number: int) -> Response:
    agrees, reason = request.form.get("agrees") == "yes", request.form.get("reason", "")
    return _act(encounter_id, lambda work: moderation.speak_of_facts(work, encounter_id, number, agrees, reason))


@assessor.post("/encounters/<uuid:encounter_id>/moderation/<criterion>/call")
@allow("encounter.rate")
def call_vote(encounter_id: UUID, criterion: str) -> Response:
    reason = request.form.get("reason", "")
    place = f"c-{criterion}"
    return _act(encounter_id, lambda work: moderation.call_vote(work, encounter_id, criterion, reason), place)


@assessor.post("/encounters/<uuid:encounter_id>/moderation/<criterion>/vote")
@allow("encounter.rate")
def give_vote(encounter_id: UUID, criterion: str) -> Response:
    level, reason = _level(request.form.get("level", "")), request.form.get("reason", "")
    place = f"c-{criterion}"
    return _act(encounter_id, lambda work: moderation.give_vote(work, encounter_id, criterion, level, reason), place)


@assessor.post("/encounters/<uuid:encounter_id>/moderation/<criterion>/dissent")
@allow("encounter.rate")
def write_dissent(encounter_id: UUID, criterion: str) -> Response:
    words = request.form.get("words", "")
    place = f"c-{criterion}"
    return _act(encounter_id, lambda work: moderation.write_dissent(work, encounter_id, criterion, words), place)


@assessor.post("/encounters/<uuid:encounter_id>/moderation/absence")
@allow("encounter.rate")
def record_absence(encounter_id: UUID) -> Response:
    member, reason = request.form.get("member", ""), request.form.get("reason", "")
    return _act(encounter_id, lambda work: moderation.record_absence(work, encounter_id, member, reason), "members")


@assessor.post("/encounters/<uuid:encounter_id>/moderation/flags/<flag>")
@allow("encounter.rate")
def speak_of_flag(encounter_id: UUID, flag: str) -> Response:
    seen, note = request.form.get("seen") == "yes", request.form.get("note", "")
    place = f"flag-{flag}"
    return _act(encounter_id, lambda work: red_flags.speak_of_flag(work, encounter_id, flag, seen, note), place)


@assessor.post("/encounters/<uuid:encounter_id>/moderation/conclude")
@allow("encounter.rate")
def conclude(encounter_id: UUID) -> Response:
    with open_work() as work:
        moderation.conclude(work, encounter_id)
    return redirect(url_for("assessor.show_moderation", encounter_id=encounter_id))


@assessor.post("/encounters/<uuid:encounter_id>/moderation/close")
@allow("encounter.rate")
def close_unrated(encounter_id: UUID) -> Response:
    with open_work() as work:
        moderation.close_unrated(work, encounter_id)
    flash(speak(text("The encounter is closed without an agreement; its criteria stay open.")), "saved")
    return redirect(url_for("assessor.show_moderation", encounter_id=encounter_id))


def _act(encounter_id: UUID, act: Callable[[Work], object], place: str = "") -> Response:
    with open_work() as work:
        act(work)
    return redirect(url_for("assessor.show_moderation", encounter_id=encounter_id, _anchor=place or None))


def _chosen(value: str) -> Fact:
    """A moment of the timeline that was ticked: second, criterion and words."""
    seconds, _, rest = value.partition("|")
    criterion, _, words = rest.partition("|")
    return Fact(words, number_within(seconds, 0, LAST_SECOND), criterion)


def _written(line: str) -> Fact:
    """A line in a member's own words; one that begins with a criterion's code and a colon is about that criterion."""
    found = OF_CRITERION.match(line)
    return Fact(found[2], None, found[1]) if found else Fact(line)


def _level(given: str) -> int | None:
    """A level from a form; -1 stands for nonsense, which the use case refuses."""
    if given == NO_OPPORTUNITY:
        return None
    return number_or(given, LEVELS[0], LEVELS[-1], otherwise=-1)
