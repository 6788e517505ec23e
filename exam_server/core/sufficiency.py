"""From what a method yielded to a verdict per criterion, by the plan's sufficiency rules (P9)."""

from exam_server.core.case import OpenReason, Verdict
from exam_server.core.plan import AgreedLevel, ItemsRight, Plan

Judged = tuple[Verdict, OpenReason | None]


def judge_test(
    plan: Plan, criterion: str, *, right: int, asked: int, awaiting: int = 0, part: str = ""
) -> Judged | None:
    """The theory test's verdict on one criterion; None where the plan doesn't count the test for it.

    `awaiting` of the `asked` items wait for their markers: as long as they could turn the verdict, it's open. Where
    all of them are about one `part`, as large a share of them is needed as the plan needs of the criterion's, rounded
    up: of three items about three parts each has to be right, since parts are joined by AND (S12).
    """
    line = plan.line(criterion)
    use = line.use_of("theory_test") if line else None
    if use is None or not isinstance(use.sufficiency, ItemsRight):
        return None
    needed = use.sufficiency.needed
    if part:
        needed = -(-use.sufficiency.needed * asked // use.sufficiency.asked)
    if right >= needed:
        return "met", None
    if right + awaiting >= needed:
        return "open", "awaits_reading"
    return ("open", "too_little_evidence") if asked < needed else ("not_met", None)


def simulation_threshold(plan: Plan, criterion: str, default: int) -> int | None:
    """The level (0–3) that suffices for a criterion; None where the plan doesn't count the simulation for it."""
    line = plan.line(criterion)
    use = line.use_of("conversation_with_simulation") if line else None
    if use is None:
        return None
    return use.sufficiency.threshold if isinstance(use.sufficiency, AgreedLevel) else default
