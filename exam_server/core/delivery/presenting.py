"""What a candidate's page may know of an item: an own type without key, ids, rationale or statistics (discipline 6)."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import unescape

from exam_server.core.bank import Item, Kind, Stimulus, right_sides
from exam_server.core.delivery.responses import LONGEST_TEXT, ResponseShape

Render = Callable[[str], str]
TAG = re.compile(r"<[^>]*>")
LONGEST_LABEL = 120


@dataclass(frozen=True)
class PresentedOption:
    """One choice at its place on the page, from 1. `html` is sanitised."""

    position: int
    html: str

    @property
    def label(self) -> str:
        """Its words alone, for a list that shows no HTML; long ones end in an ellipsis."""
        words = " ".join(unescape(TAG.sub("", self.html)).split())
        return words if len(words) <= LONGEST_LABEL else f"{words[:LONGEST_LABEL].rpartition(' ')[0]}…"


@dataclass(frozen=True)
class PresentedItem:
    """One item as its candidate sees it. All HTML comes out of the sanitising renderer.

    `options`: the choices of the choice kinds. `lefts` and `rights`: the two sides of matching. `code`: a mark of the
    revision that says nothing of it, the same on every form.
    """

    position: int
    kind: Kind
    stem_html: str
    stimulus_title: str = ""
    stimulus_html: str = ""
    options: tuple[PresentedOption, ...] = ()
    lefts: tuple[PresentedOption, ...] = ()
    rights: tuple[PresentedOption, ...] = ()
    maximum_length: int = LONGEST_TEXT
    language: str = "pl"
    code: str = ""

    @property
    def html(self) -> tuple[str, ...]:
        """All of its HTML."""
        choices = (*self.options, *self.lefts, *self.rights)
        return (self.stimulus_html, self.stem_html, *(choice.html for choice in choices))

    @property
    def shape(self) -> ResponseShape:
        """What a response to it must look like."""
        return ResponseShape(self.kind, len(self.rights or self.options), len(self.lefts), self.maximum_length)


def lefts_of(item: Item) -> tuple[str, ...]:
    """Matching: the ids of the pairs that have a left-hand side, in the order in which everybody sees them."""
    return tuple(pair.id for pair in item.pairs if pair.left)


def offered(item: Item, drawn: Sequence[str]) -> tuple[str, ...]:
    """The drawn ids in the places that the page shows; a right-hand text that several pairs share is offered once."""
    if item.kind != "matching":
        return tuple(drawn)
    rights = {pair.id: pair.right for pair in item.pairs}
    first: dict[str, str] = {}
    for pair_id in drawn:
        first.setdefault(rights[pair_id], pair_id)
    return tuple(first.values())


def shown_texts(item: Item) -> tuple[str, ...]:
    """Every Markdown text of an item that a candidate can see; rationales aren't among them."""
    sides = [side for pair in item.pairs for side in (pair.left, pair.right) if side]
    return tuple(dict.fromkeys([item.stem, *(option.text for option in item.options), *sides]))


def present(
    item: Item,
    drawn: Sequence[str],
    render: Render,
    position: int = 1,
    stimulus: Stimulus | None = None,
    code: str = "",
) -> PresentedItem:
    """The item at `position` with its options (matching: its right-hand sides) in the `drawn` order of ids.

    `render` turns Markdown into sanitised HTML. A drawn order that isn't the item's own ids is a ValueError.
    """
    matching = item.kind == "matching"
    choices = {option.id: option.text for option in item.options}
    rights = {pair.id: pair.right for pair in item.pairs}
    all_ids, once = sorted(rights if matching else choices), sorted(side.id for side in right_sides(item))
    if sorted(drawn) != all_ids and not (matching and sorted(drawn) == once):
        raise ValueError(f"the drawn order isn't an order of the options of {item.id}")
    lefts = [pair.left for pair in item.pairs if pair.left]
    return PresentedItem(
        position=position,
        kind=item.kind,
        stem_html=render(item.stem),
        stimulus_title=stimulus.title if stimulus else "",
        stimulus_html=render(stimulus.body) if stimulus else "",
        options=() if matching else _places([choices[option] for option in drawn], render),
        lefts=_places(lefts, render),
        language=item.language,
        rights=_places([rights[pair] for pair in offered(item, drawn)], render) if matching else (),
        code=code,
    )


def _places(texts: Sequence[str], render: Render) -> tuple[PresentedOption, ...]:
    return tuple(PresentedOption(place, render(markdown)) for place, markdown in enumerate(texts, start=1))
