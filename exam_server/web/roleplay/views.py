"""The role-player's glance card, the prompter's taps, and the run's events from both."""

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from werkzeug.wrappers import Response

from exam_server.core.simulation.views import PrompterCard, RolePlayerCard
from exam_server.core.text import Text, text
from exam_server.services import simulation
from exam_server.services.simulation import PLAYERS
from exam_server.services.work import Work
from exam_server.web.access import allow
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


class TappedEvent(BaseModel):
    """One event of a device's own sequence."""

    model_config = ConfigDict(extra="forbid", strict=True)

    device: str = Field(min_length=1, max_length=64)
    sequence: int = Field(ge=1, le=2**31 - 1)
    kind: str = Field(max_length=20)
    reference: str = Field("", max_length=80)
    topic: str = Field("", max_length=80)


@roleplay.get("/")
@allow("encounter.play")
def list_encounters() -> str:
    """Encounters by their number: whoever plays needs no data of the candidate (P5)."""
    with open_work() as work:
        found = simulation.list_encounters(work, PLAYERS)
    return render_template("roleplay/encounters.html", rows=[(each, *STATES[each.state]) for each in found])


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
        data = _page_data(work, encounter_id, card, "roleplay.read_card")
    return render_template("roleplay/card.html", card=card, data=data, number=data["number"], prompted=prompted)


@roleplay.get("/encounters/<uuid:encounter_id>/card/now")
@allow("encounter.play")
def read_card(encounter_id: UUID) -> dict[str, Any]:
    """The card of this moment as a piece of the page."""
    with open_work() as work:
        card = simulation.show_role_player_card(work, encounter_id)
        prompted = simulation.is_prompted(work, encounter_id)
        clock = _clock(work, encounter_id, card)
    return {"html": render_template("roleplay/_card_now.html", card=card, prompted=prompted), "clock": clock}


@roleplay.get("/encounters/<uuid:encounter_id>/prompter")
@allow("encounter.play")
def show_prompter(encounter_id: UUID) -> str:
    with open_work() as work:
        card = simulation.show_prompter_card(work, encounter_id)
        data = _page_data(work, encounter_id, card, "roleplay.read_prompter")
    return render_template("roleplay/prompter.html", card=card, data=data, number=data["number"])


@roleplay.get("/encounters/<uuid:encounter_id>/prompter/now")
@allow("encounter.play")
def read_prompter(encounter_id: UUID) -> dict[str, Any]:
    with open_work() as work:
        card = simulation.show_prompter_card(work, encounter_id)
        clock = _clock(work, encounter_id, card)
    return {"html": render_template("roleplay/_prompter_now.html", card=card), "clock": clock}


@roleplay.post("/encounters/<uuid:encounter_id>/events")
@allow("encounter.play")
def take_event(encounter_id: UUID) -> dict[str, Any]:
    try:
        event = TappedEvent.model_validate(request.get_json())
    except ValidationError:
        abort(400)
    with open_work() as work:
        simulation.take_event(
            work, encounter_id, event.device, event.sequence, event.kind, event.reference, event.topic
        )
    return {"acknowledged": event.sequence}


def _page_data(work: Work, encounter_id: UUID, card: RolePlayerCard | PrompterCard, now: str) -> dict[str, Any]:
    return {
        "encounter": str(encounter_id),
        "viewer": str(g.actor.account_id),
        "number": simulation.get_encounter(work, encounter_id, PLAYERS).number,
        "clock": _clock(work, encounter_id, card),
        "urls": {
            "now": url_for(now, encounter_id=encounter_id),
            "events": url_for("roleplay.take_event", encounter_id=encounter_id),
        },
    }


def _clock(work: Work, encounter_id: UUID, card: RolePlayerCard | PrompterCard) -> dict[str, Any]:
    encounter = simulation.get_encounter(work, encounter_id, PLAYERS)
    return {
        "runs": card.standing == RUNS,
        "run_seconds": encounter.run_seconds,
        "phase_seconds": card.phase_seconds,
    }
