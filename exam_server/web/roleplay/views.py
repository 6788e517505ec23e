"""The role-player's glance card, the prompter's taps, and the run's events from both."""

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from werkzeug.wrappers import Response

from exam_server.core.simulation.cards import PrompterCard, RolePlayerCard
from exam_server.core.simulation.pausing import LONGEST_WORDS, PAUSE_WORDS
from exam_server.core.simulation.shown import seen_on
from exam_server.core.text import Text, text
from exam_server.services import run_contacts, simulation
from exam_server.services.run_clock import read_clock
from exam_server.services.simulation import PLAYERS
from exam_server.services.work import Work
from exam_server.web.access import allow, csrf_token
from exam_server.web.roleplay.whole import CardName, whole_faces
from exam_server.web.tablet_day import tablet_day
from exam_server.web.work import open_work

roleplay = Blueprint("roleplay", __name__, url_prefix="/roleplay")
STATES: dict[str, tuple[str, Text]] = {
    "planned": ("neutral", text("not started")),
    "briefing": ("info", text("candidate is preparing")),
    "running": ("waiting", text("running")),
    "ended": ("saved", text("ended")),
    "agreed": ("saved", text("ended")),
}
RUNS = "running"
NOW_OF: dict[CardName, str] = {"role_player": "roleplay.read_card", "prompter": "roleplay.read_prompter"}


class Beat(BaseModel):
    """What a page tells of itself as it asks for the card of the moment."""

    model_config = ConfigDict(extra="forbid", strict=True)

    device: str = Field(min_length=1, max_length=64)
    waiting: int = Field(0, ge=0, le=10_000)


@roleplay.get("/")
@allow("encounter.play")
def list_encounters() -> str:
    """Encounters by their number: whoever plays needs no data of the candidate (P5)."""
    with open_work() as work:
        found = simulation.list_encounters(work, PLAYERS)
    rows = [(each, *STATES[each.state]) for each in found]
    return render_template("roleplay/encounters.html", rows=rows, tablet=tablet_day())


@roleplay.post("/encounters/<uuid:encounter_id>/briefing")
@allow("encounter.play")
def open_briefing(encounter_id: UUID) -> Response:
    with open_work() as work:
        simulation.open_briefing(work, encounter_id)
    return redirect(url_for("roleplay.list_encounters"))


@roleplay.get("/encounters/<uuid:encounter_id>/card")
@allow("encounter.play")
def show_card(encounter_id: UUID) -> str:
    with open_work() as work:
        card = simulation.show_role_player_card(work, encounter_id)
        prompted = simulation.is_prompted(work, encounter_id)
        data = _page_data(work, encounter_id, card, "role_player")
    return render_template("roleplay/card.html", data=data, number=data["number"], **_facts(card, prompted))


@roleplay.route("/encounters/<uuid:encounter_id>/card/now", methods=["GET", "PUT"])
@allow("encounter.play")
def read_card(encounter_id: UUID) -> dict[str, Any]:
    """The card of this moment as a piece of the page; who asks by PUT also says that it's there."""
    _note_beat(encounter_id, "role_player")
    with open_work() as work:
        card = simulation.show_role_player_card(work, encounter_id)
        prompted = simulation.is_prompted(work, encounter_id)
        now = _now(work, encounter_id, card)
    return {"html": render_template("roleplay/_card_now.html", **_facts(card, prompted)), **now}


@roleplay.get("/encounters/<uuid:encounter_id>/prompter")
@allow("encounter.play")
def show_prompter(encounter_id: UUID) -> str:
    with open_work() as work:
        card = simulation.show_prompter_card(work, encounter_id)
        data = _page_data(work, encounter_id, card, "prompter")
    return render_template("roleplay/prompter.html", data=data, number=data["number"], **_facts(card, True))


@roleplay.route("/encounters/<uuid:encounter_id>/prompter/now", methods=["GET", "PUT"])
@allow("encounter.play")
def read_prompter(encounter_id: UUID) -> dict[str, Any]:
    """As the role-player's card."""
    _note_beat(encounter_id, "prompter")
    with open_work() as work:
        card = simulation.show_prompter_card(work, encounter_id)
        now = _now(work, encounter_id, card)
    return {"html": render_template("roleplay/_prompter_now.html", **_facts(card, True)), **now}


def _note_beat(encounter_id: UUID, card: str) -> None:
    if request.method != "PUT":
        return
    try:
        beat = Beat.model_validate(request.get_json())
    except ValidationError:
        abort(400)
    with open_work() as work:
        run_contacts.note_contact(work, encounter_id, card, beat.device, beat.waiting)


def _facts(card: RolePlayerCard | PrompterCard, prompted: bool) -> dict[str, Any]:
    """What the cards' templates take."""
    return {"card": card, "prompted": prompted, "pause_words": PAUSE_WORDS, "longest_words": LONGEST_WORDS}


def _page_data(work: Work, encounter_id: UUID, card: RolePlayerCard | PrompterCard, name: CardName) -> dict[str, Any]:
    """`whole`: what the page shows while the server can't be reached."""
    whole, prompted = simulation.show_whole_card(work, encounter_id), simulation.is_prompted(work, encounter_id)
    return {
        "whole": whole_faces(whole, name, prompted),
        "encounter": str(encounter_id),
        "number": simulation.get_encounter(work, encounter_id, PLAYERS).number,
        **_now(work, encounter_id, card),
        "card": name,
        "urls": {
            "now": url_for(NOW_OF[name], encounter_id=encounter_id),
            "log": url_for("roleplay.post_log", encounter_id=encounter_id),
        },
    }


def _now(work: Work, encounter_id: UUID, card: RolePlayerCard | PrompterCard) -> dict[str, Any]:
    """The clocks of a card, and what it shows by ids, which the page sends back once it's on the screen.

    A page that was kept through a log-in learns its new token, and whose it is.
    """
    clock = read_clock(work, encounter_id)
    return {
        "clock": {
            "runs": card.standing == RUNS,
            "run_seconds": card.run_seconds,
            "phase_seconds": card.phase_seconds,
            "room_seconds": clock.room_seconds,
            "since_end": clock.since_end,
            "now_ms": milliseconds(clock.now),
        },
        "seen": {name: list(words) for name, words in seen_on(card).items()},
        "viewer": str(g.actor.account_id),
        "csrf": csrf_token(),
    }


def milliseconds(moment: datetime) -> int:
    """Since 1970, as tablets reckon."""
    return int(moment.timestamp() * 1000)
