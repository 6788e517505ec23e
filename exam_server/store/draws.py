"""Queries over contributions, draws and substitutions."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Select, or_, select, update
from sqlalchemy.orm import Session

from exam_server.store.tables import (
    ContributionRow,
    DrawRow,
    EditionRow,
    ExamRow,
    SittingEventRow,
    SittingRow,
    SubstitutionRow,
    TestFormRow,
)


def list_contributions(session: Session, exam_id: UUID) -> Sequence[ContributionRow]:
    """What counts of an exam: the newest of each role, by role."""
    query = select(ContributionRow).where(ContributionRow.exam_id == exam_id)
    newest = {row.role: row for row in session.scalars(query.order_by(ContributionRow.role, ContributionRow.number))}
    return list(newest.values())


def find_draw(session: Session, exam_id: UUID) -> DrawRow | None:
    return session.scalars(select(DrawRow).where(DrawRow.exam_id == exam_id)).first()


def list_draws(session: Session, organisation_id: UUID, qualification: str) -> Sequence[tuple[DrawRow, ExamRow]]:
    """The draws from a qualification's bank with their exams, by exam; rehearsals don't count."""
    return session.execute(_draws(organisation_id, qualification).order_by(ExamRow.id)).all()


def list_draws_meanwhile(
    session: Session, organisation_id: UUID, qualification: str, moment: datetime
) -> Sequence[tuple[DrawRow, ExamRow]]:
    """Those that were made before a moment for exams that weren't closed by then."""
    open_then = or_(ExamRow.closed_at.is_(None), ExamRow.closed_at > moment)
    return session.execute(_draws(organisation_id, qualification).where(DrawRow.drawn_at < moment, open_then)).all()


def _draws(organisation_id: UUID, qualification: str) -> Select[DrawRow, ExamRow]:
    return (
        select(DrawRow, ExamRow)
        .join(ExamRow, ExamRow.id == DrawRow.exam_id)
        .join(EditionRow, EditionRow.id == ExamRow.edition_id)
        .where(DrawRow.organisation_id == organisation_id, EditionRow.code == qualification)
        .where(ExamRow.rehearsal.is_(False))
    )


def list_running(session: Session, organisation_id: UUID, states: Sequence[str]) -> Sequence[UUID]:
    """The exams in these states whose forms are drawn, in order; rehearsals don't count."""
    query = select(DrawRow.exam_id).join(ExamRow, ExamRow.id == DrawRow.exam_id)
    query = query.where(DrawRow.organisation_id == organisation_id, ExamRow.state.in_(states))
    return session.scalars(query.where(ExamRow.rehearsal.is_(False)).order_by(DrawRow.exam_id)).all()


def list_substitutions(session: Session, exam_id: UUID) -> Sequence[SubstitutionRow]:
    query = select(SubstitutionRow).where(SubstitutionRow.exam_id == exam_id)
    return session.scalars(query.order_by(SubstitutionRow.number)).all()


def list_substitutions_at(
    session: Session, organisation_id: UUID, moment: datetime
) -> Sequence[tuple[SubstitutionRow, ExamRow]]:
    """All that took place in one act, with their exams, by exam."""
    query = select(SubstitutionRow, ExamRow).join(ExamRow, ExamRow.id == SubstitutionRow.exam_id)
    query = query.where(SubstitutionRow.organisation_id == organisation_id, SubstitutionRow.made_at == moment)
    return session.execute(query.order_by(ExamRow.planned_at, ExamRow.id, SubstitutionRow.number)).all()


class FormDigest(NamedTuple):
    """A revision of a frozen form without its items, and the seat that sits it."""

    id: UUID
    number: int
    revision: int
    digest: str
    seat: int | None


def lock_sittings_of(session: Session, form_ids: Collection[UUID]) -> Sequence[SittingRow]:
    """The sittings of these forms as they stand once nobody else can write them, in the order in which all lock."""
    query = select(SittingRow).where(SittingRow.test_form_id.in_(form_ids)).order_by(SittingRow.id)
    return session.scalars(query.with_for_update(), execution_options={"populate_existing": True}).all()


def change_forms(session: Session, forms: Mapping[UUID, tuple[UUID, str]]) -> None:
    """Give sittings other forms (id and digest), all in one statement."""
    rows = [
        {"id": sitting_id, "test_form_id": form_id, "form_digest": digest}
        for sitting_id, (form_id, digest) in forms.items()
    ]
    if rows:
        session.execute(update(SittingRow), rows)


def list_first_seats(session: Session, exam_id: UUID) -> dict[UUID, int]:
    """By form: the seat that its sitting had before it was moved for the first time; unmoved ones aren't there."""
    query = (
        select(SittingRow.test_form_id, SittingEventRow.code)
        .join(SittingEventRow, SittingEventRow.sitting_id == SittingRow.id)
        .where(SittingRow.exam_id == exam_id, SittingEventRow.kind == "moved")
        .order_by(SittingEventRow.at.desc(), SittingEventRow.id.desc())
    )
    return {form_id: int(code) for form_id, code in session.execute(query)}


def list_form_digests(session: Session, exam_id: UUID) -> list[FormDigest]:
    """Every frozen form of an exam, replaced ones too, by number and revision."""
    query = (
        select(TestFormRow.id, TestFormRow.number, TestFormRow.revision, TestFormRow.digest, SittingRow.seat)
        .outerjoin(SittingRow, SittingRow.test_form_id == TestFormRow.id)
        .where(TestFormRow.exam_id == exam_id)
        .order_by(TestFormRow.number, TestFormRow.revision)
    )
    return [FormDigest(*row) for row in session.execute(query)]


def find_spare(session: Session, exam_id: UUID) -> FormDigest | None:
    """The first frozen form that nobody sits."""
    newest = {form.number: form for form in list_form_digests(session, exam_id)}
    return next((form for form in newest.values() if form.seat is None), None)
