"""What an evidence record points at: its sitting, encounter, product, portfolio or talk, and the trail."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from exam_server.core.case import Evidence
from exam_server.core.problems import NotFound
from exam_server.services.audit import TrailEvent, list_events_of
from exam_server.services.case import get_case, is_kept_back
from exam_server.services.conversing import Note, list_notes
from exam_server.services.evidence import to_evidence
from exam_server.services.recognising_view import RecognitionView, find_recognition
from exam_server.services.sources_appeal import AppealSource, show_appeal_source
from exam_server.services.sources_encounter import EncounterSource, show_encounter
from exam_server.services.sources_portfolio import PortfolioSource, show_portfolio
from exam_server.services.sources_product import ProductSource, show_product
from exam_server.services.sources_sitting import SittingSource, show_sitting
from exam_server.services.work import Work
from exam_server.store import case as store
from exam_server.store.tables import EvidenceRow


@dataclass(frozen=True)
class EvidenceView:
    """One record with what it points at: sitting, encounter, product, judged pieces, recognition, ruling, or notes.

    `trail`: the audit events of the record and of its source, oldest first."""

    evidence: Evidence
    recorded_at: datetime
    case_id: UUID
    case_code: str
    criterion_text: str
    superseded_by: UUID | None
    sitting: SittingSource | None
    encounter: EncounterSource | None
    product: ProductSource | None
    portfolio: PortfolioSource | None
    recognition: RecognitionView | None
    appeal: AppealSource | None
    notes: tuple[Note, ...]
    trail: tuple[TrailEvent, ...]


def show_evidence(work: Work, evidence_id: UUID) -> EvidenceView:
    """A record and where it leads; NotFound for whoever may not see its case or its method now (P5)."""
    row = work.session.get(EvidenceRow, evidence_id)
    if row is None:
        raise NotFound(str(evidence_id))
    view = get_case(work, row.case_id)
    if is_kept_back(row, view.hidden_methods):
        raise NotFound(str(evidence_id))
    later = [each.id for each in store.list_evidence(work.session, row.case_id) if each.supersedes == row.id]
    texts = {each.criterion: each.text for each in view.rows}
    events = [*list_events_of(work, row.id), *list_events_of(work, row.source_id)]
    return EvidenceView(
        evidence=to_evidence(row),
        recorded_at=row.recorded_at,
        case_id=row.case_id,
        case_code=view.code,
        criterion_text=texts.get(row.criterion, ""),
        superseded_by=later[0] if later else None,
        sitting=show_sitting(work, row) if row.source_kind == "sitting" else None,
        encounter=show_encounter(work, row) if row.source_kind == "encounter" else None,
        product=show_product(work, row) if row.source_kind == "product" else None,
        portfolio=show_portfolio(work, row) if row.source_kind == "document" else None,
        recognition=find_recognition(work, row) if row.source_kind == "recognition" else None,
        appeal=show_appeal_source(work, row) if row.source_kind == "appeal" else None,
        notes=tuple(_exchange(work, row)) if row.source_kind == "conversation" else (),
        trail=tuple(sorted(events, key=lambda event: event.id)),
    )


def _exchange(work: Work, row: EvidenceRow) -> Iterator[Note]:
    """The notes on what the record is about: the first one is its source, later ones took its place."""
    for note in list_notes(work, row.case_id):
        if (note.criterion, note.part) == (row.criterion, row.part):
            yield note
