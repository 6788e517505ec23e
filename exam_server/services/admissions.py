"""Admissions: which browser holds a seat, on which device, from where, and until when."""

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from exam_server.core.delivery.admission import AFTERWARDS, admission_end, is_ending
from exam_server.core.network import Address
from exam_server.services.sittings import time_of
from exam_server.services.tokens import token_hash
from exam_server.services.work import Work
from exam_server.store import closed_room as store
from exam_server.store import delivery as delivery_store
from exam_server.store.tables import AdmissionRow, SittingRow


@dataclass(frozen=True)
class Visitor:
    """A browser at the door: the token of its device, empty for a new one, and the address that it comes from."""

    device: str = ""
    address: Address | None = None


@dataclass(frozen=True)
class Devices:
    """What the desk sees of a seat's devices.

    `is_another`: the newest admission was made on another device than the one before. `shared_with`: seats of this
    exam that the same device holds too.
    """

    is_another: bool
    shared_with: tuple[int, ...]


def admit_device(work: Work, row: SittingRow, device: str) -> int:
    """The next admission of a locked seat, bound to a device; gives its epoch. Call it within `record()`."""
    row.epoch += 1
    work.session.add(
        AdmissionRow(
            sitting_id=row.id,
            epoch=row.epoch,
            organisation_id=row.organisation_id,
            acknowledged=0,
            admitted_at=work.now,
            device_digest=token_hash(device),
            ends_at=admission_end(row.state, time_of(work, row).allowance, work.now),  # type: ignore[arg-type]
        )
    )
    work.note("sitting.browser.admitted", row.id, epoch=row.epoch)
    return row.epoch


def is_own_device(work: Work, row: SittingRow, device: str) -> bool:
    """Whether this device holds the seat now, by an admission that hasn't ended."""
    admission = delivery_store.find_admission(work.session, row.id, row.epoch)
    if admission is None or not device or admission.device_digest != token_hash(device):
        return False
    return is_live(work, admission)


def is_live(work: Work, admission: AdmissionRow) -> bool:
    return admission.ends_at is None or work.now < admission.ends_at


def renew(work: Work, row: SittingRow) -> None:
    """While a test isn't closed, its browser's admission never comes near its end. Call it within `record()`."""
    admission = delivery_store.find_admission(work.session, row.id, work.actor.epoch)
    if admission is None or admission.ends_at is None or row.ended_at is not None:
        return
    allowance = time_of(work, row).allowance
    if is_ending(admission.ends_at, allowance, work.now):
        admission.ends_at = admission_end(row.state, allowance, work.now)  # type: ignore[arg-type]


def end_admissions(work: Work, exam_id: UUID) -> None:
    """No browser's hold on a seat outlives the exam, but for the time to read a receipt."""
    store.end_admissions(work.session, exam_id, work.now + AFTERWARDS)


def list_devices(work: Work, exam_id: UUID) -> dict[UUID, Devices]:
    """Per sitting that a browser entered."""
    seats = {row.id: row.seat for row, _, _ in delivery_store.list_sittings(work.session, exam_id)}
    known: dict[UUID, list[str]] = defaultdict(list)
    for admission in store.list_admissions(work.session, exam_id):
        known[admission.sitting_id].append(admission.device_digest)
    holders: dict[str, list[int]] = defaultdict(list)
    for sitting_id, devices in known.items():
        holders[devices[-1]].append(seats[sitting_id])
    return {
        sitting_id: Devices(
            len(devices) > 1 and devices[-1] != devices[-2],
            tuple(sorted(seat for seat in holders[devices[-1]] if devices[-1] and seat != seats[sitting_id])),
        )
        for sitting_id, devices in known.items()
    }
