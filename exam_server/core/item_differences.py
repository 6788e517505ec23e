"""What differs between two revisions of an item or of other texts, place by place and word by word."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from exam_server.core.bank import Item, Option

# Words, single marks and runs of white space: together they are the whole text.
TOKEN = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True)
class Piece:
    """A part of two texts: in both, or only in the earlier (`removed`) or the later one (`added`)."""

    kind: Literal["same", "removed", "added"]
    text: str


@dataclass(frozen=True)
class Change:
    """A place of an item (`options.b.text`) whose text differs."""

    place: str
    pieces: tuple[Piece, ...]


def diff_words(before: str, after: str) -> tuple[Piece, ...]:
    """Two texts as pieces: what was removed stands before what was added in its place."""
    one, other = TOKEN.findall(before), TOKEN.findall(after)
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return tuple(
        piece
        for tag, a, b, c, d in matcher.get_opcodes()
        for piece in _pieces(tag == "equal", "".join(one[a:b]), "".join(other[c:d]))
    )


def _pieces(same: bool, before: str, after: str) -> Iterator[Piece]:
    if same:
        yield Piece("same", before)
        return
    if before:
        yield Piece("removed", before)
    if after:
        yield Piece("added", after)


def text_before(pieces: Iterable[Piece]) -> str:
    """The earlier text that pieces were made from."""
    return "".join(piece.text for piece in pieces if piece.kind != "added")


def text_after(pieces: Iterable[Piece]) -> str:
    """The later text that pieces were made from."""
    return "".join(piece.text for piece in pieces if piece.kind != "removed")


def diff_items(before: Item, after: Item) -> tuple[Change, ...]:
    """The places at which two revisions differ, in the later one's order; what went away comes last."""
    return diff_texts(dict(placed_texts(before)), dict(placed_texts(after)))


def diff_texts(one: Mapping[str, str], other: Mapping[str, str]) -> tuple[Change, ...]:
    """The places at which two sets of texts differ, in the later one's order; what went away comes last."""
    places = [*other, *(place for place in one if place not in other)]
    return tuple(
        Change(place, diff_words(one.get(place, ""), other.get(place, "")))
        for place in places
        if one.get(place, "") != other.get(place, "")
    )


def placed_texts(item: Item) -> Iterator[tuple[str, str]]:
    """Everything that a revision is, as texts by place; parts are named by their ids."""
    yield "kind", item.kind
    yield "level", item.level
    yield "criteria", ", ".join(sorted(item.criteria))
    yield "part", item.part
    yield "stem", item.stem
    yield from _options("options", item.options)
    yield from _pairs(item)
    for gap in item.gaps:
        yield from _options(f"gaps.{gap.id}", gap.options)
    for number, element in enumerate(item.guide, 1):
        yield f"guide.{number}.text", element.text
        yield from ((f"guide.{number}.{level}", words) for level, words in sorted(element.anchors.items()))
    yield "order", _order(item)
    yield "scoring", _scoring(item)
    yield "stimulus", item.stimulus
    yield "enemies", ", ".join(sorted(item.enemies))
    yield "sources", ", ".join(sorted(item.sources))
    yield "language", item.language
    yield "practice", "+" if item.practice else ""


def _options(place: str, options: Iterable[Option]) -> Iterator[tuple[str, str]]:
    for option in options:
        yield f"{place}.{option.id}.text", option.text
        yield f"{place}.{option.id}.key", "+" if option.key else ""
        yield f"{place}.{option.id}.rationale", option.rationale


def _pairs(item: Item) -> Iterator[tuple[str, str]]:
    for pair in item.pairs:
        yield f"pairs.{pair.id}.left", pair.left
        yield f"pairs.{pair.id}.right", pair.right
        yield f"pairs.{pair.id}.rationale", pair.rationale


def _order(item: Item) -> str:
    """The ids of the parts as they're authored: their order is content of its own."""
    own = [[option.id for option in item.options], [pair.id for pair in item.pairs], [gap.id for gap in item.gaps]]
    inside = [[option.id for option in gap.options] for gap in item.gaps]
    return "; ".join(", ".join(ids) for ids in (*own, *inside) if ids)


def _scoring(item: Item) -> str:
    own = item.scoring
    mapping: Mapping[str, float] = own.mapping
    words = [f"{key}: {value:g}" for key, value in sorted(mapping.items())]
    bounds = f"{own.default:g}, {own.lower}–{own.upper}"
    return "; ".join([*words, bounds, *(["exact case"] if own.exact_case else [])])
