"""Another kind for an item that is being written: what fits is kept, and what doesn't is named."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from exam_server.core.bank import Gap, Item, Kind, Option, gap_markers
from exam_server.core.scoring import markable
from exam_server.core.text import Text, text

BY_OPTIONS: frozenset[Kind] = frozenset({"single_choice", "multiple_response", "ordering", "numeric", "short_text"})
BY_GAPS: frozenset[Kind] = frozenset({"gap_text", "inline_choice"})
COMPARED: frozenset[Kind] = frozenset({"gap_text", "short_text"})
"""Kinds whose typed texts may be compared letter by letter."""
STATEMENTS: Mapping[str, tuple[str, str]] = {"pl": ("prawda", "fałsz"), "en": ("true", "false")}


@dataclass(frozen=True)
class Changed:
    """The item under its new kind, and in words what of it isn't there any more."""

    item: Item
    left: tuple[Text, ...] = ()


def change_kind(item: Item, kind: Kind) -> Changed:
    """The same item as another kind. Where nothing is `left`, changing back gives the item as it was."""
    if kind == item.kind:
        return Changed(item)
    if {item.kind, kind} <= BY_OPTIONS:
        changed = _with_options(item, kind)
    elif {item.kind, kind} <= BY_GAPS:
        changed = _with_gaps(item, kind)
    else:
        changed = _without_parts(item, kind)
    return _with_scoring(changed)


def statements(language: str) -> tuple[Option, Option]:
    """The two options of true/false; which one is the key is still to be said."""
    right, wrong = STATEMENTS.get(language, STATEMENTS["en"])
    return Option("true", right), Option("false", wrong)


def _with_options(item: Item, kind: Kind) -> Changed:
    options, left = item.options, []
    keys = [option for option in options if option.key]
    if kind == "ordering" and keys:
        options = tuple(replace(option, key=False) for option in options)
        left.append(text("Which options are the key: in an order none is."))
    elif kind == "single_choice" and len(keys) > 1:
        options = _only_first_key(options)
        left.append(text("The keys after the first one: a single choice has one."))
    if item.kind == "ordering" and options:
        left.append(text("That the order of the options is the right one."))
    return Changed(replace(item, kind=kind, options=options), tuple(left))


def _with_gaps(item: Item, kind: Kind) -> Changed:
    several = any(sum(option.key for option in gap.options) > 1 for gap in item.gaps)
    if kind != "inline_choice" or not several:
        return Changed(replace(item, kind=kind))
    gaps = tuple(Gap(gap.id, _only_first_key(gap.options)) for gap in item.gaps)
    left = text("The keys after the first one of a gap: a choice has one.")
    return Changed(replace(item, kind=kind, gaps=gaps), (left,))


def _only_first_key(options: Sequence[Option]) -> tuple[Option, ...]:
    first = next((option for option in options if option.key), None)
    return tuple(replace(option, key=option is first) for option in options)


def _without_parts(item: Item, kind: Kind) -> Changed:
    left = []
    if item.options:
        left.append(text("The options: {count}.", count=len(item.options)))
    if item.pairs:
        left.append(text("The pairs: {count}.", count=len(item.pairs)))
    if item.guide:
        left.append(text("The elements of the guide: {count}.", count=len(item.guide)))
    if item.gaps:
        left.append(text("The gaps: {count}.", count=len(item.gaps)))
    if gap_markers(item) and kind not in BY_GAPS:
        left.append(text("What the marks of gaps in the stem mean: take them out."))
    options = statements(item.language) if kind == "true_false" else ()
    return Changed(replace(item, kind=kind, options=options, pairs=(), guide=(), gaps=()), tuple(left))


def _with_scoring(changed: Changed) -> Changed:
    item, left = changed.item, list(changed.left)
    known = markable(item)
    kept = {name: points for name, points in item.scoring.mapping.items() if name in known}
    lost = sorted(item.scoring.mapping.keys() - kept.keys())
    if lost:
        left.append(text("The points of: {choices}.", choices=", ".join(lost)))
    exact = item.scoring.exact_case and item.kind in COMPARED
    if exact != item.scoring.exact_case:
        left.append(text("That letter case counts: nothing is typed."))
    return Changed(replace(item, scoring=replace(item.scoring, mapping=kept, exact_case=exact)), tuple(left))
