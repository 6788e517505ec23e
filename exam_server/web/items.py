"""Items as HTML: one is rendered once, and put at its place in every form with its options in the form's order."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from flask import g, render_template
from markupsafe import escape

from exam_server.core.delivery import PresentedGap, PresentedItem, PresentedOption
from exam_server.language import LANGUAGES
from exam_server.web.fragments import mark
from exam_server.web.language import current_language
from exam_server.web.work import house


@dataclass(frozen=True)
class Place:
    """Where an item stands in its form, as a template shows it: numbers, or their marks."""

    position: str
    previous: str
    following: str
    total: int
    is_first: bool
    is_last: bool


def place_of(position: int, total: int) -> Place:
    """The place of an item that is shown by itself."""
    return Place(str(position), str(position - 1), str(position + 1), total, position == 1, position == total)


def render_items(digest: str, items: Sequence[PresentedItem], language: str) -> str:
    """The fragment of a form; call it within a request's context."""
    g.language = language if language in LANGUAGES else g.get("language")
    shown = "".join(_render_item(item, len(items)) for item in items)
    # The page loads pictures of later items when the first one can be answered.
    shown = shown.replace("<img ", '<img loading="lazy" ')
    marks = {"digest": mark("digest"), "shown_html": mark("shown"), "positions": range(1, len(items) + 1)}
    return house().shells.fill(
        ("items", current_language(), len(items)),
        lambda: render_template("candidate/_items.html", **marks),
        {"digest": digest, "shown": shown},
    )


def _render_item(item: PresentedItem, total: int) -> str:
    """Everything of it but its place and the order of its choices is the same in every form."""
    blank = replace(item, position=0, options=(), rights=(), gaps=())
    is_first, is_last = item.position == 1, item.position == total
    place = Place(mark("position"), mark("previous"), mark("following"), total, is_first, is_last)
    holes = {f"option_{option.position}": option.html for option in item.options}
    holes |= {f"right_{right.position}": right.html for right in item.rights}
    holes |= {f"label_{right.position}": str(escape(right.label)) for right in item.rights}
    holes |= {f"choice_{gap}_{place}": str(escape(words)) for gap, place, words in _gap_choices(item)}
    holes |= {
        "position": str(item.position),
        "previous": str(item.position - 1),
        "following": str(item.position + 1),
    }
    counts = len(item.options), len(item.rights), tuple(len(gap.choices) for gap in item.gaps)
    return house().shells.fill(
        ("item", current_language(), total, is_first, is_last, counts, blank),
        lambda: render_template("candidate/_one_item.html", item=_with_holes(blank, *counts), place=place),
        holes,
    )


def _with_holes(blank: PresentedItem, options: int, rights: int, gaps: tuple[int, ...]) -> PresentedItem:
    marked = tuple(
        PresentedGap(gap, tuple(mark(f"choice_{gap}_{place}") for place in range(1, count + 1)))
        for gap, count in enumerate(gaps, start=1)
    )
    return replace(blank, options=_holes("option", options), rights=_holes("right", rights), gaps=marked)


def _gap_choices(item: PresentedItem) -> Iterator[tuple[int, int, str]]:
    for gap in item.gaps:
        yield from ((gap.position, place, words) for place, words in enumerate(gap.choices, start=1))


def _holes(name: str, count: int) -> tuple[PresentedOption, ...]:
    return tuple(_Hole(place, mark(f"{name}_{place}")) for place in range(1, count + 1))


class _Hole(PresentedOption):
    """A choice that is filled in later; its words alone stand in a hole of their own."""

    @property
    def label(self) -> str:
        return mark(f"label_{self.position}")
