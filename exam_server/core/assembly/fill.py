"""The first go at a test form: cell after cell, the narrowest first, everybody in line by exposure and digest."""

from collections.abc import Iterable, Sequence

from exam_server.core.assembly.sketch import Sketch
from exam_server.core.assembly.stock import Stock
from exam_server.core.text import text


def fill(stock: Stock, line: Sequence[int]) -> Sketch:
    """Fill the minimums, then the rest of the total, as far as what fits goes; what is left is repaired by swaps."""
    sketch = Sketch(stock)
    for cell in stock.narrow_first:
        if sketch.counts[cell] < stock.cells[cell].minimum:
            _fill_cell(sketch, cell, line)
    for place, index in enumerate(_in_line(range(len(stock.units)), line), start=1):
        if sketch.size == stock.blueprint.total:
            break
        if sketch.fits(index):
            sketch.put(index, text("Fills the total: place {place} in line.", place=place))
    return sketch


def _fill_cell(sketch: Sketch, cell: int, line: Sequence[int]) -> None:
    wanted = sketch.stock.cells[cell]
    for place, index in enumerate(_in_line(sketch.stock.members[cell], line), start=1):
        if sketch.counts[cell] >= wanted.minimum:
            return
        if sketch.fits(index):
            sketch.put(index, text("Fills the cell {cell}: place {place} in line.", cell=wanted.id, place=place))


def _in_line(units: Iterable[int], line: Sequence[int]) -> list[int]:
    return sorted(units, key=line.__getitem__)
