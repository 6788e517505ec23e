"""Counts for reports, by qualification and span of time; and the reports that were kept."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, undefer

from exam_server.store.tables import (
    AppealRow,
    CaseRow,
    CertificateRow,
    DecisionConfirmationRow,
    DecisionRow,
    EditionRow,
    ExamRow,
    IncidentRow,
    ItemFiguresRow,
    ItemRow,
    PaymentRow,
    ProtocolRow,
    RecusalRow,
    ReportRow,
    SignedProtocolRow,
    StageRow,
)

Moment = InstrumentedAttribute[datetime] | InstrumentedAttribute[datetime | None]


class Span(NamedTuple):
    """Of whom, and from when until when: the second moment is the first that doesn't belong to it."""

    organisation_id: UUID
    since: datetime
    until: datetime

    def holds(self, moment: Moment) -> ColumnElement[bool]:
        return (moment >= self.since) & (moment < self.until)


def list_reports(session: Session, organisation_id: UUID, kind: str) -> Sequence[ReportRow]:
    """The newest first, without their records."""
    query = select(ReportRow).where(ReportRow.organisation_id == organisation_id, ReportRow.kind == kind)
    return session.scalars(query.order_by(ReportRow.until.desc(), ReportRow.number.desc())).all()


def find_report(session: Session, report_id: UUID) -> ReportRow | None:
    """With its record."""
    return session.get(ReportRow, report_id, options=[undefer(ReportRow.record)])


def list_cases_of(session: Session, organisation_id: UUID) -> dict[UUID, str]:
    """Every case's qualification; rehearsals' are nobody's."""
    query = select(CaseRow.id, EditionRow.code).join(EditionRow, EditionRow.id == CaseRow.edition_id)
    query = query.where(CaseRow.organisation_id == organisation_id, CaseRow.rehearsal.is_(False))
    return {case_id: code for case_id, code in session.execute(query)}


def list_payments_until(session: Session, organisation_id: UUID) -> Sequence[PaymentRow]:
    """Every line of every account, oldest first: what a later one made void doesn't count in any quarter."""
    query = select(PaymentRow).where(PaymentRow.organisation_id == organisation_id)
    return session.scalars(query.order_by(PaymentRow.noted_at, PaymentRow.id)).all()


def count_validated(session: Session, span: Span) -> dict[str, int]:
    """By qualification, how many people were told a result of a stage."""
    query = _by_code(func.count(CaseRow.person_id.distinct())).join(StageRow, StageRow.case_id == CaseRow.id)
    return _counts(session, query.where(*_own(span), span.holds(StageRow.released_at)))


def count_begun(session: Session, span: Span) -> dict[str, int]:
    return _counts(session, _by_code(func.count()).where(*_own(span), span.holds(CaseRow.created_at)))


def count_decided(session: Session, span: Span) -> dict[str, dict[str, int]]:
    """By verdict and qualification, how many decisions on criteria came to hold."""
    confirmed = DecisionConfirmationRow
    query = (
        select(confirmed.verdict, EditionRow.code, func.count())
        .select_from(CaseRow)
        .join(EditionRow, EditionRow.id == CaseRow.edition_id)
        .join(DecisionRow, DecisionRow.case_id == CaseRow.id)
        .join(confirmed, confirmed.decision_id == DecisionRow.id)
        .where(*_own(span), span.holds(confirmed.confirmed_at))
        .group_by(confirmed.verdict, EditionRow.code)
    )
    found: dict[str, dict[str, int]] = {}
    for verdict, code, count in session.execute(query):
        found.setdefault(verdict, {})[code] = count
    return found


def count_dissents(session: Session, span: Span, code: str) -> int:
    """Confirmed decisions that a member voted against; a list in JSON is looked at here, not in the database."""
    query = (
        select(DecisionConfirmationRow.dissent)
        .join(DecisionRow, DecisionRow.id == DecisionConfirmationRow.decision_id)
        .join(CaseRow, CaseRow.id == DecisionRow.case_id)
        .join(EditionRow, EditionRow.id == CaseRow.edition_id)
        .where(*_own(span), EditionRow.code == code, span.holds(DecisionConfirmationRow.confirmed_at))
    )
    return sum(bool(dissent) for dissent in session.scalars(query))


def count_protocols(session: Session, span: Span, code: str) -> tuple[int, int, int]:
    """How many were made, how many of them took another's place, and how many signed files were handed in."""
    own = [*_own(span), EditionRow.code == code]
    made = _of_cases(func.count(ProtocolRow.id), func.count(ProtocolRow.supersedes))
    made = made.join(ProtocolRow, ProtocolRow.case_id == CaseRow.id)
    count, corrected = session.execute(made.where(*own, span.holds(ProtocolRow.made_at))).one()
    signed = _of_cases(func.count()).join(ProtocolRow, ProtocolRow.case_id == CaseRow.id)
    signed = signed.join(SignedProtocolRow, SignedProtocolRow.protocol_id == ProtocolRow.id)
    return count, corrected, session.scalar(signed.where(*own, span.holds(SignedProtocolRow.brought_at))) or 0


def count_recusals(session: Session, span: Span, code: str) -> int:
    query = _of_cases(func.count()).join(RecusalRow, RecusalRow.case_id == CaseRow.id)
    return session.scalar(query.where(*_own(span), EditionRow.code == code, span.holds(RecusalRow.made_at))) or 0


def count_incidents(session: Session, span: Span, code: str) -> int:
    query = (
        select(func.count())
        .select_from(IncidentRow)
        .join(ExamRow, ExamRow.id == IncidentRow.exam_id)
        .join(EditionRow, EditionRow.id == ExamRow.edition_id)
        .where(ExamRow.organisation_id == span.organisation_id, ExamRow.rehearsal.is_(False), EditionRow.code == code)
    )
    return session.scalar(query.where(span.holds(IncidentRow.at))) or 0


def count_items(session: Session, organisation_id: UUID, code: str) -> dict[str, int]:
    """Items of a qualification's bank whose current revision has statistics, and of how many each doubt is said."""
    doubts = ("too_easy", "too_hard", "weak", "suspicious_key")
    sums = [func.count().filter(getattr(ItemFiguresRow, each).is_(True)) for each in doubts]
    query = (
        select(func.count(), *sums)
        .select_from(ItemRow)
        .join(ItemFiguresRow, ItemFiguresRow.revision_id == ItemRow.revision_id)
        .where(ItemRow.organisation_id == organisation_id, ItemRow.qualification == code)
        .where(ItemFiguresRow.too_few.is_(False))
    )
    return dict(zip(("items", *doubts), session.execute(query).one(), strict=True))


def list_exams_of(session: Session, organisation_id: UUID, code: str) -> Sequence[UUID]:
    query = select(ExamRow.id).join(EditionRow, EditionRow.id == ExamRow.edition_id)
    return session.scalars(query.where(ExamRow.organisation_id == organisation_id, EditionRow.code == code)).all()


def _by_code(count: ColumnElement[int]) -> Select[*tuple[Any, ...]]:
    query = select(EditionRow.code, count).select_from(CaseRow).join(EditionRow, EditionRow.id == CaseRow.edition_id)
    return query.group_by(EditionRow.code)


def _of_cases(*counts: ColumnElement[int]) -> Select[*tuple[Any, ...]]:
    return select(*counts).select_from(CaseRow).join(EditionRow, EditionRow.id == CaseRow.edition_id)


def _own(span: Span) -> list[ColumnElement[bool]]:
    return [CaseRow.organisation_id == span.organisation_id, CaseRow.rehearsal.is_(False)]


def _counts(session: Session, query: Select[*tuple[Any, ...]]) -> dict[str, int]:
    return {code: count for code, count in session.execute(query)}


def count_certificates(session: Session, span: Span) -> dict[str, int]:
    """By qualification, the certificates issued on the span's days; what took another's place was issued before."""
    query = (
        select(EditionRow.code, func.count())
        .select_from(CertificateRow)
        .join(EditionRow, EditionRow.id == CertificateRow.edition_id)
        .where(CertificateRow.organisation_id == span.organisation_id, CertificateRow.replaces.is_(None))
        .where(CertificateRow.issued_on >= span.since.date(), CertificateRow.issued_on < span.until.date())
        .group_by(EditionRow.code)
    )
    return _counts(session, query)


def count_appeals(session: Session, span: Span) -> dict[str, int]:
    """By qualification, the appeals that were filed."""
    query = _by_code(func.count()).join(AppealRow, AppealRow.case_id == CaseRow.id)
    return _counts(session, query.where(*_own(span), span.holds(AppealRow.filed_at)))
