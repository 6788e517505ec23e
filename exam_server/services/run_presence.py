"""Who was there in a run: by the taps that they made and the pages that they had open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from exam_server.services.people import Names
from exam_server.services.run_contacts import Tablet, list_tablets
from exam_server.services.simulation import PLAYERS
from exam_server.services.work import Work
from exam_server.store import delivery as exam_store
from exam_server.store import simulation as store
from exam_server.store.tables import EncounterRow, RunEventRow


@dataclass(frozen=True)
class Presence:
    """Somebody who was heard of in a run, with the first and the last time."""

    name: str
    roles: tuple[str, ...]
    first_at: datetime
    last_at: datetime
    taps: int


def list_presence(work: Work, row: EncounterRow) -> list[Presence]:
    """Those who played, prompted or watched over the run, the first to come first."""
    names = Names(work)
    tablets = list_tablets(work, [row.id]).get(row.id, [])
    events = [each for each in store.list_run_events(work.session, row.id) if each.account_id]
    roles: dict[UUID, list[str]] = {}
    for member, _, _ in exam_store.list_members(work.session, row.exam_id):
        roles.setdefault(member.account_id, []).append(member.role)
    accounts = {tablet.account_id for tablet in tablets} | {each.account_id for each in events if each.account_id}
    found = [_presence(each, names.of(each), tuple(roles.get(each, ())), tablets, events) for each in accounts]
    return sorted(found, key=lambda each: (each.first_at, each.name))


def list_players(work: Work, row: EncounterRow) -> tuple[str, ...]:
    """The names of those who played and prompted the run."""
    return tuple(each.name for each in list_presence(work, row) if set(each.roles) & set(PLAYERS))


def _presence(
    account_id: UUID, name: str, roles: tuple[str, ...], tablets: Sequence[Tablet], events: Sequence[RunEventRow]
) -> Presence:
    own = [each for each in events if each.account_id == account_id]
    seen = [(each.first_at, each.contact_at) for each in tablets if each.account_id == account_id]
    seen += [(each.received_at, each.received_at) for each in own]
    return Presence(name, roles, min(first for first, _ in seen), max(last for _, last in seen), len(own))


def moment_of(row: EncounterRow, at_seconds: int) -> datetime | None:
    """The time of day of a second of the room's clock; None before the run was opened."""
    return row.started_at + timedelta(seconds=at_seconds) if row.started_at else None
