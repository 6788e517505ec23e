"""The figures that are wanted, with their floors and targets, and how measured ones are written down."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Wanted:
    """One line of the table. `more` says which way is better; the floor must be reached, the target is aimed at."""

    key: str
    what: str
    unit: str
    floor: float | None = None
    target: float | None = None
    more: bool = False

    def judge(self, value: float) -> str:
        if self.floor is None or self.target is None:
            return ""
        if value >= self.target if self.more else value <= self.target:
            return "target"
        return "floor" if (value >= self.floor if self.more else value <= self.floor) else "below the floor"


WANTED = (
    Wanted("saves", "saves/s at saturation, SQLite FULL, 64 connections ÷ bare commits/s", "×", 0.5, 2.0, more=True),
    Wanted("saves-pg", "the same on PostgreSQL ÷ its bare commits/s on 8 connections", "×", 0.35, 1.2, more=True),
    Wanted("spread", "saturation: p99 ÷ p50", "×", 4, 2),
    Wanted("pace", "500 save every 10 s: p99", "ms", 25, 8),
    Wanted("pace-cpu", "500 save every 10 s: share of a core", "%", 20, 8),
    Wanted("slow", "the same with 4 ms more for each flush: p99", "ms", 60, 20),
    Wanted("start", "500 start in the same instant: p99 to a usable first item", "s", 1.5, 0.5),
    Wanted("start-errors", "500 start in the same instant: errors", "", 0, 0),
    Wanted("log-in", "500 log in in the same instant: p99 ÷ the start's", "×", 2, 1),
    Wanted("hand-in", "200 hand in within 5 s: p99", "s", 1, 0.3),
    Wanted("sitting-cpu", "server CPU of a 30-item sitting, in Flask-hello requests", "", 150, 60),
    Wanted("sitting-bytes", "bytes down for that sitting, cold cache", "kB", 120, 80),
    Wanted("first-item", "requests for the first item", "", 6, 4),
    Wanted("per-answer", "requests per answer", "", 1, 1),
    Wanted("memory", "memory of the server with 500 candidates", "MB", 200, 100),
    Wanted("draws", "forms drawn/s ÷ MILP's, 500 items, 55 criteria, forms of 40", "×", 10, 40, more=True),
    Wanted("draws-whole", "drawn forms that meet everything", "%", 100, 100, more=True),
    Wanted("list", "author's list of 10,000 items, mixed filters, orders, searches: p95 of a page", "ms", 300, 100),
    Wanted("list-pg", "the same on PostgreSQL", "ms", 300, 100),
    Wanted("statistics", "statistics of 5,000 sittings × 40 items: read, computed and kept", "s", 1, 0.5),
    Wanted("statistics-pg", "these statistics on PostgreSQL", "s", 1, 0.5),
    Wanted("tablets", "60 tablets tap beside 200 sittings: p95 to the acknowledgement", "ms", 200, 50),
    Wanted("tablets-refused", "those tablets: taps refused", "", 0, 0),
    Wanted("circuit", "a day of 60 candidates, 3 stations and 12 members planned", "s", 5, 1),
    Wanted("circuit-refused", "why such a day with too few hours can't be planned, and what would help", "s", 5, 2),
    Wanted("lost", "acknowledged answers lost over 100 kills under load", "", 0, 0),
    Wanted("lost-pg", "the same on PostgreSQL, one of two processes killed 25 times", "", 0, 0),
)
BY_KEY = {each.key: each for each in WANTED}


@dataclass(frozen=True)
class Figure:
    """A measured line: one value per round, and what a reader has to know beside it."""

    key: str
    values: tuple[float, ...]
    note: str = ""

    @property
    def wanted(self) -> Wanted:
        return BY_KEY[self.key]

    @property
    def middle(self) -> float:
        return median(self.values)


HEAD = (
    "| figure | floor | target | median | min–max | rounds | reached | beside it |",
    "|---|---|---|---|---|---|---|---|",
)


def table(figures: Sequence[Figure]) -> str:
    """The lines in the order of `WANTED`, as Markdown."""
    order = {each.key: place for place, each in enumerate(WANTED)}
    return "\n".join([*HEAD, *(line(each) for each in sorted(figures, key=lambda each: order[each.key]))])


def line(figure: Figure) -> str:
    wanted = figure.wanted
    span = f"{show(min(figure.values))}–{show(max(figure.values))}"
    cells = [wanted.what, _bound(wanted.floor, wanted), _bound(wanted.target, wanted)]
    cells += [f"**{_with_unit(figure.middle, wanted)}**", span, str(len(figure.values))]
    return "| " + " | ".join([*cells, wanted.judge(figure.middle), figure.note]) + " |"


def _bound(value: float | None, wanted: Wanted) -> str:
    return "" if value is None else _with_unit(value, wanted)


def _with_unit(value: float, wanted: Wanted) -> str:
    return show(value) + (f" {wanted.unit}" if wanted.unit else "")


def show(value: float) -> str:
    """Three figures that count; more would be noise."""
    return f"{value:.0f}" if abs(value) >= 100 or value == int(value) else f"{value:.3g}"
