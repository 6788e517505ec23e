"""The first go at a test form: cell after cell, the narrowest first, everybody in line by exposure and digest."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from exam_server.core.assembly.line import RANKS, Line
from exam_server.core.assembly.sketch import Sketch
from exam_server.core.text import text

_LOOKS = 1000


def fill(line: Line) -> Sketch:
    """Fill the minimums, then the rest of the total, as far as what fits goes; what is left is repaired by swaps.

    Who keeps the pace of time and facility comes first; where they don't suffice, anybody.
    """
    sketch = Sketch(line.stock)
    for cell in _cells_in_turn(line):
        _fill_cell(sketch, line, cell)
    everybody = range(len(line.stock.twins))
    for pick in (sketch.on_pace, _anybody):
        for index in _fitting(sketch, line, everybody, pick):
            sketch.put(index, text("Fills the total: the next in line who fits."))
    return sketch


def _cells_in_turn(line: Line) -> list[int]:
    """The narrowest first; cells alike take turns, so that none always comes first at what they share."""
    stock = line.stock
    wanting = [cell for cell, minimum in enumerate(stock.minimums) if minimum]
    turns = {cell: line.places[line.queues[stock.kinds[cell][0]][0]] % RANKS for cell in wanting if stock.kinds[cell]}
    return sorted(turns, key=lambda cell: (stock.available[cell] - stock.minimums[cell], turns[cell]))


def _fill_cell(sketch: Sketch, line: Line, cell: int) -> None:
    wanted = line.stock.cells[cell]
    for pick in (sketch.on_pace, _anybody):
        if sketch.counts[cell] >= wanted.minimum:
            return
        for index in _fitting(sketch, line, line.stock.kinds[cell], pick):
            sketch.put(index, text("Fills the cell {cell}: the next in line who fits.", cell=wanted.id))
            if sketch.counts[cell] >= wanted.minimum:
                return


def _fitting(sketch: Sketch, line: Line, kinds: Iterable[int], pick: Callable[[int], bool]) -> Iterator[int]:
    """The picked ones of the first in line who could be added; what is added meanwhile only takes room away."""
    walk = line.walk(kinds, sketch.has_room)
    return (index for index in islice(filter(sketch.is_free, walk), _LOOKS) if pick(index))


def _anybody(_: int) -> bool:
    return True
