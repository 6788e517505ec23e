"""Changing a blueprint: a row for everything that a cell can ask for, and the difference of two revisions."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import get_args

from exam_server.core.assembly import Blueprint, Cell
from exam_server.core.bank import Kind, Level
from exam_server.core.plan import ItemsRight, Plan
from exam_server.core.qualification import Qualification

Place = tuple[int | None, str | None, str | None, Level | None, Kind | None]
FACTS = ("title", "minutes", "total", "difficulty_band", "statuses", "pool")


def place_of(cell: Cell) -> Place:
    """What a cell asks for, without its quota and its name."""
    return cell.set, cell.outcome, cell.criterion, cell.level, cell.kind


def rows_of(blueprint: Blueprint, qualification: Qualification) -> tuple[Cell, ...]:
    """A cell for each set, outcome and criterion in the form's order (S12), each level and kind, then any other cell.

    Those that the blueprint has are its own; the rest are empty, under names that are free.
    """
    own = {place_of(cell): cell for cell in reversed(blueprint.cells)}
    taken = {cell.id for cell in blueprint.cells}
    offered = [*_of_the_form(qualification), *_of_items()]
    rows = [own.get(place_of(cell)) or replace(cell, id=_free(cell.id, taken)) for cell in offered]
    shown = {cell.id for cell in rows}
    return (*rows, *(cell for cell in blueprint.cells if cell.id not in shown))


def _of_the_form(qualification: Qualification) -> Iterator[Cell]:
    for each in qualification.sets:
        yield Cell(f"set-{each.number}", set=each.number)
        for outcome in each.outcomes:
            yield Cell(f"outcome-{outcome.code.lower()}", outcome=outcome.code)
            for criterion in outcome.criteria:
                yield Cell(f"c-{criterion.code.lower()}", criterion=criterion.code)


def _of_items() -> Iterator[Cell]:
    for level in get_args(Level):
        yield Cell(f"level-{level}", level=level)
    for kind in get_args(Kind):
        yield Cell(f"kind-{kind.replace('_', '-')}", kind=kind)


def _free(name: str, taken: set[str]) -> str:
    return next(each for number in range(1, 999) if (each := name if number == 1 else f"{name}-{number}") not in taken)


def is_limiting(cell: Cell) -> bool:
    """Whether a row says anything: else it's no cell."""
    return cell.minimum > 0 or cell.maximum is not None


def crossed_cells(blueprint: Blueprint) -> tuple[Cell, ...]:
    """Cells that ask for more than they take."""
    return tuple(
        cell for cell in blueprint.cells if cell.minimum > (blueprint.total if cell.maximum is None else cell.maximum)
    )


def ask_as_planned(rows: Sequence[Cell], plan: Plan) -> tuple[Cell, ...]:
    """The rows with exactly as many items of each criterion as the plan's rule wants, and none limited elsewhere."""
    return tuple(_as_planned(cell, plan) if cell.criterion and not (cell.level or cell.kind) else cell for cell in rows)


def _as_planned(cell: Cell, plan: Plan) -> Cell:
    line = plan.line(cell.criterion or "")
    use = line.use_of("theory_test") if line else None
    if use is None or not isinstance(use.sufficiency, ItemsRight):
        return replace(cell, minimum=0, maximum=None)
    return replace(cell, minimum=use.sufficiency.asked, maximum=use.sufficiency.asked)


@dataclass(frozen=True)
class FactChange:
    """One of `FACTS` with its old and new value."""

    name: str
    before: object
    after: object


@dataclass(frozen=True)
class CellChange:
    """A cell of either revision; None on the side that doesn't have it."""

    before: Cell | None
    after: Cell | None

    @property
    def cell(self) -> Cell:
        found = self.after or self.before
        assert found is not None  # noqa: S101 - one of the two is always given
        return found


@dataclass(frozen=True)
class BlueprintDifference:
    facts: tuple[FactChange, ...]
    cells: tuple[CellChange, ...]

    def __bool__(self) -> bool:
        return bool(self.facts or self.cells)


def compare_blueprints(before: Blueprint, after: Blueprint) -> BlueprintDifference:
    """What changed, cells by what they ask for (a new name for the same quota is no change); lost ones come last."""
    facts = tuple(
        FactChange(name, getattr(before, name), getattr(after, name))
        for name in FACTS
        if getattr(before, name) != getattr(after, name)
    )
    old, new = ({place_of(cell): cell for cell in each.cells} for each in (before, after))
    places = dict.fromkeys([*new, *old])
    pairs = ((old.get(place), new.get(place)) for place in places)
    return BlueprintDifference(facts, tuple(CellChange(*pair) for pair in pairs if _quota(pair[0]) != _quota(pair[1])))


def _quota(cell: Cell | None) -> tuple[int, int | None] | None:
    return (cell.minimum, cell.maximum) if cell else None
