"""Filing one item: its next revision where its content is new, and the columns that lists and searches use."""

from dataclasses import replace
from typing import Literal, cast
from uuid import UUID

from exam_server.core.bank import Item, Status, revision_hash
from exam_server.core.delivery import shown_texts
from exam_server.core.item_list import searched_words
from exam_server.formats.plain import from_plain, to_plain
from exam_server.formats.richtext import ALLOW_LIST_VERSION
from exam_server.services.cleaning import clean_texts
from exam_server.services.work import Work
from exam_server.store import bank as store
from exam_server.store import item_list
from exam_server.store.base import add_rows
from exam_server.store.tables import ItemCriterionRow, ItemRevisionRow, ItemRow

Outcome = Literal["new", "changed", "same"]


def file_item(work: Work, qualification: str, item: Item, reason: str = "") -> Outcome:
    """File an item as its current revision; unchanged content makes none. Status and estimates are taken over.

    Within `record()`. Raises Refused where a picture that it shows isn't filed.
    """
    row = store.find_item(work.session, work.organisation_id, qualification, item.id)
    if row is None:
        row = _new_row(work, qualification, item.id)
        file_revision(work, row, item, reason)
        return "new"
    if work.session.get_one(ItemRevisionRow, row.revision_id).content_hash == revision_hash(item):
        row.status, row.difficulty, row.seconds = item.status, item.difficulty, item.seconds
        return "same"
    file_revision(work, row, item, reason)
    return "changed"


def file_revision(work: Work, row: ItemRow, item: Item, reason: str) -> None:
    """Make this content the item's next revision, and the current one."""
    revision = _revision(work, row.id, store.last_number(work.session, row.id) + 1, item, reason)
    _show_current(row, item, revision)
    work.session.add(row)
    work.session.flush()
    work.session.add(revision)
    work.session.flush()
    _file_criteria(work, row)


def restore_content(work: Work, row: ItemRow, revision_id: UUID, reason: str) -> None:
    """Make the content of an earlier revision the next one; status and estimates stay as they are."""
    content = from_plain(Item, work.session.get_one(ItemRevisionRow, revision_id).content)
    status = cast(Status, row.status)
    file_revision(work, row, replace(content, status=status, difficulty=row.difficulty, seconds=row.seconds), reason)


def _new_row(work: Work, qualification: str, code: str) -> ItemRow:
    return ItemRow(
        id=work.new_id(),
        organisation_id=work.organisation_id,
        qualification=qualification,
        code=code,
        author_id=work.actor.account_id,
    )


def _revision(work: Work, item_id: UUID, number: int, item: Item, reason: str) -> ItemRevisionRow:
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
        reason=reason,
    )


def _show_current(row: ItemRow, item: Item, revision: ItemRevisionRow) -> None:
    """Make a revision the current one: everything that stands beside the revisions follows it."""
    row.revision_id, row.changed_at = revision.id, revision.made_at
    row.status, row.kind, row.level, row.language = item.status, item.kind, item.level, item.language
    row.difficulty, row.seconds, row.practice = item.difficulty, item.seconds, item.practice
    row.criteria, row.searched = list(item.criteria), searched_words(item)


def _file_criteria(work: Work, row: ItemRow) -> None:
    item_list.remove_criteria(work.session, row.id)
    own = {"item_id": row.id, "organisation_id": work.organisation_id}
    add_rows(work.session, ItemCriterionRow, [own | {"criterion": code} for code in dict.fromkeys(row.criteria)])


def prepare_revision(work: Work, row: ItemRow, item: Item, reason: str) -> UUID:
    """File content as the item's next revision without making it current; gives the revision."""
    revision = _revision(work, row.id, store.last_number(work.session, row.id) + 1, item, reason)
    work.session.add(revision)
    work.session.flush()
    return revision.id


def switch_revision(work: Work, row: ItemRow, revision_id: UUID) -> None:
    """Make a revision that was prepared the current one; status and estimates stay as they are."""
    revision = work.session.get_one(ItemRevisionRow, revision_id)
    content = from_plain(Item, revision.content)
    status = cast(Status, row.status)
    _show_current(row, replace(content, status=status, difficulty=row.difficulty, seconds=row.seconds), revision)
    row.changed_at = work.now
    work.session.flush()
    _file_criteria(work, row)
