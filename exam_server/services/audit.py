"""Sealing the audit trail behind the commits, and verifying it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from exam_server.core.audit import GENESIS, link_hash
from exam_server.services.work import Work
from exam_server.store import audit as store
from exam_server.store.tables import AuditEventRow, AuditSealRow, PersonRow

PAGE = 50


@dataclass(frozen=True)
class TrailEvent:
    """An event as auditors read it. `position` and `hash` are its link in the chain; None and empty: not sealed yet."""

    id: UUID
    at: datetime
    tag: str
    actor: str
    subject_id: UUID | None
    facts: Mapping[str, object]
    position: int | None
    hash: str


@dataclass(frozen=True)
class TrailPage:
    """Events newest first; `page` counts from 1."""

    events: tuple[TrailEvent, ...]
    total: int
    page: int
    pages: int
    tags: tuple[str, ...]


def list_trail(work: Work, tag: str = "", subject_id: UUID | None = None, page: int = 1) -> TrailPage:
    """One page of the organisation's trail; a page beyond the end gives the last one."""
    query = store.TrailQuery(work.organisation_id, tag, subject_id)
    total = store.count_trail(work.session, query)
    pages = max(1, -(-total // PAGE))
    page = min(max(1, page), pages)
    rows = store.list_trail(work.session, query, PAGE, (page - 1) * PAGE)
    tags = tuple(store.list_tags(work.session, work.organisation_id))
    return TrailPage(tuple(_trail_event(*row) for row in rows), total, page, pages, tags)


def list_events_of(work: Work, subject_id: UUID) -> list[TrailEvent]:
    """What the trail says of one subject, oldest first."""
    query = store.TrailQuery(work.organisation_id, subject_id=subject_id)
    return [_trail_event(*row) for row in reversed(store.list_trail(work.session, query, PAGE))]


def _trail_event(event: AuditEventRow, seal: AuditSealRow | None, person: PersonRow | None) -> TrailEvent:
    return TrailEvent(
        id=event.id,
        at=event.at,
        tag=event.tag,
        actor=f"{person.given_names} {person.family_name}" if person else "",
        subject_id=event.subject_id,
        facts=event.facts,
        position=seal.position if seal else None,
        hash=seal.hash if seal else "",
    )


def seal_events(work: Work, everywhere: bool = True) -> int:
    """Chain what was committed since the last call; gives how many events that were.

    Without `everywhere` it looks only at the events of the last minutes, so that it costs next to nothing when there's
    nothing to do; a process looks everywhere until it has found nothing once.
    """
    since = store.FIRST if everywhere else store.find_recent(work.session)
    if not store.list_unsealed(work.session, since, limit=1):
        return 0
    work.record()
    return sum(_seal_organisation(work, each, since) for each in store.list_organisations(work.session))


def _seal_organisation(work: Work, organisation_id: UUID, since: UUID) -> int:
    store.lock_chain(work.session, organisation_id)
    head = store.find_head(work.session, organisation_id)
    position, previous = (head.position, head.hash) if head else (0, GENESIS)
    events = store.list_unsealed(work.session, since, organisation_id)
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


def measure_lag(work: Work) -> int:
    """How many committed events the sealer hasn't chained yet."""
    return store.count_unsealed(work.session)
