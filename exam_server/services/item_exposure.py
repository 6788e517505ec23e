"""Who has seen an item: the exams whose frozen forms hold it, and the seats at which it was begun."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from exam_server.core.problems import NotFound
from exam_server.services.work import Work
from exam_server.store import bank as bank_store
from exam_server.store import delivery as exam_store
from exam_server.store import exposure as store


@dataclass(frozen=True)
class Sighting:
    """An item's part in an exam: `forms` hold it, `seats` (by number, nobody's name: P5) have begun one of them."""

    exam_id: UUID
    title: str
    place: str
    planned_at: datetime
    state: str
    forms: int
    seats: tuple[int, ...]


def list_sightings(work: Work, qualification: str, code: str) -> list[Sighting]:
    """The exams that hold any revision of the item, the latest first; rehearsals don't count."""
    item = bank_store.find_item(work.session, work.organisation_id, qualification, code)
    if item is None:
        raise NotFound(code)
    return [
        Sighting(exam.id, exam.title, exam.place, exam.planned_at, exam.state, forms, _seats(work, exam.id, code))
        for exam, forms in store.list_uses_of(work.session, item.id)
    ]


def _seats(work: Work, exam_id: UUID, code: str) -> tuple[int, ...]:
    holding = {
        form.id
        for form in exam_store.list_forms(work.session, exam_id)
        if any(entry["id"] == code for entry in form.items)
    }
    begun = [row for row, _, _ in exam_store.list_sittings(work.session, exam_id) if row.started_at is not None]
    return tuple(sorted(row.seat for row in begun if row.test_form_id in holding))
