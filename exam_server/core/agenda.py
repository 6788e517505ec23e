"""The commission's agenda of a case: what is open, why, the cheapest admissible proof, in order and within minutes."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from exam_server.core.case import OpenReason
from exam_server.core.grid import GridRow, SetGroup
from exam_server.core.plan import Part
from exam_server.core.qualification import Method

MINUTES: Mapping[Method, int] = {"conversation_with_simulation": 4, "evidence_analysis": 8, "theory_test": 6}


@dataclass(frozen=True)
class AgendaPolicy:
    """What a proof costs in minutes of the commission and the candidate together, and how many minutes there are."""

    minutes: Mapping[Method, int] = field(default_factory=lambda: MINUTES)
    budget: int = 60


@dataclass(frozen=True)
class AgendaPoint:
    """One open criterion: why, the cheapest admissible proof with its minutes, and the parts that aren't shown yet."""

    criterion: str
    text: str
    set_number: int
    outcome: str
    open_reason: OpenReason
    proof: Method
    minutes: int
    missing: tuple[Part, ...] = ()


@dataclass(frozen=True)
class Agenda:
    """The points in their order; the first `fitting` of them fit into `budget` minutes."""

    points: tuple[AgendaPoint, ...]
    budget: int
    fitting: int

    @property
    def within(self) -> tuple[AgendaPoint, ...]:
        return self.points[: self.fitting]

    @property
    def beyond(self) -> tuple[AgendaPoint, ...]:
        return self.points[self.fitting :]

    @property
    def minutes(self) -> int:
        return sum(point.minutes for point in self.points)


def build_agenda(groups: Sequence[SetGroup], policy: AgendaPolicy, settled: Collection[str] = ()) -> Agenda:
    """What is open and not `settled` (decided by the commission), each with its cheapest admissible proof (P9).

    Sets come in the order of the minutes that they lack, within them outcomes likewise, within those the form's order:
    what an outcome lacks is talked about together, and no other order closes more sets within the same minutes (L8).
    """
    # Sorting is stable, so that the form's order breaks ties.
    sets = [_outcomes(group, policy, settled) for group in groups]
    points = [point for outcomes in sorted(sets, key=_cost_of_all) for own in outcomes for point in own]
    return Agenda(tuple(points), policy.budget, _count_fitting(points, policy.budget))


def _outcomes(group: SetGroup, policy: AgendaPolicy, settled: Collection[str]) -> list[list[AgendaPoint]]:
    outcomes = [
        [
            _point(row, group.outcomes.number, each.outcome.code, policy)
            for row in each.rows
            if row.standing != "met" and row.criterion not in settled
        ]
        for each in group.groups
    ]
    return sorted(outcomes, key=_cost)


def _cost(points: Sequence[AgendaPoint]) -> int:
    return sum(point.minutes for point in points)


def _cost_of_all(outcomes: Sequence[Sequence[AgendaPoint]]) -> int:
    return sum(map(_cost, outcomes))


def _point(row: GridRow, set_number: int, outcome: str, policy: AgendaPolicy) -> AgendaPoint:
    # Where the plan names no method, the form's own are all that is admissible.
    methods = [cell.method for cell in row.cells if cell.planned] or [cell.method for cell in row.cells]
    proof = min(methods, key=lambda method: policy.minutes[method])
    reason, minutes = row.open_reason or "not_yet_taken", policy.minutes[proof]
    if reason == "awaits_reading":
        # Members read alone: it takes nothing of the time with the candidate.
        proof, minutes = next(cell.method for cell in row.cells if cell.planned and cell.open_reason == reason), 0
    return AgendaPoint(row.criterion, row.text, set_number, outcome, reason, proof, minutes, row.missing_parts)


def _count_fitting(points: Sequence[AgendaPoint], budget: int) -> int:
    return sum(total <= budget for total in _totals(points))


def _totals(points: Sequence[AgendaPoint]) -> Iterator[int]:
    total = 0
    for point in points:
        total += point.minutes
        yield total
