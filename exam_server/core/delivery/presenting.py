"""What a candidate's page may know of an item: an own type without key, ids, rationale or statistics (discipline 6)."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import unescape

from exam_server.core.bank import LONGEST_TYPED, TYPED, Gap, Item, Kind, Stimulus, drawn_ids, gaps_in_order
from exam_server.core.delivery.authored import choices_in, offered
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
class PresentedGap:
    """One gap at its place in the stem, from 1. `choices` are plain texts in their places, none where one types."""

    position: int
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class PresentedItem:
    """One item as its candidate sees it. All HTML comes out of the sanitising renderer.

    `options`: the choices of the choice kinds, and the things to be ordered. `lefts` and `rights`: the two sides of
    matching. `pieces_html`: what of the stem stands before, between and after its `gaps`; `stem_html` has their numbers
    in brackets instead. `code`: a mark of the revision that says nothing of it, the same on every form.
    """

    position: int
    kind: Kind
    stem_html: str
    stimulus_title: str = ""
    stimulus_html: str = ""
    options: tuple[PresentedOption, ...] = ()
    lefts: tuple[PresentedOption, ...] = ()
    rights: tuple[PresentedOption, ...] = ()
    pieces_html: tuple[str, ...] = ()
    gaps: tuple[PresentedGap, ...] = ()
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
        choices = tuple(len(gap.choices) for gap in self.gaps)
        return ResponseShape(self.kind, len(self.rights or self.options), len(self.lefts), self.maximum_length, choices)


def shown_texts(item: Item) -> tuple[str, ...]:
    """Every Markdown text of an item that a candidate can see; rationales and what is typed aren't among them."""
    sides = [side for pair in item.pairs for side in (pair.left, pair.right) if side]
    options = [] if item.kind in TYPED else [option.text for option in item.options]
    return tuple(dict.fromkeys([item.stem, *options, *sides]))


def present(
    item: Item,
    drawn: Sequence[str],
    render: Render,
    position: int = 1,
    stimulus: Stimulus | None = None,
    code: str = "",
) -> PresentedItem:
    """The item at `position` with all that its form has put in order (`drawn_ids`) in the `drawn` order.

    `render` turns Markdown into sanitised HTML. A drawn order that isn't the item's own ids is a ValueError.
    """
    matching = item.kind == "matching"
    all_pairs = sorted(pair.id for pair in item.pairs)
    if sorted(drawn) != sorted(drawn_ids(item)) and not (matching and sorted(drawn) == all_pairs):
        raise ValueError(f"the drawn order isn't an order of the options of {item.id}")
    texts = {option.id: option.text for option in item.options} | {pair.id: pair.right for pair in item.pairs}
    places = () if item.gaps else _places([texts[each] for each in offered(item, drawn)], render)
    gaps = gaps_in_order(item)
    pieces = cut_at_gaps(render(item.stem), gaps)
    return PresentedItem(
        position=position,
        kind=item.kind,
        stem_html=number_gaps(pieces),
        stimulus_title=stimulus.title if stimulus else "",
        stimulus_html=render(stimulus.body) if stimulus else "",
        options=() if matching else places,
        lefts=_places([pair.left for pair in item.pairs if pair.left], render),
        rights=places if matching else (),
        pieces_html=pieces if gaps else (),
        gaps=tuple(_gap(place, item, gap, drawn) for place, gap in enumerate(gaps, start=1)),
        maximum_length=LONGEST_TYPED.get(item.kind, LONGEST_TEXT),
        language=item.language,
        code=code,
    )


def cut_at_gaps(html: str, gaps: Sequence[Gap]) -> tuple[str, ...]:
    """What stands before, between and after the gaps' markers, one piece more than gaps.

    Marks inside a tag aren't places; a gap that isn't found stands at the end, so that everything can be filled in.
    """
    pieces = []
    for gap in gaps:
        marker = re.compile(rf"{TAG.pattern}|(\[\[{re.escape(gap.id)}\]\])")
        found = next((each for each in marker.finditer(html) if each[1]), None)
        start, end = found.span() if found else (len(html), len(html))
        pieces.append(html[:start])
        html = html[end:]
    return (*pieces, html)


def number_gaps(pieces: Sequence[str]) -> str:
    """A stem in one, each gap by its number in brackets."""
    first, *others = pieces
    return first + "".join(f"[{place}]{piece}" for place, piece in enumerate(others, start=1))


def _gap(position: int, item: Item, gap: Gap, drawn: Sequence[str]) -> PresentedGap:
    shown = choices_in(gap, drawn) if item.kind == "inline_choice" else ()
    return PresentedGap(position, tuple(option.text for option in shown))


def _places(texts: Sequence[str], render: Render) -> tuple[PresentedOption, ...]:
    return tuple(PresentedOption(place, render(markdown)) for place, markdown in enumerate(texts, start=1))
