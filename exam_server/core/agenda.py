"""The commission's agenda of a case: what is open, why, the cheapest admissible proof, in order and within minutes."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from exam_server.core.case import WAITING, OpenReason
from exam_server.core.grid import GridCell, GridRow, SetGroup
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
    """One open criterion: why, the cheapest admissible proof with its minutes, and the parts that aren't shown yet.

    `proof` is None where every admissible method has been used up: what there is has to be decided on, or another
    stage planned.
    """

    criterion: str
    text: str
    set_number: int
    outcome: str
    open_reason: OpenReason
    proof: Method | None
    minutes: int
    missing: tuple[Part, ...] = ()


@dataclass(frozen=True)
class OutcomePoints:
    """What an outcome lacks: `until` so many minutes of all it's talked about; the first `fitting` points fit."""

    outcome: str
    points: tuple[AgendaPoint, ...]
    until: int
    fitting: int

    @property
    def minutes(self) -> int:
        return _cost(self.points)


@dataclass(frozen=True)
class Agenda:
    """The points in their order; the first `fitting` of them fit into `budget` minutes."""

    points: tuple[AgendaPoint, ...]
    budget: int
    fitting: int

    @property
    def by_outcome(self) -> tuple[OutcomePoints, ...]:
        """The points as they're talked about: what an outcome lacks stands together."""
        found, until, left = list[OutcomePoints](), 0, self.fitting
        for outcome, own in groupby(self.points, key=lambda point: point.outcome):
            points = tuple(own)
            until += _cost(points)
            found.append(OutcomePoints(outcome, points, until, min(left, len(points))))
            left -= found[-1].fitting
        return tuple(found)

    @property
    def beyond(self) -> tuple[AgendaPoint, ...]:
        return self.points[self.fitting :]

    @property
    def minutes(self) -> int:
        return sum(point.minutes for point in self.points)


def build_agenda(groups: Sequence[SetGroup], policy: AgendaPolicy, settled: Collection[str] = ()) -> Agenda:
    """What is open and not `settled` (decided by the commission), each with its cheapest proof that isn't used up (P9).

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


def is_used_up(cell: GridCell, missing: Sequence[Part] = ()) -> bool:
    """Whether a method has said all that it can on a criterion without another stage, and that isn't enough (P9).

    A test that was sat can't be asked again, what the members didn't accept isn't looked at again; after a simulation
    that fell short there's still the conversation, until that was held about everything that is `missing` (S1).
    """
    if not cell.evidence or cell.verdict == "met" or cell.open_reason in WAITING:
        return False
    if cell.method == "theory_test":
        return True
    last = ("document", "open") if cell.method == "evidence_analysis" else ("conversation", "not_met")
    spoken = {each.part for each in cell.evidence if (each.source_kind, each.verdict) == last}
    return "" in spoken or (bool(missing) and {part.id for part in missing} <= spoken)


def _point(row: GridRow, set_number: int, outcome: str, policy: AgendaPolicy) -> AgendaPoint:
    # Where the plan names no method, the form's own are all that is admissible.
    cells = [cell for cell in row.cells if cell.planned] or row.cells
    reason = row.open_reason or "not_yet_taken"
    proof, minutes = _cheapest([cell for cell in cells if not is_used_up(cell, row.missing_parts)], row, policy)
    if reason in WAITING:
        # Members read or agree among themselves: it takes nothing of the time with the candidate.
        proof, minutes = next(cell.method for cell in row.cells if cell.planned and cell.open_reason == reason), 0
    return AgendaPoint(row.criterion, row.text, set_number, outcome, reason, proof, minutes, row.missing_parts)


def _cheapest(cells: Sequence[GridCell], row: GridRow, policy: AgendaPolicy) -> tuple[Method | None, int]:
    """The method that takes least, and its minutes; the plan's own minutes of a criterion go before the policy's."""
    proof = min((cell.method for cell in cells), key=lambda method: policy.minutes[method], default=None)
    if proof is None:
        return None, 0
    return proof, policy.minutes[proof] if row.minutes is None else row.minutes


def _count_fitting(points: Sequence[AgendaPoint], budget: int) -> int:
    return sum(total <= budget for total in _totals(points))


def _totals(points: Sequence[AgendaPoint]) -> Iterator[int]:
    total = 0
    for point in points:
        total += point.minutes
        yield total
