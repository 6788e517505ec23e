"""Years that have passed: whatever starts a clock of retention lies that much earlier."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from exam_server.core.experience import shift_years
from exam_server.services import erasing
from exam_server.services.erasing import Subject
from exam_server.services.retention_clocks import Clocks
from exam_server.store.base import Base
from exam_server.store.tables import (
    AccountRow,
    CaseRow,
    CredentialDocumentRow,
    EnrolmentDecisionRow,
    EnrolmentWindowRow,
    ExamRow,
    PersonRow,
    ProtocolRow,
    StageRow,
)
from tests.making import OwnWork

FIRST, SECOND = UUID(int=301), UUID(int=302)
STARTING: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (CaseRow, ("created_at",)),
    (StageRow, ("created_at", "released_at", "planned_on")),
    (ExamRow, ("planned_at",)),
    (ProtocolRow, ("made_at",)),
    (EnrolmentDecisionRow, ("decided_at",)),
    (EnrolmentWindowRow, ("closes_at",)),
    (AccountRow, ("disabled_at",)),
    (PersonRow, ("created_at",)),
    (CredentialDocumentRow, ("entered_at",)),
)


def let_years_pass(work: OwnWork, years: int, closing_exams: bool = True) -> None:
    """Every clock started that much earlier; exams are over by then, if they're meant to be."""
    work.record()
    for table, columns in STARTING:
        for row in work.session.scalars(select(table)):
            for column in columns:
                moment = getattr(row, column)
                if moment is not None:
                    setattr(row, column, _earlier(moment, years))
    for exam in work.session.scalars(select(ExamRow)) if closing_exams else ():
        exam.state = "closed"
    work.commit()


def _earlier(moment: date | datetime, years: int) -> date | datetime:
    if isinstance(moment, datetime):
        return datetime.combine(shift_years(moment.date(), -years), moment.timetz())
    return shift_years(moment, -years)


def erase_by_two(work: OwnWork, subjects: list[Subject]) -> UUID:
    """One proposes, another confirms; who acted before goes on."""
    actor = work.actor
    work.act_as(FIRST, "office")
    order_id = erasing.propose_erasure(work, subjects)
    work.commit()
    work.act_as(SECOND, "office")
    erasing.confirm_erasure(work, order_id)
    work.commit()
    work.actor = actor
    return order_id


def subjects_of(work: OwnWork, person_id: UUID) -> list[Subject]:
    """Everything that is kept of a person."""
    found = [each for each in Clocks(work, 14).entries() if each.person_id == person_id]
    return [(each.clock.kind, each.clock.subject_id) for each in found]  # type: ignore[misc]


def all_texts(work: OwnWork) -> Iterator[str]:
    """Every value of every row of the database, as text."""
    for table in Base.metadata.sorted_tables:
        for row in work.session.execute(select(table)):
            for value in row:
                yield value.decode("latin-1") if isinstance(value, bytes) else str(value)
