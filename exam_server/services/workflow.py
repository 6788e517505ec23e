"""Moving items along their way, one or many at once, and taking such an act back."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from uuid import UUID

from exam_server.core.bank import Status
from exam_server.core.problems import NotFound, Refused
from exam_server.core.text import Text, text
from exam_server.core.workflow import objections
from exam_server.services.item_filing import file_revision, restore_content
from exam_server.services.item_standing import Judged, Placed, get_placed, judge_ahead, list_placed
from exam_server.services.work import Work
from exam_server.store import workflow as store
from exam_server.store.shelf import Shelf
from exam_server.store.tables import ItemRow, ItemStepRow


@dataclass(frozen=True)
class Held:
    """An item that an act leaves alone, and why."""

    code: str
    why: tuple[Text, ...]


@dataclass(frozen=True)
class Act:
    """What an act on items does or did: codes that it touches, and those that it leaves alone."""

    id: UUID | None
    done: tuple[str, ...]
    held: tuple[Held, ...]


@dataclass(frozen=True)
class LastAct:
    """What somebody did last to a bank's items, which can still be taken back.

    `before` and `after` are the statuses, the same where it changed none, and empty where it changed several.
    """

    id: UUID
    codes: tuple[str, ...]
    before: str
    after: str


def move_item(work: Work, qualification: str, code: str, after: Status, reason: str) -> None:
    """Move an item one step. Raises Refused with all that stands against it."""
    judged = _judge_ahead(work, qualification, [code], after)
    work.record()
    placed = get_placed(work, qualification, code, judged, lock=True)
    if placed.row.status == after:
        return
    if against := objections(placed.standing, after, work.actor.roles, reason):
        raise Refused(text("The status wasn't changed."), joined(against), text("See the item's way below."))
    _move(work, placed.row, after, reason, work.new_id())


def preview_move(work: Work, qualification: str, codes: Collection[str], after: Status, reason: str) -> Act:
    """What `move_items` would do now."""
    judged = _judge_ahead(work, qualification, codes, after)
    return _sorted(work, list_placed(work, qualification, codes, judged), after, reason)


def _judge_ahead(work: Work, qualification: str, codes: Collection[str], after: Status) -> Judged:
    """Only what becomes active is compared with the whole bank."""
    return judge_ahead(work, qualification, codes) if after == "active" else {}


def move_items(work: Work, qualification: str, codes: Collection[str], after: Status, reason: str) -> Act:
    """Move those of the items that may be moved, in one act; the others are named with what stands against it."""
    judged = _judge_ahead(work, qualification, codes, after)
    work.record()
    placed = list_placed(work, qualification, codes, judged, lock=True)
    act, act_id = _sorted(work, placed, after, reason), work.new_id()
    for each in placed:
        if each.row.code in act.done:
            _move(work, each.row, after, reason, act_id)
    return Act(act_id, act.done, act.held)


def _sorted(work: Work, placed: Sequence[Placed], after: Status, reason: str) -> Act:
    held = []
    for each in placed:
        if each.row.status == after:
            held.append(Held(each.row.code, (text("It has this status already."),)))
        elif against := objections(each.standing, after, work.actor.roles, reason):
            held.append(Held(each.row.code, against))
    left = {each.code for each in held}
    return Act(None, tuple(each.row.code for each in placed if each.row.code not in left), tuple(held))


def _move(work: Work, row: ItemRow, after: Status, reason: str, act_id: UUID) -> None:
    before, row.status = row.status, after
    add_step(work, row, before, row.revision_id, reason, act_id)
    work.note("bank.item.status.changed", row.id, before=before, after=after)


def give_practice(work: Work, qualification: str, codes: Collection[str], practice: bool, reason: str) -> Act:
    """Give items away for practice, or take them back from it: a revision each, whose status stays."""
    work.record()
    placed = list_placed(work, qualification, codes, lock=True)
    act, act_id = sort_practice(placed, practice), work.new_id()
    for each in placed:
        if each.row.code in act.done:
            before = each.row.revision_id
            file_revision(work, each.row, replace(each.item, practice=practice), reason.strip())
            add_step(work, each.row, each.row.status, before, reason, act_id)
            work.note("bank.item.practice.changed", each.row.id, practice=practice)
    return Act(act_id, act.done, act.held)


def sort_practice(placed: Sequence[Placed], practice: bool) -> Act:
    """Which items are to be changed; the others are so already."""
    same = text("It's for practice already.") if practice else text("It isn't for practice.")
    held = tuple(Held(each.row.code, (same,)) for each in placed if each.item.practice == practice)
    return Act(None, tuple(each.row.code for each in placed if each.item.practice != practice), held)


def add_step(
    work: Work,
    row: ItemRow,
    before: str,
    before_revision_id: UUID,
    reason: str,
    act_id: UUID,
    undoes: UUID | None = None,
) -> None:
    """Leave an item's step: from what it was before to what its row says now."""
    work.session.add(
        ItemStepRow(
            id=work.new_id(),
            organisation_id=work.organisation_id,
            item_id=row.id,
            act_id=act_id,
            undoes=undoes,
            before=before,
            after=row.status,
            before_revision_id=before_revision_id,
            after_revision_id=row.revision_id,
            reason=reason.strip(),
            made_at=work.now,
            made_by=work.actor.account_id,
        )
    )


def find_last_act(work: Work, qualification: str) -> LastAct | None:
    """What the actor did last, where it can be taken back."""
    if work.actor.account_id is None:
        return None
    shelf = Shelf(work.organisation_id, qualification)
    step = store.find_last_step(work.session, shelf, work.actor.account_id)
    if step is None or step.undoes is not None or store.is_undone(work.session, step.act_id):
        return None
    steps = store.list_act(work.session, work.organisation_id, step.act_id)
    moves = {(each.before, each.after) for each, _ in steps}
    before, after = moves.pop() if len(moves) == 1 else ("", "")
    return LastAct(step.act_id, tuple(row.code for _, row in steps), before, after)


def undo_act(work: Work, act_id: UUID) -> Act:
    """Take an act of the actor back where nothing has changed since; it's a further act, so all stays on record.

    Raises NotFound for an act of somebody else, Refused where it was taken back already.
    """
    work.record()
    steps = store.list_act(work.session, work.organisation_id, act_id)
    if not steps or any(step.made_by != work.actor.account_id for step, _ in steps):
        raise NotFound(str(act_id))
    if any(step.undoes for step, _ in steps) or store.is_undone(work.session, act_id):
        raise Refused(
            text("Nothing was changed."),
            text("This act was taken back already."),
            text("Change the items anew where they should be otherwise."),
        )
    undoing, done, held = work.new_id(), [], []
    for step, row in steps:
        work.session.refresh(row, with_for_update=True)
        if (row.status, row.revision_id) != (step.after, step.after_revision_id):
            held.append(Held(row.code, (text("It was changed since."),)))
            continue
        if step.before_revision_id != step.after_revision_id:
            restore_content(work, row, step.before_revision_id, "")
        row.status = step.before
        add_step(work, row, step.after, step.after_revision_id, "", undoing, act_id)
        work.note("bank.item.status.changed", row.id, before=step.after, after=step.before)
        done.append(row.code)
    return Act(undoing, tuple(done), tuple(held))


def joined(sentences: Sequence[Text]) -> Text:
    """Several sentences as one; each is translated on its own."""
    return reduce(lambda one, other: text("{one} {other}", one=one, other=other), sentences)
