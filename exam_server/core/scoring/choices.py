"""What can be given points for, in the item's own words."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import permutations

from exam_server.core.bank import Gap, Item, right_sides
from exam_server.core.words import without_pictures

SHORT = 60


def choice_words(item: Item) -> Mapping[str, str]:
    """Everything that a mapping may name, each with what a candidate does to choose it; in the item's order."""
    return dict(_choices(item))


def _choices(item: Item) -> Iterator[tuple[str, str]]:
    if item.kind == "matching":
        yield from _directions(item)
    elif item.kind == "ordering":
        for one, other in permutations(item.options, 2):
            yield f"{one.id} {other.id}", f"{_short(one.text)} → {_short(other.text)}"
    elif item.gaps:
        yield from _of_gaps(item.gaps)
    else:
        yield from ((option.id, _short(option.text)) for option in item.options)


def _directions(item: Item) -> Iterator[tuple[str, str]]:
    for pair in item.pairs:
        for side in right_sides(item) if pair.left else ():
            name = pair.id if side.text == pair.right else f"{pair.id} {side.id}"
            yield name, f"{_short(pair.left)} – {_short(side.text)}"


def _of_gaps(gaps: Sequence[Gap]) -> Iterator[tuple[str, str]]:
    return ((f"{gap.id} {each.id}", f"[{gap.id}] {_short(each.text)}") for gap in gaps for each in gap.options)


def _short(markdown: str) -> str:
    words = " ".join(without_pictures(markdown).split())
    return words if len(words) <= SHORT else f"{words[:SHORT]}…"
