"""Queries over the outbox, and over whom its notices are for."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from exam_server.store.tables import CaseRow, EnrolmentRow, NoticeRow, OrganisationRow, PersonRow


class Recipient(NamedTuple):
    """Whom a notice is for: their address and language, each empty where nobody knows it, and their name."""

    email: str = ""
    language: str = ""
    name: str = ""


def lock_sending(session: Session) -> None:
    """One process at a time looks for what to send; others may write what belongs to the organisation meanwhile."""
    query = select(OrganisationRow.id).order_by(OrganisationRow.created_at).limit(1)
    session.execute(query.with_for_update(key_share=True))


def has_due(session: Session, now: datetime) -> bool:
    return session.scalar(select(NoticeRow.id).where(_is_due(now)).limit(1)) is not None


def is_somebody_posting(session: Session, now: datetime) -> bool:
    query = select(NoticeRow.id).where(NoticeRow.state == "waiting", NoticeRow.claimed_until > now)
    return session.scalar(query.limit(1)) is not None


def find_due(session: Session, now: datetime) -> NoticeRow | None:
    """The one that is due for longest; lock the sending first."""
    query = select(NoticeRow).where(_is_due(now)).order_by(NoticeRow.due_at, NoticeRow.id).limit(1)
    return session.scalars(query).first()


def _is_due(now: datetime) -> ColumnElement[bool]:
    free = or_(NoticeRow.claimed_until.is_(None), NoticeRow.claimed_until <= now)
    return and_(NoticeRow.state == "waiting", NoticeRow.due_at <= now, free)


class Told(NamedTuple):
    """Whom a new notice is for and what it's about, and whether an address of theirs is known."""

    organisation_id: UUID
    has_address: bool
    person_id: UUID | None = None
    enrolment_id: UUID | None = None
    case_id: UUID | None = None


def list_told(session: Session, case_ids: Collection[UUID]) -> list[Told]:
    """The candidates of these cases; a rehearsal's are nobody's."""
    query = (
        select(CaseRow.id, CaseRow.organisation_id, CaseRow.person_id, PersonRow.email)
        .join(PersonRow, PersonRow.id == CaseRow.person_id)
        .where(CaseRow.id.in_(case_ids), CaseRow.rehearsal.is_(False))
        .order_by(CaseRow.id)
    )
    return [
        Told(organisation_id, bool(email), person_id, case_id=case_id)
        for case_id, organisation_id, person_id, email in session.execute(query)
    ]


def get_told(session: Session, person_id: UUID) -> Told:
    row = session.get_one(PersonRow, person_id)
    return Told(row.organisation_id, bool(row.email), row.id)


def get_enrolled(session: Session, enrolment_id: UUID) -> Told:
    """Who enrolled by an account is a person whose address is known; of others it's what they typed."""
    row = session.get_one(EnrolmentRow, enrolment_id)
    person = session.get_one(PersonRow, row.person_id) if row.person_id else row
    return Told(row.organisation_id, bool(person.email), row.person_id, row.id)


def list_waiting(session: Session, kind: str, case_ids: Collection[UUID]) -> Sequence[NoticeRow]:
    """Notices of a kind about these cases that wait and that nobody has taken up, locked."""
    query = select(NoticeRow).where(
        NoticeRow.case_id.in_(case_ids),
        NoticeRow.kind == kind,
        NoticeRow.state == "waiting",
        NoticeRow.claimed_until.is_(None),
    )
    return session.scalars(query.with_for_update()).all()


def find_recipient(session: Session, notice: NoticeRow) -> Recipient:
    """Of a person who isn't there any more nothing is known."""
    if notice.person_id is not None:
        person = session.get(PersonRow, notice.person_id)
        return _recipient(person) if person else Recipient()
    enrolled = session.get(EnrolmentRow, notice.enrolment_id) if notice.enrolment_id else None
    return _recipient(enrolled) if enrolled else Recipient()


def _recipient(row: PersonRow | EnrolmentRow) -> Recipient:
    return Recipient(row.email, row.language, f"{row.given_names} {row.family_name}")


def list_notices(session: Session, organisation_id: UUID, state: str, most: int) -> Sequence[NoticeRow]:
    """The newest first; `state` empty: all."""
    query = _of(organisation_id).order_by(NoticeRow.queued_at.desc(), NoticeRow.id.desc()).limit(most)
    return session.scalars(query.where(NoticeRow.state == state) if state else query).all()


def list_case_notices(session: Session, case_id: UUID) -> Sequence[NoticeRow]:
    """What was sent, or is to be, about a case; the newest first."""
    query = select(NoticeRow).where(NoticeRow.case_id == case_id)
    return session.scalars(query.order_by(NoticeRow.queued_at.desc(), NoticeRow.id.desc())).all()


def _of(organisation_id: UUID) -> Select[NoticeRow]:
    return select(NoticeRow).where(NoticeRow.organisation_id == organisation_id)


def count_by_state(session: Session, organisation_id: UUID) -> dict[str, int]:
    query = select(NoticeRow.state, func.count()).where(NoticeRow.organisation_id == organisation_id)
    return {state: count for state, count in session.execute(query.group_by(NoticeRow.state))}


def find_last_tried(session: Session, organisation_id: UUID) -> NoticeRow | None:
    """The one that was sent last, or that met trouble last."""
    at = case((NoticeRow.state == "sent", NoticeRow.ended_at), else_=NoticeRow.due_at)
    query = _of(organisation_id).where(or_(NoticeRow.state == "sent", NoticeRow.trouble != ""))
    return session.scalars(query.order_by(at.desc()).limit(1)).first()
