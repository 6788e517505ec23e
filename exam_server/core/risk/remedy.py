"""What another number of items would do to the risks: what an author can change before anybody sits."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from exam_server.core.plan import ItemsRight, Plan, PlanLine
from exam_server.core.risk.simulator import LEVELS, USUAL, Examined, Risks, Standard, simulate

MOST_MORE = 4
"""Items that a remedy adds to each criterion at most: a longer test tires, and nobody writes the items."""


@dataclass(frozen=True)
class Loss:
    """Criteria that end wrongly on average: not shown by a master (`master` is their mastery), met by somebody else.

    `master` or `other` is None where no level of the simulation is one; its loss is then 0.
    """

    master: float | None
    not_shown: float
    other: float | None
    falsely_met: float


@dataclass(frozen=True)
class Remedy:
    """The same test with `needed` of `asked` items for each of the criteria that now ask alike (`criteria` of them)."""

    needed: int
    asked: int
    more_items: int
    loss: Loss


@dataclass(frozen=True)
class Remedies:
    """`needed` of `asked` is the commonest rule now, with its loss; each remedy is better in one way or in both."""

    needed: int
    asked: int
    criteria: int
    loss: Loss
    remedies: tuple[Remedy, ...]


def remedies(plan: Plan, examined: Sequence[Examined], standard: Standard = USUAL) -> Remedies | None:
    """What one item more does, with the same number needed and with one more, and what is better in both ways.

    None where no criterion asks a fixed number of items.
    """
    rules = Counter(rule for each in examined if (rule := _rule(plan, each)))
    if not rules:
        return None
    (needed, asked), criteria = rules.most_common(1)[0]
    now = _loss(plan, examined, standard)
    tried = [(needed, asked + 1), (needed + 1, asked + 1)]
    changed = [_remedy(plan, examined, standard, (needed, asked), rule) for rule in tried]
    better = next(_better(plan, examined, standard, (needed, asked), now), None)
    found = dict.fromkeys([*changed, *([better] if better else [])])
    return Remedies(needed, asked, criteria, now, tuple(found))


def _better(
    plan: Plan, examined: Sequence[Examined], standard: Standard, rule: tuple[int, int], now: Loss
) -> Iterator[Remedy]:
    """Remedies with fewer wrong ends of both sorts, those with the fewest items first."""
    needed, asked = rule
    for more in range(1, MOST_MORE + 1):
        for other in range(needed, asked + more + 1):
            remedy = _remedy(plan, examined, standard, rule, (other, asked + more))
            if remedy.loss.not_shown < now.not_shown and remedy.loss.falsely_met < now.falsely_met:
                yield remedy


def _remedy(
    plan: Plan, examined: Sequence[Examined], standard: Standard, now: tuple[int, int], rule: tuple[int, int]
) -> Remedy:
    needed, asked = rule
    alike = {each.criterion for each in examined if _rule(plan, each) == now}
    lines = tuple(
        _with_rule(line, ItemsRight(needed, asked)) if line.criterion in alike else line for line in plan.lines
    )
    asking = [replace(each, asked={asked: 1.0}) if each.criterion in alike else each for each in examined]
    more = len(alike) * (asked - now[1])
    return Remedy(needed, asked, more, _loss(replace(plan, lines=lines), asking, standard))


def _with_rule(line: PlanLine, rule: ItemsRight) -> PlanLine:
    uses = tuple(replace(use, sufficiency=rule) if use.method == "theory_test" else use for use in line.uses)
    return replace(line, uses=uses)


def _rule(plan: Plan, examined: Examined) -> tuple[int, int] | None:
    """A criterion's needed and asked items, where a form asks a fixed number."""
    line = plan.line(examined.criterion)
    use = line.use_of("theory_test") if line else None
    fixed = [count for count, share in examined.asked.items() if share]
    if use is None or not isinstance(use.sufficiency, ItemsRight) or len(fixed) != 1:
        return None
    return use.sufficiency.needed, fixed[0]


def _loss(plan: Plan, examined: Sequence[Examined], standard: Standard) -> Loss:
    """At the levels nearest to the standard, where a test errs most."""
    master = min((level for level in LEVELS if standard.is_met_by(level)), default=None)
    other = max((level for level in LEVELS if not standard.is_met_by(level)), default=None)
    return Loss(
        master,
        sum(row.odds[0].not_shown for row in _at(plan, examined, standard, master).criteria) if master else 0.0,
        other,
        _at(plan, examined, standard, other).levels[0].falsely_met if other else 0.0,
    )


def _at(plan: Plan, examined: Sequence[Examined], standard: Standard, level: float) -> Risks:
    return simulate(plan, examined, standard, (level,))
