"""The evidence grid of a case, criterion × method: what shows each criterion, and what that comes to."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Protocol

from exam_server.core.case import WAITING, Evidence, OpenReason, Verdict
from exam_server.core.plan import METHODS, Part, Plan, PlanLine
from exam_server.core.qualification import Criterion, Method, Outcome, OutcomeSet, Qualification


@dataclass(frozen=True)
class GridCell:
    """What one method shows of one criterion. `planned`: the plan counts this method for it."""

    method: Method
    planned: bool
    verdict: Verdict
    open_reason: OpenReason | None
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True)
class PartStanding:
    """One part of a compound criterion, and whether something shows it."""

    part: Part
    shown: bool


@dataclass(frozen=True)
class GridRow:
    """One criterion: its cells and what they come to. Without a decision it's met or open, never failed (P9).

    `parts` is empty unless the plan takes the criterion apart; `minutes`: what the plan says of the conversation.
    """

    criterion: str
    text: str
    cells: tuple[GridCell, ...]
    standing: Verdict
    open_reason: OpenReason | None
    parts: tuple[PartStanding, ...] = ()
    minutes: int | None = None

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """Every current record of the criterion, whether it counts or not."""
        return tuple(record for cell in self.cells for record in cell.evidence)

    @property
    def missing_parts(self) -> tuple[Part, ...]:
        return tuple(each.part for each in self.parts if not each.shown)


@dataclass(frozen=True)
class OutcomeGroup:
    """An outcome with its rows; `met` counts those of its criteria that are met."""

    outcome: Outcome
    rows: tuple[GridRow, ...]
    confirmed: bool

    @property
    def met(self) -> int:
        return sum(row.standing == "met" for row in self.rows)


@dataclass(frozen=True)
class SetGroup:
    outcomes: OutcomeSet
    groups: tuple[OutcomeGroup, ...]
    confirmed: bool

    @property
    def met(self) -> int:
        return sum(group.met for group in self.groups)

    @property
    def criteria(self) -> int:
        return sum(len(group.rows) for group in self.groups)


class MetRecord(Protocol):
    """What of a record counts for whether a criterion is met."""

    @property
    def criterion(self) -> str: ...

    @property
    def part(self) -> str: ...

    @property
    def method(self) -> str: ...

    @property
    def source_kind(self) -> str: ...


def current_evidence(records: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """The records that no later one supersedes, oldest first."""
    replaced = {record.supersedes for record in records}
    return tuple(record for record in records if record.id not in replaced)


def build_grid(qualification: Qualification, plan: Plan, records: Sequence[Evidence]) -> tuple[GridRow, ...]:
    """A row per criterion in the order of the form (S12); cells for every method that the form allows (S1)."""
    found: dict[tuple[str, Method], list[Evidence]] = {}
    for record in current_evidence(records):
        found.setdefault((record.criterion, record.method), []).append(record)
    lines = {line.criterion: line for line in plan.lines}
    return tuple(
        _row(criterion, qualification.methods or METHODS, lines.get(criterion.code, PlanLine(criterion.code)), found)
        for criterion in qualification.criteria()
    )


def _row(
    criterion: Criterion,
    allowed: Sequence[Method],
    line: PlanLine,
    found: Mapping[tuple[str, Method], Sequence[Evidence]],
) -> GridRow:
    cells = tuple(
        _cell(method, method in line.methods, found.get((criterion.code, method), ()), line.parts) for method in allowed
    )
    counted = [record for cell in cells for record in counting(cell)]
    parts = tuple(PartStanding(part, shows(counted, (part,))) for part in line.parts)
    standing, reason = standing_of([cell for cell in cells if cell.planned])
    if shows(counted, line.parts):
        standing, reason = "met", None
    return GridRow(criterion.code, criterion.text, cells, standing, reason, parts, line.minutes)


def counting(cell: GridCell) -> tuple[Evidence, ...]:
    """The cell's records that the plan counts; what was recognised earlier counts whatever the plan says (L9)."""
    return tuple(record for record in cell.evidence if cell.planned or record.source_kind == "recognition")


def shows(records: Sequence[Evidence], parts: Sequence[Part]) -> bool:
    """Whether records show a criterion: one of them as a whole, or else each of its parts (joined by AND, S12)."""
    return _covers({record.part for record in records if record.verdict == "met"}, parts)


def _covers(met: Set[str], parts: Sequence[Part]) -> bool:
    return "" in met or (bool(parts) and {part.id for part in parts} <= met)


def count_met(qualification: Qualification, plan: Plan, met: Iterable[MetRecord]) -> int:
    """How many criteria the current records with the verdict met show: as many as `build_grid` finds, for a list."""
    lines = {line.criterion: line for line in plan.lines}
    found: dict[str, set[str]] = {}
    for record in met:
        line = lines.get(record.criterion)
        if record.source_kind == "recognition" or (line is not None and record.method in line.methods):
            found.setdefault(record.criterion, set()).add(record.part)
    codes = set(qualification.codes()) & set(found)
    return sum(_covers(found[code], lines[code].parts if code in lines else ()) for code in codes)


def _cell(method: Method, planned: bool, evidence: Sequence[Evidence], parts: Sequence[Part]) -> GridCell:
    if not evidence:
        return GridCell(method, planned, "open", "not_yet_taken", ())
    if shows(evidence, parts):
        return GridCell(method, planned, "met", None, tuple(evidence))
    if waiting := find_waiting(record.open_reason for record in evidence):
        return GridCell(method, planned, "open", waiting, tuple(evidence))
    # What was recognised and then taken back says nothing of what the method showed before.
    newest = ([record for record in evidence if not _is_taken_back(record)] or evidence)[-1]
    if newest.verdict == "met":
        return GridCell(method, planned, "open", "too_little_evidence", tuple(evidence))
    return GridCell(method, planned, newest.verdict, newest.open_reason, tuple(evidence))


def find_waiting(reasons: Iterable[OpenReason | None]) -> OpenReason | None:
    """What members have still to do, if any of these says so."""
    found = set(reasons)
    return next((each for each in WAITING if each in found), None)


def _is_taken_back(record: Evidence) -> bool:
    return record.source_kind == "recognition" and record.verdict != "met"


def standing_of(cells: Sequence[GridCell]) -> tuple[Verdict, OpenReason | None]:
    """Met where one planned method shows it; a method's shortfall opens a point for the commission (P9).

    What members still read or agree on may yet show it: until then that's why it's open.
    """
    if any(cell.verdict == "met" for cell in cells):
        return "met", None
    if waiting := find_waiting(cell.open_reason for cell in cells):
        return "open", waiting
    if any(cell.verdict == "not_met" or cell.open_reason == "awaits_commission" for cell in cells):
        return "open", "awaits_commission"
    reasons = [cell.open_reason for cell in cells if cell.open_reason]
    for reason in ("held_by_flag", "no_opportunity", "too_little_evidence"):
        if reason in reasons:
            return "open", reason
    return "open", "not_yet_taken"


def all_met(rows: Sequence[GridRow]) -> bool:
    """Conjunctive: every criterion, no averaging (L2)."""
    return bool(rows) and all(row.standing == "met" for row in rows)


def outcome_met(rows: Sequence[GridRow], outcome: Outcome) -> bool:
    """An outcome is confirmed when every one of its criteria is met (L2, S12)."""
    return all_met(rows_of(rows, outcome))


def set_met(rows: Sequence[GridRow], outcomes: OutcomeSet) -> bool:
    """A set is confirmed when every one of its outcomes is (L8, S12)."""
    return bool(outcomes.outcomes) and all(outcome_met(rows, outcome) for outcome in outcomes.outcomes)


def group_rows(qualification: Qualification, rows: Sequence[GridRow]) -> tuple[SetGroup, ...]:
    """The rows under their outcomes and sets, in the order of the form (S12)."""
    return tuple(
        SetGroup(
            each,
            tuple(OutcomeGroup(one, rows_of(rows, one), outcome_met(rows, one)) for one in each.outcomes),
            set_met(rows, each),
        )
        for each in qualification.sets
    )


def rows_of(rows: Sequence[GridRow], outcome: Outcome) -> tuple[GridRow, ...]:
    """The rows of an outcome's criteria, in the order of the form."""
    codes = {criterion.code for criterion in outcome.criteria}
    return tuple(row for row in rows if row.criterion in codes)
