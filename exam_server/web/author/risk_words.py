"""The assumptions of the decision risks as they stand in an address, and shares in words."""

from math import floor, log10

from babel.numbers import format_decimal
from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from exam_server.core.risk import LevelRisk, Odds, Risks, Standard
from exam_server.core.text import text
from exam_server.language import show_number
from exam_server.web.language import current_language, speak
from exam_server.web.typed import number_within

LOWEST, USUAL, HIGHEST = 50, 75, 100
WRITTEN_OUT = 10**6


def read_standard(values: MultiDict[str, str]) -> Standard:
    """The standard and whether guessing counts; what can't be read stays usual."""
    percent = number_within(values.get("mastery", ""), LOWEST, HIGHEST) or USUAL
    return Standard(percent / 100, values.get("guessing", "yes") != "no")


def percent(share: float, places: int = 1) -> str:
    """A share as per cent with the reader's decimal mark; what would be shown as nothing or all isn't."""
    smallest = 10**-places
    hundredths = 100 * share
    if 0 < hundredths < smallest / 2:
        return f"<{_number(smallest, places)}\u00a0%"
    if 100 - smallest / 2 < hundredths < 100:
        return f">{_number(100 - smallest, places)}\u00a0%"
    return f"{_number(hundredths, places)}\u00a0%"


def number(value: float) -> str:
    """A mean with one place."""
    return _number(value, 1)


def ways(count: int) -> Markup:
    """A number of ways: written out up to a million, then its first figures and its power of ten."""
    if count < WRITTEN_OUT:
        return Markup(format_decimal(count, locale=current_language()))  # noqa: S704 - digits only
    power = floor(log10(count))
    return Markup("{}\u00a0·\u00a010<sup>{}</sup>").format(_number(count / 10**power, 1), power)


Part = tuple[str, float]
Bar = tuple[str, str, list[Part]]


def parts_of(odds: Odds) -> list[Part]:
    """The parts of a bar, which add up to 1."""
    return [("right", odds.right), ("open", odds.open), ("wrong", odds.false_fail + odds.false_pass)]


def level_bars(risks: Risks) -> list[Bar]:
    """A bar for all criteria together at each level of mastery, with its words."""
    return [_level_bar(level) for level in risks.levels]


def _level_bar(level: LevelRisk) -> Bar:
    standing = text("master") if level.odds.master else text("no master")
    label = f"{percent(level.mastery, 0)}: {speak(standing)}"
    return label, speak(text("open {share}", share=percent(level.odds.open))), parts_of(level.odds)


def level_names(risks: Risks) -> list[str]:
    return [percent(level.mastery, 0) for level in risks.levels]


def criterion_bars(risks: Risks) -> list[tuple[str, list[list[Part]]]]:
    """A line for each criterion, with a bar for each level."""
    return [(row.criterion, [parts_of(odds) for odds in row.odds]) for row in risks.criteria]


def _number(value: float, places: int) -> str:
    return show_number(value, places, current_language())
