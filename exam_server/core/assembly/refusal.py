"""Why a blueprint can't be filled: cells that lack items, found by counting, or constraints that don't go together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from exam_server.core.assembly.sketch import Sketch
from exam_server.core.assembly.stock import Stock
from exam_server.core.problems import Refused
from exam_server.core.text import Text, text

_REMEDY = text("Add items for what is named, or change the blueprint.")


@dataclass(frozen=True)
class Lack:
    """A cell (or `total`, for the whole form) that wants `wanted` items and can get at most `available`."""

    cell: str
    wanted: int
    available: int

    @property
    def missing(self) -> int:
        return self.wanted - self.available


class Infeasible(Refused):
    """No test form can be drawn. `lacks` names cells that counting proves short; else `blocked` what blocked last."""

    def __init__(self, blueprint: str, why: Text, lacks: Sequence[Lack] = (), blocked: Sequence[str] = ()) -> None:
        what = text("No test form can be drawn from the blueprint {blueprint}.", blueprint=blueprint)
        super().__init__(what, why, _REMEDY)
        self.lacks, self.blocked = tuple(lacks), tuple(blocked)


def check_counts(stock: Stock) -> None:
    """Raise `Infeasible` where counting alone shows that no form can exist."""
    blueprint = stock.blueprint
    if lacks := [*_short_cells(stock), *_short_total(stock)]:
        listed = ", ".join(f"{lack.cell}: {lack.available}/{lack.wanted} (−{lack.missing})" for lack in lacks)
        raise Infeasible(
            blueprint.id, text("These cells lack items (available/wanted, missing): {cells}.", cells=listed), lacks
        )
    if crowded := _crowded(stock):
        wanted, names = crowded
        why = text(
            "The minimums of {cells} add up to {wanted} items, the form has {total}.",
            cells=", ".join(names),
            wanted=wanted,
            total=blueprint.total,
        )
        raise Infeasible(blueprint.id, why, blocked=names)
    shortest = sum(sorted(seconds for unit in stock.units for seconds in unit.each_seconds)[: blueprint.total])
    if shortest > stock.seconds:
        why = text(
            "Even the {total} shortest items take {needed} seconds, the test has {seconds}.",
            total=blueprint.total,
            needed=shortest,
            seconds=stock.seconds,
        )
        raise Infeasible(blueprint.id, why, blocked=("minutes",))


def _short_cells(stock: Stock) -> Iterable[Lack]:
    for index, cell in enumerate(stock.blueprint.cells):
        available = min(stock.available[index], stock.highest[index])
        if available < cell.minimum:
            yield Lack(cell.id, cell.minimum, available)


def _short_total(stock: Stock) -> Iterable[Lack]:
    """Cells that restrict the same respect bound the total: each gives its maximum, other items themselves."""
    everything = sum(unit.size for unit in stock.units)
    reach = everything
    for group in stock.respects():
        cells = set(group)
        inside = sum(max((n for cell, n in unit.cells if cell in cells), default=0) for unit in stock.units)
        reach = min(reach, everything - inside + sum(min(stock.available[cell], stock.highest[cell]) for cell in group))
    if reach < stock.blueprint.total:
        yield Lack("total", stock.blueprint.total, reach)


def _crowded(stock: Stock) -> tuple[int, tuple[str, ...]] | None:
    for group in stock.respects():
        seen = [index for cell in group for index in stock.members[cell]]
        wanted = sum(stock.cells[cell].minimum for cell in group)
        if len(seen) == len(set(seen)) and wanted > stock.blueprint.total:
            return wanted, tuple(stock.cells[cell].id for cell in group if stock.cells[cell].minimum)
    return None


def no_form(nearest: Sketch) -> Infeasible:
    """The refusal for constraints that can each be met, but that no form found joins; names what blocked last."""
    stock = nearest.stock
    blueprint = stock.blueprint
    if nearest.coverage_fault():
        open_cells = [stock.cells[cell].id for cell in (*nearest.deficits(), *nearest.excesses())]
        blocked = (*open_cells, *(["total"] if nearest.size != blueprint.total else []))
        why = text(
            "Each cell has enough items, but no form joins all constraints; the last ones left open: {cells}.",
            cells=", ".join(blocked),
        )
        return Infeasible(blueprint.id, why, blocked=blocked)
    why = text(
        "The cells can be filled, but not in the time: {seconds} seconds too long.", seconds=nearest.seconds_over()
    )
    return Infeasible(blueprint.id, why, blocked=("minutes",))
