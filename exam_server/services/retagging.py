"""Criteria of many items changed at once: a revision each, in one act that can be taken back."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from exam_server.core.problems import Refused
from exam_server.core.retagging import Retagging, against_retagging, refuse_retagging, retag
from exam_server.core.text import text
from exam_server.core.workflow import after_save
from exam_server.services.item_filing import file_revision
from exam_server.services.item_standing import Placed, list_placed
from exam_server.services.qualification import find_edition
from exam_server.services.work import Work
from exam_server.services.workflow import Act, Held, add_step


def preview_retagging(work: Work, qualification: str, codes: Collection[str], change: Retagging) -> Act:
    """What `retag_items` would do now. Raises Refused for a criterion that the qualification doesn't have."""
    _require_known(work, qualification, change)
    return _sorted(list_placed(work, qualification, codes), change)


def retag_items(work: Work, qualification: str, codes: Collection[str], change: Retagging, reason: str) -> Act:
    """Change those items that the change fits; the others are named with why. Raises Refused as the preview does.

    Criteria are part of what was reviewed: what is in the pilot or active goes to review, as after any other save.
    """
    _require_known(work, qualification, change)
    work.record()
    placed = list_placed(work, qualification, codes, lock=True)
    act, act_id = _sorted(placed, change), work.new_id()
    for each in placed:
        if each.row.code in act.done:
            status, revision_id = each.item.status, each.row.revision_id
            criteria = retag(each.item.criteria, change)
            changed = replace(each.item, criteria=criteria, status=after_save(status))
            file_revision(work, each.row, changed, reason.strip())
            add_step(work, each.row, status, revision_id, reason, act_id)
            work.note("bank.item.criteria.changed", each.row.id, criteria=", ".join(criteria))
    return Act(act_id, act.done, act.held)


def _require_known(work: Work, qualification: str, change: Retagging) -> None:
    edition = find_edition(work, qualification)
    if why := refuse_retagging(change, edition.content.codes() if edition else ()):
        raise Refused(text("Nothing was changed."), why, text("Choose one from the list."))


def _sorted(placed: Sequence[Placed], change: Retagging) -> Act:
    against = {each.row.code: against_retagging(each.item.criteria, each.item.status, change) for each in placed}
    held = tuple(Held(code, (why,)) for code, why in against.items() if why is not None)
    return Act(None, tuple(code for code, why in against.items() if why is None), held)
