"""Repair of a test form by swaps: first what counts, then time and facility, then evenness of exposure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

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


def repair(sketch: Sketch, line: Sequence[int], drawn: Sequence[int], patience: int) -> None:
    """Move until the form is sound or `patience` moves in a row brought nothing better; the best state stays.

    A unit that has just moved rests for some moves (tabu), so that the walk leaves dead ends instead of circling.
    """
    best, kept, resting, step, idle = sketch.fault(), dict(sketch.chosen), dict[int, int](), 0, 0
    while best != (0, 0) and idle < patience:
        move = _best_move(sketch, line, drawn, {unit for unit, until in resting.items() if until > step})
        step, idle = step + 1, idle + 1
        if move is None:
            resting.clear()
            continue
        _make(sketch, move)
        resting.update({unit: step + _REST + step % 3 for unit in (move.out, move.come) if unit is not None})
        if sketch.fault() < best:
            best, kept, idle = sketch.fault(), dict(sketch.chosen), 0
    sketch.become(kept)


def even_out(sketch: Sketch, line: Sequence[int], drawn: Sequence[int]) -> None:
    """Let twins that were drawn less often take the place of others, where the form stays sound."""
    for out in sorted(sketch.chosen, key=lambda index: -line[index]):
        for come in sorted(sketch.stock.twins[out], key=line.__getitem__):
            if drawn[come] >= drawn[out]:
                break
            if come not in sketch.chosen and _replace_if_sound(sketch, out, come):
                break


def _replace_if_sound(sketch: Sketch, out: int, come: int) -> bool:
    reason = sketch.take(out)
    if sketch.peaceful(come) and not sketch.measure_fault(come):
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


def _best_move(sketch: Sketch, line: Sequence[int], drawn: Sequence[int], resting: set[int]) -> Move | None:
    best: Move | None = None
    coverage, measure = sketch.fault()
    now = coverage * _COVERAGE + measure * _MEASURE
    for outs, comes, purpose in _neighbourhoods(sketch, line):
        for move in _moves(sketch, outs, comes, purpose, drawn):
            rests = move.out in resting or move.come in resting
            if (best is None or move.cost < best.cost) and (not rests or move.cost < _MEASURE >> 1):
                best = move
        if best is not None and best.cost < now:
            return best
    return best


Neighbourhood = tuple[list[int | None], list[int | None] | None, Text]


def _neighbourhoods(sketch: Sketch, line: Sequence[int]) -> Iterator[Neighbourhood]:
    """Who may leave and who may come (None: twins of whoever leaves), the most promising first."""
    stock = sketch.stock
    chosen: list[int | None] = [*sorted(sketch.chosen, key=line.__getitem__, reverse=True)]
    nobody: list[int | None] = [None]
    short = sketch.size < stock.blueprint.total
    for cell in sketch.deficits():
        purpose = text("cell {cell}", cell=stock.cells[cell].id)
        yield (nobody if short else []) + chosen, _first(sketch, stock.members[cell], line), purpose
    for cell in sketch.excesses():
        inside = [unit for unit in stock.members[cell] if unit in sketch.chosen]
        yield (
            [*inside],
            nobody + _first(sketch, range(len(stock.units)), line),
            text("cell {cell}", cell=stock.cells[cell].id),
        )
    if sketch.size != stock.blueprint.total:
        everyone = _first(sketch, range(len(stock.units)), line)
        yield (nobody, everyone, text("the total")) if short else (chosen, nobody + everyone, text("the total"))
    elif sketch.measure_fault():
        purpose = text("the time") if sketch.seconds_over() else text("the expected facility")
        yield chosen, None, purpose
        yield chosen, _first(sketch, range(len(stock.units)), line), purpose


def _first(sketch: Sketch, units: Iterable[int], line: Sequence[int]) -> list[int | None]:
    return [*sorted((unit for unit in units if unit not in sketch.chosen), key=line.__getitem__)[:_WIDTH]]


def _moves(
    sketch: Sketch, outs: Sequence[int | None], comes: Sequence[int | None] | None, purpose: Text, drawn: Sequence[int]
) -> Iterator[Move]:
    for out in outs:
        reason = sketch.take(out) if out is not None else None
        worn = drawn[out] if out is not None else 0
        for come in sketch.stock.twins[out] if comes is None and out is not None else comes or ():
            if come == out or come in sketch.chosen or (come is not None and not sketch.peaceful(come)):
                continue
            cost = sketch.coverage_fault(come) * _COVERAGE + sketch.measure_fault(come) * _MEASURE
            yield Move(out, come, cost + (drawn[come] if come is not None else 0) - worn, purpose)
        if out is not None and reason is not None:
            sketch.put(out, reason)
