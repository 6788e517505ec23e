"""Figures of agreement in words and drawings, for whichever room shows them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from exam_server.core.agreement import PlaceMean, Result, TooAlike
from exam_server.core.problems import Refused
from exam_server.core.psychometrics import Estimate
from exam_server.core.text import Text, text
from exam_server.services.agreement import Span
from exam_server.web.language import speak
from exam_server.web.statistics import decimal, say_result
from exam_server.web.typed import typed_day

FIGURE_WORDS: Mapping[str, Text] = {
    "exact": text("Same level"),
    "near": text("At most one level apart"),
    "kappa_linear": text("Kappa, linear weights"),
    "kappa_quadratic": text("Kappa, quadratic weights"),
    "alpha": text("Krippendorff's alpha, ordinal"),
    "icc_single": text("ICC(2,1), one assessor"),
    "icc_mean": text("ICC(2,k), mean of a commission"),
    "chance_same": text("Same view on the opportunity"),
    "chance_alpha": text("Krippendorff's alpha of the opportunity, nominal"),
}
MEANINGS: Mapping[str, Text] = {
    "exact": text("Of all pairs of levels that two assessors gave for the same, how many are equal."),
    "near": text("Of the same pairs, how many lie at most one level apart."),
    "kappa_linear": text(
        "Cohen's kappa, the mean over pairs of assessors by their shared ratings: agreement beyond what chance would"
        " give; a difference of two levels counts twice as much as one."
    ),
    "kappa_quadratic": text("The same, with a difference of two levels counting four times as much as one."),
    "alpha": text(
        "Agreement beyond chance of all assessors at once; the levels are an order; who saw no opportunity is left out."
    ),
    "icc_single": text(
        "Two-way random effects, absolute agreement: which part of the spread of levels comes from the candidates, and"
        " not from who rated. Candidate and criterion together are one unit."
    ),
    "icc_mean": text("The same for the mean of a whole commission."),
    "chance_same": text(
        "Of all pairs of ratings of the same, how many agree on whether there was an opportunity to show it."
    ),
    "chance_alpha": text("The same question beyond what chance would give."),
}
SHARES = frozenset({"exact", "near", "chance_same"})
COEFFICIENTS = (-0.2, 0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
"""The axis of figures that are 1 at best; what lies below it is drawn at its end."""
LEAST_GAP = 1.0
SPARK_WIDTH, SPARK_HEIGHT, SPARK_EDGE = 240, 90, 12


class Mark(NamedTuple):
    """Where a figure and the bounds of its interval stand, in percent of the drawing's width."""

    low: float
    value: float
    high: float


class Row(NamedTuple):
    """A line of a drawing; no mark where there's nothing to say."""

    label: str
    words: str
    mark: Mark | None


class Axis(NamedTuple):
    """Ticks with their places in percent; `zero`: the place of 0."""

    ticks: list[tuple[float, str]]
    zero: float


class Spark(NamedTuple):
    """A small drawing of a day: its points, above and below the line of the others."""

    label: str
    points: list[tuple[float, float]]


class Days(NamedTuple):
    """Small drawings on one scale, which is said in words; `last`: the last place of the longest day."""

    sparks: list[Spark]
    last: int
    scale: str


def say_figure(name: str, result: Result) -> str:
    """Shares in percent, other figures as decimals, each with its 95 % interval; or why nothing can be said."""
    if isinstance(result, TooAlike):
        return speak(text("too few to say: the ratings are too much alike"))
    if isinstance(result, Estimate) and name in SHARES:
        return f"{_percent(result.value)} ({_percent(result.low)} … {_percent(result.high)})"
    return say_result(result)


def say_value(name: str, result: Result) -> str:
    """The figure of a result, without its interval."""
    return say_bare(name, result.value if isinstance(result, Estimate) else None)


def columns(names: Sequence[str]) -> list[str]:
    """Heads of a table's columns."""
    return [speak(FIGURE_WORDS[name]) for name in names]


def say_bare(name: str, value: float | None) -> str:
    """A figure without an interval."""
    if value is None:
        return "–"
    return _percent(value) if name in SHARES else decimal(value)


def _percent(share: float) -> str:
    return f"{round(100 * share)}\u00a0%"


def say_gap(result: Result) -> str:
    """A difference of levels with its sign."""
    if not isinstance(result, Estimate):
        return say_figure("severity", result)
    return f"{_signed(result.value)} ({_signed(result.low)} … {_signed(result.high)})"


def _signed(value: float) -> str:
    """Two decimals; what rounds to 0 has no sign."""
    shown = round(value, 2)
    return decimal(abs(shown)) if shown == 0 else ("+" if shown > 0 else "") + decimal(shown)


def draw_figures(rows: Sequence[tuple[str, str, Result]]) -> tuple[Axis, list[Row]]:
    """Label, name of the figure and result, on the axis of coefficients."""
    start, end = COEFFICIENTS[0], COEFFICIENTS[-1]
    ticks = [(_place(each, start, end), decimal(each, 1)) for each in COEFFICIENTS]
    drawn = [Row(label, say_figure(name, result), place_mark(result, start, end)) for label, name, result in rows]
    return Axis(ticks, _place(0, start, end)), drawn


def draw_gaps(rows: Sequence[tuple[str, Result]]) -> tuple[Axis, list[Row]]:
    """Differences of levels to both sides of 0, which stands in the middle."""
    bounds = [abs(bound) for _, each in rows if isinstance(each, Estimate) for bound in (each.low, each.high)]
    end = max(LEAST_GAP, *bounds) if bounds else LEAST_GAP
    values = (-end, -end / 2, 0.0, end / 2, end)
    ticks = [(_place(each, -end, end), _signed(each) if each else "0") for each in values]
    return Axis(ticks, 50.0), [Row(label, say_gap(result), place_mark(result, -end, end)) for label, result in rows]


def place_mark(result: Result, start: float, end: float) -> Mark | None:
    """A result on an axis from `start` to `end`; what lies outside stands at its end."""
    if not isinstance(result, Estimate):
        return None
    return Mark(*(_place(each, start, end) for each in (result.low, result.value, result.high)))


def _place(value: float, start: float, end: float) -> float:
    return round(100 * (min(max(value, start), end) - start) / (end - start), 2)


def draw_days(rows: Sequence[tuple[str, Sequence[PlaceMean]]]) -> Days:
    """Mean differences over the places of a day, all on one scale, so that they can be compared."""
    everything = [each for _, places in rows for each in places]
    reach = max([LEAST_GAP, *(abs(each.mean) for each in everything)])
    last = max([2, *(each.place for each in everything)])
    step, half = (SPARK_WIDTH - 2 * SPARK_EDGE) / (last - 1), SPARK_HEIGHT / 2
    sparks = [
        Spark(
            label,
            [
                (
                    round(SPARK_EDGE + step * (each.place - 1), 1),
                    round(half - (half - SPARK_EDGE) * each.mean / reach, 1),
                )
                for each in places
            ],
        )
        for label, places in rows
    ]
    return Days(sparks, last, f"{_signed(-reach)} … {_signed(reach)}")


def say_places(places: Sequence[PlaceMean], *, signed: bool = True) -> str:
    """Each place's mean, in the order of the day."""
    return " · ".join(_signed(each.mean) if signed else decimal(each.mean) for each in places) or "–"


def read_span(given: Mapping[str, str]) -> Span:
    """The span that an address asks for. Raises Refused for what is no day or no exam."""
    return Span(
        exam_id=_exam(given.get("exam", "")),
        scenario=given.get("scenario", ""),
        criterion=given.get("criterion", ""),
        since=_day(given.get("since", "")),
        until=_day(given.get("until", "")),
    )


def _exam(given: str) -> UUID | None:
    try:
        return UUID(given) if given else None
    except ValueError as error:
        raise _unread(given) from error


def _day(given: str) -> date | None:
    try:
        return typed_day(given) if given else None
    except ValueError as error:
        raise _unread(given) from error


def _unread(given: str) -> Refused:
    return Refused(
        text("The figures weren't reckoned."),
        text("“{given}” in the address is no exam and no day.", given=given[:40]),
        text("Choose again from the lists."),
    )
