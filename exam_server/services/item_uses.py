"""How many frozen forms of an exam hold each item revision: what exposure is counted from."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from exam_server.services.work import Work
from exam_server.store import delivery as exam_store
from exam_server.store import exposure as store
from exam_server.store.base import add_rows
from exam_server.store.tables import ItemUseRow

Values = dict[str, Any]


def count_uses(work: Work, exam_id: UUID, forms: Iterable[Sequence[dict[str, Any]]]) -> list[Values]:
    """The uses of an exam whose forms hold these entries, made before the lane is entered."""
    counts = Counter(UUID(entry["revision"]) for items in forms for entry in items)
    items = store.list_items_of(work.session, counts)
    return [
        {
            "exam_id": exam_id,
            "revision_id": revision,
            "item_id": items[revision],
            "organisation_id": work.organisation_id,
            "forms": forms,
        }
        for revision, forms in counts.items()
    ]


def add_uses(work: Work, uses: Sequence[Values]) -> None:
    add_rows(work.session, ItemUseRow, uses)


def recount_uses(work: Work, exam_id: UUID) -> None:
    """Count an exam's uses anew from the newest revision of each of its forms."""
    newest = {row.number: row.items for row in exam_store.list_forms(work.session, exam_id)}
    store.remove_uses(work.session, exam_id)
    add_uses(work, count_uses(work, exam_id, newest.values()))
