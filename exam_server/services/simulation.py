"""Encounters: planning them, the run's log from several devices, and what each audience sees of the script."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import get_args
from uuid import UUID

from exam_server.core.commission import smallest_commission
from exam_server.core.problems import NotFound, Refused
from exam_server.core.run_log import began_at, counts_late
from exam_server.core.simulation.cards import PrompterCard, RolePlayerCard, prompter_card, role_player_card
from exam_server.core.simulation.pausing import check_step
from exam_server.core.simulation.record import EventTag, RunEvent, RunState
from exam_server.core.simulation.script import Scenario
from exam_server.core.simulation.undoing import check_undo
from exam_server.core.simulation.walk import fold
from exam_server.core.simulation.whole_cards import WholeCard, whole_card
from exam_server.core.text import text
from exam_server.services.day_settings import find_settings
from exam_server.services.exam import COMMISSION, get_exam
from exam_server.services.exam_rows import get_row as get_exam_row
from exam_server.services.moderation_rule import freeze_rule
from exam_server.services.products import take_in
from exam_server.services.qualification import get_edition
from exam_server.services.room_checks import require_room_signed
from exam_server.services.scripts import get_script
from exam_server.services.stations import list_due
from exam_server.services.variants import choose_variants
from exam_server.services.work import Work
from exam_server.store import delivery as exam_store
from exam_server.store import simulation as store
from exam_server.store.tables import (
    CaseRow,
    EncounterAssessorRow,
    EncounterRow,
    RunEventRow,
    StageRow,
    StationRow,
)

PLAYERS = ("role_player", "prompter")


@dataclass(frozen=True)
class Encounter:
    """One candidate's run as staff see it: the candidate only by code (P5). `number` is its place in the rotation.

    `station` and `station_title`: where in the circuit it is; `planned_at` and `room` are empty before there's a plan.
    """

    id: UUID
    number: int
    exam_id: UUID
    exam_title: str
    candidate_code: str
    state: str
    started_at: datetime | None
    assessors: int
    sealed: int
    sealed_by_viewer: bool
    run_seconds: int
    station: int
    station_title: str
    planned_at: datetime | None
    room: str


def plan_encounters(work: Work, exam_id: UUID) -> int:
    """Make the encounters that are missing, one for every simulation stage at every station; the commission's members
    rate them (S2).

    Gives how many were made. Raises Refused for fewer members than the rules say (S2), and where somebody has met every
    variant of a station before.
    """
    work.record()
    exam = get_exam(work, exam_id)
    members = [row for row, _, _ in exam_store.list_members(work.session, exam_id) if row.role in COMMISSION]
    accounts = {row.account_id: row.role == "chair" for row in sorted(members, key=lambda row: row.role)}
    due = list_due(work, exam_id)
    if not due:
        return 0
    least = smallest_commission(get_edition(work, exam.edition_id).content)
    if len(accounts) < least:
        raise Refused(
            text("The encounters weren't planned."),
            text("A commission has at least {count} members.", count=least),
            text("Add members to the exam."),
            rule="S2",
        )
    there = {(row.stage_id, row.station_id) for row, _ in store.list_encounters(work.session, exam_id)}
    missing = [each for each in due if (each.stage.id, each.station.id) not in there]
    for each, variant in choose_variants(work, exam_id, missing):
        row = EncounterRow(
            id=work.new_id(),
            organisation_id=work.organisation_id,
            exam_id=exam_id,
            case_id=each.stage.case_id,
            stage_id=each.stage.id,
            station_id=each.station.id,
            scenario_revision_id=variant.revision_id,
            scenario_hash=variant.content_hash,
        )
        add_encounter(work, row, accounts)
    work.note("exam.encounters.planned", exam_id, count=len(missing))
    return len(missing)


def add_encounter(work: Work, row: EncounterRow, accounts: Mapping[UUID, bool]) -> None:
    """Keep a new encounter with who rates it (True: leads), within `record()`."""
    work.session.add(row)
    work.session.flush()
    seats = {"encounter_id": row.id, "organisation_id": work.organisation_id}
    rows = [EncounterAssessorRow(account_id=each, chair=chair, **seats) for each, chair in accounts.items()]
    work.session.add_all(rows)


def list_encounters(work: Work, roles: Sequence[str]) -> list[Encounter]:
    """Encounters of the exams in which the actor works in one of `roles`, by exam and in rotation order.

    Of those that are planned for others nothing is listed: neither what other members rate, nor what others play.
    """
    account_id = work.actor.account_id
    if account_id is None:
        return []
    assigned = store.list_assigned(work.session, account_id) if set(roles) <= set(COMMISSION) else None
    return [
        _encounter(work, row, case, number)
        for exam in exam_store.list_exams(work.session, work.organisation_id)
        if exam_store.is_member(work.session, exam.id, account_id, roles)
        for number, (row, case) in enumerate(store.list_encounters(work.session, exam.id), start=1)
        if (row.id in assigned if assigned is not None else _may_play(work, row, account_id))
    ]


def _may_play(work: Work, row: EncounterRow, account_id: UUID) -> bool:
    """Whoever it's planned for to play or to prompt; everybody of a role where nobody is planned for it."""
    planned = {"role_player": row.role_player_id, "prompter": row.prompter_id}
    own = [role for role, account in planned.items() if account in (None, account_id)]
    return exam_store.is_member(work.session, row.exam_id, account_id, own)


def get_encounter(work: Work, encounter_id: UUID, roles: Sequence[str]) -> Encounter:
    """An encounter that the actor works at in one of `roles`; NotFound for everybody else."""
    row = get_row(work, encounter_id, roles)
    ids = [each.id for each, _ in store.list_encounters(work.session, row.exam_id)]
    return _encounter(work, row, work.session.get_one(CaseRow, row.case_id), ids.index(row.id) + 1)


def get_row(work: Work, encounter_id: UUID, roles: Sequence[str], account_id: UUID | None = None) -> EncounterRow:
    """The row, locked once the work is recording: seals, votes and the conclusion wait for one another.

    `account_id`: who has to work there in one of `roles`, by default the actor.
    """
    row = work.session.get(EncounterRow, encounter_id, with_for_update=work.recording or None)
    account_id = account_id or work.actor.account_id
    if row is None or account_id is None or row.organisation_id != work.organisation_id:
        raise NotFound(str(encounter_id))
    if not exam_store.is_member(work.session, row.exam_id, account_id, roles):
        raise NotFound(str(encounter_id))
    return row


def _encounter(work: Work, row: EncounterRow, case: CaseRow, number: int) -> Encounter:
    seals = store.list_seals(work.session, row.id)
    station = work.session.get_one(StationRow, row.station_id)
    return Encounter(
        id=row.id,
        number=number,
        exam_id=row.exam_id,
        exam_title=get_exam(work, row.exam_id).title,
        candidate_code=case.code,
        state=row.state,
        started_at=row.started_at,
        assessors=len(store.list_assessors(work.session, row.id)),
        sealed=len(seals),
        sealed_by_viewer=any(seal.account_id == work.actor.account_id for seal in seals),
        run_seconds=seconds_of(row, work.now),
        station=station.position,
        station_title=station.title,
        planned_at=row.planned_at,
        room=row.room,
    )


def seconds_of(row: EncounterRow, now: datetime) -> int:
    """The room's clock: seconds since the run was opened, until it ended."""
    if row.started_at is None:
        return 0
    return max(0, int(((row.ended_at or now) - row.started_at).total_seconds()))


def second_of(row: EncounterRow, now: datetime, at: datetime) -> int:
    """The room's clock at a moment, within what has passed of it."""
    return min(seconds_of(row, now), int(max(0.0, (at - (row.started_at or at)).total_seconds())))


def get_scenario(work: Work, row: EncounterRow) -> Scenario:
    """The frozen revision that this encounter plays."""
    return get_script(work, row.scenario_revision_id)


def rated_criteria(work: Work, row: EncounterRow) -> tuple[str, ...]:
    """What this encounter's assessors rate: the criteria that the script shows and that its stage is about (L8)."""
    only = work.session.get_one(StageRow, row.stage_id).criteria
    return tuple(code for code in get_scenario(work, row).observed_criteria() if only is None or code in only)


def run_state(work: Work, row: EncounterRow) -> RunState:
    """The state that the log gives by now."""
    return fold(get_scenario(work, row), list_events(work, row), seconds_of(row, work.now))


def current_phase(work: Work, row: EncounterRow) -> str:
    """The id of the phase that runs by now; empty while nothing does."""
    return run_state(work, row).phase if row.state == "running" else ""


def list_events(work: Work, row: EncounterRow) -> list[RunEvent]:
    """What the devices logged of a run."""
    return [
        RunEvent(
            event.at_seconds,
            event.kind,  # type: ignore[arg-type]
            event.reference,
            event.topic,
            str(event.account_id or ""),
            event.device,
            event.sequence,
            event.note,
        )
        for event in store.list_run_events(work.session, row.id)
    ]


def take_event(
    work: Work,
    encounter_id: UUID,
    device: str,
    sequence: int,
    kind: str,
    reference: str = "",
    topic: str = "",
    note: str = "",
    told_at: datetime | None = None,
    account_id: UUID | None = None,
) -> None:
    """Append one event of a role-player's or prompter's device; the same (device, sequence) again changes nothing.

    `told_at`: when the device says that it was tapped; by default now. `account_id`: whose device it is, by default the
    actor's. A product that came in is what the candidate has
    written on the screen so far, if anything.
    """
    if kind not in get_args(EventTag) or not 0 < len(device) <= 64 or sequence < 1:
        raise Refused(text("The tap wasn't taken."), text("It isn't one of the script's."), text("Reload the page."))
    work.record()
    row = get_row(work, encounter_id, PLAYERS, account_id)
    who, log = str(account_id or work.actor.account_id), list_events(work, row)
    if any((event.device, event.sequence) == (device, sequence) for event in log):
        return
    event = RunEvent(0, kind, reference, topic, who, device, sequence, note)  # type: ignore[arg-type]
    append_event(work, row, log, event, told_at)


def append_event(
    work: Work, row: EncounterRow, log: Sequence[RunEvent], event: RunEvent, told_at: datetime | None = None
) -> None:
    """Within `record()`: a new entry of a run's log, at the second of `told_at` (by default now).

    Raises Refused for what can't happen then.
    """
    at = min(told_at or work.now, work.now)
    check_step(log, event.kind, event.reference, event.note)
    if event.kind == "undo":
        check_undo(log, event.who, event.reference)
    _follow(work, row, event.kind, event.reference, at)
    _log(work, row, event, at)
    if event.kind == "product":
        take_in(work, row, event.reference)


def log_product(work: Work, row: EncounterRow, product: str) -> None:
    """Within `record()`: a product was handed in on the screen, which the run's log tells as a tap would."""
    if product not in run_state(work, row).products:
        _log(work, row, RunEvent(0, "product", product, device=f"seat-{product}"[:64], sequence=1), work.now)


def _log(work: Work, row: EncounterRow, event: RunEvent, at: datetime) -> None:
    work.session.add(
        RunEventRow(
            id=work.new_id(),
            organisation_id=work.organisation_id,
            encounter_id=row.id,
            device=event.device,
            sequence=event.sequence,
            at_seconds=second_of(row, work.now, at),
            kind=event.kind,
            reference=event.reference[:80],
            topic=event.topic[:80],
            note=event.note.strip(),
            account_id=UUID(event.who) if event.who else None,
            received_at=work.now,
        )
    )
    work.session.flush()


def _follow(work: Work, row: EncounterRow, kind: str, reference: str, at: datetime) -> None:
    """The encounter's own state follows the run's start and end; after the end may come in what was tapped before it,
    and a product.

    Raises Refused where it would start in a room for which nobody has signed (S7).
    """
    if kind == "start" and row.state in ("planned", "briefing"):
        require_room_signed(work, get_exam_row(work, row.exam_id))
        if row.state == "planned":
            freeze_rule(work, row)
        row.state, row.started_at = "running", began_at(at, work.now, row.briefing_at)
        work.note("encounter.started", row.id, scenario=row.scenario_hash)
    elif kind in ("end", "stop") and row.state == "running":
        row.state, row.ended_at = "ended", max(at, row.started_at or at)
        work.note("encounter.ended", row.id)
    elif row.state != "running" and not (row.state == "ended" and counts_late(kind, at, row.ended_at)):
        raise Refused(text("The tap wasn't taken."), text("The encounter isn't running."), text("Start it first."))
    elif kind in ("pause", "reason", "resume"):
        work.note(f"encounter.{kind}", row.id, code=reference)


def show_role_player_card(work: Work, encounter_id: UUID) -> RolePlayerCard:
    row = get_row(work, encounter_id, PLAYERS)
    scenario, log = get_scenario(work, row), list_events(work, row)
    return role_player_card(scenario, fold(scenario, log, seconds_of(row, work.now)), log)


def is_prompted(work: Work, encounter_id: UUID) -> bool:
    """Whether somebody prompts the encounter, so that the role-player has nothing to log: planned for it, or of the
    exam unless its day is planned without.
    """
    row = get_row(work, encounter_id, PLAYERS)
    settings = find_settings(work, row.exam_id)
    if row.prompter_id is not None or (settings is not None and not settings.prompted):
        return row.prompter_id is not None
    return any(member.role == "prompter" for member, _, _ in exam_store.list_members(work.session, row.exam_id))


def show_prompter_card(work: Work, encounter_id: UUID) -> PrompterCard:
    """With the actor's own last tap, which they may take back."""
    row = get_row(work, encounter_id, PLAYERS)
    scenario, log = get_scenario(work, row), list_events(work, row)
    state = fold(scenario, log, seconds_of(row, work.now))
    return prompter_card(scenario, state, log, str(work.actor.account_id))


def show_whole_card(work: Work, encounter_id: UUID) -> WholeCard:
    """What a tablet needs of the script to play or prompt an encounter without the server."""
    return whole_card(get_scenario(work, get_row(work, encounter_id, PLAYERS)))


def open_briefing(work: Work, encounter_id: UUID) -> None:
    """The candidate's preparation time begins. Raises Refused before somebody has signed for the room (S7)."""
    work.record()
    row = get_row(work, encounter_id, PLAYERS)
    if row.state == "planned":
        require_room_signed(work, get_exam_row(work, row.exam_id))
        freeze_rule(work, row)
        row.state, row.briefing_at = "briefing", work.now
        work.note("encounter.briefing.opened", row.id)
