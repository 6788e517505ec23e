"""The product of a simulation behind an evidence record: its text, and how it was read."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from exam_server.core.bank import GuideElement
from exam_server.services.case import knows_names
from exam_server.services.products import find_material
from exam_server.services.sources_written import ReadingView, list_product_readings
from exam_server.services.work import Work
from exam_server.services.written_guides import get_task
from exam_server.store import written as store
from exam_server.store.tables import EncounterRow, EvidenceRow, ProductRow


@dataclass(frozen=True)
class ProductSource:
    """`element`: what its markers looked for of the record's criterion, the `at`-th of the guide (from 0).

    `from_paper`: staff typed it in. While it's read, also anew, `unread` keeps text and readings from members: it would
    tell them whose it is, and what others made of it (P5).
    """

    encounter_id: UUID
    title: str
    language: str
    taken_in_at: datetime
    from_paper: bool
    words: str
    element: GuideElement
    at: int
    reading: ReadingView | None
    unread: bool


def show_product(work: Work, evidence: EvidenceRow) -> ProductSource | None:
    """The product that the record points at, for the record's criterion; None where it's gone."""
    row = work.session.get(ProductRow, evidence.source_id)
    piece = store.find_piece_of_product(work.session, evidence.source_id)
    if row is None or row.taken_in_at is None or piece is None or evidence.criterion not in piece.criteria:
        return None
    encounter = work.session.get_one(EncounterRow, row.encounter_id)
    material, task = find_material(work, encounter, row.product), get_task(work, piece)
    at = piece.criteria.index(evidence.criterion)
    unread = piece.settled_at is None and not knows_names(work)
    readings = {} if unread else list_product_readings(work, evidence.case_id, row.id)
    return ProductSource(
        encounter_id=encounter.id,
        title=material.title if material else "",
        language=task.language,
        taken_in_at=row.taken_in_at,
        from_paper=row.typed_by is not None,
        words="" if unread else row.words,
        element=task.guide[at],
        at=at,
        reading=readings.get(evidence.source_hash),
        unread=unread,
    )
