"""Sealing the audit trail behind the commits, and verifying it."""

from dataclasses import dataclass
from uuid import UUID

from exam_server.core.audit import GENESIS, first_break, link_hash
from exam_server.services.work import Work
from exam_server.store import audit as store
from exam_server.store.tables import AuditSealRow


@dataclass(frozen=True)
class ChainReport:
    """`break_at` is the first position that doesn't hold; None: the chain is whole."""

    organisation_id: UUID
    length: int
    head: str
    break_at: int | None


def seal_events(work: Work) -> int:
    """Chain what was committed since the last call; gives how many events that were."""
    if store.count_unsealed(work.session) == 0:
        return 0
    work.record()
    return sum(_seal_organisation(work, each) for each in store.list_organisations(work.session))


def _seal_organisation(work: Work, organisation_id: UUID) -> int:
    head = store.find_head(work.session, organisation_id)
    position, previous = (head.position, head.hash) if head else (0, GENESIS)
    events = store.list_unsealed(work.session, organisation_id)
    for event in events:
        position += 1
        chained = link_hash(previous, store.content_of(event))
        work.session.add(
            AuditSealRow(
                organisation_id=organisation_id,
                position=position,
                event_id=event.id,
                previous_hash=previous,
                hash=chained,
            )
        )
        previous = chained
    return len(events)


def verify_chains(work: Work) -> list[ChainReport]:
    """Recompute every organisation's chain from the events."""
    reports = []
    for organisation_id in store.list_organisations(work.session):
        chain = store.list_chain(work.session, organisation_id)
        head = chain[-1].hash if chain else GENESIS
        reports.append(ChainReport(organisation_id, len(chain), head, first_break(chain)))
    return reports


def measure_lag(work: Work) -> int:
    """How many committed events the sealer hasn't chained yet."""
    return store.count_unsealed(work.session)
