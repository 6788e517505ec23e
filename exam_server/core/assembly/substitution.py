"""What takes the place of a withdrawn item in forms that nobody has begun: pure, and the same on any machine."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from exam_server.core.assembly.blueprint import Blueprint, PoolItem
from exam_server.core.assembly.draw import drawn_item, finished_form
from exam_server.core.assembly.forms import TestForm
from exam_server.core.assembly.line import Line
from exam_server.core.assembly.reference import prepare
from exam_server.core.assembly.sketch import Sketch
from exam_server.core.problems import Refused
from exam_server.core.text import text

_LOOKS = 20_000


@dataclass(frozen=True)
class Withdrawal:
    """An item withdrawn at once from the forms with these `numbers`; `unusable` items (it among them) can't come in."""

    item: str
    unusable: tuple[str, ...]
    numbers: tuple[int, ...]


class NoSubstitute(Refused):
    """Nothing can take the item's place; `lacking` gives the number of each such form and the cells it leaves open."""

    def __init__(self, item: str, lacking: Sequence[tuple[int, tuple[str, ...]]]) -> None:
        listed = "; ".join(f"{number}: {', '.join(cells)}" for number, cells in lacking)
        super().__init__(
            text("The item {item} wasn't withdrawn, and nothing was changed.", item=item),
            text("In these forms nothing can take its place (form: cells): {forms}.", forms=listed),
            text("Plan the exam anew on a bank that has more items for these cells."),
        )
        self.lacking = tuple(lacking)


def substitute(
    blueprint: Blueprint,
    pool: Sequence[PoolItem],
    seed: str,
    forms: Sequence[TestForm],
    withdrawals: Sequence[Withdrawal],
) -> tuple[TestForm, ...]:
    """The forms after the last of the withdrawals; the earlier ones have been carried out in `forms`.

    What is drawn whole leaves whole. Its places go to the next in line who keep the blueprint: those used least in all
    forms first, then by a digest of the seed for this withdrawal. Other items keep their places and their options.
    Raises `NoSubstitute`, naming forms and cells, where that's impossible for a form.
    """
    substitution = _Substitution(blueprint, pool, seed, forms, withdrawals)
    made = [substitution.changed(form) for form in forms]
    if substitution.lacking:
        raise NoSubstitute(withdrawals[-1].item, substitution.lacking)
    return tuple(made)


class _Substitution:
    """One withdrawal, form after form: who came into one form stands further back for the next."""

    def __init__(
        self,
        blueprint: Blueprint,
        pool: Sequence[PoolItem],
        seed: str,
        forms: Sequence[TestForm],
        withdrawals: Sequence[Withdrawal],
    ) -> None:
        self.stock, _ = prepare(blueprint, pool)
        self.seed, self.withdrawal = seed, withdrawals[-1]
        self.unit_of = {item.id: index for index, unit in enumerate(self.stock.units) for item in unit.items}
        used = Counter(unit for form in forms for unit in self._units(form))
        drawn = [used[index] for index in range(len(self.stock.units))]
        self.line = Line(self.stock, seed, f"withdrawal {len(withdrawals)}", drawn)
        self.out = self.unit_of.get(self.withdrawal.item)
        self.barred = {self.unit_of[item] for item in self.withdrawal.unusable if item in self.unit_of}
        self.lacking: list[tuple[int, tuple[str, ...]]] = []

    def _units(self, form: TestForm) -> list[int]:
        return list(dict.fromkeys(self.unit_of[item.id] for item in form.items))

    def changed(self, form: TestForm) -> TestForm:
        """The form after the withdrawal; where it can't be filled it's noted in `lacking` and stays."""
        units = self._units(form)
        if self.out is None or form.number not in self.withdrawal.numbers or self.out not in units:
            return form
        sketch = Sketch(self.stock)
        for unit in units:
            if unit != self.out:
                sketch.put(unit, text("Drawn."))
        if not _Refill(sketch, self.line, self.barred | {self.out}).done():
            cells = dict.fromkeys(self.stock.cell_of(item) for item in self.stock.units[self.out].items)
            self.lacking.append((form.number, tuple(cell or "total" for cell in cells)))
            return form
        return self._finished(form, sketch, [unit for unit in sketch.chosen if unit not in units])

    def _finished(self, form: TestForm, sketch: Sketch, comers: Sequence[int]) -> TestForm:
        left = {item.id for item in self.stock.units[self.out].items} if self.out is not None else set()
        reason = text("Takes the place of {left}, which was withdrawn.", left=", ".join(sorted(left)))
        for unit in comers:
            self.line.move_back(unit)
        come = [
            drawn_item(self.stock, item, reason, self.seed, form.number)
            for unit in comers
            for item in self.stock.units[unit].items
        ]
        items = iter(come)
        kept = tuple(next(items) if item.id in left else item for item in form.items)
        return finished_form(form.number, kept, sketch.facility, sketch.seconds)


class _Refill:
    """Fills a form's open places from the line, depth first, stepping back where what is left leads nowhere."""

    def __init__(self, sketch: Sketch, line: Line, barred: Collection[int]) -> None:
        self.sketch, self.line, self.barred, self.looks = sketch, line, barred, _LOOKS

    def done(self, after: int = -1) -> bool:
        """Whether the form is sound again; `after` is the place of who came in last, so that no set is tried twice."""
        sketch = self.sketch
        if sketch.size == sketch.stock.blueprint.total:
            return sketch.sound()
        wanting = sketch.deficits()
        kinds = sketch.stock.kinds[wanting[0]] if wanting else range(len(self.line.queues))
        for unit in self.line.walk(kinds, sketch.has_room):
            if unit in self.barred or self.line.places[unit] <= after or not sketch.is_free(unit):
                continue
            self.looks -= 1
            if self.looks < 0:
                break
            sketch.put(unit, text("Drawn."))
            if self.done(-1 if wanting else self.line.places[unit]):
                return True
            sketch.take(unit)
        return False
