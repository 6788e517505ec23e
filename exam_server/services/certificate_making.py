"""What a certificate says, and keeping one with its holder and its file apart from each other (L1, L5)."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from exam_server.core.certification import DOCUMENT, format_number
from exam_server.core.problems import Refused
from exam_server.core.register import NOT_DONE, ActKind
from exam_server.core.text import text
from exam_server.services.case_rows import get_row
from exam_server.services.certification import Readiness, check_readiness
from exam_server.services.legal_day import legal_day
from exam_server.services.work import Work
from exam_server.store import certification as store
from exam_server.store.tables import (
    CertificateActRow,
    CertificateFileRow,
    CertificateRow,
    HolderRow,
    OrganisationRow,
    PersonRow,
)


@dataclass(frozen=True)
class Printable:
    """What stands on a certificate: the fields of L1 and no more. `token` leads to the page that confirms it.

    `duplicated_on`: None for the first copy; `replaces`: the number of the certificate whose place it takes.
    """

    document: str
    qualification: str
    body: str
    seat: str
    given_names: str
    family_name: str
    born_on: date
    cited: str
    prk_level: int | None
    signatory: str
    place: str
    issued_on: date
    validity: str
    token: str
    duplicated_on: date | None = None
    replaces: str = ""


@dataclass(frozen=True)
class Draft:
    """An act whose file is still to be made: what is printed, and what is needed to keep it unchanged."""

    act_id: UUID
    case_id: UUID
    kind: ActKind
    printable: Printable
    number: int
    made_at: datetime


def require_ready(work: Work, case_id: UUID, kind: ActKind) -> Readiness:
    """Raises Refused with the first of what is missing; the case's page lists all of it (L2, L19)."""
    ready = check_readiness(work, case_id)
    if ready.missing:
        first = ready.missing[0]
        remedy = first.remedy or text("The page of the certificate lists all that is missing.")
        raise Refused(NOT_DONE[kind], first.message, remedy, first.rule)
    return ready


def print_of(
    work: Work, certificate: CertificateRow, holder: HolderRow, duplicated_on: date | None = None
) -> Printable:
    """What stands on a certificate that was issued."""
    before = work.session.get_one(CertificateRow, certificate.replaces).cited if certificate.replaces else ""
    return Printable(
        document=certificate.document,
        qualification=certificate.qualification,
        body=certificate.body,
        seat=certificate.seat,
        given_names=holder.given_names,
        family_name=holder.family_name,
        born_on=holder.born_on,
        cited=certificate.cited,
        prk_level=certificate.prk_level,
        signatory=certificate.signatory,
        place=certificate.place,
        issued_on=certificate.issued_on,
        validity=certificate.validity,
        token=holder.token,
        duplicated_on=duplicated_on,
        replaces=before,
    )


def hash_token(token: str) -> str:
    """What is kept of the token in a QR code's address."""
    return hashlib.sha256(f"certificate\n{token}".encode()).hexdigest()


def fill_in(work: Work, act: CertificateActRow, ready: Readiness, number: int, pattern: str) -> Printable:
    person = work.session.get_one(PersonRow, get_row(work, act.case_id).person_id)
    body = work.session.get_one(OrganisationRow, work.organisation_id)
    content, today = ready.edition.content, legal_day(work)
    born_on = person.born_on
    assert born_on is not None, "the readiness says otherwise"  # noqa: S101 - narrows the type
    before = work.session.get_one(CertificateRow, act.certificate_id).cited if act.certificate_id else ""
    return Printable(
        document=DOCUMENT,
        qualification=content.name,
        body=body.name,
        seat=body.seat,
        given_names=person.given_names,
        family_name=person.family_name,
        born_on=born_on,
        cited=format_number(pattern, ready.edition.code, today.year, number),
        prk_level=content.prk_level,
        signatory=act.signatory,
        place=act.place,
        issued_on=today,
        validity=content.validity,
        token=secrets.token_urlsafe(24),
        replaces=before,
    )


def keep_certificate(work: Work, act: CertificateActRow, draft: Draft) -> CertificateRow:
    kind, printed = draft.kind, draft.printable
    ready = require_ready(work, draft.case_id, kind)
    require_unchanged(kind, act, ready)
    year = printed.issued_on.year
    number = store.highest_number(work.session, work.organisation_id, year) + 1
    if (number, legal_day(work)) != (draft.number, printed.issued_on) or not _is_as_printed(work, draft):
        raise refuse_changed(kind)
    row = CertificateRow(
        id=work.new_id(),
        organisation_id=work.organisation_id,
        case_id=draft.case_id,
        edition_id=ready.edition.id,
        year=year,
        number=number,
        cited=printed.cited,
        document=printed.document,
        qualification=printed.qualification,
        prk_level=printed.prk_level,
        validity=printed.validity,
        body=printed.body,
        seat=printed.seat,
        place=printed.place,
        issued_on=printed.issued_on,
        signatory=printed.signatory,
        trace=dict(ready.trace),
        trace_hash=ready.trace_hash,
        token_hash=hash_token(printed.token),
        replaces=act.certificate_id,
        made_at=work.now,
    )
    work.session.add(row)
    work.session.flush()
    work.session.add(
        HolderRow(
            id=work.new_id(),
            organisation_id=work.organisation_id,
            certificate_id=row.id,
            given_names=printed.given_names,
            family_name=printed.family_name,
            born_on=printed.born_on,
            salt=secrets.token_hex(16),
            token=printed.token,
        )
    )
    work.session.flush()
    return row


def _is_as_printed(work: Work, draft: Draft) -> bool:
    """Whether the holder and the body are still called as the file says."""
    person = work.session.get_one(PersonRow, get_row(work, draft.case_id).person_id)
    body = work.session.get_one(OrganisationRow, work.organisation_id)
    printed = draft.printable
    now = (person.given_names, person.family_name, person.born_on, body.name, body.seat)
    return now == (printed.given_names, printed.family_name, printed.born_on, printed.body, printed.seat)


def keep_file(work: Work, certificate: CertificateRow, kind: str, content: bytes) -> None:
    row = CertificateFileRow(
        id=work.new_id(),
        organisation_id=work.organisation_id,
        certificate_id=certificate.id,
        kind=kind,
        content=content,
        file_hash=hashlib.sha256(content).hexdigest(),
        made_at=work.now,
    )
    work.session.add(row)
    work.session.flush()
    work.note("certificate.file.made", certificate.id, kind=kind, file=row.file_hash)


def require_unchanged(kind: ActKind, act: CertificateActRow, ready: Readiness) -> None:
    if act.trace_hash != ready.trace_hash:
        raise Refused(
            NOT_DONE[kind],
            text("What it rests on has changed since it was prepared."),
            text("Drop it, look at the case, and prepare it anew."),
            "P7",
        )


def refuse_changed(kind: ActKind) -> Refused:
    return Refused(NOT_DONE[kind], text("Something changed while its file was made."), text("Confirm it again."))
