"""What Moodle's questions can hold of an item, for both of its formats: shares, tags, and what gets lost on the way."""

import math
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction

from exam_server.core.bank import Item, Kind, Option
from exam_server.core.numbers import read_span, write_number
from exam_server.core.scoring import TOLERANCE
from exam_server.core.text import Text, text
from exam_server.formats.item_tags import ADDING
from exam_server.formats.markdown_words import shown_words
from exam_server.formats.moodle.parts import TRUTHS, part_id


def is_all_or_nothing(item: Item) -> bool:
    return item.kind in ADDING and not item.scoring.mapping


def shares_of(item: Item) -> list[float]:
    """What each option earns, in order. All or nothing becomes the nearest thing: one wrong option costs all."""
    if item.scoring.mapping:
        return [item.scoring.mapping.get(option.id, item.scoring.default) for option in item.options]
    keys = sum(option.key for option in item.options)
    if item.kind != "multiple_response":
        return [float(option.key) for option in item.options]
    return [1 / max(1, keys) if option.key else -1.0 for option in item.options]


def losses_of(item: Item) -> Iterator[Text]:
    """What no question of Moodle's can hold, whatever the format."""
    if item.stimulus:
        yield text("The shared case {id} isn't in the file.", id=item.stimulus)
    if is_all_or_nothing(item):
        yield text("All or nothing can't be said: elsewhere, parts of the key earn parts of the mark.")
    elif item.kind in ("matching", "ordering") and not _even(item):
        yield text("Parts that earn different shares of the mark can't be said: elsewhere, they earn the same.")
    if not _usual_bounds(item):
        yield text("The bounds of the mark can't be said: elsewhere, it lies between 0 and 1.")
    yield from LOST.get(item.kind, _lost_of_options)(item)


def _lost_of_options(item: Item) -> Iterator[Text]:
    gaps = [[option.id for option in gap.options] for gap in item.gaps]
    for ids in ([option.id for option in item.options], *gaps):
        if ids != [part_id(index) for index in range(len(ids))]:
            yield text("The ids of the parts aren't in the file; they are given anew.")
            return


def _lost_of_truth(item: Item) -> Iterator[Text]:
    if any(option.text != TRUTHS.get(option.id) for option in item.options):
        yield text("The words of true and false are the other system's own.")


def _lost_of_guide(item: Item) -> Iterator[Text]:
    yield text("The guide for markers is in the file without its anchors, or not at all.")


def _lost_of_pairs(item: Item) -> Iterator[Text]:
    if any(pair.rationale for pair in item.pairs):
        yield text("The rationales of pairs can't be said.")
    if any(shown_words(pair.right) != pair.right for pair in item.pairs):
        yield text("What is chosen from a list is plain text elsewhere.")


def _even(item: Item) -> bool:
    values = list(item.scoring.mapping.values())
    return math.isclose(min(values), max(values), abs_tol=TOLERANCE) and math.isclose(
        math.fsum(values), 1, abs_tol=1e-6
    )


def _usual_bounds(item: Item) -> bool:
    lower, upper = item.scoring.lower, item.scoring.upper
    worst = min([0.0, item.scoring.default, *item.scoring.mapping.values()])
    single = item.kind in ("single_choice", "numeric", "short_text")
    return upper == 1 and lower is not None and math.isclose(lower, worst if single else 0.0, abs_tol=TOLERANCE)


LOST: Mapping[Kind, Callable[[Item], Iterator[Text]]] = {
    "true_false": _lost_of_truth,
    "matching": _lost_of_pairs,
    "extended_text": _lost_of_guide,
}


def number_and_tolerance(option: Option) -> tuple[str, str]:
    """A foreseen number as Moodle has it: the middle, and how far from it a response may lie."""
    span = read_span(option.text)
    if span is None:
        return option.text, "0"
    return write_number(span.middle), write_number(Fraction(span.tolerance))
