"""The mark of a response, its bounds, and the best that can be reached."""

import math
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal

from exam_server.core.bank import Item
from exam_server.core.scoring.chosen import Response, chosen_of, directions, is_key, key, markable, unforeseen

State = Literal["marked", "awaits_marker", "not_answered", "not_checked"]
Rule = Literal["match", "map", "guide"]

TOLERANCE = 1e-9


@dataclass(frozen=True)
class Mark:
    """`score` lies within the item's bounds and never above `maximum`, the best that can be reached.

    `not_checked`: a text that nobody reads, since its stage is about other criteria.
    """

    score: float
    maximum: float
    state: State
    rule: Rule


def mark(item: Item, response: Response, keys: Collection[frozenset[str]] = ()) -> Mark:
    """Mark any response to any item; never raises.

    Ids that don't belong to the item earn nothing, and no response with them equals the key. `keys`: in the place of
    the item's own key, those of which a response has to match one.
    """
    if item.kind == "extended_text":
        answered = isinstance(response, str) and response.strip()
        return Mark(bounded(item, 0.0), bounded(item, 1.0), "awaits_marker" if answered else "not_answered", "guide")
    rule: Rule = "map" if item.scoring.mapping else "match"
    chosen = chosen_of(item, response)
    if not chosen:
        return Mark(bounded(item, 0.0), maximum(item), "not_answered", rule)
    earned = (
        _mapped(item, chosen)
        if rule == "map"
        else float(any(is_key(item, chosen, each) for each in keys or (key(item),)))
    )
    return Mark(min(bounded(item, earned), maximum(item)), maximum(item), "marked", rule)


def is_right(item: Item, given: Mark) -> bool:
    """Whether the item counts as mastered for the sufficiency rule (P9): the mark reaches the upper bound."""
    needed = given.maximum if item.scoring.upper is None else item.scoring.upper
    return given.state == "marked" and given.score >= needed - TOLERANCE


def maximum(item: Item) -> float:
    """The best mark that any response reaches. No order earns more than the right one, whatever the mapping says."""
    if not item.scoring.mapping or item.kind == "extended_text":
        return bounded(item, 1.0)
    return bounded(item, math.fsum(_best(item, group) for group in _alternatives(item)))


def best_choices(item: Item) -> frozenset[str]:
    """What a mapping gives most for, in each place where something is chosen."""
    groups = [[*group] for group in _alternatives(item)]
    return frozenset(
        each for group in groups for each in group if 0 < _value(item, each) >= _best(item, group) - TOLERANCE
    )


def bounded(item: Item, value: float) -> float:
    """`value` within the item's lower and upper bound."""
    lower, upper = item.scoring.lower, item.scoring.upper
    raised = value if lower is None else max(value, lower)
    return raised if upper is None else min(raised, upper)


def _alternatives(item: Item) -> Iterable[Iterable[str]]:
    """What can be chosen, in groups of which a response chooses one each."""
    others = unforeseen(item)
    if item.kind == "matching":
        return (directions(item, pair) for pair in item.pairs if pair.left)
    if item.kind == "multiple_response":
        return ((option.id,) for option in item.options)
    if item.kind == "ordering":
        return ((each,) for each in key(item))
    if item.kind in ("gap_text", "inline_choice"):
        everything = markable(item) | others
        return ([each for each in everything if each.startswith(f"{gap.id} ")] for gap in item.gaps)
    return ((*(option.id for option in item.options), *others),)


def _mapped(item: Item, chosen: frozenset[str]) -> float:
    known = chosen & (markable(item) | unforeseen(item))
    return math.fsum(sorted(_value(item, each) for each in known))


def _best(item: Item, ids: Iterable[str]) -> float:
    return max([0.0, *(_value(item, each) for each in ids)])


def _value(item: Item, id: str) -> float:
    return item.scoring.mapping.get(id, item.scoring.default)
