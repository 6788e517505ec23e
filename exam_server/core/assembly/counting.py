"""How many sets of items meet a blueprint's cells, counted exactly, and how often such a set holds how many of a group.

Enemies, time and difficulty are left aside: they only take ways away. Cells that are disjoint or lie within each other
are counted quickly; where others cross them (levels, kinds) the work can grow beyond `patience`.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import comb

from exam_server.core.assembly.stock import Stock, Unit

State = tuple[int, ...]
Layer = dict[State, int]
PATIENCE = 25_000


class Uncountable(Exception):
    """Counting would take more steps than was allowed."""


@dataclass(frozen=True)
class _Touched:
    """A cell that a batch's units count in, `each` of them so often; `rest` is what later batches could still give."""

    place: int
    each: int
    lowest: int
    highest: int
    rest: int


@dataclass(frozen=True)
class _Batch:
    """Units that count in the same cells; nothing comes into the cells of `settled` after them."""

    group: Hashable
    units: int
    touched: tuple[_Touched, ...]
    settled: tuple[int, ...]


@dataclass(frozen=True)
class Counted:
    """`ways`: sets of units within every quota. `shares[group][k]`: the share of them that holds k units of a group."""

    ways: int
    shares: Mapping[Hashable, Mapping[int, float]]


def count_ways(
    stock: Stock,
    cells: Sequence[int],
    group_of: Callable[[Unit], Hashable] = lambda unit: None,
    patience: int = PATIENCE,
) -> Counted:
    """Count by the `cells` named by index and by the total; units of one kind and `group_of` go together.

    Where a group's units count in different cells, its share is that of each kind on its own, put together as if they
    were independent. Raises Uncountable.
    """
    return _Counting(stock, cells, group_of, patience).done()


class _Counting:
    """Batch after batch; a state holds how many of each open cell are chosen, and of the total.

    What is over a minimum without a maximum counts as the minimum, and a settled cell as 0: states that differ only
    there have the same future.
    """

    def __init__(self, stock: Stock, cells: Sequence[int], group_of: Callable[[Unit], Hashable], patience: int) -> None:
        self.left = patience
        self.width = len(cells) + 1
        self.batches = _batches(stock, cells, group_of)
        enough = all(stock.available[cell] >= stock.minimums[cell] for cell in cells)
        self.possible = enough and sum(unit.size for unit in stock.units) >= stock.blueprint.total

    def done(self) -> Counted:
        layers: list[Layer] = [{(0,) * self.width: 1} if self.possible else {}]
        for batch in self.batches:
            layers.append(self._next(batch, layers[-1]))
        ways = sum(layers[-1].values())
        return Counted(ways, self._shares(layers, ways) if ways else {})

    def _next(self, batch: _Batch, layer: Layer) -> Layer:
        made: dict[State, int] = defaultdict(int)
        for state, ways in layer.items():
            for _, weight, after in self._steps(batch, state):
                made[after] += ways * weight
        return dict(made)

    def _steps(self, batch: _Batch, state: State) -> Iterator[tuple[int, int, State]]:
        """How many units of a batch are taken, in how many ways, and where that leads; dead ends are left out."""
        for taken in range(batch.units + 1):
            self.left -= 1
            if self.left < 0:
                raise Uncountable
            held, alive = list(state), True
            for cell in batch.touched:
                count = held[cell.place] + taken * cell.each
                if count > cell.highest >= 0:
                    return
                alive = alive and count + cell.rest >= cell.lowest
                held[cell.place] = count if cell.highest >= 0 else min(count, cell.lowest)
            if alive:
                for place in batch.settled:
                    held[place] = 0
                yield taken, comb(batch.units, taken), tuple(held)

    def _shares(self, layers: Sequence[Layer], ways: int) -> dict[Hashable, dict[int, float]]:
        """Forwards times backwards: in how many of all ways a batch gives how many units, added up by group."""
        found: dict[Hashable, dict[int, float]] = {}
        backwards = dict.fromkeys(layers[-1], 1)
        for batch, layer in zip(reversed(self.batches), reversed(layers[:-1]), strict=True):
            taken_in: Counter[int] = Counter()
            before: dict[State, int] = defaultdict(int)
            for state, count in layer.items():
                for taken, weight, after in self._steps(batch, state):
                    if after in backwards:
                        before[state] += weight * backwards[after]
                        taken_in[taken] += count * weight * backwards[after]
            backwards = dict(before)
            own = {taken: each / ways for taken, each in taken_in.items()}
            found[batch.group] = _together(found.get(batch.group, {0: 1.0}), own)
        return found


def _batches(stock: Stock, cells: Sequence[int], group_of: Callable[[Unit], Hashable]) -> list[_Batch]:
    """Units by kind, those of one cell beside each other, so that few cells are open at a time."""
    total = stock.blueprint.total
    lowest = (*(stock.minimums[cell] for cell in cells), total)
    highest = (*(-1 if stock.cells[cell].maximum is None else stock.highest[cell] for cell in cells), total)
    rest, made = [0] * len(lowest), []
    for counts, group, units in reversed(_kinds(stock, cells, group_of)):
        touched = tuple(
            _Touched(place, each, lowest[place], highest[place], rest[place])
            for place, each in enumerate(counts)
            if each
        )
        settled = tuple(cell.place for cell in touched if not cell.rest)
        made.append(_Batch(group, units, touched, settled))
        rest = [have + units * each for have, each in zip(rest, counts, strict=True)]
    return made[::-1]


def _kinds(
    stock: Stock, cells: Sequence[int], group_of: Callable[[Unit], Hashable]
) -> list[tuple[State, Hashable, int]]:
    """How often a unit of each kind counts in the cells and in the total, and how many units are of it."""
    wide_first = sorted(range(len(cells)), key=lambda place: -stock.available[cells[place]])
    found: Counter[tuple[State, Hashable]] = Counter()
    for unit in stock.units:
        inside = dict(unit.cells)
        found[(*(inside.get(cell, 0) for cell in cells), unit.size), group_of(unit)] += 1
    order = sorted(found, key=lambda kind: ([-kind[0][place] for place in wide_first], -kind[0][-1], repr(kind[1])))
    return [(counts, group, found[counts, group]) for counts, group in order]


def _together(one: Mapping[int, float], other: Mapping[int, float]) -> dict[int, float]:
    made: dict[int, float] = defaultdict(float)
    for first, share in one.items():
        for second, its in other.items():
            made[first + second] += share * its
    return dict(made)
