"""Responses as interchange files spell them, and a right response as a candidate would give it."""

from collections.abc import Callable, Mapping, Sequence

from exam_server.core.bank import Gap, Item, Kind, gaps_in_order
from exam_server.core.numbers import read_span, write_number
from exam_server.core.scoring.chosen import Response, key


def authored_response(item: Item, given: Response) -> Response:
    """A response as interchange files write it in the form that `mark` takes.

    True and false stand for the options of these names; directed pairs ("p1 p2", "gap option") and lists in the order
    of the gaps for a mapping; one text of an only gap for that gap's; a number for its decimals.
    """
    return SPELLINGS.get(item.kind, _as_it_is)(item, given)


def right_response(item: Item) -> Response:
    """A response that is right, in authored ids; an item without a key gets an empty one."""
    chosen = sorted(key(item))
    if item.kind == "matching":
        return {each: each for each in chosen}
    if item.kind == "ordering":
        return [option.id for option in item.options]
    if item.kind in ("gap_text", "inline_choice"):
        return {gap.id: _right_in(item, gap) for gap in item.gaps}
    if item.kind in ("numeric", "short_text"):
        accepted = next((option.text for option in item.options if option.key), "")
        span = read_span(accepted) if item.kind == "numeric" else None
        return accepted if span is None else write_number(span.low)
    return "" if item.kind == "extended_text" else chosen


def _right_in(item: Item, gap: Gap) -> str:
    accepted = next((option for option in gap.options if option.key), None)
    if accepted is None:
        return ""
    return accepted.id if item.kind == "inline_choice" else accepted.text


def _as_it_is(item: Item, given: Response) -> Response:
    return given


def _truth(item: Item, given: Response) -> Response:
    return str(given).lower() if isinstance(given, bool) else given


def _directed(item: Item, given: Response) -> Response:
    if not isinstance(given, str | list | tuple):
        return given
    pairs = [given] if isinstance(given, str) else given
    steps = [pair.split() for pair in pairs if isinstance(pair, str)]
    directed = {step[0]: step[1] for step in steps if len(step) == 2}
    return directed if len(directed) == len(pairs) else given


def _in_gaps(item: Item, given: Response) -> Response:
    """By name as it is; "gap option" lists by these names; else one value for each gap in the stem's order."""
    if isinstance(given, Mapping):
        return {name: _decimal(value) for name, value in given.items()}
    values: Sequence[object] = given if isinstance(given, list | tuple) else [given]
    texts = {f"{gap.id} {option.id}": (gap.id, option) for gap in item.gaps for option in gap.options}
    named = [texts.get(value) for value in values if isinstance(value, str)]
    if named and len(named) == len(values) and all(named):
        typed = item.kind == "gap_text"
        return {each[0]: each[1].text if typed else each[1].id for each in named if each}
    if len(values) != len(item.gaps):
        return given
    return {gap.id: _decimal(value) for gap, value in zip(gaps_in_order(item), values, strict=True)}


def _one(item: Item, given: Response) -> Response:
    only = given[0] if isinstance(given, list | tuple) and len(given) == 1 else given
    return _decimal(only)


def _decimal(given: object) -> object:
    return given if isinstance(given, bool) or not isinstance(given, int | float) else str(given)


SPELLINGS: Mapping[Kind, Callable[[Item, Response], Response]] = {
    "true_false": _truth,
    "matching": _directed,
    "gap_text": _in_gaps,
    "inline_choice": _in_gaps,
    "numeric": _one,
    "short_text": _one,
}
