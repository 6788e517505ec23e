"""The draw: numbered test forms as a pure function of blueprint, pool and secret seed."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from exam_server.core.assembly.blueprint import FACILITY_UNIT, Blueprint, PoolItem, pool_digest
from exam_server.core.assembly.fill import fill
from exam_server.core.assembly.forms import Draw, DrawnItem, TestForm, form_digest
from exam_server.core.assembly.line import keyed, line_up
from exam_server.core.assembly.refusal import check_counts, no_form
from exam_server.core.assembly.repair import even_out, repair
from exam_server.core.assembly.search import search
from exam_server.core.assembly.sketch import Sketch
from exam_server.core.assembly.stock import Stock, stock_pool
from exam_server.core.text import Text, text

Try = tuple[Sketch, list[int]]


class Effort(NamedTuple):
    """How many lines are tried for a form, and how many moves without progress each of them gets."""

    tries: int
    patience: int


_REFERENCE_EFFORT = Effort(6, 80)
_FORM_EFFORT = Effort(3, 30)


def draw_forms(blueprint: Blueprint, pool: Sequence[PoolItem], seed: str, count: int) -> Draw:
    """Draw forms 1 to `count`; raises `Infeasible`, naming cells, where the pool can't fill the blueprint.

    `pool` holds the items that may be drawn (`in_pool`), in any order. Each form depends on the forms before it only
    (their use of items), so a longer draw begins with the shorter one. Whether forms can be drawn is settled once, by a
    reference form that doesn't depend on the seed: a pool that yields one form yields any number.
    """
    stock = stock_pool(blueprint, pool)
    check_counts(stock)
    stock, reference = _with_reference(stock)
    drawn = [0] * len(stock.units)
    forms = []
    for number in range(1, count + 1):
        sketch = _sketch(stock, reference, seed, number, drawn)
        for index in sketch.chosen:
            drawn[index] += 1
        forms.append(_finished(sketch, seed, number))
    target = round(stock.target / (FACILITY_UNIT * blueprint.total), 4)
    return Draw(blueprint.id, seed, pool_digest(pool), target, tuple(forms))


def _with_reference(stock: Stock) -> tuple[Stock, Sketch]:
    """A sound form, and the stock with a target that can be reached.

    The target is the mean that the cells give; where time, enemies or stimuli keep every form away from it, it moves to
    the nearest that the reference form reached.
    """
    nothing = [0] * len(stock.units)
    tries = _tries(stock, "", "reference", nothing, _REFERENCE_EFFORT)
    nearest = min(
        (sketch for sketch, _ in tries),
        key=lambda form: (form.coverage_fault(), form.seconds_over(), form.facility_off()),
    )
    if nearest.coverage_fault() or nearest.seconds_over():
        nearest = _searched(nearest)
    return (stock if nearest.sound() else replace(stock, target=nearest.facility)), nearest


def _searched(nearest: Sketch) -> Sketch:
    """A form with its cells filled in time, found by search; the refusal where there's none, from the nearest form."""
    sketch = search(nearest.stock)
    if sketch is None:
        raise no_form(nearest)
    nothing = [0] * len(nearest.stock.units)
    found = dict(sketch.chosen)
    repair(sketch, line_up(nearest.stock, "", "reference", nothing), nothing, _REFERENCE_EFFORT.patience)
    if sketch.coverage_fault() or sketch.seconds_over():
        sketch.become(found)
    return sketch


def _sketch(stock: Stock, reference: Sketch, seed: str, number: int, drawn: Sequence[int]) -> Sketch:
    """A sound form: from its own line if that can be repaired, else from the reference form, evened out."""
    *_, (sketch, line) = _tries(stock, seed, number, drawn, _FORM_EFFORT)
    if not sketch.sound():
        reason = text("Kept from the form that shows that the blueprint can be filled.")
        sketch.become(dict.fromkeys(reference.chosen, reason))
    even_out(sketch, line, drawn)
    return sketch


def _tries(stock: Stock, seed: str, form: object, drawn: Sequence[int], effort: Effort) -> Iterator[Try]:
    """Filled and repaired forms with their lines, each try from another line, up to the first sound one."""
    for attempt in range(effort.tries):
        line = line_up(stock, seed, f"{form}/{attempt}" if attempt else form, drawn)
        sketch = fill(stock, line)
        repair(sketch, line, drawn, effort.patience)
        yield sketch, line
        if sketch.sound():
            return


def _finished(sketch: Sketch, seed: str, number: int) -> TestForm:
    """Units in the order of their digests, the items of a stimulus side by side, options shuffled for this form."""
    stock = sketch.stock
    ordered = sorted(sketch.chosen, key=lambda index: keyed(seed, "place", number, stock.units[index].key))
    items = tuple(
        _drawn(stock, item, sketch.chosen[index], seed, number)
        for index in ordered
        for item in stock.units[index].items
    )
    facility = round(sketch.facility / (FACILITY_UNIT * sketch.size), 4)
    return TestForm(number, form_digest(items), facility, sketch.seconds, items)


def _drawn(stock: Stock, item: PoolItem, reason: Text, seed: str, number: int) -> DrawnItem:
    options = item.option_ids
    if not item.fixed_order:
        options = tuple(sorted(options, key=lambda option: keyed(seed, "option", number, item.id, option)))
    return DrawnItem(item.id, item.revision, item.kind, item.criteria, stock.cell_of(item), options, reason)
