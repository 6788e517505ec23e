"""What a bank holds and what it lacks: lists of items, items per criterion against the plan, items per cell."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from exam_server.core.assembly import Blueprint, Cell, PoolItem, TestForm, in_cell
from exam_server.core.bank import Kind, Level, Status
from exam_server.core.plan import ItemsRight, Plan
from exam_server.core.qualification import Qualification
from exam_server.core.words import fold

DRAWN: tuple[Status, ...] = ("pilot", "active")


@dataclass(frozen=True)
class ItemLine:
    """An item as lists show it; `number` is its current revision's, `difficulty` its expected facility 0–1."""

    code: str
    stem: str
    kind: Kind
    level: Level
    criteria: tuple[str, ...]
    status: Status
    difficulty: float
    seconds: int
    number: int
    practice: bool = False


@dataclass(frozen=True)
class ItemFilter:
    """What a list is narrowed to; empty doesn't narrow. Every one of `words` is in the stem or the code."""

    criterion: str = ""
    kind: str = ""
    level: str = ""
    status: str = ""
    words: str = ""


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


def filter_items(lines: Iterable[ItemLine], wanted: ItemFilter) -> list[ItemLine]:
    """The lines that meet the filter, in their order; diacritics and case don't matter in `words`."""
    words = fold(wanted.words).split()
    return [line for line in lines if _is_wanted(line, wanted) and _has_words(line, words)]


def _is_wanted(line: ItemLine, wanted: ItemFilter) -> bool:
    pairs = ((wanted.kind, line.kind), (wanted.level, line.level), (wanted.status, line.status))
    return all(asked in ("", own) for asked, own in pairs) and (
        not wanted.criterion or wanted.criterion in line.criteria
    )


def _has_words(line: ItemLine, words: Sequence[str]) -> bool:
    if not words:
        return True
    own = f"{line.code} {fold(line.stem)}"
    return all(word in own for word in words)


def cover_criteria(
    lines: Iterable[ItemLine], plan: Plan, qualification: Qualification
) -> tuple[CriterionCoverage, ...]:
    """Every criterion in the form's order (S12) with its items; an item of two criteria counts for both."""
    counts: dict[str, Counter[Status]] = {code: Counter() for code in qualification.codes()}
    ready: Counter[str] = Counter()
    for line in lines:
        for code in line.criteria:
            counts.setdefault(code, Counter())[line.status] += 1
            ready[code] += line.status in DRAWN and not line.practice
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
