"""What the desk sees: its exams, the board of seats with its refresh, and one seat with its actions."""

from collections import defaultdict
from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request

from exam_server.core.delivery import CAUSE_WORDS, ENDING_WORDS, STATE_WORDS
from exam_server.core.identity import DOCUMENT_WORDS, REFUSAL_WORDS
from exam_server.core.incidents import INCIDENT_WORDS
from exam_server.core.problems import NotFound
from exam_server.core.room import arrange
from exam_server.core.seb import FAILURES
from exam_server.services import board, incidents, people, room_checks
from exam_server.services import desk as service
from exam_server.services.admissions import list_devices
from exam_server.services.board import Board
from exam_server.services.exam_rows import EXAM_STATES
from exam_server.services.seb import find_expectation
from exam_server.services.work import Work
from exam_server.web.access import allow
from exam_server.web.desk.filters import ALL, choose_filter, keep_tiles, list_filters
from exam_server.web.desk.tiles import Tile, make_tile
from exam_server.web.traces import shows_nobody
from exam_server.web.work import house, open_work

desk = Blueprint("desk", __name__, url_prefix="/desk")
WORDS = {
    "causes": CAUSE_WORDS,
    "documents": DOCUMENT_WORDS,
    "endings": ENDING_WORDS,
    "exam_states": EXAM_STATES,
    "incident_words": INCIDENT_WORDS,
    "refusals": REFUSAL_WORDS,
    "state_words": STATE_WORDS,
}


@desk.get("/")
@allow("desk.run")
def choose_exam() -> str:
    with open_work() as work:
        exams = service.list_own_exams(work)
    return render_template("desk/exams.html", exams=exams, states=EXAM_STATES)


@desk.get("/exams/<uuid:exam_id>")
@allow("desk.run")
def show_board(exam_id: UUID) -> str:
    with open_work() as work:
        shown = _read_board(work, exam_id)
        noted = incidents.list_incidents(work, exam_id)
        room_signed = room_checks.is_signed(work, exam_id)
    return render_template("desk/board.html", incidents=noted, room_signed=room_signed, **shown)


@desk.get("/exams/<uuid:exam_id>/seats")
@allow("desk.run")
@shows_nobody("the page that it keeps up to date left its trace")
def refresh_board(exam_id: UUID) -> str:
    """The parts of the board that change by themselves, as the page's script puts them into their places.

    A seat whose stamp the page has already is named without its markup: most seats don't change within two seconds.
    """
    with open_work() as work:
        shown = _read_board(work, exam_id)
    seen = frozenset(request.headers.get("X-Board-Seen", "").split())
    return render_template("desk/_live.html", **{**shown, "seen": seen})


@desk.get("/exams/<uuid:exam_id>/seats/<uuid:sitting_id>")
@allow("desk.run")
def show_seat(exam_id: UUID, sitting_id: UUID) -> str:
    with open_work() as work:
        exam = service.enter_exam(work, exam_id)
        shown = board.show_board(work, exam_id)
        tile = next((each for each in _tiles(work, shown) if each.seat.sitting_id == sitting_id), None)
        if tile is None:
            raise NotFound(str(sitting_id))
        noted = [each for each in incidents.list_incidents(work, exam_id) if each.sitting_id == sitting_id]
        accounts = {each.proposed_by for each in tile.seat.proposals} | {each.noted_by for each in noted}
        names = {account: people.get_name(work, account) for account in accounts if account}
        devices = list_devices(work, sitting_id)
        now, uses_seb = work.now, find_expectation(work, exam_id) is not None
    facts = {"exam": exam, "tile": tile, "names": names, "incidents": noted, "now": now, "shown": kept_choices()}
    facts |= {"uses_seb": uses_seb, "failures": FAILURES, "devices": devices}
    return render_template("desk/seat.html", **facts, **WORDS)


def _read_board(work: Work, exam_id: UUID) -> dict[str, Any]:
    """Everything that the board shows, filtered and laid out as the address says."""
    exam = service.enter_exam(work, exam_id)
    shown = board.show_board(work, exam_id)
    tiles = _tiles(work, shown)
    is_large = request.args.get("size") == "large"
    chosen = choose_filter(request.args.get("show", ""), is_large)
    has_plan = exam.room_columns > 0
    as_plan = has_plan and request.args.get("view") == "room"
    numbers = [seat.seat for seat in shown.seats]
    return {
        **WORDS,
        "exam": exam,
        "tiles": keep_tiles(tiles, chosen),
        "by_number": {tile.seat.seat: tile for tile in keep_tiles(tiles, chosen)},
        "filters": list_filters(tiles, chosen, is_large),
        "chosen": chosen,
        "is_large": is_large,
        "shown": kept_choices(),
        "plan": arrange(numbers, exam.room_rows, exam.room_columns) if as_plan else (),
        "has_plan": has_plan,
        "outages": shown.outages,
        "numbers": {seat.sitting_id: seat.seat for seat in shown.seats},
        "proposals": [(seat.seat, each) for seat in shown.seats for each in seat.proposals],
        "admitted": sum(seat.state == "admitted" for seat in shown.seats),
        "now": work.now,
        "seen": frozenset(),
        "clock_notices": house().clock.notices(work.now),
    }


def kept_choices() -> dict[str, str]:
    """What the address says of how the board is shown; every act on it leads back to the same view."""
    known = {"show": choose_filter(request.args.get("show", ""), False), "view": "room", "size": "large"}
    return {name: value for name, value in known.items() if value != ALL and request.args.get(name) == value}


def _tiles(work: Work, shown: Board) -> list[Tile]:
    silences = defaultdict(list)
    for outage in shown.outages:
        for each in outage.silences:
            silences[each.sitting].append(each)
    return [make_tile(seat, work.now, silences[seat.sitting_id]) for seat in shown.seats]
