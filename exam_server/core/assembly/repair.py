"""Repair of a test form by swaps: first what counts, then time and facility, then evenness of exposure."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from exam_server.core.assembly.line import Line
from exam_server.core.assembly.sketch import Sketch
from exam_server.core.text import Text, text

_COVERAGE = 1 << 100
_MEASURE = 1 << 60
_WIDTH = 48
_REST = 5


@dataclass(frozen=True)
class Move:
    """Units that leave and come, what it costs (smaller is better), and for what it's made."""

    out: int | None
    come: int | None
    cost: int
    purpose: Text


def repair(sketch: Sketch, line: Line, patience: int) -> None:
    """Move until the form is sound or `patience` moves in a row brought nothing better; the best state stays.

    A unit that has just moved rests for some moves (tabu), so that the walk leaves dead ends instead of circling.
    """
    best, kept, resting, step, idle = sketch.fault(), dict(sketch.chosen), dict[int, int](), 0, 0
    while best != (0, 0) and idle < patience:
        tired = {unit for unit, until in resting.items() if until > step}
        move = _covering_move(sketch, line, tired) if sketch.coverage_fault() else _easing_move(sketch, line, tired)
        step, idle = step + 1, idle + 1
        if move is None:
            resting.clear()
            continue
        _make(sketch, move)
        resting.update({unit: step + _REST + step % 3 for unit in (move.out, move.come) if unit is not None})
        if sketch.fault() < best:
            best, kept, idle = sketch.fault(), dict(sketch.chosen), 0
    sketch.become(kept)


def even_out(sketch: Sketch, line: Line) -> None:
    """Let twins that were drawn less often take the place of others, where the form stays sound."""
    for out in sorted(sketch.chosen, key=line.places.__getitem__, reverse=True):
        for come in line.twins_of(out):
            if line.drawn[come] >= line.drawn[out]:
                break
            if come not in sketch.chosen and _replace_if_sound(sketch, out, come):
                break


def _replace_if_sound(sketch: Sketch, out: int, come: int) -> bool:
    if sketch.measure_fault(come, out):
        return False
    reason = sketch.take(out)
    if sketch.peaceful(come):
        sketch.put(come, _swapped(sketch, out, text("even exposure")))
        return True
    sketch.put(out, reason)
    return False


def _make(sketch: Sketch, move: Move) -> None:
    if move.out is not None:
        sketch.take(move.out)
    if move.come is not None:
        sketch.put(move.come, _swapped(sketch, move.out, move.purpose))


def _swapped(sketch: Sketch, out: int | None, purpose: Text) -> Text:
    if out is None:
        return text("Added for: {purpose}.", purpose=purpose)
    left = ", ".join(item.id for item in sketch.stock.units[out].items)
    return text("Swapped in for {left}: {purpose}.", left=left, purpose=purpose)


def _easing_move(sketch: Sketch, line: Line, resting: Collection[int]) -> Move | None:
    """A swap for time and facility that keeps the cells: the first in line who halves the fault, else the best.

    Taking the first, not the best, keeps the few quickest items from coming into every form.
    """
    purpose = text("the time") if sketch.seconds_over() else text("the expected facility")
    fault, best = sketch.measure_fault(), None
    outs = [out for out in _last_first(sketch, line) if out not in resting]
    for come in _first(sketch, line.walk(range(len(line.queues)))):
        for out in outs if come not in resting else ():
            after = sketch.measure_fault(come, out)
            if (best is None or after < best.cost) and _keeps_cells(sketch, out, come):
                best = Move(out, come, after, purpose)
                if 2 * after <= fault:
                    return best
    return best


def _keeps_cells(sketch: Sketch, out: int, come: int) -> bool:
    reason = sketch.take(out)
    keeps = sketch.peaceful(come) and sketch.coverage_fault(come) == 0
    sketch.put(out, reason)
    return keeps


def _covering_move(sketch: Sketch, line: Line, resting: Collection[int]) -> Move | None:
    best: Move | None = None
    now = sketch.coverage_fault() * _COVERAGE + sketch.measure_fault() * _MEASURE
    for outs, comes, purpose in _neighbourhoods(sketch, line):
        for move in _moves(sketch, outs, comes, purpose, line):
            rests = move.out in resting or move.come in resting
            if (best is None or move.cost < best.cost) and (not rests or move.cost < _MEASURE >> 1):
                best = move
        if best is not None and best.cost < now:
            return best
    return best


Neighbourhood = tuple[Sequence[int | None], Sequence[int | None], Text]


def _neighbourhoods(sketch: Sketch, line: Line) -> Iterator[Neighbourhood]:
    """Who may leave and who may come, the most promising first."""
    stock = sketch.stock
    chosen, everybody = _last_first(sketch, line), _first(sketch, line.walk(range(len(line.queues))))
    short = sketch.size < stock.blueprint.total
    for cell in sketch.deficits():
        purpose = text("cell {cell}", cell=stock.cells[cell].id)
        yield [*([None] if short else []), *chosen], _first(sketch, line.walk(stock.kinds[cell])), purpose
    for cell in sketch.excesses():
        inside = [unit for unit in chosen if cell in stock.units[unit].inside]
        yield inside, [None, *everybody], text("cell {cell}", cell=stock.cells[cell].id)
    if sketch.size != stock.blueprint.total:
        yield ([None], everybody, text("the total")) if short else (chosen, [None, *everybody], text("the total"))


def _last_first(sketch: Sketch, line: Line) -> list[int]:
    return sorted(sketch.chosen, key=line.places.__getitem__, reverse=True)


def _first(sketch: Sketch, queue: Iterable[int]) -> list[int]:
    return list(islice((unit for unit in queue if unit not in sketch.chosen), _WIDTH))


def _moves(
    sketch: Sketch, outs: Sequence[int | None], comes: Sequence[int | None], purpose: Text, line: Line
) -> Iterator[Move]:
    for out in outs:
        reason = sketch.take(out) if out is not None else None
        worn = line.drawn[out] if out is not None else 0
        for come in comes:
            if come == out or come in sketch.chosen or (come is not None and not sketch.peaceful(come)):
                continue
            cost = sketch.coverage_fault(come) * _COVERAGE + sketch.measure_fault(come) * _MEASURE
            yield Move(out, come, cost + (line.drawn[come] if come is not None else 0) - worn, purpose)
        if out is not None and reason is not None:
            sketch.put(out, reason)
