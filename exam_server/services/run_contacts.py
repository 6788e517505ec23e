"""Which tablets of an encounter are there: their pages' own polls say so, and are noted at most every few seconds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from exam_server.services.exam import COMMISSION
from exam_server.services.simulation import PLAYERS, get_row
from exam_server.services.work import Work
from exam_server.store import run as store
from exam_server.store.tables import TabletContactRow

NOTED_EVERY = timedelta(seconds=4)
SILENT_AFTER = timedelta(seconds=15)
"""Longer than the slowest page's poll and the time between two notes of it together."""
ROLES: Mapping[str, Sequence[str]] = {"role_player": PLAYERS, "prompter": PLAYERS, "sheet": COMMISSION}
"""The pages that tell of themselves, and the roles that open them."""


@dataclass(frozen=True)
class Tablet:
    """A page of an encounter; `waiting`: the taps that it hadn't got rid of when it was last heard of."""

    account_id: UUID
    card: str
    waiting: int
    first_at: datetime
    contact_at: datetime
    connected: bool


def note_contact(work: Work, encounter_id: UUID, card: str, device: str, waiting: int) -> None:
    """A page told of itself. Nothing is written where the last note is fresh and says the same."""
    row = get_row(work, encounter_id, ROLES[card])
    account_id = work.actor.account_id
    if account_id is None or _is_fresh(work, _find(work, row.id, account_id, card), device, waiting):
        return
    work.record()
    contact = _find(work, row.id, account_id, card)
    if contact is None:
        contact = TabletContactRow(
            encounter_id=row.id,
            account_id=account_id,
            card=card,
            organisation_id=row.organisation_id,
            first_at=work.now,
        )
        work.session.add(contact)
    contact.device, contact.waiting, contact.contact_at = device[:64], max(0, waiting), work.now
    work.session.flush()


def list_tablets(work: Work, encounter_ids: Sequence[UUID]) -> dict[UUID, list[Tablet]]:
    """The pages that each encounter has heard of."""
    found: dict[UUID, list[Tablet]] = {}
    for row in store.list_contacts(work.session, encounter_ids):
        connected = work.now - row.contact_at < SILENT_AFTER
        tablet = Tablet(row.account_id, row.card, row.waiting, row.first_at, row.contact_at, connected)
        found.setdefault(row.encounter_id, []).append(tablet)
    return found


def _find(work: Work, encounter_id: UUID, account_id: UUID, card: str) -> TabletContactRow | None:
    return work.session.get(TabletContactRow, (encounter_id, account_id, card))


def _is_fresh(work: Work, contact: TabletContactRow | None, device: str, waiting: int) -> bool:
    if contact is None or (contact.device, contact.waiting) != (device[:64], max(0, waiting)):
        return False
    return work.now - contact.contact_at < NOTED_EVERY
