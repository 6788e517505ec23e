"""The candidate's own encounters: the briefing of the one that is on, its clock, and what lies on the table now."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from exam_server.core.problems import NotFound
from exam_server.core.simulation.pausing import pauses_of, standing_pause
from exam_server.core.simulation.views import CandidateBriefing, Moment, candidate_briefing
from exam_server.core.simulation.walk import fold
from exam_server.services import sittings
from exam_server.services.simulation import get_scenario, list_events, seconds_of
from exam_server.services.work import Work
from exam_server.store import simulation as store
from exam_server.store.tables import EncounterRow, RunSeatRow

MOMENTS: dict[str, Moment] = {"briefing": "before", "running": "during", "ended": "after", "agreed": "after"}


@dataclass(frozen=True)
class OwnClock:
    """The clock of a candidate's encounter; `left_seconds` of the script's time, below zero beyond it."""

    state: str = "planned"
    stands: bool = False
    preparation_left: int = 0
    left_seconds: int = 0


@dataclass(frozen=True)
class OwnBriefing:
    """What the candidate's own page shows of their encounter."""

    encounter_id: UUID
    briefing: CandidateBriefing
    state: str
    clock: OwnClock


def find_briefing(work: Work) -> OwnBriefing | None:
    """Of the actor's encounter that is on, once its briefing was opened; None before that. Raises NotFound."""
    row = pick_current([each for each, _ in list_own_rows(work)])
    if row is None or row.state not in MOMENTS:
        return None
    shown = candidate_briefing(get_scenario(work, row), MOMENTS[row.state])
    return OwnBriefing(row.id, shown, row.state, clock_of(work, row))


def read_own_clock(work: Work) -> OwnClock:
    """Of the same encounter."""
    row = pick_current([each for each, _ in list_own_rows(work)])
    return OwnClock() if row is None or row.state not in MOMENTS else clock_of(work, row)


def list_own_rows(work: Work) -> list[tuple[EncounterRow, int]]:
    """The actor's encounters at the exam of their seat, each with its station; locked once the work is recording.

    Raises NotFound without a seat.
    """
    case_id, exam_id = _whose(work)
    return list(store.list_encounters_of_case(work.session, exam_id, case_id, lock=work.recording))


def _whose(work: Work) -> tuple[UUID, UUID]:
    """The actor's case and exam, by their seat at the test or by that for simulations alone."""
    if work.actor.sitting_id is not None:
        sitting = sittings.get_row(work, work.actor.sitting_id)
        return sitting.case_id, sitting.exam_id
    seat = work.session.get(RunSeatRow, work.actor.run_seat_id) if work.actor.run_seat_id else None
    if seat is None:
        raise NotFound("seat")
    return seat.case_id, seat.exam_id


def pick_current(rows: Sequence[EncounterRow]) -> EncounterRow | None:
    """Of a day's encounters the one that was opened last; None before any was."""
    opened = [(opened_at, row) for row in rows if (opened_at := row.briefing_at or row.started_at) is not None]
    return max(opened, key=lambda each: each[0])[1] if opened else None


def clock_of(work: Work, row: EncounterRow) -> OwnClock:
    """Where the encounter's time stands; it's the same for everybody, by the server."""
    scenario, log = get_scenario(work, row), list_events(work, row)
    state = fold(scenario, log, seconds_of(row, work.now))
    passed = int((work.now - row.briefing_at).total_seconds()) if row.briefing_at else 0
    waits = row.started_at is None
    return OwnClock(
        state=row.state,
        stands=standing_pause(pauses_of(log)) is not None,
        preparation_left=max(0, scenario.briefing.preparation_time - passed) if waits else 0,
        left_seconds=scenario.about.total_time - state.run_seconds,
    )
