"""Queries over cases, their accommodations, stages and evidence."""

from collections.abc import Collection, Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from exam_server.store.tables import AccommodationRow, CaseRow, EditionRow, EvidenceRow, PersonRow, StageRow


class CaseOf(NamedTuple):
    """Whose case it is, on the way to one edition."""

    person_id: UUID
    id: UUID
    code: str


def list_cases_of(session: Session, edition_id: UUID, person_ids: Collection[UUID]) -> list[CaseOf]:
    """The cases that these people have for an edition."""
    query = select(CaseRow.person_id, CaseRow.id, CaseRow.code)
    query = query.where(CaseRow.edition_id == edition_id, CaseRow.person_id.in_(person_ids))
    return [CaseOf(*row) for row in session.execute(query)]


def list_cases_by_id(session: Session, case_ids: Collection[UUID]) -> Sequence[CaseRow]:
    return session.scalars(select(CaseRow).where(CaseRow.id.in_(case_ids)).order_by(CaseRow.id)).all()


def list_case_ids(session: Session, person_ids: Collection[UUID]) -> Sequence[UUID]:
    """Every case of these people."""
    return session.scalars(select(CaseRow.id).where(CaseRow.person_id.in_(person_ids))).all()


def count_cases(session: Session, organisation_id: UUID) -> int:
    """How many people's cases there are; a rehearsal's bots don't count."""
    query = select(func.count()).where(CaseRow.organisation_id == organisation_id, CaseRow.rehearsal.is_(False))
    return session.scalar(query) or 0


def list_cases(session: Session, organisation_id: UUID) -> Sequence[tuple[CaseRow, PersonRow]]:
    query = (
        select(CaseRow, PersonRow)
        .join(PersonRow, PersonRow.id == CaseRow.person_id)
        .where(CaseRow.organisation_id == organisation_id, CaseRow.rehearsal.is_(False))
        .order_by(CaseRow.code)
    )
    return session.execute(query).all()


def list_accommodations(session: Session, case_ids: Collection[UUID]) -> Sequence[AccommodationRow]:
    """All decisions on these cases, each case's newest last."""
    query = select(AccommodationRow).where(AccommodationRow.case_id.in_(case_ids))
    return session.scalars(query.order_by(AccommodationRow.case_id, AccommodationRow.number)).all()


def list_stages(session: Session, case_id: UUID) -> Sequence[StageRow]:
    return session.scalars(select(StageRow).where(StageRow.case_id == case_id).order_by(StageRow.created_at)).all()


class CaseHead(NamedTuple):
    """What a list shows of a case and its person."""

    id: UUID
    code: str
    edition_id: UUID
    given_names: str
    family_name: str


def list_case_heads(session: Session, organisation_id: UUID) -> list[CaseHead]:
    """As `list_cases`, by columns: a list of hundreds needs no rows to act on."""
    columns = (CaseRow.id, CaseRow.code, CaseRow.edition_id, PersonRow.given_names, PersonRow.family_name)
    query = select(*columns).join(PersonRow, PersonRow.id == CaseRow.person_id)
    query = query.where(CaseRow.organisation_id == organisation_id, CaseRow.rehearsal.is_(False))
    return [CaseHead(*row) for row in session.execute(query.order_by(CaseRow.code))]


class StageHead(NamedTuple):
    """What of a stage says where its case stands."""

    case_id: UUID
    id: UUID
    kind: str
    exam_id: UUID | None


def list_all_stages(session: Session, organisation_id: UUID) -> dict[UUID, list[StageHead]]:
    """The stages of every case of an organisation, each in the order of `list_stages`."""
    query = select(StageRow.case_id, StageRow.id, StageRow.kind, StageRow.exam_id)
    query = query.where(StageRow.organisation_id == organisation_id).order_by(StageRow.created_at)
    found: dict[UUID, list[StageHead]] = {}
    for row in session.execute(query):
        found.setdefault(row.case_id, []).append(StageHead(*row))
    return found


def list_evidence(session: Session, case_id: UUID) -> Sequence[EvidenceRow]:
    """All records of a case, superseded ones too, oldest first."""
    query = select(EvidenceRow).where(EvidenceRow.case_id == case_id)
    return session.scalars(query.order_by(EvidenceRow.recorded_at, EvidenceRow.id)).all()


def list_evidence_of(session: Session, case_ids: Collection[UUID]) -> Sequence[EvidenceRow]:
    """As `list_evidence`, of many cases at once."""
    query = select(EvidenceRow).where(EvidenceRow.case_id.in_(case_ids))
    return session.scalars(query.order_by(EvidenceRow.recorded_at, EvidenceRow.id)).all()


def list_begun_elsewhere(session: Session, person_ids: Collection[UUID], edition_id: UUID) -> Sequence[CaseRow]:
    """These people's cases with evidence on the way to another edition of the same qualification."""
    code = select(EditionRow.code).where(EditionRow.id == edition_id).scalar_subquery()
    query = (
        select(CaseRow)
        .join(EditionRow, EditionRow.id == CaseRow.edition_id)
        .where(CaseRow.person_id.in_(person_ids), EditionRow.code == code, EditionRow.id != edition_id)
        .where(EditionRow.organisation_id == CaseRow.organisation_id)
        .where(select(EvidenceRow.id).where(EvidenceRow.case_id == CaseRow.id).exists())
    )
    return session.scalars(query.order_by(CaseRow.code)).all()


class MetRecord(NamedTuple):
    """What a current record with the verdict met says."""

    criterion: str
    part: str
    method: str
    source_kind: str


FIELD, RECORD = "\x1f", "\x1e"


def list_met(session: Session, organisation_id: UUID) -> dict[UUID, set[MetRecord]]:
    """By case what its records with the verdict met say that nothing supersedes; a row per case, however many."""
    own = EvidenceRow.organisation_id == organisation_id
    superseded = select(EvidenceRow.supersedes).where(own, EvidenceRow.supersedes.is_not(None))
    said = (
        EvidenceRow.criterion + FIELD + EvidenceRow.part + FIELD + EvidenceRow.method + FIELD + EvidenceRow.source_kind
    )
    query = select(EvidenceRow.case_id, func.aggregate_strings(said, RECORD))
    query = query.where(own, EvidenceRow.verdict == "met", EvidenceRow.id.not_in(superseded))
    rows = session.execute(query.group_by(EvidenceRow.case_id)).all()
    # Cases say much the same: each thing that one of them says is read once.
    known = {one: MetRecord(*one.split(FIELD)) for _, joined in rows for one in joined.split(RECORD)}
    return {case_id: {known[one] for one in joined.split(RECORD)} for case_id, joined in rows}


def list_people_at(session: Session, organisation_id: UUID, emails: Collection[str]) -> Sequence[PersonRow]:
    """Who has one of these e-mail addresses."""
    query = select(PersonRow).where(PersonRow.organisation_id == organisation_id, PersonRow.email.in_(emails))
    return session.scalars(query).all()


def get_person(session: Session, person_id: UUID) -> PersonRow:
    return session.get_one(PersonRow, person_id)
