"""The assessor's sheet, as the logs of the tablets tell it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from exam_server.core import encounter_timeline
from exam_server.core.commission_acts import Act
from exam_server.core.problems import NotFound, Refused
from exam_server.core.rating import (
    LEVELS,
    Lack,
    Rating,
    Seal,
    Sheet,
    all_sealed,
    missing,
)
from exam_server.core.sheet_log import SheetEntry, Tap, fold_sheet, fold_taps, observation_of
from exam_server.core.simulation.script import Scenario
from exam_server.core.simulation.views import AssessorSheet, PhaseLine, assessor_sheet
from exam_server.core.text import text
from exam_server.services.commission import require_commission
from exam_server.services.exam import COMMISSION, get_exam
from exam_server.services.qualification import get_edition
from exam_server.services.simulation import get_row, get_scenario, rated_criteria, seconds_of
from exam_server.services.tablets import entries_of
from exam_server.services.work import Work
from exam_server.store import simulation as store
from exam_server.store.tables import CaseRow, EncounterRow, SealRow


@dataclass(frozen=True)
class OwnSheet:
    """Everything an assessor's page receives before all are sealed: the script's sheet and their own entries.

    `heads`: tablet → its last entry that the seal covers; None before the seal.
    """

    script: AssessorSheet
    criterion_texts: Mapping[str, str]
    taps: tuple[Tap, ...]
    ratings: Mapping[str, Rating]
    sealed: bool
    heads: Mapping[str, int] | None
    phases: tuple[PhaseLine, ...]
    lacks: tuple[Lack, ...]
    complete: bool


def show_sheet(work: Work, encounter_id: UUID) -> OwnSheet:
    row = get_row(work, encounter_id, COMMISSION)
    scenario = get_scenario(work, row)
    sheets = sheets_of(work, row)
    own = sheets[own_name(work, row)]
    rated = rated_criteria(work, row)
    seals = [each for each in store.list_seals(work.session, row.id) if str(each.account_id) == own.assessor]
    return OwnSheet(
        script=assessor_sheet(scenario, rated),
        criterion_texts=criterion_texts(work, row),
        taps=own_taps(work, row),
        ratings=own.current(),
        sealed=own.sealed,
        phases=tuple(PhaseLine(phase.id, phase.name) for phase in scenario.phases),
        heads=_covered(seals[0] if seals else None),
        lacks=missing(own, rated, points_of(scenario)),
        complete=all_sealed(list(sheets.values()), list(sheets)),
    )


def require_level(level: int | None) -> None:
    """Raises Refused for anything but 0–3 or None, "no opportunity"."""
    if level is not None and level not in LEVELS:
        raise Refused(
            text("The rating wasn't taken."),
            text("A level is 0, 1, 2 or 3, or “no opportunity”."),
            text("Reload the page."),
        )


def sheets_of(work: Work, row: EncounterRow, *, with_left: bool = False) -> dict[str, Sheet]:
    """Every appointed assessor's sheet, by account id, from the tablets' logs; `with_left`: recused ones' too (S2)."""
    entries = entries_of(work, row)
    seals = {each.account_id: each for each in store.list_seals(work.session, row.id)}
    return {
        str(member.account_id): _sheet(work, row, entries.get(member.account_id, []), member.account_id, seals)
        for member in store.list_assessors(work.session, row.id, with_left=with_left)
    }


def _sheet(
    work: Work, row: EncounterRow, entries: Sequence[SheetEntry], account_id: UUID, seals: Mapping[UUID, SealRow]
) -> Sheet:
    sealed = seals.get(account_id)
    seal = Seal(sealed.sealed_at, sealed.sheet_hash) if sealed else None
    return fold_sheet(str(account_id), entries, _covered(sealed), partial(moment_of, row, work.now), seal)


def _covered(sealed: SealRow | None) -> dict[str, int] | None:
    """Tablet → its last entry that the seal covers."""
    return {device: head[0] for device, head in sealed.heads.items()} if sealed else None


def moment_of(row: EncounterRow, now: datetime, at_ms: int) -> int:
    """The second of the run at which something happened, within what has passed of it."""
    if row.started_at is None:
        return 0
    return min(max(0, at_ms // 1000 - int(row.started_at.timestamp())), seconds_of(row, now))


def own_taps(work: Work, row: EncounterRow) -> tuple[Tap, ...]:
    """The actor's taps with what became of them."""
    own = work.actor.account_id
    sealed = next((each for each in store.list_seals(work.session, row.id) if each.account_id == own), None)
    entries = entries_of(work, row, own).get(own, []) if own else []
    return fold_taps(entries, _covered(sealed), partial(moment_of, row, work.now))


def list_taps(work: Work, row: EncounterRow) -> list[encounter_timeline.Tap]:
    """Every tap of those who rate the encounter, marked where it was taken back or came after the seal."""
    members = {each.account_id for each in store.list_assessors(work.session, row.id)}
    seals = {each.account_id: each for each in store.list_seals(work.session, row.id)}
    seconds = partial(moment_of, row, work.now)
    return [
        encounter_timeline.Tap(observation_of(str(member), each), each.undone, each.after_seal)
        for member, entries in entries_of(work, row).items()
        if member in members
        for each in fold_taps(entries, _covered(seals.get(member)), seconds)
    ]


def begin_act(work: Work, encounter_id: UUID, act: Act, roles: Sequence[str] = COMMISSION) -> EncounterRow:
    """Within `record()` from here on: the encounter, for an act that counts in a commission which may do it now (S2).

    Its case is locked first, as a recusal locks it. Raises NotFound for who doesn't rate it, and Refused.
    """
    work.record()
    found = work.session.get(EncounterRow, encounter_id)
    if found is not None:
        work.session.get_one(CaseRow, found.case_id, with_for_update=True)
    row = get_row(work, encounter_id, roles)
    own_name(work, row)
    require_commission(work, row.case_id, row.stage_id, act)
    return row


def require_assessor(work: Work, encounter_id: UUID) -> None:
    """Raises NotFound for whoever doesn't rate this encounter."""
    own_name(work, get_row(work, encounter_id, COMMISSION))


def own_name(work: Work, row: EncounterRow) -> str:
    """The actor as an assessor of this encounter; NotFound for whoever wasn't appointed to it."""
    names = {str(each.account_id) for each in store.list_assessors(work.session, row.id)}
    own = str(work.actor.account_id)
    if own not in names:
        raise NotFound(str(row.id))
    return own


def points_of(scenario: Scenario) -> dict[str, str]:
    return {point.id: point.criterion for point in scenario.observation_points}


def criterion_texts(work: Work, row: EncounterRow) -> dict[str, str]:
    edition = get_edition(work, get_exam(work, row.exam_id).edition_id)
    return {criterion.code: criterion.text for criterion in edition.content.criteria()}
