"""The protocol of one run: its log with what was taken back, pauses with reasons, who was there, and departures."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from exam_server.core.problems import NotFound, Refused
from exam_server.core.rating import all_sealed
from exam_server.core.simulation.cards import words_of
from exam_server.core.simulation.pausing import Pause, pauses_of
from exam_server.core.simulation.record import Departure, RunEvent, Stretch, agreed_order
from exam_server.core.simulation.script import Scenario
from exam_server.core.simulation.undoing import key_of, undone_keys
from exam_server.core.simulation.walk import fold
from exam_server.core.text import Text, text
from exam_server.services.exam import get_exam
from exam_server.services.people import Names
from exam_server.services.rating import sheets_of
from exam_server.services.run_presence import Presence, list_presence, moment_of
from exam_server.services.shown_cards import list_shown
from exam_server.services.simulation import get_scenario, list_events, seconds_of
from exam_server.services.work import Work
from exam_server.store import delivery as exam_store
from exam_server.store.tables import CaseRow, EncounterRow


@dataclass(frozen=True)
class RunLine:
    """An entry of the log: `at_seconds` of the room's clock, `said` in the script's words, `undone` by who made it."""

    at_seconds: int
    kind: str
    reference: str
    said: str
    note: str
    by: str
    undone: bool


@dataclass(frozen=True)
class RunProtocol:
    """Of one encounter, the candidate by code; `shown`: how many cards were told to have been on a screen."""

    id: UUID
    exam_id: UUID
    exam_title: str
    candidate_code: str
    title: str
    scenario_hash: str
    started_at: datetime | None
    ended_at: datetime | None
    run_seconds: int
    lines: tuple[RunLine, ...]
    pauses: tuple[Pause, ...]
    stretches: tuple[Stretch, ...]
    phases: dict[str, str]
    departures: tuple[Departure, ...]
    presence: tuple[Presence, ...]
    shown: int
    names: dict[str, str]


def show_run(work: Work, encounter_id: UUID) -> RunProtocol:
    """For the office once the run is over, and for the chair once all have sealed: the log is no help to rate by.

    Raises NotFound for an encounter of others, and Refused before that.
    """
    row = _get_row(work, encounter_id)
    scenario, log = get_scenario(work, row), list_events(work, row)
    state, names = fold(scenario, log, seconds_of(row, work.now)), Names(work)
    return RunProtocol(
        id=row.id,
        exam_id=row.exam_id,
        exam_title=get_exam(work, row.exam_id).title,
        candidate_code=work.session.get_one(CaseRow, row.case_id).code,
        title=scenario.about.title,
        scenario_hash=row.scenario_hash,
        started_at=moment_of(row, 0),
        ended_at=row.ended_at,
        run_seconds=state.run_seconds,
        lines=tuple(_lines(scenario, log, names)),
        pauses=pauses_of(log),
        stretches=state.stretches,
        phases={each.id: each.name for each in scenario.phases},
        departures=state.departures,
        presence=tuple(list_presence(work, row)),
        shown=len(list_shown(work, row)),
        names={each.who: names.of(UUID(each.who)) for each in log if each.who},
    )


def require_open(work: Work, encounter_id: UUID) -> None:
    """Raises what `show_run` raises for who may not read the run, or not yet."""
    _get_row(work, encounter_id)


def _get_row(work: Work, encounter_id: UUID) -> EncounterRow:
    row, account_id = work.session.get(EncounterRow, encounter_id), work.actor.account_id
    if row is None or account_id is None or row.organisation_id != work.organisation_id:
        raise NotFound(str(encounter_id))
    leads = exam_store.is_member(work.session, row.exam_id, account_id, ("chair",))
    if not leads and not work.actor.has("office"):
        raise NotFound(str(encounter_id))
    if row.ended_at is None:
        raise _closed(text("The encounter hasn't ended."), text("Come back after its end."))
    sheets = sheets_of(work, row)
    if leads and not all_sealed(list(sheets.values()), list(sheets)):
        raise _closed(text("Not everybody has sealed their sheet."), text("Come back when all have sealed."))
    return row


def _closed(why: Text, remedy: Text) -> Refused:
    return Refused(text("The protocol of the run isn't open yet."), why, remedy, rule="P5")


def _lines(scenario: Scenario, log: Sequence[RunEvent], names: Names) -> Iterator[RunLine]:
    gone, said = undone_keys(log), words_of(scenario)
    for each in agreed_order(log):
        words = said.get(each.reference, "")
        topic = f": {each.topic}" if each.topic else ""
        by = names.of(UUID(each.who)) if each.who else ""
        yield RunLine(
            each.at_seconds, each.kind, each.reference, f"{words}{topic}", each.note, by, key_of(each) in gone
        )
