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
    """What is drawn whole: one item, or all items of a stimulus; `cells` says how many of them count in each."""

    key: str
    items: tuple[PoolItem, ...]
    cells: tuple[tuple[int, int], ...]
    inside: frozenset[int]
    size: int
    seconds: int
    facility: int

    @property
    def each_seconds(self) -> tuple[int, ...]:
        return tuple(item.seconds for item in self.items)


class CellsOf(dict[tuple[str, str, tuple[str, ...]], tuple[int, ...]]):
    """The cells of an item by what cells ask for: a large pool has few different answers.

    Beside the blueprint's cells there are implied ones: where the cells of one respect share no item, their minimums
    leave only so much of the total to items outside them all. Knowing that keeps strangers from taking their places.
    """

    def __init__(self, blueprint: Blueprint, pool: Iterable[PoolItem]) -> None:
        super().__init__()
        self.cells = blueprint.cells
        self._strangers: list[frozenset[int]] = []
        asked = {(item.kind, item.level, item.criteria): item for item in pool}
        for group in _respects(blueprint.cells):
            left = blueprint.total - sum(blueprint.cells[cell].minimum for cell in group)
            shared = any(len(group.intersection(self.of(item))) > 1 for item in asked.values())
            if 0 <= left < blueprint.total and not shared:
                self.cells += (Cell(f"outside {blueprint.cells[min(group)].id}, …", maximum=left),)
                self._strangers.append(group)
        self.clear()

    def of(self, item: PoolItem) -> tuple[int, ...]:
        """Indexes of the blueprint's cells that the item counts in, then those of implied cells."""
        asked = (item.kind, item.level, item.criteria)
        if asked not in self:
            own = len(self.cells) - len(self._strangers)
            inside = tuple(index for index, cell in enumerate(self.cells[:own]) if in_cell(cell, item))
            outside = (own + index for index, group in enumerate(self._strangers) if group.isdisjoint(inside))
            self[asked] = (*inside, *outside)
        return self[asked]


def _respects(cells: Sequence[Cell]) -> list[frozenset[int]]:
    """Cells grouped by the respects that they restrict (all criterion cells, all level cells, …)."""
    groups: dict[tuple[bool, ...], list[int]] = defaultdict(list)
    for index, cell in enumerate(cells):
        restricted = (cell.set, cell.outcome, cell.criterion, cell.level, cell.kind)
        groups[tuple(value is not None for value in restricted)].append(index)
    return [frozenset(group) for group in groups.values()]


@dataclass(frozen=True)
class Stock:
    """Everything that stays the same from form to form; units and cells are named by their index.

    `highest` is a cell's maximum or the form's total; `available` counts usable items; `wide` is the band's half-width
    for a form's sum. Units of one kind (`kind_of` a unit) count in the same cells, so that these `twins` can take each
    other's place; `kinds[c]` are those that count in cell c.
    """

    blueprint: Blueprint
    cells: tuple[Cell, ...]
    cells_of: CellsOf
    units: tuple[Unit, ...]
    minimums: tuple[int, ...]
    highest: tuple[int, ...]
    members: tuple[tuple[int, ...], ...]
    available: tuple[int, ...]
    enemies: tuple[frozenset[int], ...]
    kind_of: tuple[int, ...]
    twins: tuple[tuple[int, ...], ...]
    kinds: tuple[tuple[int, ...], ...]
    narrow_first: tuple[int, ...]
    target: int
    wide: int

    @property
    def seconds(self) -> int:
        return self.blueprint.minutes * 60

    def cell_of(self, item: PoolItem) -> str:
        """The narrowest cell that an item counts in (fewest items available), empty where it counts in none."""
        own = len(self.blueprint.cells)
        inside = [index for index in self.cells_of.of(item) if index < own]
        return self.cells[min(inside, key=lambda index: (self.available[index], index))].id if inside else ""

    def respects(self) -> list[list[int]]:
        """The blueprint's cells grouped by the respects that they restrict, in the blueprint's order."""
        return [sorted(group) for group in _respects(self.blueprint.cells)]


def stock_pool(blueprint: Blueprint, pool: Sequence[PoolItem]) -> Stock:
    """Compile the pool. Units that can't stand in any form (too large, enemies inside, over a maximum) are left out."""
    if len({item.id for item in pool}) != len(pool):
        raise ValueError("an item stands twice in the pool")
    cells_of = CellsOf(blueprint, pool)
    cells = cells_of.cells
    minimums = tuple(cell.minimum for cell in cells)
    highest = tuple(blueprint.total if cell.maximum is None else cell.maximum for cell in cells)
    units = tuple(unit for unit in _units(cells_of, pool) if _usable(unit, blueprint.total, highest))
    members: list[list[int]] = [[] for _ in cells]
    available = [0] * len(cells)
    for index, unit in enumerate(units):
        for cell, count in unit.cells:
            members[cell].append(index)
            available[cell] += count
    kind_of = _kinds(units)
    slack = [available[index] - cell.minimum for index, cell in enumerate(cells)]
    return Stock(
        blueprint=blueprint,
        cells=cells,
        cells_of=cells_of,
        units=units,
        minimums=minimums,
        highest=highest,
        members=tuple(tuple(each) for each in members),
        available=tuple(available),
        enemies=_enemies(units),
        kind_of=kind_of,
        twins=_twins(kind_of),
        kinds=tuple(tuple(sorted({kind_of[index] for index in each})) for each in members),
        narrow_first=tuple(sorted(range(len(slack)), key=lambda index: (slack[index], available[index], index))),
        target=_target(blueprint.total, units, minimums, highest, available),
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
        inside=frozenset(counts),
        size=len(items),
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


def _kinds(units: Sequence[Unit]) -> tuple[int, ...]:
    seen: dict[tuple[int, tuple[tuple[int, int], ...]], int] = {}
    return tuple(seen.setdefault((unit.size, unit.cells), len(seen)) for unit in units)


def _twins(kind_of: Sequence[int]) -> tuple[tuple[int, ...], ...]:
    twins: list[list[int]] = [[] for _ in range(max(kind_of, default=-1) + 1)]
    for index, kind in enumerate(kind_of):
        twins[kind].append(index)
    return tuple(map(tuple, twins))


def _target(
    total: int, units: Sequence[Unit], minimums: Sequence[int], highest: Sequence[int], available: Sequence[int]
) -> int:
    """The facility sum of a form in which every item stands as often as its cells let it on average.

    An item's share is what its most demanding cell needs of each of its items; what the minimums leave of the total is
    spread over the room that the maximums leave.
    """
    needs, rooms = [], []
    for unit in units:
        need = max((minimums[cell] * _SHARE // available[cell] for cell, _ in unit.cells), default=0)
        room = min((highest[cell] * _SHARE // available[cell] for cell, _ in unit.cells), default=_SHARE)
        needs.append(need)
        rooms.append(max(0, min(room, _SHARE) - need))
    needed = sum(need * unit.size for need, unit in zip(needs, units, strict=True))
    room = sum(each * unit.size for each, unit in zip(rooms, units, strict=True))
    rest = max(0, total * _SHARE - needed)
    shares = [need + (rest * each // room if room else 0) for need, each in zip(needs, rooms, strict=True)]
    weight = sum(share * unit.size for share, unit in zip(shares, units, strict=True))
    weighted = sum(share * unit.facility for share, unit in zip(shares, units, strict=True))
    return total * weighted // weight if weight else 0
