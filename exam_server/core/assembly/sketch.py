"""A test form while it is being drawn: what is chosen, what it adds up to, and what is still wrong with it."""

from collections.abc import Mapping

from exam_server.core.assembly.stock import Stock
from exam_server.core.text import Text


class Sketch:
    """Mutable inside one draw; `chosen` keeps the reason of each pick. Faults are whole numbers, 0 means none."""

    def __init__(self, stock: Stock) -> None:
        self.stock = stock
        self.chosen: dict[int, Text] = {}
        self.counts = [0] * len(stock.cells)
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
        self.size += sign * unit.size
        self.seconds += sign * unit.seconds
        self.facility += sign * unit.facility

    def fits(self, index: int) -> bool:
        """Whether the unit could be added without passing the total or a maximum and without meeting an enemy."""
        unit, counts, highest = self.stock.units[index], self.counts, self.stock.highest
        return (
            index not in self.chosen
            and self.size + unit.size <= self.stock.blueprint.total
            and all(counts[cell] + count <= highest[cell] for cell, count in unit.cells)
            and self.peaceful(index)
        )

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

    def measure_fault(self, index: int | None = None) -> int:
        """Time and facility faults together, now or with one more unit; an item second weighs a facility of 0.01."""
        unit = self.stock.units[index] if index is not None else None
        seconds = self.seconds + (unit.seconds if unit else 0) - self.stock.seconds
        off = abs(self.facility + (unit.facility if unit else 0) - self.stock.target) - self.stock.wide
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
