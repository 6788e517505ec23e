"""A wrong key found after an exam: what counts as right instead, in each kind's own terms, or anything given (P7)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from exam_server.core.bank import Gap, Item, Option, Scoring
from exam_server.core.scoring import Mark, best_choices, is_right, key, mark, maximum
from exam_server.core.sufficiency import Judged

TYPED_IN = ("gap_text", "numeric", "short_text")
"""Kinds of which a ruling can accept what nobody foresaw."""


@dataclass(frozen=True)
class Accepted:
    """A text, number or range that is right too: in a gap, or (`gap` empty) of the whole item."""

    text: str
    gap: str = ""


@dataclass(frozen=True)
class Ruling:
    """All that counts as right of one item revision from now on, or whatever anybody gave.

    `keys`: choices as the scoring names them (option ids, "gap option", pair ids and "left right"); of a multiple
    response they're right together, else each is in its place. `orders`: each order that is right, as option ids.
    `accepted`: what nobody foresaw; the scoring names the first "+1". `scoring`: in the place of the item's own.
    """

    keys: tuple[str, ...] = ()
    everybody: bool = False
    orders: tuple[tuple[str, ...], ...] = ()
    accepted: tuple[Accepted, ...] = ()
    scoring: Scoring | None = None


def authored_ruling(item: Item) -> Ruling:
    """What counts as right as long as nobody rules otherwise."""
    return settle(item, Ruling(tuple(key(item))))


def settle(item: Item, ruling: Ruling) -> Ruling:
    """The ruling in the one way in which it can be said of the item, so that rulings compare.

    Where a mapping gives the points no key does, an order has no other key than itself, and the item's own scoring
    isn't said.
    """
    if ruling.everybody:
        return ruling
    ordering = item.kind == "ordering"
    orders = ruling.orders or (tuple(option.id for option in item.options),)
    return replace(
        ruling,
        keys=() if ordering or item.scoring.mapping else tuple(sorted(set(ruling.keys))),
        orders=tuple(dict.fromkeys(orders)) if ordering else (),
        scoring=None if ruling.scoring == item.scoring else ruling.scoring,
    )


def apply_ruling(item: Item, ruling: Ruling) -> Item:
    """The item as it's marked under a ruling that isn't for everybody; `right_choices` says what an item can't.

    Accepted texts stand first: what they hold is right even where an author foresaw it as wrong.
    """
    ruled = settle(item, ruling)
    keys = key(item) if item.scoring.mapping else frozenset(ruled.keys)
    come = [(each.gap, Option(f"+{n}", each.text, key=True)) for n, each in enumerate(ruled.accepted, start=1)]
    options = item.options
    if item.kind == "ordering":
        options = tuple(sorted(options, key=lambda option: ruled.orders[0].index(option.id)))
    else:
        options = _keyed(options, keys, [option for gap, option in come if not gap])
    gaps = tuple(_gap(gap, keys, [option for of, option in come if of == gap.id]) for gap in item.gaps)
    return replace(item, options=options, gaps=gaps, scoring=ruled.scoring or item.scoring)


def _gap(gap: Gap, keys: frozenset[str], come: Sequence[Option]) -> Gap:
    return replace(gap, options=_keyed(gap.options, keys, come, f"{gap.id} "))


def _keyed(
    options: Sequence[Option], keys: frozenset[str], come: Sequence[Option], place: str = ""
) -> tuple[Option, ...]:
    return (*come, *(replace(option, key=f"{place}{option.id}" in keys) for option in options))


def right_choices(item: Item, ruling: Ruling) -> tuple[frozenset[str], ...]:
    """The sets of choices of which a right response makes one, as `chosen_of` gives them; several where orders do."""
    ruled = apply_ruling(item, ruling)
    if item.scoring.mapping:
        return (best_choices(ruled),)
    if item.kind == "ordering":
        orders = settle(item, ruling).orders
        return tuple(key(apply_ruling(item, replace(ruling, orders=(order,)))) for order in orders)
    return (frozenset(ruling.keys) if item.kind == "matching" else key(ruled),)


def mark_under(item: Item, response: object, ruling: Ruling | None) -> tuple[Mark, bool]:
    """The mark of a response and whether it's right, under the ruling on the item's revision if there is one."""
    if ruling is None:
        made = mark(item, response)
        return made, is_right(item, made)
    if ruling.everybody:
        return Mark(maximum(item), maximum(item), "marked", "match"), True
    ruled = apply_ruling(item, ruling)
    made = mark(ruled, response, right_choices(item, ruling))
    return made, is_right(ruled, made)


def turned(before: Mapping[str, Judged], after: Mapping[str, Judged]) -> dict[str, tuple[Judged | None, Judged | None]]:
    """The criteria whose verdict is another one after than before, with both."""
    codes: Iterable[str] = sorted(before.keys() | after.keys())
    return {code: (before.get(code), after.get(code)) for code in codes if before.get(code) != after.get(code)}
