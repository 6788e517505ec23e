"""What members and advisors prove: periods, education, documents, and who verified them (S3-S5)."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from exam_server.core.commission import Education, Proof, Standing, judge_member
from exam_server.core.experience import Demand, Document, Period, count_experience
from exam_server.core.problems import NotFound, Refused
from exam_server.core.qualification import AdvisorRule, CommissionRule
from exam_server.core.text import Text, text
from exam_server.services.legal_day import day_of, legal_day
from exam_server.services.work import Work
from exam_server.store import credentials as store
from exam_server.store.tables import (
    AccountRow,
    CredentialDocumentRow,
    CredentialFileRow,
    CredentialPeriodRow,
    MemberEducationRow,
)

# What documents of experience may be (S5): the list is open, hence the last one.
DOCUMENT_KINDS: Mapping[str, Text] = {
    "work_certificate": text("work certificate"),
    "mandate": text("contract of mandate"),
    "specific_work": text("contract for a specific work"),
    "contract": text("other contract"),
    "attestation": text("attestation"),
    "statement": text("own statement of a self-employed person"),
    "diploma": text("diploma"),
    "other": text("other document"),
}
LONGEST = 200
# What a document shows of an advisor's experience, beside the credentials of members (S8).
ADVISING = "advisor"
Entry = TypeVar("Entry", CredentialPeriodRow, MemberEducationRow, CredentialDocumentRow)


@dataclass(frozen=True)
class Scan:
    """A file of a document; its size in bytes."""

    id: UUID
    file_name: str
    media_type: str
    size_bytes: int
    content_hash: str
    brought_at: datetime


@dataclass(frozen=True)
class EnteredDocument:
    """A document of the period or education `of`; `shows`: credentials as `qualification:code`."""

    id: UUID
    of: UUID | None
    kind: str
    title: str
    issued_on: date
    shows: tuple[str, ...]
    entered_by: UUID | None
    verified_at: datetime | None
    verified_by: UUID | None
    scans: tuple[Scan, ...] = ()


@dataclass(frozen=True)
class EnteredPeriod:
    id: UUID
    title: str
    first_on: date
    last_on: date | None


@dataclass(frozen=True)
class EnteredEducation:
    id: UUID
    title: str
    level: int


@dataclass(frozen=True)
class PersonFile:
    """Everything that somebody entered about one person and nobody withdrew."""

    periods: tuple[EnteredPeriod, ...]
    education: tuple[EnteredEducation, ...]
    documents: tuple[EnteredDocument, ...]

    def documents_of(self, id: UUID) -> list[EnteredDocument]:
        """The documents of a period or an education."""
        return [each for each in self.documents if each.of == id]


@dataclass(frozen=True)
class GivenDocument:
    """A document as it's entered; `shows`: credentials as `qualification:code`."""

    kind: str
    title: str
    issued_on: date
    shows: tuple[str, ...]


def get_person_id(work: Work, account_id: UUID) -> UUID:
    """The person of a colleague's account. Raises NotFound outside the organisation."""
    account = work.session.get(AccountRow, account_id)
    if account is None or account.organisation_id != work.organisation_id:
        raise NotFound(str(account_id))
    return account.person_id


def list_files(work: Work, person_ids: Collection[UUID]) -> dict[UUID, PersonFile]:
    """The files of many people in four queries."""
    periods = _by_person(store.list_periods(work.session, person_ids))
    education = _by_person(store.list_education(work.session, person_ids))
    rows = store.list_documents(work.session, person_ids)
    documents, scans = _by_person(rows), _list_scans(work, [row.id for row in rows])
    return {
        each: PersonFile(
            tuple(EnteredPeriod(row.id, row.title, row.first_on, row.last_on) for row in periods[each]),
            tuple(EnteredEducation(row.id, row.title, row.level) for row in education[each]),
            tuple(_entered_document(row, scans[row.id]) for row in documents[each]),
        )
        for each in person_ids
    }


def _list_scans(work: Work, document_ids: Collection[UUID]) -> dict[UUID, list[Scan]]:
    found: dict[UUID, list[Scan]] = defaultdict(list)
    for row in store.list_document_files(work.session, document_ids) if document_ids else ():
        found[row.document_id].append(to_scan(row))
    return found


def to_scan(row: CredentialFileRow) -> Scan:
    return Scan(row.id, row.file_name, row.media_type, row.size_bytes, row.content_hash, row.brought_at)


def _entered_document(row: CredentialDocumentRow, scans: Sequence[Scan]) -> EnteredDocument:
    return EnteredDocument(
        row.id,
        row.period_id or row.education_id,
        row.kind,
        row.title,
        row.issued_on,
        tuple(row.shows),
        row.entered_by,
        row.verified_at,
        row.verified_by,
        tuple(scans),
    )


def _by_person(rows: Sequence[Entry]) -> dict[UUID, list[Entry]]:
    found: dict[UUID, list[Entry]] = defaultdict(list)
    for row in rows:
        found[row.person_id].append(row)
    return found


def to_period(row: EnteredPeriod, file: PersonFile, qualification: str) -> Period:
    return Period(row.first_on, row.last_on, _documents(file.documents_of(row.id), qualification))


def standing_of(file: PersonFile, rule: CommissionRule, qualification: str, on: date) -> Standing:
    """What a file proves for a commission of that qualification on a day of appointment."""
    education = [
        Education(each.level, _documents(file.documents_of(each.id), qualification)) for each in file.education
    ]
    periods = [to_period(each, file, qualification) for each in file.periods]
    return judge_member(rule, education, periods, on)


def count_advising(file: PersonFile, rule: AdvisorRule, qualification: str, on: date) -> Proof | None:
    """Whether a person may take the role of an advisor on a day (S8); None where the form asks for no years."""
    if rule.years is None:
        return None
    periods = [to_period(each, file, qualification) for each in file.periods]
    experience = count_experience(periods, ADVISING, Demand(rule.years, rule.window_years), on)
    return Proof(ADVISING, experience.is_enough, experience)


def _documents(rows: Sequence[EnteredDocument], qualification: str) -> tuple[Document, ...]:
    begin = f"{qualification}:"
    return tuple(
        Document(
            frozenset(each.removeprefix(begin) for each in row.shows if each.startswith(begin)),
            row.issued_on,
            day_of(row.verified_at) if row.verified_at else None,
        )
        for row in rows
    )


def add_period(work: Work, person_id: UUID, title: str, first_on: date, last_on: date | None) -> UUID:
    """Enter work of a person; it counts once a document of it is verified (S5)."""
    title = _title(title)
    if first_on > legal_day(work) or (last_on is not None and last_on < first_on):
        raise _refused(text("It would end before it begins, or begin in the future."), text("Correct the dates."))
    work.record()
    row = CredentialPeriodRow(**_entered(work, person_id), title=title, first_on=first_on, last_on=last_on)
    work.session.add(row)
    work.note("people.period.entered", row.id)
    return row.id


def add_education(work: Work, person_id: UUID, title: str, level: int) -> UUID:
    """Enter a finished level of the PRK; it counts once a document of it is verified."""
    title = _title(title)
    if not 1 <= level <= 8:
        raise _refused(text("A PRK level is between 1 and 8."), text("Correct the level."))
    work.record()
    row = MemberEducationRow(**_entered(work, person_id), title=title, level=level)
    work.session.add(row)
    work.note("people.education.entered", row.id)
    return row.id


def add_document(work: Work, person_id: UUID, of: UUID, given: GivenDocument) -> UUID:
    """Enter a document of a period or an education of that person. Raises Refused for one of the future."""
    title = _title(given.title)
    if given.kind not in DOCUMENT_KINDS or given.issued_on > legal_day(work):
        raise _refused(text("A document can't be issued in the future."), text("Correct the date."))
    work.record()
    period, education = work.session.get(CredentialPeriodRow, of), work.session.get(MemberEducationRow, of)
    owner = period or education
    if owner is None or owner.person_id != person_id or owner.organisation_id != work.organisation_id:
        raise NotFound(str(of))
    row = CredentialDocumentRow(
        **_entered(work, person_id),
        period_id=period.id if period else None,
        education_id=education.id if education else None,
        kind=given.kind,
        title=title,
        issued_on=given.issued_on,
        shows=sorted(set(given.shows)),
    )
    work.session.add(row)
    work.note("people.document.entered", row.id)
    return row.id


def verify_document(work: Work, person_id: UUID, document_id: UUID) -> None:
    """Say that one has seen the document and it shows this (S5). Raises Refused for who entered it, or whose it is."""
    work.record()
    row = work.session.get(CredentialDocumentRow, document_id, with_for_update=True)
    if row is None or row.person_id != person_id or row.organisation_id != work.organisation_id or row.withdrawn_at:
        raise NotFound(str(document_id))
    if row.verified_at is not None:
        return
    if row.entered_by == work.actor.account_id or row.person_id == work.actor.person_id:
        raise Refused(
            text("The document wasn't verified."),
            text("Who entered a document, or whose it is, can't verify it."),
            text("Ask a colleague to look at it."),
            rule="S5",
        )
    row.verified_at, row.verified_by = work.now, work.actor.account_id
    work.note("people.document.verified", row.id)


def withdraw(work: Work, person_id: UUID, id: UUID) -> None:
    """Take back a period, an education or a document that was entered wrongly; the row stays, and proves nothing."""
    work.record()
    session = work.session
    row: CredentialDocumentRow | CredentialPeriodRow | MemberEducationRow | None = (
        session.get(CredentialDocumentRow, id)
        or session.get(CredentialPeriodRow, id)
        or session.get(MemberEducationRow, id)
    )
    if row is None or row.person_id != person_id or row.organisation_id != work.organisation_id:
        raise NotFound(str(id))
    if row.withdrawn_at is None:
        row.withdrawn_at, row.withdrawn_by = work.now, work.actor.account_id
        work.note("people.credential.withdrawn", id)


def _entered(work: Work, person_id: UUID) -> dict[str, object]:
    return {
        "id": work.new_id(),
        "organisation_id": work.organisation_id,
        "person_id": person_id,
        "entered_at": work.now,
        "entered_by": work.actor.account_id,
    }


def _title(words: str) -> str:
    words = words.strip()
    if not words or len(words) > LONGEST:
        raise _refused(text("The description is missing or too long."), text("Write up to 200 characters."))
    return words


def _refused(why: Text, remedy: Text) -> Refused:
    return Refused(text("The entry wasn't saved."), why, remedy)
