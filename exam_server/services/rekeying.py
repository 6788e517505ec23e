"""A wrong key found after an exam: who changes and how is shown first, two people decide, and markings are appended."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from exam_server.core.bank import Item
from exam_server.core.problems import NotFound, Refused
from exam_server.core.rekeying import Ruling, authored_ruling, settle, turned
from exam_server.core.ruling_checks import refuse_ruling
from exam_server.core.sufficiency import Judged
from exam_server.core.text import Text, text
from exam_server.services.bank import get_item, get_revisions
from exam_server.services.figures import ask_for_figures
from exam_server.services.marking import Target, judge_sitting, list_marked_items, mark_anew, mark_items
from exam_server.services.rulings import confirmed_rulings, ruling_columns, ruling_of
from exam_server.services.sitting_figures import keep_sittings
from exam_server.services.sittings import require_reason
from exam_server.services.work import Work
from exam_server.store import bank as bank_store
from exam_server.store import rekeying as store
from exam_server.store import statistics as marked
from exam_server.store.authoring import list_names
from exam_server.store.tables import KeyRulingRow, SittingRow

NOT_DONE = text("The key wasn't changed.")


@dataclass(frozen=True)
class Change:
    """What a ruling does to one sitting: its item's mark, and the criteria whose verdict turns, before and after."""

    exam: str
    candidate: str
    right: tuple[bool, bool]
    score: tuple[float, float]
    verdicts: Mapping[str, tuple[Judged | None, Judged | None]]


@dataclass(frozen=True)
class Preview:
    """Of `sittings` marked sittings with the item revision those that change; `refused` where the ruling can't be."""

    sittings: int
    changes: tuple[Change, ...]
    refused: Text | None = None


@dataclass(frozen=True)
class Proposed:
    """A ruling as it stands; `state` is pending, confirmed or declined."""

    id: UUID
    number: int
    ruling: Ruling
    reason: str
    state: str
    proposed_at: datetime
    proposed_by: str
    decided_by: str
    is_own: bool


def preview_ruling(work: Work, qualification: str, code: str, number: int, ruling: Ruling) -> Preview:
    """What a ruling on a revision would do to everybody whose test is marked; nothing is changed. Raises NotFound."""
    revision_id, item = _revision(work, qualification, code, number)
    refused = refuse_ruling(item, ruling, _holds(work, revision_id))
    rows = _touched(work, revision_id)
    if refused is not None:
        return Preview(len(rows), (), refused)
    found = (_change(work, *row, revision_id=revision_id, ruling=ruling) for row in rows)
    return Preview(len(rows), tuple(each for each in found if each is not None))


def propose_ruling(work: Work, qualification: str, code: str, number: int, ruling: Ruling, reason: str) -> UUID:
    """One person proposes; it counts when another confirms it (P7). Raises Refused, NotFound."""
    require_reason(reason)
    work.record()
    revision_id, item = _revision(work, qualification, code, number)
    refused = refuse_ruling(item, ruling, _holds(work, revision_id))
    if refused is not None:
        raise Refused(NOT_DONE, refused, text("Choose another ruling."))
    row = KeyRulingRow(
        id=work.new_id(),
        organisation_id=work.organisation_id,
        revision_id=revision_id,
        **ruling_columns(settle(item, ruling)),
        reason=reason.strip(),
        proposed_at=work.now,
        proposed_by=work.actor.account_id,
    )
    work.session.add(row)
    work.note("bank.key.ruling.proposed", row.id, revision=str(revision_id))
    return row.id


def confirm_ruling(work: Work, qualification: str, code: str, ruling_id: UUID) -> int:
    """Another person confirms; every sitting that it touches is marked anew, and its evidence follows (P7).

    Gives how many markings were appended. Raises Refused for the proposer and where it's decided on, NotFound.
    """
    work.record()
    row = _pending(work, qualification, code, ruling_id)
    if row.proposed_by == work.actor.account_id:
        raise Refused(
            NOT_DONE,
            text("Who proposes a change of a key can't confirm it."),
            text("Ask a colleague to confirm it."),
            rule="P7",
        )
    row.confirmed_at, row.confirmed_by = work.now, work.actor.account_id
    work.session.flush()
    touched = _touched(work, row.revision_id)
    count = sum(mark_anew(work, sitting, plan_id) for sitting, plan_id, _, _ in touched)
    # The key is another one also where no mark is: what was chosen gets other names, and doubts about the key go.
    keep_sittings(work, [sitting.id for sitting, _, _, _ in touched])
    ask_for_figures(work, qualification)
    work.note("bank.key.ruling.confirmed", row.id, revision=str(row.revision_id), markings=count)
    return count


def decline_ruling(work: Work, qualification: str, code: str, ruling_id: UUID) -> None:
    """It's not carried out; who proposed it may take it back like that. Raises Refused where it's decided on."""
    work.record()
    row = _pending(work, qualification, code, ruling_id)
    row.declined_at, row.declined_by = work.now, work.actor.account_id
    work.note("bank.key.ruling.declined", row.id, revision=str(row.revision_id))


def list_rulings(work: Work, qualification: str, code: str) -> tuple[Proposed, ...]:
    """Every ruling on an item's revisions, the newest first."""
    history = bank_store.list_item_history(work.session, get_item(work, qualification, code).id)
    numbers = {row.id: row.number for row in history}
    rows = store.list_rulings(work.session, list(numbers))
    people = [id for row in rows for id in (row.proposed_by, row.confirmed_by, row.declined_by) if id]
    names = list_names(work.session, people)
    return tuple(_proposed(work, row, numbers[row.revision_id], names) for row in reversed(rows))


def _proposed(work: Work, row: KeyRulingRow, number: int, names: Mapping[UUID, str]) -> Proposed:
    decided = row.confirmed_by or row.declined_by
    return Proposed(
        id=row.id,
        number=number,
        ruling=ruling_of(row),
        reason=row.reason,
        state="confirmed" if row.confirmed_at else "declined" if row.declined_at else "pending",
        proposed_at=row.proposed_at,
        proposed_by=names.get(row.proposed_by, "") if row.proposed_by else "",
        decided_by=names.get(decided, "") if decided else "",
        is_own=row.proposed_by == work.actor.account_id,
    )


def _pending(work: Work, qualification: str, code: str, ruling_id: UUID) -> KeyRulingRow:
    row = work.session.get(KeyRulingRow, ruling_id, populate_existing=True, with_for_update=True)
    history = bank_store.list_item_history(work.session, get_item(work, qualification, code).id)
    if row is None or row.revision_id not in {each.id for each in history}:
        raise NotFound(str(ruling_id))
    if row.confirmed_at or row.declined_at:
        raise Refused(NOT_DONE, text("It was decided on before."), text("Reload the page."))
    return row


def _revision(work: Work, qualification: str, code: str, number: int) -> tuple[UUID, Item]:
    history = bank_store.list_item_history(work.session, get_item(work, qualification, code).id)
    for row in history:
        if row.number == number:
            return row.id, get_revisions(work, [row.id])[row.id].item
    raise NotFound(f"{code} {number}")


def _touched(work: Work, revision_id: UUID) -> Sequence[tuple[SittingRow, UUID, str, str]]:
    """Every marked sitting that had the revision, with its exam's plan and title and the candidate's code."""
    ids = marked.list_marked_with(work.session, work.organisation_id, revision_id)
    return [(sitting, plan, title, code) for sitting, plan, title, code in store.list_sittings(work.session, ids)]


def _change(
    work: Work, row: SittingRow, plan_id: UUID, title: str, candidate: str, *, revision_id: UUID, ruling: Ruling
) -> Change | None:
    before = list_marked_items(work, row.id)
    after = mark_items(work, row, {revision_id: ruling})
    now = {each.revision_id: each for each in after}[str(revision_id)]
    then = next(each for each in before if each.revision_id == str(revision_id))
    verdicts = turned(
        _named(judge_sitting(work, row, plan_id, before)), _named(judge_sitting(work, row, plan_id, after))
    )
    if then.score == now.score and not verdicts:
        return None
    return Change(title, candidate, (then.right, now.right), (then.score, now.score), verdicts)


def _named(judged: Mapping[Target, Judged]) -> dict[str, Judged]:
    """By criterion, or by criterion and part: `2A1.b`."""
    return {f"{criterion}.{part}" if part else criterion: each for (criterion, part), each in judged.items()}


def get_ruled(work: Work, qualification: str, code: str, number: int) -> tuple[Item, Ruling]:
    """A revision as it was authored, and what counts as right of it today. Raises NotFound."""
    revision_id, item = _revision(work, qualification, code, number)
    return item, _holds(work, revision_id) or authored_ruling(item)


def _holds(work: Work, revision_id: UUID) -> Ruling | None:
    return confirmed_rulings(work, [revision_id]).get(revision_id)
