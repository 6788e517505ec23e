"""How much of a test was right for a criterion, as its candidate may know it: no question and no key is in it."""

from dataclasses import dataclass
from typing import Any

from exam_server.core.plan import ItemsRight, Plan
from exam_server.services.case import CaseView
from exam_server.services.qualification import get_plan_revision
from exam_server.services.work import Work
from exam_server.store import case as case_store
from exam_server.store import delivery as store


@dataclass(frozen=True)
class OwnCount:
    """So many of the questions on a criterion were right; `needed`: how many would have been enough (0: not said)."""

    right: int
    asked: int
    needed: int


def list_counts(work: Work, view: CaseView) -> dict[str, OwnCount]:
    """By the id of an evidence record of a test, as it was marked for that record."""
    plan, found, marks = get_plan_revision(work, view.plan_id), dict[str, OwnCount](), dict[tuple[object, str], Any]()
    for row in case_store.list_evidence(work.session, view.id):
        if row.source_kind != "sitting" or str(row.id) not in view.recorded_at:
            continue
        source = (row.source_id, row.source_hash)
        if source not in marks:
            marking = store.find_marking_by_hash(work.session, *source)
            marks[source] = marking.marks if marking else ()
        own = [each for each in marks[source] if row.criterion in each["criteria"] and each.get("part", "") == row.part]
        if own:
            needed = 0 if row.part else _needed(plan, row.criterion, len(own))
            found[str(row.id)] = OwnCount(sum(bool(each["right"]) for each in own), len(own), needed)
    return found


def _needed(plan: Plan, criterion: str, asked: int) -> int:
    line = plan.line(criterion)
    use = line.use_of("theory_test") if line else None
    enough = use.sufficiency if use else None
    return enough.needed if isinstance(enough, ItemsRight) and enough.needed <= asked else 0
