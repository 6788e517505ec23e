"""Marking: one response to one item becomes a mark, by match (all or nothing) or by map (partial credit)."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from exam_server.core.bank import Item, Pair, RightSide, right_sides

State = Literal["marked", "awaits_marker", "not_answered"]
Rule = Literal["match", "map", "guide"]

Response = object
"""What the candidate gave, in authored ids, and not to be trusted: anything at all can be marked.

single_choice and true_false: an option id; multiple_response: a list of option ids; matching: a mapping from the id of
the pair whose left side it is to the id of the pair whose right side was chosen; extended_text: the text.
"""

TOLERANCE = 1e-9
FOREIGN = ""
"""Stands for anything chosen that isn't the item's; no option may have an empty id."""


@dataclass(frozen=True)
class Mark:
    """`score` lies within the item's bounds and never above `maximum`, the best that can be reached."""

    score: float
    maximum: float
    state: State
    rule: Rule


def mark(item: Item, response: Response) -> Mark:
    """Mark any response to any item; never raises.

    Ids that don't belong to the item earn nothing, and no response with them equals the key.
    """
    if item.kind == "extended_text":
        answered = isinstance(response, str) and response.strip()
        return Mark(bounded(item, 0.0), bounded(item, 1.0), "awaits_marker" if answered else "not_answered", "guide")
    rule: Rule = "map" if item.scoring.mapping else "match"
    chosen = _chosen(item, response)
    if not chosen:
        return Mark(bounded(item, 0.0), maximum(item), "not_answered", rule)
    earned = _mapped(item, chosen) if rule == "map" else float(chosen == key(item))
    return Mark(min(bounded(item, earned), maximum(item)), maximum(item), "marked", rule)


def is_right(item: Item, given: Mark) -> bool:
    """Whether the item counts as mastered for the sufficiency rule (P9): the mark reaches the upper bound."""
    needed = given.maximum if item.scoring.upper is None else item.scoring.upper
    return given.state == "marked" and given.score >= needed - TOLERANCE


def authored_response(item: Item, given: Response) -> Response:
    """A response as interchange files write it in the form that `mark` takes.

    True and false stand for the options of these names, and directed pairs ("p1 p2") for a mapping.
    """
    if item.kind == "true_false" and isinstance(given, bool):
        return str(given).lower()
    if item.kind != "matching" or not isinstance(given, str | list | tuple):
        return given
    pairs = [given] if isinstance(given, str) else given
    steps = [pair.split() for pair in pairs if isinstance(pair, str)]
    directed = {step[0]: step[1] for step in steps if len(step) == 2}
    return directed if len(directed) == len(pairs) else given


def key(item: Item) -> frozenset[str]:
    """What a right response chooses: option ids, or for matching the ids of the pairs put together rightly."""
    if item.kind == "matching":
        return frozenset(pair.id for pair in item.pairs if pair.left)
    return frozenset(option.id for option in item.options if option.key)


def maximum(item: Item) -> float:
    """The best mark that any response reaches."""
    if not item.scoring.mapping or item.kind == "extended_text":
        return bounded(item, 1.0)
    if item.kind == "matching":
        return bounded(item, math.fsum(_best(item, _directions(item, pair)) for pair in item.pairs if pair.left))
    values = [_value(item, option.id) for option in item.options]
    if item.kind == "multiple_response":
        return bounded(item, math.fsum(value for value in values if value > 0))
    return bounded(item, max([0.0, *values]))


def bounded(item: Item, value: float) -> float:
    """`value` within the item's lower and upper bound."""
    lower, upper = item.scoring.lower, item.scoring.upper
    raised = value if lower is None else max(value, lower)
    return raised if upper is None else min(raised, upper)


def _chosen(item: Item, response: Response) -> frozenset[str]:
    """What was chosen as ids that compare with `key`; empty for a blank response."""
    if item.kind == "matching" and isinstance(response, Mapping):
        return frozenset(_put_together(item, response))
    ids = frozenset(_ids(response))
    several = len(ids) > 1 and item.kind in ("single_choice", "true_false")
    return frozenset({FOREIGN}) if several else ids


def _ids(response: Response) -> Iterable[str]:
    """Every given value as an id; blanks are left out, and what can't be an id stays something that no item has."""
    values = [response]
    if isinstance(response, list | tuple | set | frozenset):
        values = list(response)
    elif isinstance(response, Mapping):
        values = [value for value in response.values() if value is not None]
    return (value if isinstance(value, str) else FOREIGN for value in values if not _blank(value))


def _blank(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _put_together(item: Item, response: Mapping[object, object]) -> Iterable[str]:
    """A pair put together rightly is its id, any other direction is `left right`: the keys of a mapping."""
    lefts = {pair.id: pair for pair in item.pairs if pair.left}
    rights = {pair.id: pair.right for pair in item.pairs}
    offered = {side.text: side for side in right_sides(item)}
    for left, right in response.items():
        if _blank(right):
            continue
        pair = lefts.get(left) if isinstance(left, str) else None
        words = rights.get(right) if isinstance(right, str) else None
        yield FOREIGN if pair is None or words is None else _direction(pair, offered[words])


def _direction(pair: Pair, side: RightSide) -> str:
    return pair.id if side.text == pair.right else f"{pair.id} {side.id}"


def _directions(item: Item, pair: Pair) -> Iterable[str]:
    return (_direction(pair, side) for side in right_sides(item))


def _mapped(item: Item, chosen: frozenset[str]) -> float:
    if item.kind == "matching":
        known = {direction for pair in item.pairs if pair.left for direction in _directions(item, pair)}
    else:
        known = {option.id for option in item.options}
    return math.fsum(sorted(_value(item, each) for each in chosen & known))


def _best(item: Item, ids: Iterable[str]) -> float:
    return max([0.0, *(_value(item, each) for each in ids)])


def _value(item: Item, id: str) -> float:
    return item.scoring.mapping.get(id, item.scoring.default)
