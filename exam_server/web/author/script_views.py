"""The five views of a script at a made-up moment, by the templates of the rooms that they're for."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from flask import render_template, request
from werkzeug.datastructures import MultiDict

from exam_server.core.simulation.cards import prompter_card, role_player_card
from exam_server.core.simulation.record import Standing
from exam_server.core.simulation.script import Scenario
from exam_server.core.simulation.timeline import lay_out
from exam_server.core.simulation.tryout import Moment, moment_state
from exam_server.core.simulation.views import MOMENTS, assessor_sheet, candidate_briefing, commission_brief
from exam_server.core.text import Text, text
from exam_server.services.qualification import Edition
from exam_server.services.scenario_desk import show_script
from exam_server.web.access import allow
from exam_server.web.author.room import author, get_chosen
from exam_server.web.typed import whole_number
from exam_server.web.work import open_work

VIEWS: Mapping[str, Text] = {
    "role_player": text("Role-player"),
    "prompter": text("Prompter"),
    "candidate": text("Candidate"),
    "assessor": text("Assessor"),
    "commission": text("Commission"),
}
STEPS: Mapping[Standing, int] = {"waiting": 0, "running": 1, "paused": 1, "ended": 2, "stopped": 2}
"""How far the encounter is for its candidate."""
DID = "did"
BEFORE = -1
"""The moment before the run starts."""
MARK = ":"


class Stop(NamedTuple):
    """A second of the run that is worth a look: a phase's beginning or a cue's time by plan."""

    at_seconds: int
    name: str


class Look(NamedTuple):
    """Which view an author looks at, and the moment."""

    view: str
    moment: Moment


@author.get("/scenarios/<code>/views")
@allow("bank.read")
def preview_scenario(code: str) -> str:
    """Each view as it would be at a moment that is chosen here; a request of htmx gets the view alone."""
    with open_work() as work:
        edition = get_chosen(work)
        page = show_script(work, edition, code)
    look = read_look(request.args)
    if request.headers.get("HX-Request") == "true":
        return render_template("author/_script_view.html", **shown(page.script, edition, look))
    return render_template(
        "author/scenario_views.html", code=code, edition=edition, page=page, **shown(page.script, edition, look)
    )


def read_look(given: "MultiDict[str, str]") -> Look:
    """What the controls say; whatever can't be read counts as not said."""
    view = given.get("view", "")
    tapped = {name: given.get(name, 0, type=whole_number) for name in given if name.startswith(DID + MARK)}
    behaviours = {_behaviour(name): times for name, times in tapped.items() if times > 0}
    moment = Moment(max(BEFORE, given.get("at", 0, type=whole_number)), behaviours, tuple(given.getlist("told")))
    return Look(view if view in VIEWS else "role_player", moment)


def _behaviour(name: str) -> tuple[str, str]:
    _, kind, topic = (name + MARK + MARK).split(MARK)[:3]
    return kind, topic


def shown(script: Scenario, edition: Edition, look: Look) -> dict[str, Any]:
    """What the view's template takes; only the chosen view is made."""
    state = moment_state(script, look.moment)
    sheet = assessor_sheet(script, script.observed_criteria())
    makers: dict[str, Callable[[], dict[str, Any]]] = {
        "role_player": lambda: {"card": role_player_card(script, state), "prompted": True},
        "prompter": lambda: {"card": prompter_card(script, state)},
        "candidate": lambda: {"briefing": candidate_briefing(script, MOMENTS[STEPS[state.standing]])},
        "assessor": lambda: {"sheet": sheet},
        "commission": lambda: {"brief": commission_brief(script)},
    }
    return {
        "script": script,
        "views": VIEWS,
        "look": look,
        "stops": stops(script, look.moment.at_seconds),
        "behaviours": [
            (f"{DID}{MARK}{kind.id}{MARK}{topic}", kind.label, topic, look.moment.shown.get((kind.id, topic), 0))
            for kind in script.events
            for topic in (kind.topics or ("",))
        ],
        "emotions": state.emotions,
        "criteria": {each.code: each.text for each in edition.content.criteria()},
        **makers[look.view](),
    }


def stops(script: Scenario, chosen: int) -> list[Stop]:
    """The moments to choose from, in their order; the chosen one is among them."""
    found = [Stop(BEFORE, "")]
    for each in lay_out(script):
        found.append(Stop(each.from_seconds, f"{each.phase.id} {each.phase.name}"))
        found += [Stop(cue.at_seconds, cue.cue.id) for cue in each.cues if cue.at_seconds is not None]
    found.append(Stop(script.about.total_time, "■"))
    if chosen not in {stop.at_seconds for stop in found}:
        found.append(Stop(chosen, "·"))
    return sorted(found, key=lambda stop: stop.at_seconds)
