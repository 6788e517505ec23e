"""Items as HTML: one is rendered once, and put at its place in every form with its options in the form's order."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from operator import attrgetter

from flask import g, render_template
from markupsafe import escape

from exam_server.core.delivery import PresentedGap, PresentedItem, PresentedOption
from exam_server.language import LANGUAGES
from exam_server.web.fragments import Shells, mark
from exam_server.web.language import current_language
from exam_server.web.work import house

IN_ITS_FORM = {"position", "options", "rights", "gaps"}
SAME_EVERYWHERE = attrgetter(*(field.name for field in fields(PresentedItem) if field.name not in IN_ITS_FORM))


@dataclass(frozen=True)
class Place:
    """Where an item stands in its form, as a template shows it: a number and HTML, or their marks."""

    position: str
    total: str
    hidden_html: str
    back_html: str
    onward_html: str


ANYWHERE = Place(*(mark(field.name) for field in fields(Place)))


def place_of(position: int, total: int, render: Callable[..., str] = render_template) -> Place:
    """The place of an item; call it within a request's context, or bring what renders a template."""
    back_html = render("candidate/_way_back.html", previous=position - 1) if position > 1 else ""
    onward_html = render("candidate/_way_onward.html", following=position + 1, is_last=position == total)
    return Place(str(position), str(total), "" if position == 1 else " hidden", back_html, onward_html)


@lru_cache(maxsize=64)
def _places(total: int, language: str) -> tuple[Place, ...]:
    return tuple(place_of(position, total) for position in range(1, total + 1))


def render_items(digest: str, items: Sequence[PresentedItem], language: str) -> str:
    """The fragment of a form; call it within a request's context."""
    g.language = language if language in LANGUAGES else g.get("language")
    language, shells = current_language(), house().shells
    places = _places(len(items), language)
    shown = "".join(_render_item(item, places[item.position - 1], shells, language) for item in items)
    # The page loads pictures of later items when the first one can be answered.
    shown = shown.replace("<img ", '<img loading="lazy" ')
    marks = {"digest": mark("digest"), "shown_html": mark("shown"), "positions": range(1, len(items) + 1)}
    return shells.fill(
        ("items", language, len(items)),
        lambda: render_template("candidate/_items.html", **marks),
        {"digest": digest, "shown": shown},
    )


def _render_item(item: PresentedItem, place: Place, shells: Shells, language: str) -> str:
    """Everything of it but its place and the order of its choices is the same in every form."""
    counts = len(item.options), len(item.rights), tuple(len(gap.choices) for gap in item.gaps)
    return shells.fill(
        ("item", language, *counts, *SAME_EVERYWHERE(item)),
        lambda: render_template("candidate/_one_item.html", item=_with_holes(item, *counts), place=ANYWHERE),
        {**_holes_of(item), **vars(place)},
    )


def _holes_of(item: PresentedItem) -> dict[str, str]:
    holes = {f"option_{option.position}": option.html for option in item.options}
    for right in item.rights:
        holes |= {f"right_{right.position}": right.html, f"label_{right.position}": str(escape(right.label))}
    for gap in item.gaps:
        holes |= {f"choice_{gap.position}_{at}": str(escape(words)) for at, words in enumerate(gap.choices, start=1)}
    return holes


def _with_holes(item: PresentedItem, options: int, rights: int, gaps: tuple[int, ...]) -> PresentedItem:
    marked = tuple(
        PresentedGap(gap, tuple(mark(f"choice_{gap}_{place}") for place in range(1, count + 1)))
        for gap, count in enumerate(gaps, start=1)
    )
    return replace(item, position=0, options=_holes("option", options), rights=_holes("right", rights), gaps=marked)


def _holes(name: str, count: int) -> tuple[PresentedOption, ...]:
    return tuple(_Hole(place, mark(f"{name}_{place}")) for place in range(1, count + 1))


class _Hole(PresentedOption):
    """A choice that is filled in later; its words alone stand in a hole of their own."""

    @property
    def label(self) -> str:
        return mark(f"label_{self.position}")
