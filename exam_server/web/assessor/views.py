"""The assessor's list of encounters, the sheet of one, and its seal."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, g, render_template, request, url_for
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from exam_server.core.text import Text, text
from exam_server.services import calibration, pins, rating, run_contacts, sealing, simulation, tablets
from exam_server.services.calibration import ExamLines
from exam_server.services.exam import COMMISSION
from exam_server.services.papers.sheet_twin import gather_twin
from exam_server.services.simulation import Encounter
from exam_server.web.access import allow, csrf_token
from exam_server.web.language import speak
from exam_server.web.printing import current_reader, send_pdf
from exam_server.web.tablet_day import tablet_day
from exam_server.web.work import open_work

assessor = Blueprint("assessor", __name__, url_prefix="/assessor")
STANDINGS: dict[str, tuple[str, Text]] = {
    "planned": ("neutral", text("not started")),
    "briefing": ("info", text("candidate is preparing")),
    "running": ("waiting", text("running")),
    "ended": ("info", text("ended, to be rated")),
    "sealed": ("flag", text("sealed by you")),
    "all_sealed": ("saved", text("all sealed")),
    "agreed": ("saved", text("agreed")),
}


@assessor.get("/")
@allow("encounter.rate")
def list_encounters() -> str:
    with open_work() as work:
        found = simulation.list_encounters(work, COMMISSION)
        has_pin = pins.has_pin(work)
        vignettes = calibration.list_vignettes(work)
    rows = [(each, *STANDINGS[standing_of(each)], is_open(each)) for each in found]
    return render_template(
        "assessor/encounters.html",
        rows=rows,
        has_pin=has_pin,
        tablet=tablet_day(_vignette_pages(vignettes)),
    )


def _vignette_pages(exams: Sequence[ExamLines]) -> list[str]:
    """What the day's packet holds of the calibration: the list, and what is still to be rated."""
    due = [(each.exam_id, line) for each in exams for line in each.lines if line.given_at is None]
    found = [
        url_for("assessor.rate_vignette", exam_id=exam_id, revision_id=line.revision_id, vignette=line.vignette)
        for exam_id, line in due
    ]
    return [url_for("assessor.list_vignettes"), *found] if found else []


@assessor.get("/encounters/<uuid:encounter_id>")
@allow("encounter.rate")
def show_sheet(encounter_id: UUID) -> str:
    """The sheet; before all have sealed it holds nobody's entries but the viewer's own."""
    with open_work() as work:
        row = simulation.get_row(work, encounter_id, COMMISSION)
        encounter = simulation.get_encounter(work, encounter_id, COMMISSION)
        sheet = rating.show_sheet(work, encounter_id)
        entries = tablets.list_own_entries(work, row)
        own = UUID(str(g.actor.account_id))
        devices = tablets.list_devices(work, row, [own])[own]
        twice = [each for each in sealing.list_second_seals(work, row) if each.account_id == own]
        kept = {
            "now_ms": milliseconds(work.now),
            "script": row.scenario_hash,
            "phase": simulation.current_phase(work, row),
            "others": tablets.heads_of(work, row, own),
            "entries": [[each.device, each.text] for each in entries],
        }
        has_pin = pins.has_pin(work)
    return render_template(
        "assessor/sheet.html",
        encounter=encounter,
        sheet=sheet,
        data=state_of(encounter) | _page_data(encounter, sheet) | kept,
        opened=is_open(encounter),
        devices=devices,
        twice=twice,
        has_pin=has_pin,
    )


def _page_data(encounter: Encounter, sheet: rating.OwnSheet) -> dict[str, Any]:
    points = [tile.point for each in sheet.script.criteria for tile in each.tiles]
    return {
        "encounter": str(encounter.id),
        "viewer": str(g.actor.account_id),
        "sealed": sheet.sealed,
        "heads": sheet.heads,
        "criteria": [each.criterion for each in sheet.script.criteria],
        "points": {
            point.id: {"criterion": point.criterion, "label": point.label, "kind": point.kind} for point in points
        },
    }


class Beat(BaseModel):
    """What a sheet tells of itself as it asks for the state."""

    model_config = ConfigDict(extra="forbid", strict=True)

    device: str = Field(min_length=1, max_length=64)
    waiting: int = Field(0, ge=0, le=10_000)


@assessor.route("/encounters/<uuid:encounter_id>/state", methods=["GET", "PUT"])
@allow("encounter.rate")
def read_state(encounter_id: UUID) -> dict[str, Any]:
    """The clock and how many have sealed: a count, never who. A page kept through a log-in learns its new token.

    Who asks by PUT also says that it's there.
    """
    if request.method == "PUT":
        try:
            beat = Beat.model_validate(request.get_json())
        except ValidationError:
            abort(400)
        with open_work() as work:
            rating.require_assessor(work, encounter_id)
            run_contacts.note_contact(work, encounter_id, "sheet", beat.device, beat.waiting)
    with open_work() as work:
        rating.require_assessor(work, encounter_id)
        state = state_of(simulation.get_encounter(work, encounter_id, COMMISSION))
        phase = simulation.current_phase(work, simulation.get_row(work, encounter_id, COMMISSION))
        now = work.now
    viewer = str(g.actor.account_id)
    return {**state, "phase": phase, "now_ms": milliseconds(now), "viewer": viewer, "csrf": csrf_token()}


@assessor.get("/encounters/<uuid:encounter_id>/twin.pdf")
@allow("encounter.rate")
def print_twin(encounter_id: UUID) -> Response:
    """The empty sheet for paper, under the same ids: the last resort when a tablet fails."""
    with open_work() as work:
        make, now = gather_twin(work, encounter_id), work.now
    return send_pdf(make(current_reader(), now), f"sheet-{encounter_id.hex[-8:]}")


def milliseconds(moment: datetime) -> int:
    """Since 1970, as tablets reckon."""
    return int(moment.timestamp() * 1000)


def state_of(encounter: Encounter) -> dict[str, Any]:
    return {
        "state": encounter.state,
        "words": speak(STANDINGS[standing_of(encounter)][1]),
        "run_seconds": encounter.run_seconds,
        "started_ms": milliseconds(encounter.started_at) if encounter.started_at else None,
        "sealed_count": encounter.sealed,
        "assessors": encounter.assessors,
    }


def standing_of(encounter: Encounter) -> str:
    """The state as the viewer's list names it."""
    if encounter.state == "ended" and is_open(encounter):
        return "all_sealed"
    if encounter.state == "ended" and encounter.sealed_by_viewer:
        return "sealed"
    return encounter.state


def is_open(encounter: Encounter) -> bool:
    """Whether everybody has sealed, so that the ratings may be seen."""
    return 0 < encounter.assessors == encounter.sealed
