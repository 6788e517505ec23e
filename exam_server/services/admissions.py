"""Admissions: which browser holds a seat, on which device, from where, and until when."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID

from exam_server.core.delivery import CLOSED, SittingState
from exam_server.core.delivery.admission import AFTERWARDS, admission_end, is_ending
from exam_server.core.network import Address
from exam_server.services.contacts import note_contact
from exam_server.services.sittings import time_of
from exam_server.services.tokens import Keys, Seat, token_hash
from exam_server.services.work import Work
from exam_server.store import closed_room as store
from exam_server.store import delivery as delivery_store
from exam_server.store.tables import AdmissionRow, SittingRow

PAPER = "paper"


@dataclass(frozen=True)
class Visitor:
    """A browser at the door: the token of its device, empty for a new one, and the address that it comes from."""

    device: str = ""
    address: Address | None = None


@dataclass(frozen=True)
class SeatDevice:
    """One admission as the desk sees it. `device` counts the seat's devices from 1; `saves`: the highest sequence that
    arrived."""

    epoch: int
    device: int
    admitted_at: datetime
    has_seat: bool
    is_held: bool
    is_paper: bool
    saves: int


def list_devices(work: Work, sitting_id: UUID) -> list[SeatDevice]:
    """Every browser that had a seat, in their order, with a number for its device in place of the token's digest."""
    made = store.list_seat_admissions(work.session, sitting_id)
    numbers: dict[str, int] = {}
    for admission in made:
        if admission.source != PAPER:
            numbers.setdefault(admission.device_digest, len(numbers) + 1)
    return [
        SeatDevice(
            epoch=admission.epoch,
            device=numbers.get(admission.device_digest, 0),
            admitted_at=admission.admitted_at,
            has_seat=admission is made[-1] and is_live(work, admission),
            is_held=admission.held_at is not None,
            is_paper=admission.source == PAPER,
            saves=admission.highest,
        )
        for admission in made
    ]


def may_take_seat(work: Work, row: SittingRow, device: str) -> bool:
    """Whether a ticket opens the seat on this device: the first one, the one that holds it, or as the desk allowed.

    The desk allows one more browser at a time; a finished sitting may be looked at again.
    """
    if row.epoch == 0 or row.state in CLOSED or _holds(work, row, device):
        return True
    allowed = sum(
        event.kind == "readmission_allowed" for event in delivery_store.list_sitting_events(work.session, row.id)
    )
    return row.epoch < 1 + allowed


def take_seat(work: Work, keys: Keys, row: SittingRow, device: str, seb: str = "") -> str:
    """The token of a locked seat that this device may take: for its admission, or for the next. Within `record()`."""
    work.organisation_id = row.organisation_id
    if not _holds(work, row, device):
        _admit_device(work, row, device, seb)
        note_contact(work, row)
    return keys.seat_token(Seat(row.id, row.epoch, row.exam_id), device)


def _holds(work: Work, row: SittingRow, device: str) -> bool:
    """Whether this device holds the seat now, by an admission that hasn't ended."""
    admission = delivery_store.find_admission(work.session, row.id, row.epoch)
    return admission is not None and admission.device_digest == token_hash(device) and is_live(work, admission)


def _admit_device(work: Work, row: SittingRow, device: str, seb: str) -> None:
    row.epoch += 1
    work.session.add(
        AdmissionRow(
            sitting_id=row.id,
            epoch=row.epoch,
            organisation_id=row.organisation_id,
            acknowledged=0,
            admitted_at=work.now,
            device_digest=token_hash(device),
            ends_at=_end_from_now(work, row),
            seb=seb,
        )
    )
    work.note("sitting.browser.admitted", row.id, epoch=row.epoch)


def _end_from_now(work: Work, row: SittingRow) -> datetime:
    return admission_end(cast(SittingState, row.state), time_of(work, row).allowance, work.now)


def is_live(work: Work, admission: AdmissionRow) -> bool:
    """A held browser may still ask where it stands: it waits for the desk."""
    return admission.ends_at is None or work.now < admission.ends_at or admission.held_at is not None


def hold(work: Work, admission: AdmissionRow) -> None:
    """Stop a browser's input until the desk says otherwise: for the save route its admission has ended."""
    admission.held_at = admission.ends_at = work.now


def let_go_on(work: Work, row: SittingRow, admission: AdmissionRow) -> None:
    admission.held_at, admission.misses = None, 0
    admission.ends_at = _end_from_now(work, row)


def renew(work: Work, row: SittingRow) -> None:
    """While a test isn't closed, its browser's admission never comes near its end. Call it within `record()`."""
    admission = delivery_store.find_admission(work.session, row.id, work.actor.epoch)
    if admission is None or admission.ends_at is None or admission.held_at is not None or row.ended_at is not None:
        return
    if is_ending(admission.ends_at, time_of(work, row).allowance, work.now):
        admission.ends_at = _end_from_now(work, row)


def end_admissions(work: Work, exam_id: UUID) -> None:
    """No browser's hold on a seat outlives the exam, but for the time to read a receipt."""
    store.end_admissions(work.session, exam_id, work.now + AFTERWARDS)
