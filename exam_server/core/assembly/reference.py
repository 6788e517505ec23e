"""Whether a blueprint can be filled at all, settled once and without the seed by a form that shows it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from exam_server.core.assembly.blueprint import Blueprint, PoolItem
from exam_server.core.assembly.fill import fill
from exam_server.core.assembly.line import Line
from exam_server.core.assembly.refusal import check_counts, no_form
from exam_server.core.assembly.repair import repair
from exam_server.core.assembly.search import search
from exam_server.core.assembly.sketch import Sketch
from exam_server.core.assembly.stock import Stock, stock_pool

Try = tuple[Sketch, Line]
_TRIES, _PATIENCE = 6, 80


class Prepared(NamedTuple):
    """A pool made ready, its target one that can be reached, and a sound form."""

    stock: Stock
    reference: Sketch


def prepare(blueprint: Blueprint, pool: Sequence[PoolItem]) -> Prepared:
    """Make the pool ready for its draws; raises `Infeasible`, naming cells, where it can't fill the blueprint.

    The target is the mean that the cells give; where time, enemies or stimuli keep every form away from it, it moves to
    the nearest that the reference form reached.
    """
    stock = stock_pool(blueprint, pool)
    check_counts(stock)
    nearest = min(
        (sketch for sketch, _ in tries((Line(stock, "", attempt) for attempt in range(_TRIES)), _PATIENCE)),
        key=lambda form: (form.coverage_fault(), form.seconds_over(), form.facility_off()),
    )
    if nearest.coverage_fault() or nearest.seconds_over():
        nearest = _searched(nearest)
    return Prepared(stock if nearest.sound() else replace(stock, target=nearest.facility), nearest)


def tries(lines: Iterable[Line], patience: int) -> Iterator[Try]:
    """Filled and repaired forms, each from the next line, up to the first sound one."""
    for line in lines:
        sketch = fill(line)
        repair(sketch, line, patience)
        yield sketch, line
        if sketch.sound():
            return


def _searched(nearest: Sketch) -> Sketch:
    """A form with its cells filled in time, found by search; the refusal where there's none, from the nearest form."""
    sketch = search(nearest.stock)
    if sketch is None:
        raise no_form(nearest)
    found = dict(sketch.chosen)
    repair(sketch, Line(nearest.stock, "", "search"), _PATIENCE)
    if sketch.coverage_fault() or sketch.seconds_over():
        sketch.become(found)
    return sketch
