"""The test-wiseness bench as a table and as JSON, for `bank check --testwise`."""

from collections.abc import Mapping, Sequence

from exam_server.core.testwise import Outcome, Verdict
from exam_server.core.text import Text, text
from exam_server.language import say

NAMES: Mapping[str, Text] = {
    "longest": text("the longest option"),
    "most-qualified": text("the most qualified option"),
    "echo": text("most words in common with the stem"),
    "odd-one-out": text("the odd one out"),
    "middle": text("always the middle"),
    "first": text("always the first"),
}
ORDERS: Mapping[str, Text] = {"authored": text("authored"), "drawn": text("drawn")}
VERDICTS: Mapping[Verdict, Text] = {
    "within": text("within 5 points of chance"),
    "beyond": text("BEYOND 5 points of chance"),
    "too_few": text("too few items to say"),
}


def as_rows(outcomes: Sequence[Outcome]) -> list[dict[str, object]]:
    return [vars(each) | {"difference": each.difference, "verdict": each.verdict} for each in outcomes]


def as_table(outcomes: Sequence[Outcome]) -> str:
    """Shares in per cent, differences in points; the columns are as wide as their longest entry."""
    head = [text("strategy"), text("order"), text("wholly right"), text("chance"), text("difference")]
    head += [text("all strategies, 95 %"), text("this one, 90 %"), text("verdict")]
    rows = [[say(each) for each in head], *map(_row, outcomes)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    title = text("Test-wiseness on {items} items that may be drawn:", items=outcomes[0].items if outcomes else 0)
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join([say(title), *lines])


def _row(outcome: Outcome) -> list[str]:
    return [
        say(NAMES[outcome.strategy]),
        say(ORDERS[outcome.order]),
        f"{100 * outcome.right:.1f} %",
        f"{100 * outcome.chance:.1f} %",
        _points(outcome.difference),
        _interval(outcome.low, outcome.high),
        _interval(outcome.inner_low, outcome.inner_high),
        say(VERDICTS[outcome.verdict]),
    ]


def _interval(low: float, high: float) -> str:
    return "–" if low == high else f"{_points(low)} … {_points(high)}"


def _points(share: float) -> str:
    return f"{100 * share:+.1f}".replace("-", "−").replace("+0.0", "0.0").replace("−0.0", "0.0")
