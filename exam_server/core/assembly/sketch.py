"""A test form while it is being drawn: what is chosen, what it adds up to, and what is still wrong with it."""

from collections.abc import Mapping

from exam_server.core.assembly.blueprint import FACILITY_UNIT
from exam_server.core.assembly.stock import Stock
from exam_server.core.text import Text


class Sketch:
    """Mutable inside one draw; `chosen` keeps the reason of each pick. Faults are whole numbers, 0 means none."""

    def __init__(self, stock: Stock) -> None:
        self.stock = stock
        self.chosen: dict[int, Text] = {}
        self.counts = [0] * len(stock.cells)
        self.full = {cell for cell, highest in enumerate(stock.highest) if highest <= 0}
        self.size = self.seconds = self.facility = 0
        self.lacking = sum(cell.minimum for cell in stock.cells)
        self.over = 0

    def put(self, index: int, reason: Text) -> None:
        """Take a unit into the form."""
        self.chosen[index] = reason
        self._count(index, 1)

    def take(self, index: int) -> Text:
        """Take a unit out of the form, and give back why it was there."""
        self._count(index, -1)
        return self.chosen.pop(index)

    def _count(self, index: int, sign: int) -> None:
        unit = self.stock.units[index]
        lacking, over = self._change(index, sign)
        self.lacking += lacking
        self.over += over
        for cell, count in unit.cells:
            self.counts[cell] += sign * count
            (self.full.discard if self.counts[cell] < self.stock.highest[cell] else self.full.add)(cell)
        self.size += sign * unit.size
        self.seconds += sign * unit.seconds
        self.facility += sign * unit.facility

    def fits(self, index: int) -> bool:
        """Whether the unit could be added without passing the total or a maximum and without meeting an enemy."""
        return self.has_room(index) and self.is_free(index)

    def has_room(self, index: int) -> bool:
        """Whether the total and the maximums leave room for the unit, and so for any of its twins."""
        unit = self.stock.units[index]
        if self.size + unit.size > self.stock.blueprint.total or not self.full.isdisjoint(unit.inside):
            return False
        return unit.size == 1 or all(
            self.counts[cell] + count <= self.stock.highest[cell] for cell, count in unit.cells
        )

    def is_free(self, index: int) -> bool:
        """Whether the unit isn't in the form yet, nor an enemy of it."""
        return index not in self.chosen and self.peaceful(index)

    def on_pace(self, index: int) -> bool:
        """Whether with the unit time and facility could still come out right with average items, give or take a bit."""
        stock, unit = self.stock, self.stock.units[index]
        total = stock.blueprint.total
        rest = total - self.size - unit.size
        in_time = (self.seconds + unit.seconds) * 8 * total <= stock.seconds * (8 * total - 7 * rest)
        off = abs((self.facility + unit.facility) * total - stock.target * (total - rest))
        return in_time and off <= (stock.wide + rest * FACILITY_UNIT // 12) * total

    def peaceful(self, index: int) -> bool:
        """Whether no enemy of the unit is in the form."""
        enemies = self.stock.enemies[index]
        return not enemies or enemies.isdisjoint(self.chosen)

    def coverage_fault(self, index: int | None = None) -> int:
        """How many items the form lacks or has too many, by its total and all cells, now or with one more unit.

        What cells lack and what the total lacks counts once: the same items make up for both.
        """
        lacking, over, size = self.lacking, self.over, self.size
        if index is not None:
            change = self._change(index, 1)
            lacking, over, size = lacking + change[0], over + change[1], size + self.stock.units[index].size
        short = self.stock.blueprint.total - size
        return over + (max(lacking, short) if short > 0 else lacking - short)

    def _change(self, index: int, sign: int) -> tuple[int, int]:
        """By how much the unit's coming (1) or leaving (-1) changes what cells lack, and what they have too many."""
        counts, minimums, highest = self.counts, self.stock.minimums, self.stock.highest
        lacking = over = 0
        for cell, count in self.stock.units[index].cells:
            now, low, high = counts[cell], minimums[cell], highest[cell]
            after = now + sign * count
            if now < low or after < low:
                lacking += max(low - after, 0) - max(low - now, 0)
            if now > high or after > high:
                over += max(after - high, 0) - max(now - high, 0)
        return lacking, over

    def seconds_over(self) -> int:
        """Seconds that the form takes beyond the blueprint's time."""
        return max(0, self.seconds - self.stock.seconds)

    def facility_off(self) -> int:
        """How far the form's facility sum (ten-thousandths) lies outside the band."""
        return max(0, abs(self.facility - self.stock.target) - self.stock.wide)

    def measure_fault(self, come: int | None = None, out: int | None = None) -> int:
        """Time and facility faults together, now or after a swap; a second weighs as much as a facility of 0.01."""
        units, seconds, facility = (
            self.stock.units,
            self.seconds - self.stock.seconds,
            self.facility - self.stock.target,
        )
        if come is not None:
            seconds, facility = seconds + units[come].seconds, facility + units[come].facility
        if out is not None:
            seconds, facility = seconds - units[out].seconds, facility - units[out].facility
        off = abs(facility) - self.stock.wide
        return (100 * seconds if seconds > 0 else 0) + (off if off > 0 else 0)

    def fault(self) -> tuple[int, int]:
        """What is wrong with the form: items first, then time and facility; (0, 0) is a sound form."""
        return self.coverage_fault(), self.measure_fault()

    def sound(self) -> bool:
        """Whether nothing is wrong with the form."""
        return self.fault() == (0, 0)

    def become(self, chosen: Mapping[int, Text]) -> None:
        """Hold these units instead of the present ones."""
        for index in [index for index in self.chosen if index not in chosen]:
            self.take(index)
        for index, reason in chosen.items():
            if index in self.chosen:
                self.chosen[index] = reason
            else:
                self.put(index, reason)

    def deficits(self) -> list[int]:
        """Cells below their minimum, the narrowest first."""
        return [cell for cell in self.stock.narrow_first if self.counts[cell] < self.stock.minimums[cell]]

    def excesses(self) -> list[int]:
        """Cells above their maximum, the narrowest first."""
        return [cell for cell in self.stock.narrow_first if self.counts[cell] > self.stock.highest[cell]]
