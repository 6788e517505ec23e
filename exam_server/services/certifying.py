"""Issuing, duplicating, replacing and revoking certificates: one person prepares, another carries out (P7, L4)."""

from dataclasses import dataclass
from typing import cast
from uuid import UUID

from exam_server.core.certification import require_reason, require_second, require_words
from exam_server.core.problems import NotFound, Refused
from exam_server.core.register import ENTRY_OF, NOT_DONE, ActKind, EntryKind, Standing, require_act, standing_of
from exam_server.core.text import text
from exam_server.services.case_rows import get_row
from exam_server.services.certificate_making import (
    Draft,
    fill_in,
    keep_certificate,
    keep_file,
    print_of,
    refuse_changed,
    require_ready,
    require_unchanged,
)
from exam_server.services.entering import enter
from exam_server.services.legal_day import legal_day
from exam_server.services.notices import queue_notice
from exam_server.services.work import Work
from exam_server.store import certification as store
from exam_server.store.tables import CertificateActRow, CertificateRow, HolderRow


@dataclass(frozen=True)
class Asked:
    """What the first person fills in; `place` and `signatory` stand on a certificate, `reason` in the register."""

    kind: ActKind
    place: str = ""
    signatory: str = ""
    reason: str = ""


def prepare_act(work: Work, case_id: UUID, asked: Asked) -> UUID:
    """The first person's part. Raises Refused where the act doesn't fit (L4), or something is missing (L2, L19)."""
    work.record()
    get_row(work, case_id)
    if store.find_pending_act(work.session, case_id) is not None:
        why = text("Something is prepared already, and waits for a second person.")
        raise Refused(NOT_DONE[asked.kind], why, text("Confirm it or drop it first."), "P7")
    newest, standing = find_newest(work, case_id)
    require_act(asked.kind, standing)
    if asked.kind != "issue":
        require_reason(NOT_DONE[asked.kind], asked.reason)
    place, signatory, trace_hash = "", "", ""
    if asked.kind in ("issue", "replace"):
        place, signatory = require_words(NOT_DONE[asked.kind], asked.place, asked.signatory)
        trace_hash = require_ready(work, case_id, asked.kind).trace_hash
    row = CertificateActRow(
        id=work.new_id(),
        organisation_id=work.organisation_id,
        case_id=case_id,
        certificate_id=newest.id if newest and asked.kind != "issue" else None,
        kind=asked.kind,
        place=place,
        signatory=signatory,
        reason=asked.reason.strip(),
        trace_hash=trace_hash,
        prepared_at=work.now,
        prepared_by=work.actor.account_id,
    )
    work.session.add(row)
    work.session.flush()
    work.note("certificate.act.prepared", row.id, case=str(case_id), kind=row.kind, trace=trace_hash or None)
    return row.id


def drop_act(work: Work, case_id: UUID) -> None:
    """Let go of what is prepared: its own author too. Raises NotFound where nothing waits."""
    work.record()
    act = _pending(work, case_id)
    act.dropped_at, act.dropped_by = work.now, work.actor.account_id
    work.note("certificate.act.dropped", act.id, case=str(case_id), kind=act.kind)


def draft_act(work: Work, case_id: UUID, pattern: str) -> Draft | None:
    """What the second person is about to issue, for its file to be made; None for a revocation, which has no file.

    Raises Refused for who prepared it (P7), and where what it rests on has changed since.
    """
    act = _pending(work, case_id)
    kind = cast(ActKind, act.kind)
    require_second(NOT_DONE[kind], act.prepared_by, work.actor.account_id)
    if kind == "revoke":
        return None
    if kind == "duplicate":
        certificate, holder = _held(work, act)
        printable = print_of(work, certificate, holder, legal_day(work))
        return Draft(act.id, case_id, kind, printable, certificate.number, work.now)
    ready = require_ready(work, case_id, kind)
    require_unchanged(kind, act, ready)
    number = store.highest_number(work.session, work.organisation_id, legal_day(work).year) + 1
    return Draft(act.id, case_id, kind, fill_in(work, act, ready, number, pattern), number, work.now)


def carry_out(work: Work, case_id: UUID, draft: Draft | None, content: bytes = b"") -> UUID:
    """The second person's part: the certificate or its file, and the entry of the register, in one transaction.

    Gives the certificate. Raises Refused where anything changed since the file was made; nothing is kept then.
    """
    work.record()
    get_row(work, case_id)
    store.lock_register(work.session, work.organisation_id)
    act = _pending(work, case_id)
    kind = cast(ActKind, act.kind)
    require_second(NOT_DONE[kind], act.prepared_by, work.actor.account_id)
    require_act(kind, find_newest(work, case_id)[1])
    if (draft.act_id if draft else None) != (None if kind == "revoke" else act.id):
        raise refuse_changed(kind)
    if kind != "issue":
        certificate = _followed(work, act)
        enter(work, certificate, ENTRY_OF[kind], act)
    if draft is not None and kind != "duplicate":
        certificate = keep_certificate(work, act, draft)
        enter(work, certificate, "issued", act)
    if draft is not None:
        keep_file(work, certificate, "duplicate" if kind == "duplicate" else "original", content)
    act.done_at, act.done_by = work.now, work.actor.account_id
    if draft is not None:
        queue_notice(work, "certificate_ready", case_id)
    return certificate.id


def find_newest(work: Work, case_id: UUID) -> tuple[CertificateRow | None, Standing | None]:
    """A case's newest certificate and how it stands."""
    rows = store.list_certificates(work.session, case_id)
    if not rows:
        return None, None
    entries = store.list_entries_of(work.session, [rows[-1].id])
    return rows[-1], standing_of(cast(EntryKind, each.kind) for each in entries)


def _held(work: Work, act: CertificateActRow) -> tuple[CertificateRow, HolderRow]:
    """What the act follows, with its holder. Raises Refused once the holder's data is erased (L5)."""
    certificate = _followed(work, act)
    holder = store.find_holder(work.session, certificate.id)
    if holder is None:
        why = text("The holder's data was erased after its time of keeping.")
        raise Refused(NOT_DONE[cast(ActKind, act.kind)], why, text("Nothing can be done about it."), "L5")
    return certificate, holder


def _followed(work: Work, act: CertificateActRow) -> CertificateRow:
    return work.session.get_one(CertificateRow, act.certificate_id)


def _pending(work: Work, case_id: UUID) -> CertificateActRow:
    get_row(work, case_id)
    found = store.find_pending_act(work.session, case_id, locked=work.recording)
    if found is None:
        raise NotFound(str(case_id))
    return found
