"""What an item of a kind needs to be answerable and markable: orders, gaps, numbers and short texts."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

from exam_server.core.bank import LONGEST_TYPED, TYPED, Item, Kind, Option, gap_markers
from exam_server.core.numbers import read_span, write_number
from exam_server.core.problems import Problem
from exam_server.core.scoring import comparable
from exam_server.core.scoring.typed import find_option
from exam_server.core.text import Text, text

MOST_CHOICES = 26
IN_PICTURE = re.compile(r"!\[(?:[^\[\]]|\[\[[^\[\]]*\]\])*\]\([^()\s]*\)")
_WITHIN = r"(?:[^$\\\n]|\\.|\n(?!\s*\n))+?"
_FORMULA = rf"^ {{0,3}}\$\$\s*{_WITHIN}\$\$|(?<![\\\d])\$(?![\s$]){_WITHIN}(?<!\s)\$(?!\d)"
CODE_OR_FORMULA = re.compile(rf"(?P<code>`[^`\n]*`)|{_FORMULA}", re.MULTILINE)
"""As `formats.richtext` reads them: what opens first counts; a dollar beside a space or a digit, as in prices, begins
and ends no formula."""
NAMELESS = re.compile(r"\[\[\s*\]\]")


def check_kind(item: Item) -> Iterator[Problem]:
    """Findings on what only this item's kind has; `place` is the dotted path of the part in the item's file."""
    yield from CHECKS.get(item.kind, _nothing)(item)
    offers = [("options", len(item.options)), ("pairs", len(item.pairs))]
    for place, count in [*offers, *((f"gaps.{at}.options", len(gap.options)) for at, gap in enumerate(item.gaps))]:
        if count > MOST_CHOICES and item.kind not in TYPED and item.kind != "gap_text":
            message = text(
                "There are {count} choices, but only {most} letters to name them.", count=count, most=MOST_CHOICES
            )
            yield _finding("too-many", place, message)


def _nothing(item: Item) -> Iterator[Problem]:
    yield from ()


def _check_ordering(item: Item) -> Iterator[Problem]:
    if len(item.options) < 2:
        yield _finding("order-count", "options", text("An order needs at least two things to be ordered."))
    for index, option in enumerate(item.options):
        if option.key:
            message = text("The order in the file is the right one; no option of it is a key.")
            yield _finding("order-key", f"options.{index}.key", message)
    yield from _check_parts("options", item.options, _folded)
    yield from _check_rationales("options", item.options)


def _check_gap_text(item: Item) -> Iterator[Problem]:
    yield from _check_markers(item)
    for index, gap in enumerate(item.gaps):
        place = f"gaps.{index}.options"
        yield from _check_accepted(item, place, gap.options, text("Gap {id} accepts no text.", id=gap.id))


def _check_inline_choice(item: Item) -> Iterator[Problem]:
    yield from _check_markers(item)
    for index, gap in enumerate(item.gaps):
        place = f"gaps.{index}.options"
        if len(gap.options) < 2 or sum(option.key for option in gap.options) != 1:
            message = text("Gap {id} needs at least two choices, and exactly one of them is the key.", id=gap.id)
            yield _finding("key-count", place, message)
        yield from _check_parts(place, gap.options, _folded)


def _check_numeric(item: Item) -> Iterator[Problem]:
    yield from _check_accepted(item, "options", item.options, text("No number is accepted."))
    for index, option in enumerate(item.options):
        span = read_span(option.text)
        if span is None:
            message = text(
                "“{number}” isn't a number, a number with a tolerance (12.5 ± 0.1) or a range (12.4 … 12.6).",
                number=option.text,
            )
            yield _finding("not-a-number", f"options.{index}.text", message)
            continue
        found = find_option(item, item.options, write_number(span.middle))
        if option.key and found is not None and not found.key:
            message = text("A wrong number that stands before it ({id}) covers what is accepted here.", id=found.id)
            yield _finding("number-covered", f"options.{index}.text", message)


def _check_short_text(item: Item) -> Iterator[Problem]:
    yield from _check_accepted(item, "options", item.options, text("No text is accepted."))


def _check_markers(item: Item) -> Iterator[Problem]:
    marked = Counter(gap_markers(item))
    ids = [gap.id for gap in item.gaps]
    for index, gap in enumerate(item.gaps):
        if ids.index(gap.id) != index:
            yield _finding("gap-id", f"gaps.{index}.id", text("“{name}” is listed twice.", name=gap.id))
        elif marked[gap.id] != 1:
            message = text("The stem has to mark gap {id} exactly once, as [[{id}]].", id=gap.id)
            yield _finding("gap-marker", "stem", message)
        else:
            yield from _check_place(item.stem, gap.id)
    if NAMELESS.search(item.stem):
        yield _finding("gap-nameless", "stem", text("The stem marks a gap without a name, as [[]]."))
    for name in marked:
        if name not in ids:
            yield _finding("gap-unknown", "stem", text("The stem marks [[{id}]], but there is no such gap.", id=name))
    yield from _check_rationales("gaps", [option for gap in item.gaps for option in gap.options])


def _check_place(stem: str, gap: str) -> Iterator[Problem]:
    """Whether the one marker of a gap stands where a field can be put."""
    marker = f"[[{gap}]]"
    if marker not in IN_PICTURE.sub("", stem):
        message = text("Gap {id} stands in a picture's description, where nobody can fill it in.", id=gap)
        yield _finding("gap-marker", "stem", message)
    elif marker not in CODE_OR_FORMULA.sub(lambda found: found["code"] or "", stem):
        message = text("Gap {id} stands in a formula, where nobody can fill it in.", id=gap)
        yield _finding("gap-in-formula", "stem", message)


def _check_accepted(item: Item, place: str, options: Sequence[Option], nothing: Text) -> Iterator[Problem]:
    """Typed texts: at least one accepted, all different as the marking compares them, none longer than can be typed."""
    if not any(option.key for option in options):
        yield _finding("key-count", place, nothing)
    longest = LONGEST_TYPED[item.kind]
    for index, option in enumerate(options):
        if len(option.text) > longest and item.kind != "numeric":
            message = text("The text is longer than {maximum} characters.", maximum=longest)
            yield _finding("text-long", f"{place}.{index}.text", message)
    yield from _check_parts(place, options, lambda words: comparable(words, item.scoring.exact_case))
    if place == "options":
        yield from _check_rationales(place, options)


def _check_parts(place: str, options: Sequence[Option], same: Callable[[str], str]) -> Iterator[Problem]:
    ids: set[str] = set()
    texts: set[str] = set()
    for index, option in enumerate(options):
        words = same(option.text)
        if option.id in ids:
            message = text("“{value}” appears twice in {part}.", value=option.id, part=place)
            yield _finding("option-id", f"{place}.{index}.id", message)
        if words in texts:
            message = text("“{value}” appears twice in {part}.", value=option.text, part=place)
            yield _finding("option-text", f"{place}.{index}.text", message)
        if not words:
            yield _finding("option-empty", f"{place}.{index}.text", text("The text is empty."))
        ids.add(option.id)
        texts.add(words)


def _check_rationales(place: str, options: Sequence[Option]) -> Iterator[Problem]:
    if not any(option.rationale.strip() for option in options):
        yield Problem(text("No option has a rationale."), place=place, rule="rationale-missing", severity="warning")


def _folded(words: str) -> str:
    return comparable(words).strip(" .")


def _finding(rule: str, place: str, message: Text) -> Problem:
    return Problem(message, place=place, rule=rule)


CHECKS: Mapping[Kind, Callable[[Item], Iterator[Problem]]] = {
    "ordering": _check_ordering,
    "gap_text": _check_gap_text,
    "inline_choice": _check_inline_choice,
    "numeric": _check_numeric,
    "short_text": _check_short_text,
}
