"""Appending evidence records; a newer record of the same source supersedes the older one, which stays."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast
from uuid import UUID

from exam_server.core.case import Evidence, OpenReason, SourceKind, Verdict
from exam_server.core.qualification import Method
from exam_server.services.work import Work
from exam_server.store import case as store
from exam_server.store.tables import EvidenceRow


@dataclass(frozen=True)
class EvidenceEntry:
    """One method's verdict on one criterion or a part of it, pointing at its source by kind, id and hash."""

    criterion: str
    method: Method
    source_kind: SourceKind
    source_id: UUID
    source_hash: str
    verdict: Verdict
    open_reason: OpenReason | None
    rule_version: str
    part: str = ""


def record_evidence(work: Work, case_id: UUID, stage_id: UUID, entry: EvidenceEntry) -> UUID:
    """Append the record within `record()` and give its id; the newest one of the same source is named as superseded."""
    [id] = record_all(work, case_id, stage_id, [entry])
    return id


def record_all(work: Work, case_id: UUID, stage_id: UUID, entries: Sequence[EvidenceEntry]) -> list[UUID]:
    """As `record_evidence`, of verdicts on several criteria or parts at once: the case's records are read once."""
    work.record()
    before = {(row.criterion, row.part, row.source_id): row.id for row in store.list_evidence(work.session, case_id)}
    rows = [
        EvidenceRow(
            id=work.new_id(),
            organisation_id=work.organisation_id,
            case_id=case_id,
            stage_id=stage_id,
            supersedes=before.get((entry.criterion, entry.part, entry.source_id)),
            recorded_at=work.now,
            **entry.__dict__,
        )
        for entry in entries
    ]
    work.session.add_all(rows)
    work.session.flush()
    for row in rows:
        facts = {"criterion": row.criterion, "verdict": row.verdict, "source": row.source_hash}
        work.note("case.evidence.recorded", row.id, **facts)
    return [row.id for row in rows]


def to_evidence(row: EvidenceRow) -> Evidence:
    """The record as the rules read it."""
    return Evidence(
        id=str(row.id),
        criterion=row.criterion,
        method=cast(Method, row.method),
        source_kind=cast(SourceKind, row.source_kind),
        source_id=str(row.source_id),
        source_hash=row.source_hash,
        verdict=cast(Verdict, row.verdict),
        open_reason=cast(OpenReason | None, row.open_reason),
        rule_version=row.rule_version,
        supersedes=str(row.supersedes) if row.supersedes else None,
        part=row.part,
    )
