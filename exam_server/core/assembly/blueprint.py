"""What a test form must hold (cells with quotas), and what is known of an item when forms are drawn."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Literal

from exam_server.core.assembly.canonical import digest_of
from exam_server.core.bank import Item, Kind, Level, Status, drawn_ids

FACILITY_UNIT = 10_000
Pool = Literal["exam", "practice"]
"""The items that exams draw from, or those that were given away for practice and never count as evidence."""

_CODE = re.compile(r"([0-9]+)([A-Z]+)[0-9]+", re.ASCII)


@dataclass(frozen=True)
class Cell:
    """One quota: how many items of a form are of this set, outcome, criterion, level and kind (None doesn't restrict).

    `maximum` None means no upper bound. An item may count in several cells, and once in each.
    """

    id: str
    set: int | None = None
    outcome: str | None = None
    criterion: str | None = None
    level: Level | None = None
    kind: Kind | None = None
    minimum: int = 0
    maximum: int | None = None


@dataclass(frozen=True)
class Blueprint:
    """A test specification: `total` items, at most `minutes` of expected time, every cell within its quota.

    `difficulty_band` is the largest distance of a form's expected facility (0-1) from the draw's target. Forms from the
    practice pool show nothing of a criterion (S1): no exam takes such a blueprint, a rehearsal may.
    """

    id: str
    title: str
    minutes: int
    total: int
    cells: tuple[Cell, ...] = ()
    difficulty_band: float = 0.03
    statuses: tuple[Status, ...] = ("pilot", "active")
    pool: Pool = "exam"


@dataclass(frozen=True)
class PoolItem:
    """An item revision as a draw sees it: no text, no key. `option_ids` stand in authored order.

    They're the item's `drawn_ids`; `fixed_order` keeps them as authored. In an exam's pool nobody knows which order of
    an ordering item is right: that a form doesn't show it so is seen to where it's presented (`offered`).
    """

    id: str
    revision: str
    kind: Kind
    criteria: tuple[str, ...]
    level: Level = "understand"
    difficulty: float = 0.6
    seconds: int = 60
    enemies: tuple[str, ...] = ()
    stimulus: str = ""
    option_ids: tuple[str, ...] = ()
    fixed_order: bool = False

    @property
    def facility(self) -> int:
        """Expected facility in ten-thousandths: whole numbers add up to the same sum on every machine."""
        return round(self.difficulty * FACILITY_UNIT)


def pool_item(item: Item, revision: str) -> PoolItem:
    """The row of the pool for one revision of an item."""
    return PoolItem(
        id=item.id,
        revision=revision,
        kind=item.kind,
        criteria=item.criteria,
        level=item.level,
        difficulty=item.difficulty,
        seconds=item.seconds,
        enemies=item.enemies,
        stimulus=item.stimulus,
        option_ids=drawn_ids(item),
        fixed_order=item.kind == "true_false",
    )


def in_pool(blueprint: Blueprint, item: Item) -> bool:
    """Whether the item may be drawn: its status is one of the blueprint's, and it's in the pool that it names."""
    return item.status in blueprint.statuses and item.practice == (blueprint.pool == "practice")


def in_cell(cell: Cell, item: PoolItem) -> bool:
    """Whether the item counts in the cell: its kind and level agree, and one of its criteria does."""
    if cell.kind not in (None, item.kind) or cell.level not in (None, item.level):
        return False
    if cell.set is None and cell.outcome is None and cell.criterion is None:
        return True
    return any(_covers(cell, code) for code in item.criteria)


def _covers(cell: Cell, code: str) -> bool:
    number, outcome = _parts(code)
    return cell.set in (None, number) and cell.outcome in (None, outcome) and cell.criterion in (None, code)


def asked_criteria(blueprint: Blueprint, codes: Iterable[str]) -> tuple[str, ...]:
    """The criteria that a test asks about: those of its cells, or all of them where no cell names any."""
    naming = [
        cell
        for cell in blueprint.cells
        if (cell.set, cell.outcome, cell.criterion) != (None, None, None) and cell.maximum != 0
    ]
    return tuple(code for code in codes if not naming or any(_covers(cell, code) for cell in naming))


@cache
def _parts(code: str) -> tuple[int | None, str | None]:
    match = _CODE.fullmatch(code)
    return (int(match[1]), match[1] + match[2]) if match else (None, None)


def pool_digest(pool: Iterable[PoolItem]) -> str:
    """SHA-256 over the pool's rows in the order of their ids: the same pool has the same digest on any machine."""
    rows = [vars(item) | {"difficulty": item.facility} for item in sorted(pool, key=lambda item: item.id)]
    return digest_of(rows)
