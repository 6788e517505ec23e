"""A bounded search for one form where repair found none: tight pools deserve a proof before a refusal."""

from exam_server.core.assembly.sketch import Sketch
from exam_server.core.assembly.stock import Stock
from exam_server.core.text import text


class _Search:
    """Depth first over the cell with the fewest ways left; a unit tried at a node is out for what follows there."""

    def __init__(self, stock: Stock, nodes: int) -> None:
        self.sketch, self.nodes, self.out = Sketch(stock), nodes, set[int]()
        units = stock.units
        self.quick_first = sorted(range(len(units)), key=lambda index: units[index].seconds * 1000 // units[index].size)

    def found(self) -> bool:
        """Whether the sketch can be completed; it's then left complete."""
        sketch = self.sketch
        if sketch.size == sketch.stock.blueprint.total:
            return not sketch.coverage_fault() and not sketch.seconds_over()
        self.nodes -= 1
        free = [index for index in self.quick_first if index not in self.out and sketch.fits(index)]
        ways = self._ways(free) if self.nodes > 0 and self._in_time(free) else None
        tried: list[int] = []
        for index in ways or ():
            sketch.put(index, text("Found by search."))
            if self.found():
                return True
            sketch.take(index)
            self.out.add(index)
            tried.append(index)
        self.out.difference_update(tried)
        return False

    def _ways(self, free: list[int]) -> list[int] | None:
        """The units to branch on: those of the scarcest open cell, or all; None where one has too few left."""
        sketch, units = self.sketch, self.sketch.stock.units
        left = sketch.stock.blueprint.total - sketch.size
        scarcest, ways = None, free
        for cell in sketch.deficits():
            lacks = sketch.stock.minimums[cell] - sketch.counts[cell]
            helpful = [(index, count) for index in free for inside, count in units[index].cells if inside == cell]
            spare = sum(count for _, count in helpful) - lacks
            if spare < 0 or lacks > left:
                return None
            if scarcest is None or spare < scarcest:
                scarcest, ways = spare, [index for index, _ in helpful]
        return ways

    def _in_time(self, free: list[int]) -> bool:
        """Whether the quickest units, cut to size, could fill what is left in time."""
        sketch, units = self.sketch, self.sketch.stock.units
        left, seconds = sketch.stock.blueprint.total - sketch.size, sketch.seconds
        for index in free:
            part = min(left, units[index].size)
            seconds += units[index].seconds * part // units[index].size
            left -= part
            if not left:
                break
        return not left and seconds <= sketch.stock.seconds


def search(stock: Stock, nodes: int = 4000) -> Sketch | None:
    """A form with all cells filled in time (facility aside), or None where none is found within so many nodes."""
    hunt = _Search(stock, nodes)
    return hunt.sketch if hunt.found() else None
