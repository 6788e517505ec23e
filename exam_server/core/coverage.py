"""What a bank holds and what it lacks: items per criterion against the plan, items per cell."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from exam_server.core.assembly import Blueprint, Cell, Pool, PoolItem, TestForm, in_cell
from exam_server.core.bank import Level, Status
from exam_server.core.plan import ItemsRight, Plan
from exam_server.core.qualification import Qualification

DRAWN: tuple[Status, ...] = ("pilot", "active")


@dataclass(frozen=True)
class ItemCount:
    """How many items of a bank a criterion has at a level in a status; `practice`: those that are given away."""

    criterion: str
    level: Level
    status: Status
    practice: bool
    count: int


@dataclass(frozen=True)
class CriterionCoverage:
    """A criterion's items by status beside what one test form asks for (`asked`, 0 where the plan has no test).

    `ready` items may be drawn: pilot or active, and not given away for practice.
    """

    criterion: str
    asked: int
    ready: int
    by_status: Mapping[Status, int]

    @property
    def missing(self) -> int:
        return max(0, self.asked - self.ready)


@dataclass(frozen=True)
class CellStock:
    """A blueprint's cell with the number of items in its pool."""

    cell: Cell
    available: int

    @property
    def missing(self) -> int:
        return max(0, self.cell.minimum - self.available)


def cover_criteria(
    found: Iterable[ItemCount], plan: Plan, qualification: Qualification
) -> tuple[CriterionCoverage, ...]:
    """Every criterion in the form's order (S12) with its items; an item of two criteria counts for both."""
    counts: dict[str, Counter[Status]] = {code: Counter() for code in qualification.codes()}
    ready: Counter[str] = Counter()
    for each in found:
        counts.setdefault(each.criterion, Counter())[each.status] += each.count
        ready[each.criterion] += each.count if each.status in DRAWN and not each.practice else 0
    return tuple(
        CriterionCoverage(code, asked_of(plan, code), ready[code], dict(counts[code])) for code in qualification.codes()
    )


def asked_of(plan: Plan, criterion: str) -> int:
    """How many items of a criterion a test form has to have by the plan's rule (P9); 0 without a theory test."""
    line = plan.line(criterion)
    use = line.use_of("theory_test") if line else None
    return use.sufficiency.asked if use and isinstance(use.sufficiency, ItemsRight) else 0


def stock_cells(blueprint: Blueprint, pool: Sequence[PoolItem]) -> tuple[CellStock, ...]:
    """How many items of the pool count in each cell."""
    return tuple(CellStock(cell, sum(in_cell(cell, item) for item in pool)) for cell in blueprint.cells)


def shared_items(one: TestForm, other: TestForm) -> int:
    """How many items two forms have in common: what neighbours could tell each other."""
    return len({item.id for item in one.items} & {item.id for item in other.items})


@dataclass(frozen=True)
class HeatRow:
    """A criterion's items that count (the statuses and the pool asked for), by level."""

    criterion: str
    by_level: Mapping[Level, int]
    wanted: int

    @property
    def total(self) -> int:
        return sum(self.by_level.values())

    @property
    def missing(self) -> int:
        return max(0, self.wanted - self.total)


@dataclass(frozen=True)
class CellNeed:
    """A blueprint's cell with how many items of each status its pool has for it."""

    cell: Cell
    by_status: Mapping[Status, int]

    def missing(self, statuses: Collection[Status]) -> int:
        """How many items of these statuses one test form still lacks in the cell."""
        return max(0, self.cell.minimum - sum(self.by_status.get(status, 0) for status in statuses))


def heat_map(
    found: Iterable[ItemCount],
    codes: Iterable[str],
    statuses: Collection[Status],
    wanted: Mapping[str, int],
    pool: Pool = "exam",
) -> tuple[HeatRow, ...]:
    """Every criterion in order with the pool's items of these statuses by level; `wanted`: what a form asks for."""
    counts: dict[str, Counter[Level]] = {code: Counter() for code in codes}
    for each in found:
        if each.criterion in counts and each.status in statuses and each.practice == (pool == "practice"):
            counts[each.criterion][each.level] += each.count
    return tuple(HeatRow(code, dict(levels), wanted.get(code, 0)) for code, levels in counts.items())


def wanted_by_criterion(blueprint: Blueprint) -> dict[str, int]:
    """The least number of items that a form needs of each criterion that cells name.

    A cell of the criterion alone says it; cells for its kinds or levels add up, as far as that's more.
    """
    alone: Counter[str] = Counter()
    parts: dict[str, Counter[str]] = defaultdict(Counter)
    for cell in blueprint.cells:
        if cell.criterion and cell.level is None and cell.kind is None:
            alone[cell.criterion] = max(alone[cell.criterion], cell.minimum)
        elif cell.criterion:
            parts["kind" if cell.level is None else "level"][cell.criterion] += cell.minimum
    sums = (alone, *parts.values())
    return {code: max(each[code] for each in sums) for code in {code for each in sums for code in each}}


def cell_needs(blueprint: Blueprint, items: Iterable[tuple[PoolItem, Status]]) -> tuple[CellNeed, ...]:
    """Each cell with the items that count in it, by status; `items` are those of the blueprint's pool."""
    counts: dict[str, Counter[Status]] = {cell.id: Counter() for cell in blueprint.cells}
    for item, status in items:
        for cell in blueprint.cells:
            if in_cell(cell, item):
                counts[cell.id][status] += 1
    return tuple(CellNeed(cell, dict(counts[cell.id])) for cell in blueprint.cells)
