"""How often a blind guess at an item is wholly right."""

from math import factorial, perm, prod

from exam_server.core.bank import Item, right_sides
from exam_server.core.testwise.strategies import chance


def guess(item: Item) -> float:
    """The chance (0-1) of whoever doesn't master an item and picks blindly; 0 where a response is typed.

    Multiple response: among the choices of as many options as there are keys, as if the stem said their number.
    Matching: each right-hand side once where there are enough of them and none is shared, else any for each left one.
    """
    if item.kind in ("single_choice", "true_false", "multiple_response"):
        return chance(item) if item.options else 0.0
    if item.kind == "matching":
        return _guess_pairs(item)
    if item.kind == "ordering":
        return 1 / factorial(len(item.options))
    if item.kind == "inline_choice":
        return prod(1 / len(gap.options) for gap in item.gaps if gap.options)
    return 0.0


def _guess_pairs(item: Item) -> float:
    keys = [pair.right for pair in item.pairs if pair.left]
    offered = len(right_sides(item))
    if not offered:
        return 0.0
    return 1 / perm(offered, len(keys)) if len(set(keys)) == len(keys) else offered ** -len(keys)
