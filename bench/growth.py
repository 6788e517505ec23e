"""How the room's figures grow with its candidates: the exponent over all sizes, and where it bends."""

from collections.abc import Sequence
from itertools import pairwise
from math import log
from statistics import linear_regression

from bench.day import MEGA, Day, measure_day
from bench.figures import show
from bench.ground import Ground, p99

SIZES = (50, 100, 200, 500, 1_000, 2_000)
COLUMNS = (
    "all log in at once: p99, s",
    "desk opens, s",
    "all start at once: p99, s",
    "save every 10 s: p99, ms",
    "share of a core, %",
    "memory, MB",
    "errors",
)
# Growth by more than its share: twice the candidates cost clearly more than twice.
BEND = 1.3


async def measure(ground: Ground) -> str:
    """A Markdown table: a line per size from one day each, the exponents, and where each bends."""
    rows = [_row(await measure_day(ground, ground.fresh_room(size))) for size in SIZES]
    lines = [_line("candidates", COLUMNS), "|---" * (len(COLUMNS) + 1) + "|"]
    lines += [_line(str(size), map(show, row)) for size, row in zip(SIZES, rows, strict=True)]
    columns = list(zip(*rows, strict=True))[:-1]
    lines.append(_line("exponent", [*(f"{exponent(SIZES, each):.2f}" for each in columns), ""]))
    lines.append(_line("bends at", [*(bend(SIZES, each) for each in columns), ""]))
    return "\n".join(lines)


def _row(day: Day) -> tuple[float, ...]:
    pace = day.pace
    return (
        p99(day.log_in),
        day.opening,
        p99(day.start),
        p99(pace.saves) * 1000,
        pace.share * 100,
        day.resident / MEGA,
        float(day.log_in_errors + day.start_errors),
    )


def exponent(sizes: Sequence[int], values: Sequence[float]) -> float:
    """The slope of the values over the sizes, both as logarithms: 1 means twice as many cost twice as much."""
    return linear_regression([log(each) for each in sizes], [log(each) for each in values]).slope


def bend(sizes: Sequence[int], values: Sequence[float]) -> str:
    """The first size from which the next one costs more than `BEND` allows; a dash where none does."""
    for (less, low), (more, high) in pairwise(zip(sizes, values, strict=True)):
        if log(high / low) / log(more / less) > BEND:
            return str(less)
    return "–"


def _line(head: str, cells: "Sequence[str] | map[str]") -> str:
    return "| " + " | ".join([head, *cells]) + " |"
