"""Adding to the register of certificates: an entry says what was done, on what, by whom, and is never changed (L4)."""

import hashlib
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from exam_server.core.register import EntryKind
from exam_server.core.stages import STAGE_METHODS
from exam_server.formats.plain import content_hash
from exam_server.services.legal_day import day_of, legal_day
from exam_server.services.protocol_stages import list_stages_of
from exam_server.services.validators import names_of_validators
from exam_server.services.work import Work
from exam_server.store import certification as store
from exam_server.store import recognition as recognition_store
from exam_server.store.tables import CertificateActRow, CertificateRow, HolderRow, RegisterEntryRow


def enter(work: Work, certificate: CertificateRow, kind: EntryKind, act: CertificateActRow) -> None:
    """The register's next entry; the caller holds the register. Its hash goes into the audit trail."""
    before = store.list_entries_of(work.session, [certificate.id])
    validated = list(before[0].validated) if before else _list_validated(work, certificate)
    recognised = list(before[0].recognised) if before else _list_recognised(work, certificate.case_id)
    row = RegisterEntryRow(
        id=work.new_id(),
        organisation_id=work.organisation_id,
        position=store.highest_position(work.session, work.organisation_id) + 1,
        kind=kind,
        certificate_id=certificate.id,
        on_day=legal_day(work),
        place=certificate.place,
        validator="; ".join(dict.fromkeys(each["by"] for each in validated)) or certificate.body,
        validated=validated,
        recognised=recognised,
        reason=act.reason,
        commitment=before[0].commitment if before else _commit(store.find_holder(work.session, certificate.id)),
        record_hash="",
        prepared_by=act.prepared_by,
        made_by=work.actor.account_id,
        made_at=work.now,
    )
    row.record_hash = content_hash(record_of(row, certificate))
    work.session.add(row)
    work.session.flush()
    work.note("register.entry.made", row.id, kind=kind, position=row.position, entry=row.record_hash)


def record_of(row: RegisterEntryRow, certificate: CertificateRow) -> Mapping[str, Any]:
    """All that an entry says, as it's hashed: the holder stands behind the salted commitment."""
    return {
        "position": row.position,
        "kind": row.kind,
        "number": certificate.cited,
        "qualification": certificate.qualification,
        "body": certificate.body,
        "validator": row.validator,
        "place": row.place,
        "issued_on": certificate.issued_on.isoformat(),
        "on_day": row.on_day.isoformat(),
        "validated": row.validated,
        "recognised": row.recognised,
        "reason": row.reason,
        "trace": certificate.trace_hash,
        "holder": row.commitment,
        "prepared_by": str(row.prepared_by),
        "made_by": str(row.made_by),
    }


def _commit(holder: HolderRow | None) -> str:
    """Binds an entry to its holder: without the salt, which is erased with them, it says nothing."""
    assert holder is not None, "a certificate is kept with its holder"  # noqa: S101 - narrows the type
    words = (holder.salt, holder.given_names, holder.family_name, holder.born_on.isoformat())
    return hashlib.sha256("\n".join(words).encode()).hexdigest()


def _list_validated(work: Work, certificate: CertificateRow) -> list[dict[str, Any]]:
    """Per stage that verified something when and where it was, and who carried it out (L4, L10)."""
    found = []
    for stage, part in list_stages_of(work, certificate.case_id):
        if stage.kind in STAGE_METHODS and part.started_at is not None:
            exams = [stage.exam_id] if stage.exam_id else []
            until = day_of(part.ended_at) if part.ended_at else None
            found.append(
                {
                    "stage": stage.kind,
                    "from": day_of(part.started_at).isoformat(),
                    "until": until.isoformat() if until else None,
                    "place": part.place,
                    "by": names_of_validators(work, exams, certificate.body),
                }
            )
    return found


def _list_recognised(work: Work, case_id: UUID) -> list[dict[str, Any]]:
    """What wasn't verified again, by what kind of document of whom (L9)."""
    kept = recognition_store.list_recognised(work.session, case_id)
    confirmed = recognition_store.list_confirmations(work.session, case_id)
    return [
        {
            "code": row.code,
            "criteria": [code for code in row.criteria if code in kept],
            "basis": row.kind,
            "issuer": row.issuer,
            "issued_on": row.issued_on.isoformat(),
        }
        for row in recognition_store.list_recognitions(work.session, case_id)
        if row.id in confirmed and confirmed[row.id].accepted and set(row.criteria) & kept
    ]
