"""A pool made ready for one blueprint: what is drawn whole, which cells it counts in, who can replace whom."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from exam_server.core.assembly.blueprint import FACILITY_UNIT, Blueprint, Cell, PoolItem, in_cell

_SHARE = 10**6


@dataclass(frozen=True)
class Unit:
    """What is drawn whole: one item, or all items of a stimulus. Measures are sums over its items."""

    key: str
    items: tuple[PoolItem, ...]
    cells: tuple[tuple[int, int], ...]
    seconds: int
    facility: int

    @property
    def size(self) -> int:
        return len(self.items)

    @property
    def each_seconds(self) -> tuple[int, ...]:
        return tuple(item.seconds for item in self.items)


class CellsOf(dict[tuple[str, str, tuple[str, ...]], tuple[int, ...]]):
    """The cells of an item by what cells ask for: a large pool has few different answers."""

    def __init__(self, cells: Sequence[Cell]) -> None:
        super().__init__()
        self._cells = cells

    def of(self, item: PoolItem) -> tuple[int, ...]:
        asked = (item.kind, item.level, item.criteria)
        if asked not in self:
            self[asked] = tuple(index for index, cell in enumerate(self._cells) if in_cell(cell, item))
        return self[asked]


@dataclass(frozen=True)
class Stock:
    """Everything that stays the same from form to form; units and cells are named by their index.

    `highest` is a cell's maximum or the form's total; `available` counts usable items; `twins[u]` are the units that
    count in the same cells as u, so that they can take its place; `wide` is the band's half-width for a form's sum.
    """

    blueprint: Blueprint
    cells: tuple[Cell, ...]
    cells_of: CellsOf
    units: tuple[Unit, ...]
    highest: tuple[int, ...]
    members: tuple[tuple[int, ...], ...]
    available: tuple[int, ...]
    enemies: tuple[frozenset[int], ...]
    twins: tuple[tuple[int, ...], ...]
    narrow_first: tuple[int, ...]
    target: int
    wide: int

    @property
    def seconds(self) -> int:
        return self.blueprint.minutes * 60

    def cell_of(self, item: PoolItem) -> str:
        """The narrowest cell that an item counts in (fewest items available), empty where it counts in none."""
        inside = self.cells_of.of(item)
        return self.cells[min(inside, key=lambda index: (self.available[index], index))].id if inside else ""

    def respects(self) -> list[list[int]]:
        """Cells grouped by the respects that they restrict (all criterion cells, all level cells, …)."""
        groups: dict[tuple[bool, ...], list[int]] = defaultdict(list)
        for index, cell in enumerate(self.cells):
            restricted = (cell.set, cell.outcome, cell.criterion, cell.level, cell.kind)
            groups[tuple(value is not None for value in restricted)].append(index)
        return list(groups.values())


def stock_pool(blueprint: Blueprint, pool: Sequence[PoolItem]) -> Stock:
    """Compile the pool. Units that can't stand in any form (too large, enemies inside, over a maximum) are left out."""
    if len({item.id for item in pool}) != len(pool):
        raise ValueError("an item stands twice in the pool")
    highest = tuple(blueprint.total if cell.maximum is None else cell.maximum for cell in blueprint.cells)
    cells_of = CellsOf(blueprint.cells)
    units = tuple(unit for unit in _units(cells_of, pool) if _usable(unit, blueprint.total, highest))
    members: list[list[int]] = [[] for _ in blueprint.cells]
    available = [0] * len(blueprint.cells)
    for index, unit in enumerate(units):
        for cell, count in unit.cells:
            members[cell].append(index)
            available[cell] += count
    slack = [available[index] - cell.minimum for index, cell in enumerate(blueprint.cells)]
    return Stock(
        blueprint=blueprint,
        cells=blueprint.cells,
        cells_of=cells_of,
        units=units,
        highest=highest,
        members=tuple(tuple(each) for each in members),
        available=tuple(available),
        enemies=_enemies(units),
        twins=_twins(units),
        narrow_first=tuple(sorted(range(len(slack)), key=lambda index: (slack[index], available[index], index))),
        target=_target(blueprint, units, highest, available),
        wide=math.floor(Fraction(str(blueprint.difficulty_band)) * FACILITY_UNIT * blueprint.total),
    )


def _units(cells_of: CellsOf, pool: Iterable[PoolItem]) -> list[Unit]:
    together: dict[tuple[str, str], list[PoolItem]] = defaultdict(list)
    for item in sorted(pool, key=lambda item: item.id):
        together[("stimulus", item.stimulus) if item.stimulus else ("item", item.id)].append(item)
    return [_unit(cells_of, ":".join(key), tuple(items)) for key, items in sorted(together.items())]


def _unit(cells_of: CellsOf, key: str, items: tuple[PoolItem, ...]) -> Unit:
    counts = Counter(cell for item in items for cell in cells_of.of(item))
    return Unit(
        key=key,
        items=items,
        cells=tuple(sorted(counts.items())),
        seconds=sum(item.seconds for item in items),
        facility=sum(item.facility for item in items),
    )


def _usable(unit: Unit, total: int, highest: Sequence[int]) -> bool:
    inside = {item.id for item in unit.items}
    peaceful = all(inside.isdisjoint(item.enemies) for item in unit.items)
    return peaceful and unit.size <= total and all(count <= highest[cell] for cell, count in unit.cells)


def _enemies(units: Sequence[Unit]) -> tuple[frozenset[int], ...]:
    """Enmity counts in both directions, whichever of the two items names it."""
    holder = {item.id: index for index, unit in enumerate(units) for item in unit.items}
    found: list[set[int]] = [set() for _ in units]
    for index, unit in enumerate(units):
        for other in (holder[enemy] for item in unit.items for enemy in item.enemies if enemy in holder):
            found[index].add(other)
            found[other].add(index)
    return tuple(frozenset(each) for each in found)


def _twins(units: Sequence[Unit]) -> tuple[tuple[int, ...], ...]:
    alike: dict[tuple[int, tuple[tuple[int, int], ...]], list[int]] = defaultdict(list)
    for index, unit in enumerate(units):
        alike[unit.size, unit.cells].append(index)
    groups = {signature: tuple(indexes) for signature, indexes in alike.items()}
    return tuple(groups[unit.size, unit.cells] for unit in units)


def _target(blueprint: Blueprint, units: Sequence[Unit], highest: Sequence[int], available: Sequence[int]) -> int:
    """The facility sum of a form in which every item stands as often as its cells let it on average.

    An item's share is what its most demanding cell needs of each of its items; what the minimums leave of the total is
    spread over the room that the maximums leave.
    """
    needs, rooms = [], []
    for unit in units:
        need = max((blueprint.cells[cell].minimum * _SHARE // available[cell] for cell, _ in unit.cells), default=0)
        room = min((highest[cell] * _SHARE // available[cell] for cell, _ in unit.cells), default=_SHARE)
        needs.append(need)
        rooms.append(max(0, min(room, _SHARE) - need))
    needed = sum(need * unit.size for need, unit in zip(needs, units, strict=True))
    room = sum(each * unit.size for each, unit in zip(rooms, units, strict=True))
    rest = max(0, blueprint.total * _SHARE - needed)
    shares = [need + (rest * each // room if room else 0) for need, each in zip(needs, rooms, strict=True)]
    weight = sum(share * unit.size for share, unit in zip(shares, units, strict=True))
    weighted = sum(share * unit.facility for share, unit in zip(shares, units, strict=True))
    return blueprint.total * weighted // weight if weight else 0
