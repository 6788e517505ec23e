"""The draw: numbered test forms as a pure function of blueprint, pool and secret seed."""

from collections.abc import Iterator, Sequence

from exam_server.core.assembly.blueprint import FACILITY_UNIT, Blueprint, PoolItem, pool_digest
from exam_server.core.assembly.forms import Draw, DrawnItem, TestForm, form_digest
from exam_server.core.assembly.line import Line, keyed, shuffled
from exam_server.core.assembly.reference import prepare, tries
from exam_server.core.assembly.repair import even_out
from exam_server.core.assembly.sketch import Sketch
from exam_server.core.assembly.stock import Stock
from exam_server.core.text import Text, text

METHOD = "exam-draw-3"
"""The name of this way to draw: a change that gives other forms for the same seed gives it another name."""

_TRIES, _PATIENCE = 3, 30


def draw_forms(blueprint: Blueprint, pool: Sequence[PoolItem], seed: str, count: int) -> Draw:
    """Draw forms 1 to `count`; raises `Infeasible`, naming cells, where the pool can't fill the blueprint.

    `pool` holds the items that may be drawn (`in_pool`), in any order. Each form depends on the forms before it only
    (their use of items, and what the last one holds), so a longer draw begins with the shorter one. Whether forms can
    be drawn is settled once, by a reference form that doesn't depend on the seed: a pool that yields one form yields
    any number.
    """
    stock, reference = prepare(blueprint, pool)
    line = Line(stock, seed, "forms")
    forms = []
    for number in range(1, count + 1):
        sketch = _sketch(reference, line, seed, number)
        line.serve(sketch.chosen)
        forms.append(_finished(sketch, seed, number))
    target = round(stock.target / (FACILITY_UNIT * blueprint.total), 4)
    return Draw(blueprint.id, seed, pool_digest(pool), target, tuple(forms))


def _sketch(reference: Sketch, line: Line, seed: str, number: int) -> Sketch:
    """A sound form: from the line if that can be repaired, else from the reference form, evened out."""
    *_, (sketch, _) = tries(_lines(line, seed, number), _PATIENCE)
    if not sketch.sound():
        reason = text("Kept from the form that shows that the blueprint can be filled.")
        sketch.become(dict.fromkeys(reference.chosen, reason))
    even_out(sketch, line)
    return sketch


def _lines(line: Line, seed: str, number: int) -> Iterator[Line]:
    """The line as it stands, then others of the same people: where the first leads nowhere, luck has to change."""
    yield line
    for attempt in range(1, _TRIES):
        yield Line(line.stock, seed, f"{number}/{attempt}", line.drawn, line.resting)


def _finished(sketch: Sketch, seed: str, number: int) -> TestForm:
    """Units in the order of their digests, the items of a stimulus side by side, options shuffled for this form."""
    stock = sketch.stock
    ordered = sorted(sketch.chosen, key=lambda index: keyed(seed, "place", number, stock.units[index].key))
    items = tuple(
        drawn_item(stock, item, sketch.chosen[index], seed, number)
        for index in ordered
        for item in stock.units[index].items
    )
    return finished_form(number, items, sketch.facility, sketch.seconds)


def finished_form(number: int, items: tuple[DrawnItem, ...], facility: int, seconds: int) -> TestForm:
    """The form of these items; `facility` and `seconds` are their sums."""
    return TestForm(number, form_digest(items), round(facility / (FACILITY_UNIT * len(items)), 4), seconds, items)


def drawn_item(stock: Stock, item: PoolItem, reason: Text, seed: str, number: int) -> DrawnItem:
    """The item as form `number` shows it."""
    options = draw_options(item, seed, number)
    return DrawnItem(item.id, item.revision, item.kind, item.criteria, stock.cell_of(item), options, reason)


def draw_options(item: PoolItem, seed: str, number: int) -> tuple[str, ...]:
    """The item's options in an order that depends on nothing else of form `number`.

    An ordering item never comes in the order of its row, which is the right one where the rows are the bank's own.
    """
    options = item.option_ids if item.fixed_order else shuffled(item.option_ids, seed, "option", number, item.id)
    if item.kind == "ordering" and options == item.option_ids:
        return (*options[1:], *options[:1])
    return options
