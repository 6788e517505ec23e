"""Whole rows for a dossier: everything that hangs on a case or an exam, as it stands, without secrets."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import LargeBinary, select
from sqlalchemy.orm import Session

from exam_server.store.erasing import rows_of, table_of
from exam_server.store.personal import PLACES, Place
from exam_server.store.tables import AccountRow, AuditEventRow, AuditSealRow, ItemRevisionRow, ItemRow, PersonRow

SECRETS = frozenset({"ticket_digest", "device_digest", "nonce", "password_hash", "token_hash", "salt", "token"})
APART = frozenset({"accommodation_ground", "ground_view", "advisor_note", "self_assessment"})
"""Health data, and what stands apart from the record of verification (S8), are in nobody's dossier."""
_CERTIFIED = (Place("certificate", "case_id"), Place("register_entry", "certificate_id case_id"))
ON_CASE = tuple(each for each in (*PLACES["work"], *_CERTIFIED, Place("case", "id")) if each.table not in APART)
ON_EXAM = tuple(
    Place(table, path)
    for table, path in (
        ("exam", "id"),
        ("exam_member", "exam_id"),
        ("exam_validator", "exam_id"),
        ("commission", "exam_id"),
        ("commission_seat", "commission_id exam_id"),
        ("room_check", "exam_id"),
        ("room_deviation", "exam_id"),
        ("closed_room", "exam_id"),
        ("incident", "exam_id"),
        ("draw", "exam_id"),
        ("substitution", "exam_id"),
        ("test_form", "exam_id"),
        ("station", "exam_id"),
        ("day_plan", "exam_id"),
        ("release", "exam_id"),
    )
)


def list_rows(session: Session, place: Place, ids: Collection[UUID]) -> list[dict[str, Any]]:
    """Every column but secrets and the bytes of files, in the order of the keys."""
    table = table_of(place.table)
    columns = [each for each in table.columns if each.name not in SECRETS and not isinstance(each.type, LargeBinary)]
    query = select(*columns).where(rows_of(place, ids)).order_by(*table.primary_key.columns)
    return [dict(row._mapping) for row in session.execute(query)]


class Staff(NamedTuple):
    """Whose account it is."""

    account_id: UUID
    person_id: UUID
    given_names: str
    family_name: str
    login: str


def list_staff(session: Session, organisation_id: UUID) -> list[Staff]:
    query = (
        select(AccountRow.id, PersonRow.id, PersonRow.given_names, PersonRow.family_name, AccountRow.login)
        .join(PersonRow, PersonRow.id == AccountRow.person_id)
        .where(AccountRow.organisation_id == organisation_id)
    )
    return [Staff(*row) for row in session.execute(query)]


def walk_events_about(session: Session, organisation_id: UUID, ids: Collection[UUID]) -> Iterator[Mapping[str, Any]]:
    """Audit events about these subjects with their place in the chain, oldest first."""
    query = (
        select(AuditEventRow, AuditSealRow)
        .outerjoin(AuditSealRow, AuditSealRow.event_id == AuditEventRow.id)
        .where(AuditEventRow.organisation_id == organisation_id, AuditEventRow.subject_id.in_(ids))
        .order_by(AuditEventRow.id)
    )
    for event, seal in session.execute(query):
        yield {
            "position": seal.position if seal else None,
            "hash": seal.hash if seal else None,
            "at": event.at,
            "actor": event.actor_id,
            "tag": event.tag,
            "subject": event.subject_id,
            "facts": event.facts,
        }


def list_forms(session: Session, ids: Collection[UUID]) -> list[dict[str, Any]]:
    """The forms as they were drawn: revisions, order of options, cells and reasons."""
    table = table_of("test_form")
    query = select(table).where(table.c.id.in_(ids)).order_by(table.c.number, table.c.revision)
    return [dict(row._mapping) for row in session.execute(query)]


def list_item_revisions(session: Session, ids: Collection[UUID]) -> list[dict[str, Any]]:
    """Which revision of which item, by hash, and its content."""
    query = (
        select(ItemRevisionRow, ItemRow.code)
        .join(ItemRow, ItemRow.id == ItemRevisionRow.item_id)
        .where(ItemRevisionRow.id.in_(ids))
        .order_by(ItemRow.code)
    )
    return [
        {
            "revision_id": row.id,
            "item": code,
            "revision": row.number,
            "content_hash": row.content_hash,
            "content": row.content,
        }
        for row, code in session.execute(query)
    ]
