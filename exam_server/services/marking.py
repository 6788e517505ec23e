"""Marking closed sittings, and the evidence per criterion that follows; every marking is appended, none replaced."""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from exam_server.core.delivery import MARKED, to_authored
from exam_server.core.plan import Plan
from exam_server.core.problems import Refused
from exam_server.core.rekeying import Ruling, mark_under
from exam_server.core.sufficiency import Judged, judge_test
from exam_server.core.text import text
from exam_server.core.written import mark_by_guide
from exam_server.formats.plain import content_hash
from exam_server.services.evidence import EvidenceEntry, record_all
from exam_server.services.exam_rows import get_row, refuse_rehearsal
from exam_server.services.figures import bank_of, follow_markings
from exam_server.services.paper_use import find_paper_use, list_tests
from exam_server.services.presenting import FrozenItem, list_frozen_items
from exam_server.services.qualification import get_plan_revision
from exam_server.services.rulings import confirmed_rulings
from exam_server.services.sittings import lock_seat
from exam_server.services.work import Work
from exam_server.services.written_pieces import ReadResult, WrittenText, keep_pieces, list_read, text_hash
from exam_server.store import delivery as store
from exam_server.store.tables import ExamRow, MarkingRow, SittingRow, StageRow

RULE_VERSION = "3"
"""2: what was written is marked by its readers' levels, and waits for the reading rather than for the commission.

3: what was written about nothing that the stage checks is read by nobody.
"""
# A criterion and the part of it, empty for the whole.
Target = tuple[str, str]


@dataclass(frozen=True)
class MarkedItem:
    """One item of a marked sitting, for whoever may see it.

    `part`: the one of its criterion that it's about; `reading`: the hash of what its markers' levels came to.
    """

    position: int
    item_id: str
    revision_id: str
    criteria: tuple[str, ...]
    score: float
    right: bool
    state: str
    part: str = ""
    reading: str = ""


def list_markable(work: Work, exam_id: UUID) -> list[UUID]:
    """The sittings of a closed exam whose tests can be marked: one whose paper isn't in the record yet waits for it.

    Raises Refused for an exam that isn't closed, and for a rehearsal.
    """
    _get_closed(work, exam_id)
    return [test.row.id for test in list_tests(work, exam_id) if not test.waits]


def mark_exam(work: Work, exam_id: UUID, some: Sequence[UUID] | None = None) -> int:
    """Mark the tests of a closed exam whose responses changed since their last marking; gives their number.

    Writers wait for all of it: beside a room that saves, ask for `some` of `list_markable` at a time.
    """
    work.record()
    exam = _get_closed(work, exam_id)
    wanted = list_markable(work, exam_id) if some is None else some
    locked = [lock_seat(work, exam_id, sitting_id) for sitting_id in wanted]
    rows = [row for row in locked if row.state in MARKED and find_paper_use(work, row.id) != "declared"]
    count = sum(mark_anew(work, row, exam.plan_id) for row in rows)
    follow_markings(work, bank_of(work, exam.edition_id), [row.id for row in rows])
    return count


def _get_closed(work: Work, exam_id: UUID) -> ExamRow:
    exam = get_row(work, exam_id)
    refuse_rehearsal(exam)
    if exam.state not in ("closed", "released"):
        raise Refused(
            text("The exam wasn't marked."), text("It's not closed yet."), text("Close it at the desk first.")
        )
    return exam


def mark_anew(work: Work, row: SittingRow, plan_id: UUID) -> bool:
    """Append a marking of a sitting and its evidence, within `record()`; False where no mark is another one.

    What was written and nobody has read yet waits in the queues of its markers. Whoever calls this has figures follow
    (`figures.follow_markings`).
    """
    marked = mark_items(work, row)
    keep_pieces(work, row, _unread(work, row, marked))
    marks = [_to_mark(each) for each in marked]
    digest = content_hash(marks)
    before = store.find_marking(work.session, row.id)
    if before is not None and before.content_hash == digest:
        return False
    marking = MarkingRow(
        id=work.new_id(),
        organisation_id=row.organisation_id,
        sitting_id=row.id,
        number=before.number + 1 if before else 1,
        rule_version=RULE_VERSION,
        marks=marks,
        content_hash=digest,
        marked_at=work.now,
    )
    work.session.add(marking)
    work.session.flush()
    work.note("sitting.marked", row.id, number=marking.number, content=digest)
    _record(work, row, plan_id, marked, digest)
    return True


def _to_mark(marked: MarkedItem) -> dict[str, Any]:
    """As it's kept: part and reading came later, and marks without them keep their hash."""
    return {name: value for name, value in asdict(marked).items() if name not in ("part", "reading") or value}


def mark_items(work: Work, row: SittingRow, tried: Mapping[UUID, Ruling] | None = None) -> list[MarkedItem]:
    """The marks of a sitting as it stands, under the rulings on keys that hold and those that are `tried`."""
    responses = _responses(work, row)
    items = list_frozen_items(work, row.test_form_id)
    rulings = {**confirmed_rulings(work, {each.revision_id for each in items}), **(tried or {})}
    read = list_read(work, row.id) if any(each.item.kind == "extended_text" for each in items) else {}
    only = _checked(work, row)
    marked = [_mark_item(each, responses.get(each.position), rulings.get(each.revision_id), read) for each in items]
    return [
        _leave_unread(each, only) if items[at].item.kind == "extended_text" else each for at, each in enumerate(marked)
    ]


def _responses(work: Work, row: SittingRow) -> dict[int, Any]:
    return {each.position: json.loads(each.response) for each in store.list_responses(work.session, row.id)}


def _mark_item(
    frozen: FrozenItem, response: Any, ruling: Ruling | None, read: Mapping[tuple[int, str], ReadResult]
) -> MarkedItem:
    item = frozen.item
    made, right = mark_under(item, to_authored(item, frozen.drawn, response), ruling)
    found = read.get((frozen.position, text_hash(response))) if made.state == "awaits_marker" else None
    if found is not None:
        made, right = mark_by_guide(item, found.levels)
    return MarkedItem(
        position=frozen.position,
        item_id=item.id,
        revision_id=str(frozen.revision_id),
        criteria=item.criteria,
        score=made.score,
        right=right,
        state=made.state,
        part=item.part,
        reading=found.content_hash if found else "",
    )


def _checked(work: Work, row: SittingRow) -> Collection[str] | None:
    """The criteria that the sitting's stage is about; None: all that it asks (L8)."""
    only: Collection[str] | None = work.session.get_one(StageRow, row.stage_id).criteria
    return only


def _leave_unread(marked: MarkedItem, only: Collection[str] | None) -> MarkedItem:
    """What was written, or not, about nothing that the stage checks: nobody reads it, and it measures no item."""
    if only is None or set(marked.criteria) & set(only):
        return marked
    return replace(marked, score=0.0, right=False, state="not_checked", reading="")


def _unread(work: Work, row: SittingRow, marked: Sequence[MarkedItem]) -> list[WrittenText]:
    waiting = [each for each in marked if each.state == "awaits_marker"]
    responses, only = _responses(work, row) if waiting else {}, _checked(work, row)
    return [
        WrittenText(
            each.position,
            UUID(each.revision_id),
            tuple(code for code in each.criteria if only is None or code in only),
            responses[each.position],
            text_hash(responses[each.position]),
        )
        for each in waiting
    ]


def _record(work: Work, row: SittingRow, plan_id: UUID, marked: list[MarkedItem], digest: str) -> None:
    """One evidence record per criterion, or part of one, that the form covered, by the plan's sufficiency rule (P9).

    What was shown before the stage isn't judged again, even where the form asked about it (L8, L9).
    """
    entries = [
        EvidenceEntry(criterion, "theory_test", "sitting", row.id, digest, verdict, reason, RULE_VERSION, part)
        for (criterion, part), (verdict, reason) in sorted(judge_sitting(work, row, plan_id, marked).items())
    ]
    record_all(work, row.case_id, row.stage_id, entries)


def judge_sitting(work: Work, row: SittingRow, plan_id: UUID, marked: Sequence[MarkedItem]) -> dict[Target, Judged]:
    """The verdicts that a sitting's marks give on the criteria that its stage is about, and on parts of them."""
    only = _checked(work, row)
    judged = judge_marked(get_plan_revision(work, plan_id), marked)
    return {target: each for target, each in judged.items() if only is None or target[0] in only}


def judge_marked(plan: Plan, marked: Sequence[MarkedItem]) -> dict[Target, Judged]:
    """The test's verdict on every criterion for which the plan counts it: as a whole, and on parts that items name."""
    by_target: dict[Target, list[MarkedItem]] = defaultdict(list)
    for each in marked:
        for criterion in each.criteria:
            by_target[criterion, each.part].append(each)
    judged = {
        (criterion, part): judge_test(
            plan,
            criterion,
            right=sum(each.right for each in items),
            asked=len(items),
            awaiting=sum(each.state == "awaits_marker" for each in items),
            part=part,
        )
        for (criterion, part), items in by_target.items()
    }
    return {target: each for target, each in judged.items() if each is not None}


def list_marked_items(work: Work, sitting_id: UUID, until: datetime | None = None) -> list[MarkedItem]:
    """The newest marking of a sitting (by `until`), by position; empty before the marking."""
    marking = store.find_marking(work.session, sitting_id, until)
    if marking is None:
        return []
    return [MarkedItem(**{**each, "criteria": tuple(each["criteria"])}) for each in marking.marks]
