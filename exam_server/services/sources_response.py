"""A response behind an evidence record beside its key: choices at their letters, pairs, gaps, and what is accepted."""

from collections.abc import Sequence
from dataclasses import dataclass

from exam_server.core.bank import TYPED, Gap, Item, gaps_in_order
from exam_server.core.delivery import Authored, lefts_of, offered
from exam_server.core.scoring import is_gap_right
from exam_server.services.presenting import FrozenItem

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True)
class ChoiceView:
    """An option at the letter that this candidate saw."""

    letter: str
    html: str
    is_key: bool
    chosen: bool
    rationale: str


@dataclass(frozen=True)
class PairView:
    """One left-hand side: what was matched to it and what belongs to it; letters as the candidate saw them."""

    left_html: str
    chosen_letter: str
    chosen_html: str
    right_letter: str
    right_html: str
    rationale: str


@dataclass(frozen=True)
class GapView:
    """One gap: what was filled in (empty: nothing), whether that's right, and everything that would be."""

    position: int
    given: str
    is_right: bool
    accepted: tuple[str, ...]
    rationales: tuple[str, ...]


def in_letters(response: object) -> str:
    """A response in positions as its candidate read it: `A, C`; matching `B, –, A`; texts as they are."""
    if isinstance(response, list) and any(isinstance(entry, str) for entry in response):
        return "; ".join(entry or "–" for entry in response)
    if isinstance(response, list):
        return ", ".join(_letter(position) for position in response)
    return response if isinstance(response, str) else _letter(response) if response is not None else ""


def _letter(position: object) -> str:
    return LETTERS[position - 1] if isinstance(position, int) and 1 <= position <= len(LETTERS) else "–"


def show_choices(frozen: FrozenItem, response: object) -> tuple[ChoiceView, ...]:
    options = {option.id: option for option in frozen.item.options}
    if frozen.item.kind == "matching" or frozen.item.kind in TYPED:
        return ()
    chosen = response if isinstance(response, list) else [response]
    if frozen.item.kind == "ordering":
        chosen = []
    places = () if frozen.item.gaps else offered(frozen.item, frozen.drawn)
    return tuple(
        ChoiceView(_letter(position), frozen.html[option.text], option.key, position in chosen, option.rationale)
        for position, option in enumerate((options[id] for id in places), start=1)
    )


def show_accepted(frozen: FrozenItem) -> tuple[str, ...]:
    item = frozen.item
    if item.kind == "ordering":
        places = offered(item, frozen.drawn)
        return (", ".join(_letter(places.index(option.id) + 1) for option in item.options),)
    return tuple(option.text for option in item.options if option.key) if item.kind in TYPED else ()


def show_gaps(frozen: FrozenItem, given: Authored) -> tuple[GapView, ...]:
    filled = given if isinstance(given, dict) else {}
    gaps = enumerate(gaps_in_order(frozen.item), start=1)
    return tuple(_gap(position, frozen.item, gap, filled.get(gap.id, "")) for position, gap in gaps)


def _gap(position: int, item: Item, gap: Gap, given: str) -> GapView:
    texts = {option.id: option.text for option in gap.options}
    return GapView(
        position,
        texts.get(given, "") if item.kind == "inline_choice" else given,
        bool(given.strip()) and is_gap_right(item, gap, given),
        tuple(option.text for option in gap.options if option.key),
        tuple(option.rationale for option in gap.options if option.rationale),
    )


def show_pairs(frozen: FrozenItem, response: object) -> tuple[PairView, ...]:
    item = frozen.item
    if item.kind != "matching":
        return ()
    places = offered(item, frozen.drawn)
    given = response if isinstance(response, list) else [None] * len(lefts_of(item))
    return tuple(_pair(frozen, places, left, position) for left, position in zip(lefts_of(item), given, strict=False))


def _pair(frozen: FrozenItem, places: Sequence[str], left: str, position: int | None) -> PairView:
    pairs, html = {pair.id: pair for pair in frozen.item.pairs}, frozen.html
    pair = pairs[left]
    right = next(place for place, id in enumerate(places, start=1) if pairs[id].right == pair.right)
    return PairView(
        left_html=html[pair.left],
        chosen_letter=_letter(position) if position else "",
        chosen_html=html[pairs[places[position - 1]].right] if position else "",
        right_letter=_letter(right),
        right_html=html[pair.right],
        rationale=pair.rationale,
    )
