"""The assessor's sheet: taps, ratings and the seal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from exam_server.core import encounter_timeline
from exam_server.core.commission_acts import Act
from exam_server.core.problems import NotFound, Refused
from exam_server.core.rating import (
    LEVELS,
    Lack,
    Observation,
    Rating,
    Seal,
    Sheet,
    all_sealed,
    is_tap_of,
    missing,
    rate,
    seal,
    sheet_digest,
)
from exam_server.core.simulation.script import Scenario
from exam_server.core.simulation.views import AssessorSheet, assessor_sheet
from exam_server.core.text import text
from exam_server.services.commission import require_commission
from exam_server.services.exam import COMMISSION, get_exam
from exam_server.services.qualification import get_edition
from exam_server.services.simulation import get_row, get_scenario, rated_criteria, seconds_of
from exam_server.services.work import Work
from exam_server.store import simulation as store
from exam_server.store.tables import (
    CaseRow,
    EncounterRow,
    ObservationRow,
    RatingRow,
    SealRow,
)


@dataclass(frozen=True)
class Tap:
    """An own tap as the sheet lists it; `undone` ones stay in the list."""

    device: str
    sequence: int
    point: str
    value: int
    counter: str
    note: str
    at_seconds: int
    undone: bool
    after_seal: bool


@dataclass(frozen=True)
class OwnSheet:
    """Everything an assessor's page receives before all are sealed: the script's sheet and their own entries."""

    script: AssessorSheet
    criterion_texts: Mapping[str, str]
    taps: tuple[Tap, ...]
    ratings: Mapping[str, Rating]
    sealed: bool
    lacks: tuple[Lack, ...]
    complete: bool


def show_sheet(work: Work, encounter_id: UUID) -> OwnSheet:
    row = get_row(work, encounter_id, COMMISSION)
    scenario = get_scenario(work, row)
    sheets = sheets_of(work, row)
    own = sheets[own_name(work, row)]
    rated = rated_criteria(work, row)
    return OwnSheet(
        script=assessor_sheet(scenario, rated),
        criterion_texts=criterion_texts(work, row),
        taps=_taps(work, row),
        ratings=own.current(),
        sealed=own.sealed,
        lacks=missing(own, rated, _points(scenario)),
        complete=all_sealed(list(sheets.values()), list(sheets)),
    )


def take_observation(work: Work, encounter_id: UUID, observation: Observation, device: str, sequence: int) -> None:
    """Append a tap of the actor; the same (device, sequence) again changes nothing. After the seal it's kept apart."""
    _append(work, encounter_id, observation, device, sequence, None)


def undo_observation(work: Work, encounter_id: UUID, device: str, sequence: int, undoes: int) -> None:
    """Take back the tap `undoes` of the same device by a further entry; nothing is deleted."""
    _append(work, encounter_id, Observation("", "", 0, 0), device, sequence, undoes)


def _append(work: Work, encounter_id: UUID, given: Observation, device: str, sequence: int, undoes: int | None) -> None:
    work.record()
    row = get_row(work, encounter_id, COMMISSION)
    own = own_name(work, row)
    points = {point.id: point for point in get_scenario(work, row).observation_points}
    fits = undoes is not None or (given.point in points and is_tap_of(points[given.point], given.value, given.counter))
    if not 0 < len(device) <= 64 or sequence < 1 or not fits:
        raise Refused(text("The tap wasn't taken."), text("It isn't one of the script's."), text("Reload the page."))
    entries = [each for each in store.list_observations(work.session, row.id) if str(each.account_id) == own]
    if any((each.device, each.sequence) == (device, sequence) for each in entries):
        return
    work.session.add(
        ObservationRow(
            id=work.new_id(),
            organisation_id=work.organisation_id,
            encounter_id=row.id,
            account_id=work.actor.account_id,
            device=device,
            sequence=sequence,
            point=given.point,
            value=given.value,
            counter=given.counter[:80],
            note=given.note[:2000],
            at_seconds=min(max(0, given.at_seconds), seconds_of(row, work.now)),
            undoes=undoes,
            after_seal=sheets_of(work, row)[own].sealed,
            received_at=work.now,
        )
    )


def give_rating(work: Work, encounter_id: UUID, criterion: str, level: int | None, justification: str) -> None:
    """The actor's rating of a criterion; the newest counts until the seal. Raises core's Refused once sealed."""
    work.record()
    row = get_row(work, encounter_id, COMMISSION)
    own = own_name(work, row)
    if criterion not in rated_criteria(work, row):
        raise NotFound(criterion)
    require_level(level)
    rate(sheets_of(work, row)[own], Rating(own, criterion, level, justification))
    work.session.add(
        RatingRow(
            id=work.new_id(),
            organisation_id=work.organisation_id,
            encounter_id=row.id,
            account_id=work.actor.account_id,
            criterion=criterion,
            level=level,
            justification=justification.strip()[:4000],
            rated_at=work.now,
        )
    )


def require_level(level: int | None) -> None:
    """Raises Refused for anything but 0–3 or None, "no opportunity"."""
    if level is not None and level not in LEVELS:
        raise Refused(
            text("The rating wasn't taken."),
            text("A level is 0, 1, 2 or 3, or “no opportunity”."),
            text("Reload the page."),
        )


def seal_sheet(work: Work, encounter_id: UUID) -> str:
    """Close the actor's sheet for good; gives the digest of what it held. Refused while something is missing (P2),
    and while the commission isn't legal (S2).
    """
    row = begin_act(work, encounter_id, "rate")
    if row.state not in ("ended", "agreed"):
        raise Refused(
            text("The sheet wasn't sealed."), text("The encounter hasn't ended."), text("Seal after its end.")
        )
    points = _points(get_scenario(work, row))
    sealed = seal(sheets_of(work, row)[own_name(work, row)], rated_criteria(work, row), points, work.now)
    digest = sheet_digest(sealed)
    work.session.add(
        SealRow(
            id=work.new_id(),
            organisation_id=work.organisation_id,
            encounter_id=row.id,
            account_id=work.actor.account_id,
            sheet_hash=digest,
            last_sequence=max((tap.sequence for tap in _taps(work, row)), default=0),
            sealed_at=work.now,
        )
    )
    work.note("encounter.sheet.sealed", row.id, digest=digest)
    return digest


def sheets_of(work: Work, row: EncounterRow, *, with_left: bool = False) -> dict[str, Sheet]:
    """Every appointed assessor's sheet, by account id, rebuilt from the rows; `with_left`: recused ones' too (S2)."""
    observations = store.list_observations(work.session, row.id)
    ratings = store.list_ratings(work.session, row.id)
    seals = {seal.account_id: seal for seal in store.list_seals(work.session, row.id)}
    return {
        str(member.account_id): _sheet(member.account_id, observations, ratings, seals.get(member.account_id))
        for member in store.list_assessors(work.session, row.id, with_left=with_left)
    }


def _sheet(
    account_id: UUID, observations: Sequence[ObservationRow], ratings: Sequence[RatingRow], sealed: SealRow | None
) -> Sheet:
    name = str(account_id)
    own = [each for each in observations if each.account_id == account_id]
    undone = _undone(own)
    taps = [each for each in own if each.undoes is None and each.id not in undone]
    made = [(each.after_seal, _observation(name, each)) for each in taps]
    return Sheet(
        assessor=name,
        observations=tuple(each for after, each in made if not after),
        ratings=tuple(
            Rating(name, each.criterion, each.level, each.justification)
            for each in ratings
            if each.account_id == account_id
        ),
        seal=Seal(sealed.sealed_at, sealed.sheet_hash) if sealed else None,
        after_seal=tuple(each for after, each in made if after),
    )


def _undone(own: Sequence[ObservationRow]) -> set[UUID]:
    """The taps that were taken back. An undo that came after the seal can't change what was sealed."""
    taps = {(each.device, each.sequence): each for each in own if each.undoes is None}
    undone: set[UUID] = set()
    for each in own:
        tap = taps.get((each.device, each.undoes)) if each.undoes is not None else None
        if tap is not None and (tap.after_seal or not each.after_seal):
            undone.add(tap.id)
    return undone


def _observation(name: str, row: ObservationRow) -> Observation:
    return Observation(name, row.point, row.at_seconds, row.value, row.note, row.counter)


def _taps(work: Work, row: EncounterRow) -> tuple[Tap, ...]:
    own = [each for each in store.list_observations(work.session, row.id) if each.account_id == work.actor.account_id]
    undone = _undone(own)
    return tuple(
        Tap(
            each.device,
            each.sequence,
            each.point,
            each.value,
            each.counter,
            each.note,
            each.at_seconds,
            each.id in undone,
            each.after_seal,
        )
        for each in own
        if each.undoes is None
    )


def list_taps(work: Work, row: EncounterRow) -> list[encounter_timeline.Tap]:
    """Every tap of those who rate the encounter, marked where it was taken back or came after the seal."""
    members = {each.account_id for each in store.list_assessors(work.session, row.id)}
    rows = [each for each in store.list_observations(work.session, row.id) if each.account_id in members]
    undone = {id for member in members for id in _undone([each for each in rows if each.account_id == member])}
    return [
        encounter_timeline.Tap(_observation(str(each.account_id), each), each.id in undone, each.after_seal)
        for each in rows
        if each.undoes is None
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


def _points(scenario: Scenario) -> dict[str, str]:
    return {point.id: point.criterion for point in scenario.observation_points}


def criterion_texts(work: Work, row: EncounterRow) -> dict[str, str]:
    edition = get_edition(work, get_exam(work, row.exam_id).edition_id)
    return {criterion.code: criterion.text for criterion in edition.content.criteria()}
