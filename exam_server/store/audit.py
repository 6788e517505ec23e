"""Committed audit events that still lack a link, and the chain as it stands."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from exam_server.core.audit import ChainedEvent, event_content
from exam_server.store.tables import AccountRow, AuditEventRow, AuditSealRow, OrganisationRow, PersonRow

TIME_BITS = 80
RECENT_MILLISECONDS = 2 * 60 * 1000
FIRST = UUID(int=0)
FEW = 500


def list_organisations(session: Session) -> Sequence[UUID]:
    return session.scalars(select(OrganisationRow.id)).all()


def lock_chain(session: Session, organisation_id: UUID) -> None:
    """One sealer at a time (PostgreSQL); rows that point at the organisation can still be inserted meanwhile."""
    session.get_one(OrganisationRow, organisation_id, with_for_update={"key_share": True})


def find_recent(session: Session) -> UUID:
    """The least id of the minutes before the newest event: ids begin with their time, so a look from there on is short.

    A transaction may be committed after others with later ids, but not by minutes.
    """
    newest = session.scalar(select(AuditEventRow.id).order_by(AuditEventRow.id.desc()).limit(1))
    milliseconds = (newest.int >> TIME_BITS) - RECENT_MILLISECONDS if newest else 0
    return UUID(int=max(0, milliseconds) << TIME_BITS)


def list_unsealed(
    session: Session, since: UUID, organisation_id: UUID | None = None, limit: int = 100
) -> Sequence[AuditEventRow]:
    """The oldest events without a link (of one organisation), from the id `since` on, in the order of their ids."""
    query = (
        select(AuditEventRow)
        .outerjoin(AuditSealRow, AuditSealRow.event_id == AuditEventRow.id)
        .where(AuditEventRow.id >= since, AuditSealRow.event_id.is_(None))
        .order_by(AuditEventRow.id)
        .limit(limit)
    )
    if organisation_id is not None:
        query = query.where(AuditEventRow.organisation_id == organisation_id)
    return session.scalars(query).all()


def count_unsealed(session: Session) -> int:
    """The sealer's lag, in events."""
    events = session.scalar(select(func.count()).select_from(AuditEventRow)) or 0
    return events - (session.scalar(select(func.count()).select_from(AuditSealRow)) or 0)


def find_head(session: Session, organisation_id: UUID) -> AuditSealRow | None:
    query = select(AuditSealRow).where(AuditSealRow.organisation_id == organisation_id)
    return session.scalars(query.order_by(AuditSealRow.position.desc()).limit(1)).first()


def walk_chain(session: Session, organisation_id: UUID) -> Iterator[ChainedEvent]:
    """The whole chain of an organisation with the events it covers, in order, a few at a time."""
    query = (
        select(AuditSealRow, AuditEventRow)
        .join(AuditEventRow, AuditEventRow.id == AuditSealRow.event_id)
        .where(AuditSealRow.organisation_id == organisation_id)
        .order_by(AuditSealRow.position)
        .execution_options(yield_per=FEW)
    )
    for seal, row in session.execute(query):
        yield ChainedEvent(seal.position, content_of(row), seal.previous_hash, seal.hash)


def content_of(row: AuditEventRow) -> dict[str, object]:
    actor, subject = (str(each) if each else None for each in (row.actor_id, row.subject_id))
    return event_content(str(row.id), row.at, actor, row.tag, subject, row.facts)


@dataclass(frozen=True)
class TrailQuery:
    """Which events of an organisation: by tag and by subject, newest first."""

    organisation_id: UUID
    tag: str = ""
    subject_id: UUID | None = None


def list_trail(
    session: Session, query: TrailQuery, limit: int, offset: int = 0
) -> Sequence[tuple[AuditEventRow, AuditSealRow | None, PersonRow | None]]:
    """Events with their link (None: not sealed yet) and the person behind the acting account."""
    found = (
        select(AuditEventRow, AuditSealRow, PersonRow)
        .outerjoin(AuditSealRow, AuditSealRow.event_id == AuditEventRow.id)
        .outerjoin(AccountRow, AccountRow.id == AuditEventRow.actor_id)
        .outerjoin(PersonRow, PersonRow.id == AccountRow.person_id)
        .where(*_conditions(query))
        .order_by(AuditEventRow.id.desc())
    )
    return session.execute(found.limit(limit).offset(offset)).all()


def count_trail(session: Session, query: TrailQuery) -> int:
    return session.scalar(select(func.count()).select_from(AuditEventRow).where(*_conditions(query))) or 0


def list_tags(session: Session, organisation_id: UUID) -> Sequence[str]:
    """Every tag that occurs, by name."""
    query = select(AuditEventRow.tag).where(AuditEventRow.organisation_id == organisation_id).distinct()
    return session.scalars(query.order_by(AuditEventRow.tag)).all()


def find_last_at(session: Session, organisation_id: UUID, tag: str) -> datetime | None:
    """When an event was last left."""
    query = select(func.max(AuditEventRow.at))
    return session.scalar(query.where(AuditEventRow.organisation_id == organisation_id, AuditEventRow.tag == tag))


def _conditions(query: TrailQuery) -> list[ColumnElement[bool]]:
    conditions = [AuditEventRow.organisation_id == query.organisation_id]
    if query.tag:
        conditions.append(AuditEventRow.tag == query.tag)
    if query.subject_id is not None:
        conditions.append(AuditEventRow.subject_id == query.subject_id)
    return conditions
