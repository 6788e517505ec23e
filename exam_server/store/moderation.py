"""Queries over moderations: wordings of the facts, words on them, calls for votes, absences, dissents."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from exam_server.store.tables import AbsenceRow, DissentRow, FactsWordRow, VoteCallRow, WordingRow


def list_wordings(session: Session, encounter_id: UUID) -> Sequence[WordingRow]:
    query = select(WordingRow).where(WordingRow.encounter_id == encounter_id)
    return session.scalars(query.order_by(WordingRow.number)).all()


def list_facts_words(session: Session, encounter_id: UUID) -> Sequence[FactsWordRow]:
    query = select(FactsWordRow).where(FactsWordRow.encounter_id == encounter_id)
    return session.scalars(query.order_by(FactsWordRow.said_at, FactsWordRow.id)).all()


def list_calls(session: Session, encounter_id: UUID) -> Sequence[VoteCallRow]:
    query = select(VoteCallRow).where(VoteCallRow.encounter_id == encounter_id)
    return session.scalars(query.order_by(VoteCallRow.called_at, VoteCallRow.id)).all()


def list_absences(session: Session, encounter_id: UUID) -> Sequence[AbsenceRow]:
    query = select(AbsenceRow).where(AbsenceRow.encounter_id == encounter_id)
    return session.scalars(query.order_by(AbsenceRow.recorded_at, AbsenceRow.id)).all()


def list_dissents(session: Session, encounter_id: UUID) -> Sequence[DissentRow]:
    query = select(DissentRow).where(DissentRow.encounter_id == encounter_id)
    return session.scalars(query.order_by(DissentRow.written_at, DissentRow.id)).all()
