"""Statistics in words and figures, for whichever room shows them."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from exam_server.core.psychometrics import ChoiceStatistics, Estimate, Result, Suspicion, Trait
from exam_server.core.text import Text, text
from exam_server.language import show_number
from exam_server.services.statistics import Measured
from exam_server.web.language import current_language, speak

SUSPICIONS: Mapping[Suspicion, Text] = {
    "negative_discrimination": text("Who does well elsewhere gets this item wrong more often: check the key."),
    "better_choose_a_distractor": text("Who does well elsewhere chooses a wrong option more often: check the key."),
    "distractor_beats_key": text("A wrong option goes with ability more than the key does: check the key."),
}
TRAIT_WORDS: Mapping[Trait, Text] = {
    "too_easy": text("too easy"),
    "too_hard": text("too hard"),
    "weak": text("discriminates weakly"),
    "suspicious_key": text("suspicious key"),
    "too_few": text("too few data"),
}
CURVE_WIDTH, CURVE_HEIGHT, CURVE_LEFT, CURVE_TOP = 300, 160, 40, 10
LABEL_GAP = 15
"""Between the lines of two labels, in the units of the drawing."""


def decimal(value: float, places: int = 2) -> str:
    return show_number(value, places, current_language())


def say_result(result: Result | None) -> str:
    """The value with its 95 % interval; "too few to say" with the numbers; a dash where everybody got the same."""
    if result is None:
        return "–"
    if isinstance(result, Estimate):
        return f"{decimal(result.value)} ({decimal(result.low)} … {decimal(result.high)})"
    return speak(text("too few to say ({count} of {needed})", count=result.count, needed=result.needed))


def say_seconds(seconds: float | None) -> str:
    return "–" if seconds is None else speak(text("{seconds} s", seconds=round(seconds)))


def describe_item(measured: Measured) -> list[tuple[str, str]]:
    """What a page says of one item revision, as terms and words."""
    found = measured.statistics
    return [
        (speak(text("Sittings")), str(found.count)),
        (speak(text("Exams")), str(measured.exams)),
        (speak(text("Facility")), say_result(found.facility)),
        (speak(text("Facility drawn towards the bank's")), decimal(found.shrunk)),
        (speak(text("Expected facility")), decimal(measured.item.difficulty)),
        (speak(text("Discrimination (corrected point-biserial)")), say_result(found.discrimination)),
        (speak(text("Median time")), say_seconds(found.seconds)),
        (speak(text("Expected time")), say_seconds(measured.item.seconds)),
    ]


class Curve(NamedTuple):
    """A choice's points within the drawing, and the height at which its label stands free of the others."""

    choice: ChoiceStatistics
    points: list[tuple[float, float]]
    label_y: float


def draw_curves(choices: Sequence[ChoiceStatistics]) -> list[Curve]:
    """The curves of what was chosen at all: groups of ability to the right, shares upwards."""
    chosen = [each for each in choices if each.count]
    points = [_points(each.curve) for each in chosen]
    labels = spread([each[-1][1] for each in points], LABEL_GAP, CURVE_TOP, CURVE_TOP + CURVE_HEIGHT)
    return [Curve(*each) for each in zip(chosen, points, labels, strict=True)]


def _points(curve: Sequence[float]) -> list[tuple[float, float]]:
    step = CURVE_WIDTH / max(1, len(curve) - 1)
    return [
        (CURVE_LEFT + round(place * step, 1), round(CURVE_TOP + CURVE_HEIGHT * (1 - share), 1))
        for place, share in enumerate(curve)
    ]


def spread(heights: Sequence[float], gap: float, top: float, bottom: float) -> list[float]:
    """The heights moved as little as it takes for all to stand `gap` apart, in their order and above the bottom.

    Where they're too many for that, they go on below the bottom.
    """
    order = sorted(range(len(heights)), key=heights.__getitem__)
    bottom = max(bottom, top + gap * (len(heights) - 1))
    placed = [0.0] * len(heights)
    lowest = top - gap
    for index in order:
        lowest = placed[index] = max(heights[index], lowest + gap)
    highest = bottom + gap
    for index in reversed(order):
        highest = placed[index] = min(placed[index], highest - gap)
    return [round(each, 1) for each in placed]


def list_rows(items: Sequence[Measured]) -> list[list[str]]:
    """Items as cells of a table or of a file: code, sittings, facility, expected, discrimination, time, doubts."""
    return [
        [
            each.item.id,
            str(each.statistics.count),
            say_result(each.statistics.facility),
            decimal(each.item.difficulty),
            say_result(each.statistics.discrimination),
            say_seconds(each.statistics.seconds),
            " ".join(speak(SUSPICIONS[doubt]) for doubt in each.suspicions),
        ]
        for each in items
    ]
