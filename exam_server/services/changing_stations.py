"""What the office does with an exam's stations: add one, change it, remove it while nobody has begun there."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from exam_server.core.problems import NotFound, Refused
from exam_server.core.text import Text, text
from exam_server.services.bank import FiledScenario, list_scenarios
from exam_server.services.exam_rows import get_row, require_state
from exam_server.services.qualification import get_edition
from exam_server.services.scenario_reviewing import require_plannable
from exam_server.services.stations import add_station, put_variants, simulates
from exam_server.services.work import Work
from exam_server.store import simulation as simulation_store
from exam_server.store import stations as store
from exam_server.store.tables import StationRow

CHANGEABLE = ("planned", "frozen", "open")
MOST_ROOMS, MOST_STATIONS, LONGEST = 20, 12, 480


@dataclass(frozen=True)
class StationPlan:
    """What the office fills in of a station: its name, its rooms by name, its minutes, the revisions played there."""

    title: str
    rooms: tuple[str, ...]
    minutes: int
    talk_minutes: int
    revisions: tuple[UUID, ...]


def list_offered(work: Work, exam_id: UUID) -> list[FiledScenario]:
    """The scenarios of the exam's qualification."""
    return list_scenarios(work, get_edition(work, get_row(work, exam_id).edition_id).code)


def add_exam_station(work: Work, exam_id: UUID, revision_id: UUID) -> UUID:
    """A further station that plays this scenario. Raises Refused for an exam without a simulation, and for too many."""
    what = text("The station wasn't added.")
    _require_offered(work, exam_id, [revision_id])
    work.record()
    require_state(get_row(work, exam_id), *CHANGEABLE)
    if not simulates(work, exam_id):
        raise _refused(what, text("The exam has no simulation."), text("Make an exam with a scenario."))
    if len(store.list_stations(work.session, exam_id)) >= MOST_STATIONS:
        raise _refused(what, text("There are {count} already.", count=MOST_STATIONS), text("Remove one first."))
    made = add_station(work, exam_id, [revision_id])
    work.note("exam.station.added", exam_id, station=str(made))
    return made


def change_station(work: Work, exam_id: UUID, station_id: UUID, plan: StationPlan) -> None:
    """Keep what the office wrote; what is planned already stays until the day is planned anew.

    Raises Refused without a name or a scenario, and for times that can't be.
    """
    what = text("The station wasn't saved.")
    if not plan.title or not plan.revisions:
        raise _refused(what, text("Its name or its scenario is missing."), text("Fill in both."))
    if not 0 <= plan.talk_minutes < plan.minutes <= LONGEST:
        raise _refused(
            what,
            text(
                "The conversation is a part of the station's minutes, and a station has at most {count}.", count=LONGEST
            ),
            text("Mend the minutes."),
        )
    if len(plan.rooms) > MOST_ROOMS:
        raise _refused(what, text("It has more than {count} rooms.", count=MOST_ROOMS), text("Name fewer."))
    _require_offered(work, exam_id, plan.revisions)
    work.record()
    require_state(get_row(work, exam_id), *CHANGEABLE)
    row = _get(work, exam_id, station_id)
    row.title, row.rooms = plan.title, list(dict.fromkeys(plan.rooms))
    row.minutes, row.talk_minutes = plan.minutes, plan.talk_minutes
    put_variants(work, row, plan.revisions)
    work.note(
        "exam.station.changed", exam_id, station=str(station_id), rooms=len(row.rooms), variants=len(plan.revisions)
    )


def remove_station(work: Work, exam_id: UUID, station_id: UUID) -> None:
    """Take a station away with what is planned there. Raises Refused for the only one, and where somebody has begun."""
    what = text("The station wasn't removed.")
    work.record()
    require_state(get_row(work, exam_id), *CHANGEABLE)
    row, rows = _get(work, exam_id, station_id), store.list_stations(work.session, exam_id)
    if len(rows) == 1:
        raise _refused(what, text("It's the only one."), text("Change it instead."))
    own = [each for each, _ in simulation_store.list_encounters(work.session, exam_id) if each.station_id == station_id]
    if any(each.state != "planned" for each in own):
        raise _refused(what, text("Candidates have begun there."), text("Leave it."))
    store.remove_station(work.session, row)
    for position, each in enumerate((each for each in rows if each.id != station_id), start=1):
        each.position = position
        work.session.flush()
    work.note("exam.station.removed", exam_id, station=str(station_id))


def _get(work: Work, exam_id: UUID, station_id: UUID) -> StationRow:
    row = next((each for each in store.list_stations(work.session, exam_id) if each.id == station_id), None)
    if row is None:
        raise NotFound(str(station_id))
    return row


def _require_offered(work: Work, exam_id: UUID, revisions: Sequence[UUID]) -> None:
    offered = {each.id for each in list_offered(work, exam_id)}
    played = {each.id for _, each in store.list_scripts(work.session, _station_ids(work, exam_id))}
    for each in revisions:
        if each not in offered | played:
            raise NotFound(str(each))
        if each not in played:
            require_plannable(work, each)


def _station_ids(work: Work, exam_id: UUID) -> list[UUID]:
    return [each.id for each in store.list_stations(work.session, exam_id)]


def _refused(what: Text, why: Text, remedy: Text) -> Refused:
    return Refused(what, why, remedy)
