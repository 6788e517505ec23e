"""Proposing a plan of the day, and confirming it: only then do encounters, commissions and role-players change."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from exam_server.core.circuit import Change, Obstacle, Slot, compare_plans
from exam_server.core.problems import Refused
from exam_server.core.text import text
from exam_server.formats.plain import content_hash
from exam_server.services.day_inputs import DayInputs, gather_inputs
from exam_server.services.day_settings import DaySettings, find_settings
from exam_server.services.exam_rows import get_row, require_state
from exam_server.services.notices import queue_notices
from exam_server.services.planning_apart import Errand, plan_apart
from exam_server.services.stations import Due
from exam_server.services.work import Work
from exam_server.store import day as store
from exam_server.store import simulation as simulation_store
from exam_server.store.tables import EncounterAssessorRow, EncounterRow

NOT_CONFIRMED = text("The plan wasn't confirmed.")


@dataclass(frozen=True)
class Proposal:
    """What the day would become: the whole plan with what changes in it, or what is in the way.

    `digest` names exactly this; `kept`: how many encounters stay as they are.
    """

    inputs: DayInputs
    slots: tuple[Slot, ...]
    changes: tuple[Change, ...]
    obstacles: tuple[Obstacle, ...]

    @property
    def possible(self) -> bool:
        return not self.obstacles

    @property
    def kept(self) -> int:
        return len(self.slots) - sum(each.after is not None for each in self.changes)

    @property
    def digest(self) -> str:
        before = [_told(each, self.inputs.origin) for each in self.inputs.slots]
        after = [_told(each, self.inputs.origin) for each in self.slots]
        return content_hash([sorted(before), sorted(after)])


def _told(slot: Slot, origin: datetime) -> list[str]:
    people = (slot.candidate, slot.station, slot.leader, slot.player, slot.prompter, *slot.members)
    return [origin.isoformat(), str(slot.at), slot.room, slot.variant, *map(str, people)]


def propose_day(work: Work, exam_id: UUID, *, anew: bool = False) -> Proposal | None:
    """What the plan would become by now; None before hours are given. `anew`: nothing that hasn't begun is kept."""
    settings = find_settings(work, exam_id)
    if settings is None:
        return None
    return _propose(gather_inputs(work, exam_id, settings), anew)


def _propose(inputs: DayInputs, anew: bool) -> Proposal:
    found = plan_apart(Errand(inputs.day, inputs.slots, inputs.now, inputs.begun, anew))
    changes = compare_plans(inputs.slots, found.slots) if found.possible else ()
    return Proposal(inputs, found.slots, tuple(changes), found.obstacles)


def confirm_day(work: Work, exam_id: UUID, digest: str, *, anew: bool = False) -> int:
    """Put the plan with this digest into force; gives how many encounters changed.

    Raises Refused where the proposal would now be another one, where nothing can be planned, and after the exam.
    """
    settings = find_settings(work, exam_id)
    if settings is None:
        raise Refused(NOT_CONFIRMED, text("No hours are given."), text("Give the hours first."))
    proposal = _propose(gather_inputs(work, exam_id, settings), anew)
    if not proposal.possible or proposal.digest != digest:
        raise Refused(NOT_CONFIRMED, text("It would be another one by now."), text("Look at the new proposal first."))
    work.record()
    require_state(get_row(work, exam_id), "planned", "frozen", "open")
    _require_same(work, exam_id, settings, proposal)
    rows = {(row.case_id, row.station_id): row for row, _ in simulation_store.list_encounters(work.session, exam_id)}
    for change in proposal.changes:
        _carry_out(work, exam_id, change, rows, proposal)
    plan = store.find_day_plan(work.session, exam_id)
    if plan is not None:
        plan.confirmed_at, plan.confirmed_by = work.now, work.actor.account_id
    queue_notices(work, "planned", set(_concerned(proposal.changes)))
    work.note("exam.day.confirmed", exam_id, encounters=len(proposal.slots), changed=len(proposal.changes))
    return len(proposal.changes)


def _require_same(work: Work, exam_id: UUID, settings: DaySettings, proposal: Proposal) -> None:
    """What the plan was made from is read again now that nobody else writes."""
    before, now = proposal.inputs, gather_inputs(work, exam_id, settings)
    if (now.day, now.slots, now.begun) != (before.day, before.slots, before.begun):
        raise Refused(NOT_CONFIRMED, text("Something changed meanwhile."), text("Look at the new proposal first."))


def _carry_out(
    work: Work,
    exam_id: UUID,
    change: Change,
    rows: Mapping[tuple[UUID, UUID], EncounterRow],
    proposal: Proposal,
) -> None:
    slot = change.after
    if slot is None:
        gone = rows[change.before.encounter] if change.before else None
        if gone is not None:
            gone.planned_at, gone.room, gone.role_player_id, gone.prompter_id = None, "", None, None
        return
    due = proposal.inputs.due[slot.encounter]
    row = rows.get(slot.encounter) or _make_row(work, exam_id, due, slot)
    variant = next(each for each in due.station.variants if each.code == slot.variant)
    row.scenario_revision_id, row.scenario_hash = variant.revision_id, variant.content_hash
    row.planned_at, row.room = proposal.inputs.moment(slot.at), slot.room
    row.role_player_id, row.prompter_id = slot.player, slot.prompter
    work.session.flush()
    _seat(work, row, slot)


def _make_row(work: Work, exam_id: UUID, due: Due, slot: Slot) -> EncounterRow:
    variant = next(each for each in due.station.variants if each.code == slot.variant)
    row = EncounterRow(
        id=work.new_id(),
        organisation_id=work.organisation_id,
        exam_id=exam_id,
        case_id=due.stage.case_id,
        stage_id=due.stage.id,
        station_id=due.station.id,
        scenario_revision_id=variant.revision_id,
        scenario_hash=variant.content_hash,
    )
    work.session.add(row)
    return row


def _seat(work: Work, row: EncounterRow, slot: Slot) -> None:
    """Make exactly these members rate the encounter, which hasn't begun; who was recused from it stays noted."""
    there: dict[UUID, EncounterAssessorRow] = {
        each.account_id: each for each in simulation_store.list_assessors(work.session, row.id, with_left=True)
    }
    for account_id, seat in there.items():
        if account_id not in slot.members and seat.left_at is None:
            work.session.delete(seat)
    for account_id in slot.members:
        if account_id in there:
            there[account_id].chair, there[account_id].left_at = account_id == slot.leader, None
        else:
            work.session.add(
                EncounterAssessorRow(
                    encounter_id=row.id,
                    account_id=account_id,
                    organisation_id=work.organisation_id,
                    chair=account_id == slot.leader,
                )
            )
    work.session.flush()


def _concerned(changes: Sequence[Change]) -> Iterator[UUID]:
    """The cases that come at another time or to another place than before."""
    for each in changes:
        slot = each.after or each.before
        if slot is not None and _where(each.before) != _where(each.after):
            yield slot.candidate


def _where(slot: Slot | None) -> tuple[int, str] | None:
    return (slot.at, slot.room) if slot else None


def list_moves(changes: Sequence[Change]) -> dict[str, int]:
    """How many encounters are new, dropped, moved in time, or get other people or another room."""
    found = {"new": 0, "dropped": 0, "moved": 0, "other": 0}
    for each in changes:
        if each.before is None or each.after is None:
            found["new" if each.before is None else "dropped"] += 1
        else:
            found["moved" if each.before.at != each.after.at else "other"] += 1
    return found
