"""Any two revisions of an item side by side, and bringing an earlier one back as the next."""

from dataclasses import dataclass
from typing import cast

from exam_server.core.bank import Item, Status
from exam_server.core.item_differences import Change, diff_items
from exam_server.core.problems import NotFound, Refused
from exam_server.core.text import text
from exam_server.core.workflow import after_save
from exam_server.formats.plain import from_plain
from exam_server.services.item_editing import RevisionLine, list_item_revisions
from exam_server.services.item_filing import restore_content
from exam_server.services.work import Work
from exam_server.services.workflow import add_step
from exam_server.store import bank as store
from exam_server.store import workflow as workflow_store
from exam_server.store.shelf import Shelf
from exam_server.store.tables import ItemRevisionRow, ItemRow


@dataclass(frozen=True)
class Comparison:
    """Two revisions and what differs; `current` is the number of the one that counts now."""

    older: RevisionLine
    newer: RevisionLine
    current: int
    changes: tuple[Change, ...]
    revisions: tuple[RevisionLine, ...]


def compare_revisions(work: Work, qualification: str, code: str, older: int, newer: int) -> Comparison:
    """Raises NotFound for an item or a revision that isn't there."""
    row = store.find_item(work.session, work.organisation_id, qualification, code)
    if row is None:
        raise NotFound(code)
    lines = {line.number: line for line in list_item_revisions(work, row.id)}
    rows = {each.number: each for each in store.list_item_history(work.session, row.id)}
    if older not in rows or newer not in rows:
        raise NotFound(f"{code} {older} {newer}")
    one, other = (from_plain(Item, rows[number].content) for number in (older, newer))
    current = next(number for number, each in rows.items() if each.id == row.revision_id)
    return Comparison(lines[older], lines[newer], current, diff_items(one, other), tuple(lines.values()))


def restore_revision(work: Work, qualification: str, code: str, number: int, reason: str) -> int:
    """Make the content of revision `number` the next revision; gives that one's number.

    What was approved has to be approved again, unless this very content was. Raises Refused without a reason and where
    the current revision has that content already.
    """
    work.record()
    found = workflow_store.lock_items(work.session, Shelf(work.organisation_id, qualification), [code])
    if not found:
        raise NotFound(code)
    [(row, current)] = found
    wanted = _find(work, row, number)
    what = text("The revision wasn't restored.")
    if not reason.strip():
        raise Refused(what, text("The reason is missing."), text("Write a reason."))
    if wanted.content_hash == current.content_hash:
        raise Refused(what, text("The current revision has this content already."), text("Choose another revision."))
    before, before_id = row.status, current.id
    row.status = after_save(cast(Status, before))
    restore_content(work, row, wanted.id, reason.strip())
    add_step(work, row, before, before_id, reason, work.new_id())
    work.note("bank.item.restored", row.id, number=number, content=wanted.content_hash)
    return store.last_number(work.session, row.id)


def _find(work: Work, row: ItemRow, number: int) -> ItemRevisionRow:
    found = next((each for each in store.list_item_history(work.session, row.id) if each.number == number), None)
    if found is None:
        raise NotFound(f"{row.code} {number}")
    return found
