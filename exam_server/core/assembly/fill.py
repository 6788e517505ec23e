"""The first go at a test form: cell after cell, the narrowest first, everybody in line by exposure and digest."""

from collections.abc import Iterable, Sequence

from exam_server.core.assembly.line import RANKS
from exam_server.core.assembly.sketch import Sketch
from exam_server.core.assembly.stock import Stock
from exam_server.core.text import text

_LOOKS = 60


def fill(stock: Stock, line: Sequence[int]) -> Sketch:
    """Fill the minimums, then the rest of the total, as far as what fits goes; what is left is repaired by swaps."""
    sketch = Sketch(stock)
    for cell in _cells_in_turn(stock, line):
        if sketch.counts[cell] < stock.minimums[cell]:
            queue = _in_line(stock.members[cell], line)
            if not _Filling(sketch, cell, queue).completed(0):
                _fill_greedily(sketch, cell, queue)
    for place, index in enumerate(_in_line(range(len(stock.units)), line), start=1):
        if sketch.size == stock.blueprint.total:
            break
        if sketch.fits(index):
            sketch.put(index, text("Fills the total: place {place} in line.", place=place))
    return sketch


def _cells_in_turn(stock: Stock, line: Sequence[int]) -> list[int]:
    """The narrowest first; cells alike take turns, so that none always comes first at what they share."""
    turn = {cell: line[members[0]] % RANKS if members else 0 for cell, members in enumerate(stock.members)}
    return sorted(turn, key=lambda cell: (stock.available[cell] - stock.minimums[cell], turn[cell]))


class _Filling:
    """Completes one cell in line order, stepping back where enemies or maximums leave too few."""

    def __init__(self, sketch: Sketch, cell: int, queue: Sequence[int]) -> None:
        self.sketch, self.cell, self.queue, self.looks = sketch, cell, queue, _LOOKS

    def completed(self, start: int) -> bool:
        sketch, wanted = self.sketch, self.sketch.stock.cells[self.cell]
        if sketch.counts[self.cell] >= wanted.minimum:
            return True
        for place in range(start, len(self.queue)):
            index = self.queue[place]
            if sketch.fits(index) and self.looks > 0:
                self.looks -= 1
                sketch.put(
                    index, text("Fills the cell {cell}: place {place} in line.", cell=wanted.id, place=place + 1)
                )
                if self.completed(place + 1):
                    return True
                sketch.take(index)
        return False


def _fill_greedily(sketch: Sketch, cell: int, queue: Sequence[int]) -> None:
    wanted = sketch.stock.cells[cell]
    for place, index in enumerate(queue, start=1):
        if sketch.counts[cell] >= wanted.minimum:
            return
        if sketch.fits(index):
            sketch.put(index, text("Fills the cell {cell}: place {place} in line.", cell=wanted.id, place=place))


def _in_line(units: Iterable[int], line: Sequence[int]) -> list[int]:
    return sorted(units, key=line.__getitem__)
