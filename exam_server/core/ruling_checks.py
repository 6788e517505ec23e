"""Why a ruling on a key can't be carried out."""

import math
from collections.abc import Iterator

from exam_server.core.bank import Item
from exam_server.core.kind_checks import check_kind
from exam_server.core.rekeying import TYPED_IN, Ruling, apply_ruling, authored_ruling, settle
from exam_server.core.scoring import TOLERANCE, markable, maximum
from exam_server.core.text import Text, text

MOST_ORDERS = 10
MOST_ACCEPTED = 50


def refuse_ruling(item: Item, ruling: Ruling, holds: Ruling | None = None) -> Text | None:
    """Why a ruling can't be carried out on an item of which `holds` holds so far; None where it can."""
    return next(_objections(item, ruling, holds), None)


def _objections(item: Item, ruling: Ruling, holds: Ruling | None) -> Iterator[Text]:
    if ruling.everybody and ruling != Ruling(everybody=True):
        yield text("Name no key where the item counts as right for everybody.")
    if not ruling.everybody:
        yield from _terms(item, ruling)
    if settle(item, ruling) == settle(item, holds or authored_ruling(item)):
        yield text("That's the key as it is.")


def _terms(item: Item, ruling: Ruling) -> Iterator[Text]:
    """What of it the kind can't carry; what comes later relies on what comes earlier."""
    if item.kind == "extended_text":
        yield text("People mark an extended text: it has no key; it can count as right for everybody.")
    yield from _orders(item, ruling) if item.kind == "ordering" else _keys(item, ruling)
    if ruling.accepted:
        yield from _accepted(item, ruling)
    yield from _scoring(item, ruling)


def _orders(item: Item, ruling: Ruling) -> Iterator[Text]:
    own = sorted(option.id for option in item.options)
    if any(sorted(order) != own for order in ruling.orders):
        yield text("An order has to hold everything once.")
    if item.scoring.mapping and len(ruling.orders) > 1:
        yield text("Where pairs in order earn points, one order is the right one.")
    if len(ruling.orders) > MOST_ORDERS:
        yield text("More than {most} orders: let the item count as right for everybody.", most=MOST_ORDERS)


def _keys(item: Item, ruling: Ruling) -> Iterator[Text]:
    if not set(ruling.keys) <= markable(item):
        yield text("Choose at least one option of the item.")
    if item.scoring.mapping:
        return
    named = [*ruling.keys, *(f"{each.gap} +" if each.gap else "+" for each in ruling.accepted)]
    for place in [gap.id for gap in item.gaps] or [pair.id for pair in item.pairs if pair.left]:
        if not any(each.split(" ")[0] == place for each in named):
            yield text("Nothing would be right in {place}: choose what is.", place=place)
    if not named:
        yield text("Choose at least one option of the item.")


def _accepted(item: Item, ruling: Ruling) -> Iterator[Text]:
    places = {gap.id for gap in item.gaps} or {""}
    if item.kind not in TYPED_IN or not {each.gap for each in ruling.accepted} <= places:
        yield text("Nothing is typed there, so no further text can be accepted.")
        return
    if len(ruling.accepted) > MOST_ACCEPTED:
        yield text("More than {most} texts: let the item count as right for everybody.", most=MOST_ACCEPTED)
    yield from (each.message for each in check_kind(apply_ruling(item, ruling)) if each.severity == "error")


def _scoring(item: Item, ruling: Ruling) -> Iterator[Text]:
    scoring = ruling.scoring or item.scoring
    ruled = apply_ruling(item, ruling)
    bounds = [each for each in (scoring.default, scoring.lower, scoring.upper) if each is not None]
    if bool(scoring.mapping) != bool(item.scoring.mapping):
        yield text("Whether choices earn points each stays as the item has it.")
    if not set(scoring.mapping) <= markable(ruled):
        yield text("Points are given for something that nobody can choose.")
    if not all(math.isfinite(each) for each in (*scoring.mapping.values(), *bounds)):
        yield text("The mapping has to consist of finite numbers.")
    elif scoring.lower is not None and scoring.upper is not None and scoring.lower >= scoring.upper:
        yield text("The lower bound has to be below the upper bound.")
    elif scoring.upper is not None and maximum(ruled) < scoring.upper - TOLERANCE:
        yield text("No response reaches the upper bound, so nobody would be right.")
