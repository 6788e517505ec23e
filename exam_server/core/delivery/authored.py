"""From what a form drew to what a candidate saw in which place, and from their response back to authored ids."""

from collections.abc import Sequence

from exam_server.core.bank import Gap, Item, Option, gaps_in_order
from exam_server.core.delivery.responses import Response

Authored = str | list[str] | dict[str, str] | None


def lefts_of(item: Item) -> tuple[str, ...]:
    """Matching: the ids of the pairs that have a left-hand side, in the order in which everybody sees them."""
    return tuple(pair.id for pair in item.pairs if pair.left)


def offered(item: Item, drawn: Sequence[str]) -> tuple[str, ...]:
    """The drawn ids in the places that the page shows.

    A right-hand text that several pairs share is offered once. An order that came out as the right one begins one thing
    later, the first at the end: nobody may leave it as it stands.
    """
    if item.kind == "ordering":
        return _not_in_order(item, tuple(drawn))
    if item.kind != "matching":
        return tuple(drawn)
    rights = {pair.id: pair.right for pair in item.pairs}
    first: dict[str, str] = {}
    for pair_id in drawn:
        first.setdefault(rights[pair_id], pair_id)
    return tuple(first.values())


def _not_in_order(item: Item, drawn: tuple[str, ...]) -> tuple[str, ...]:
    texts = {option.id: option.text for option in item.options}
    right = [option.text for option in item.options]
    turned = (drawn[place:] + drawn[:place] for place in range(len(drawn)))
    return next((order for order in turned if [texts[each] for each in order] != right), drawn)


def choices_in(gap: Gap, drawn: Sequence[str]) -> tuple[Option, ...]:
    """A gap's choices in the order in which the form drew them among those of all gaps."""
    own = {f"{gap.id} {option.id}": option for option in gap.options}
    return tuple(own[each] for each in drawn if each in own)


def to_authored(item: Item, drawn: Sequence[str], value: Response) -> Authored:
    """A checked response in authored ids, for scoring; `drawn` as the form holds it.

    single_choice, true_false: id or None; multiple_response and ordering: ids; matching: left-hand pair id → right-hand
    pair id of what was matched; gaps: gap id → text or option id of what was filled in; else the text. A missing
    response gives the kind's empty one.
    """
    places = offered(item, drawn)
    if item.kind in ("gap_text", "inline_choice"):
        return _filled(item, drawn, value)
    if item.kind in ("numeric", "short_text", "extended_text"):
        return value if isinstance(value, str) else ""
    if item.kind == "matching":
        given = value if isinstance(value, list) else [None] * len(lefts_of(item))
        pairs = zip(lefts_of(item), given, strict=True)
        return {left: places[place - 1] for left, place in pairs if isinstance(place, int)}
    if item.kind in ("multiple_response", "ordering"):
        return [places[place - 1] for place in value if isinstance(place, int)] if isinstance(value, list) else []
    return places[value - 1] if isinstance(value, int) else None


def _filled(item: Item, drawn: Sequence[str], value: Response) -> dict[str, str]:
    gaps = gaps_in_order(item)
    given = value if isinstance(value, list) else [None] * len(gaps)
    filled: dict[str, str] = {}
    for gap, entry in zip(gaps, given, strict=True):
        if isinstance(entry, int):
            filled[gap.id] = choices_in(gap, drawn)[entry - 1].id
        elif entry is not None:
            filled[gap.id] = entry
    return filled
