"""What pages show of certificates: who may get one, what was issued to a case, and the holder's own files."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from exam_server.core.problems import NotFound
from exam_server.core.register import ActKind, EntryKind, Standing, standing_of
from exam_server.services.case_rows import get_own_row, get_row
from exam_server.services.certification import Readiness, check_readiness, list_decided_cases
from exam_server.services.certifying import find_newest
from exam_server.services.people import Names
from exam_server.services.qualification import get_edition
from exam_server.services.work import Work
from exam_server.store import case as case_store
from exam_server.store import certification as store
from exam_server.store.tables import CertificateFileRow, CertificateRow, HolderRow, PersonRow, RegisterEntryRow

MOST_LOOKED_AT = 40
"""Cases of a list for which everything is looked at: each takes some twenty queries; the others' pages tell."""


@dataclass(frozen=True)
class EntryView:
    """An entry of the register as a person reads it; the last two are empty once the holder's data is erased (L5)."""

    position: int
    kind: EntryKind
    cited: str
    qualification: str
    case_id: UUID
    certificate_id: UUID
    on_day: date
    issued_on: date
    place: str
    validator: str
    validated: tuple[Mapping[str, Any], ...]
    recognised: tuple[Mapping[str, Any], ...]
    reason: str
    record_hash: str
    prepared_by: str
    made_by: str
    holder: str
    born_on: date | None


@dataclass(frozen=True)
class CertificateView:
    """A certificate with how it stands, its files (kind, id, day), the entries on it, and the trace kept with it."""

    id: UUID
    cited: str
    issued_on: date
    place: str
    signatory: str
    standing: Standing
    holder: str
    trace: tuple[Mapping[str, Any], ...]
    trace_hash: str
    files: tuple[tuple[str, UUID, datetime], ...]
    entries: tuple[EntryView, ...]


@dataclass(frozen=True)
class PendingAct:
    """What is prepared for a second person; `is_own`: the viewer prepared it, so that somebody else confirms (P7)."""

    kind: ActKind
    place: str
    signatory: str
    reason: str
    prepared_by: str
    prepared_at: datetime
    is_own: bool


@dataclass(frozen=True)
class CertificationView:
    """A case's way to its certificate: what is missing, what waits, what was issued (the newest first).

    `trace`: what it rests on today, criterion by criterion, as a certificate keeps it.
    """

    case_id: UUID
    code: str
    name: str
    ready: Readiness
    trace: tuple[Mapping[str, Any], ...]
    standing: Standing | None
    pending: PendingAct | None
    certificates: tuple[CertificateView, ...]
    last_place: str
    last_signatory: str


@dataclass(frozen=True)
class CertificationLine:
    """A case in the list; `missing` counts what is against a certificate; None where that isn't looked at.

    `is_decided`: all of it is decided met.
    """

    case_id: UUID
    code: str
    name: str
    qualification: str
    is_decided: bool
    missing: int | None
    cited: str
    standing: Standing | None
    waits: bool


def list_certification(work: Work) -> list[CertificationLine]:
    """Every case that is decided met or has a certificate, by its code; the others aren't that far."""
    decided = set(list_decided_cases(work))
    certified, pending = store.list_certified(work.session, work.organisation_id), _pending_cases(work)
    standings = _standings(work, [each.id for each in certified.values()])
    names: dict[UUID, str] = {}
    lines: list[CertificationLine] = []
    looked_at = 0
    for head in case_store.list_case_heads(work.session, work.organisation_id):
        if head.id not in decided | certified.keys():
            continue
        if head.edition_id not in names:
            names[head.edition_id] = get_edition(work, head.edition_id).content.name
        row = certified.get(head.id)
        standing = standings[row.id] if row else None
        counts = head.id in decided and standing != "valid" and looked_at < MOST_LOOKED_AT
        looked_at += counts
        lines.append(
            CertificationLine(
                case_id=head.id,
                code=head.code,
                name=f"{head.given_names} {head.family_name}",
                qualification=names[head.edition_id],
                is_decided=head.id in decided,
                missing=len(check_readiness(work, head.id).missing) if counts else None,
                cited=row.cited if row else "",
                standing=standing,
                waits=head.id in pending,
            )
        )
    return lines


def show_certification(work: Work, case_id: UUID) -> CertificationView:
    """Everything of a case's certificate. Raises NotFound."""
    case = get_row(work, case_id)
    person = work.session.get_one(PersonRow, case.person_id)
    certificates = list_of_case(work, case_id)
    place, signatory = store.find_last_words(work.session, work.organisation_id)
    ready = check_readiness(work, case_id)
    return CertificationView(
        case_id=case_id,
        code=case.code,
        name=f"{person.given_names} {person.family_name}",
        ready=ready,
        trace=_trace(Names(work), ready.trace),
        standing=find_newest(work, case_id)[1],
        pending=_pending(work, case_id),
        certificates=tuple(certificates),
        last_place=place,
        last_signatory=signatory,
    )


def list_of_case(work: Work, case_id: UUID) -> list[CertificateView]:
    """A case's certificates, the newest first; the caller has checked who asks."""
    rows = store.list_certificates(work.session, case_id)
    return [_show(work, row) for row in reversed(rows)]


def list_own(work: Work, case_id: UUID) -> list[CertificateView]:
    """The certificates of an own case. Raises NotFound for anybody else's."""
    return list_of_case(work, get_own_row(work, case_id).id)


def read_file(work: Work, case_id: UUID, file_id: UUID) -> tuple[bytes, str]:
    """A certificate's file and its number; the caller has checked who asks. Raises NotFound."""
    row = work.session.get(CertificateFileRow, file_id)
    certificate = work.session.get(CertificateRow, row.certificate_id) if row else None
    if row is None or certificate is None or certificate.case_id != get_row(work, case_id).id:
        raise NotFound(str(file_id))
    return row.content, certificate.cited


def read_own_file(work: Work, case_id: UUID, file_id: UUID) -> tuple[bytes, str]:
    """As `read_file`, of an own case."""
    return read_file(work, get_own_row(work, case_id).id, file_id)


def list_register(work: Work) -> list[EntryView]:
    """The body's whole register, oldest first (L4)."""
    holders, names = store.list_holders(work.session, work.organisation_id), Names(work)
    entries = store.list_entries(work.session, work.organisation_id)
    return [_entry(names, row, certificate, holders.get(certificate.id)) for row, certificate in entries]


def _show(work: Work, row: CertificateRow) -> CertificateView:
    names, holder = Names(work), store.find_holder(work.session, row.id)
    entries = store.list_entries_of(work.session, [row.id])
    return CertificateView(
        id=row.id,
        cited=row.cited,
        issued_on=row.issued_on,
        place=row.place,
        signatory=row.signatory,
        standing=standing_of(cast(EntryKind, each.kind) for each in entries),
        holder=_name(holder),
        trace=_trace(names, row.trace),
        trace_hash=row.trace_hash,
        files=tuple((each.kind, each.id, each.made_at) for each in store.list_files(work.session, row.id)),
        entries=tuple(_entry(names, each, row, holder) for each in entries),
    )


def _entry(names: Names, row: RegisterEntryRow, certificate: CertificateRow, holder: HolderRow | None) -> EntryView:
    return EntryView(
        position=row.position,
        kind=cast(EntryKind, row.kind),
        cited=certificate.cited,
        qualification=certificate.qualification,
        case_id=certificate.case_id,
        certificate_id=certificate.id,
        on_day=row.on_day,
        issued_on=certificate.issued_on,
        place=row.place,
        validator=row.validator,
        validated=tuple({**each, **_days(each, "from", "until")} for each in row.validated),
        recognised=tuple(row.recognised),
        reason=row.reason,
        record_hash=row.record_hash,
        prepared_by=names.of(row.prepared_by),
        made_by=names.of(row.made_by),
        holder=_name(holder),
        born_on=holder.born_on if holder else None,
    )


def _trace(names: Names, trace: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...]:
    """Each criterion of a trace with its day and who decided by name."""
    return tuple(
        {**each, **_days(each, "decided_on"), "commission": [names.of(UUID(one)) for one in each["commission"]]}
        for each in trace["criteria"]
    )


def _days(kept: Mapping[str, Any], *names: str) -> dict[str, date | None]:
    """What is kept as ISO dates, as days that a page can write out."""
    return {name: date.fromisoformat(kept[name]) if kept[name] else None for name in names}


def _name(holder: HolderRow | None) -> str:
    return f"{holder.given_names} {holder.family_name}" if holder else ""


def _pending(work: Work, case_id: UUID) -> PendingAct | None:
    row = store.find_pending_act(work.session, case_id)
    if row is None:
        return None
    return PendingAct(
        kind=cast(ActKind, row.kind),
        place=row.place,
        signatory=row.signatory,
        reason=row.reason,
        prepared_by=Names(work).of(row.prepared_by),
        prepared_at=row.prepared_at,
        is_own=row.prepared_by == work.actor.account_id,
    )


def _pending_cases(work: Work) -> set[UUID]:
    return set(store.list_pending_acts(work.session, work.organisation_id))


def _standings(work: Work, certificates: list[UUID]) -> dict[UUID, Standing]:
    kinds: dict[UUID, list[EntryKind]] = {each: [] for each in certificates}
    for row in store.list_entries_of(work.session, certificates):
        kinds[row.certificate_id].append(cast(EntryKind, row.kind))
    return {each: standing_of(own) for each, own in kinds.items()}
