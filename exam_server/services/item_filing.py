"""Filing one item: its next revision where its content is new, and the columns that lists and searches use."""

from typing import Literal
from uuid import UUID

from exam_server.core.bank import Item, revision_hash
from exam_server.core.delivery import shown_texts
from exam_server.core.item_list import searched_words
from exam_server.formats.plain import to_plain
from exam_server.formats.richtext import ALLOW_LIST_VERSION
from exam_server.services.cleaning import clean_texts
from exam_server.services.work import Work
from exam_server.store import bank as store
from exam_server.store import item_list
from exam_server.store.base import add_rows
from exam_server.store.tables import ItemCriterionRow, ItemRevisionRow, ItemRow

Outcome = Literal["new", "changed", "same"]


def file_item(work: Work, qualification: str, item: Item) -> Outcome:
    """File an item as its newest revision; unchanged content makes none. Status and estimates are taken over.

    Within `record()`. Raises Refused where a picture that it shows isn't filed.
    """
    row = store.find_item(work.session, work.organisation_id, qualification, item.id)
    newest = store.list_item_history(work.session, row.id)[0] if row else None
    if row is not None and newest is not None and newest.content_hash == revision_hash(item):
        row.status, row.difficulty, row.seconds = item.status, item.difficulty, item.seconds
        return "same"
    if row is None:
        row = ItemRow(
            id=work.new_id(),
            organisation_id=work.organisation_id,
            qualification=qualification,
            code=item.id,
            author_id=work.actor.account_id,
        )
    revision = _revision(work, row.id, newest.number + 1 if newest else 1, item)
    _show_current(work, row, item, revision.id)
    work.session.add(row)
    work.session.flush()
    work.session.add(revision)
    work.session.flush()
    _file_criteria(work, row)
    return "changed" if newest else "new"


def _revision(work: Work, item_id: UUID, number: int, item: Item) -> ItemRevisionRow:
    return ItemRevisionRow(
        id=work.new_id(),
        organisation_id=work.organisation_id,
        item_id=item_id,
        number=number,
        content=to_plain(item),
        content_hash=revision_hash(item),
        html=clean_texts(work, shown_texts(item)),
        allow_list=ALLOW_LIST_VERSION,
        made_at=work.now,
        made_by=work.actor.account_id,
    )


def _show_current(work: Work, row: ItemRow, item: Item, revision_id: UUID) -> None:
    """Make a revision the current one: everything that stands beside the revisions follows it."""
    row.revision_id, row.changed_at = revision_id, work.now
    row.status, row.kind, row.level, row.language = item.status, item.kind, item.level, item.language
    row.difficulty, row.seconds, row.practice = item.difficulty, item.seconds, item.practice
    row.criteria, row.searched = list(item.criteria), searched_words(item)


def _file_criteria(work: Work, row: ItemRow) -> None:
    item_list.remove_criteria(work.session, row.id)
    own = {"item_id": row.id, "organisation_id": work.organisation_id}
    add_rows(work.session, ItemCriterionRow, [own | {"criterion": code} for code in dict.fromkeys(row.criteria)])
