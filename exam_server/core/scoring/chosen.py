"""What a response chooses, as ids that compare with the key and that a mapping names, by kind of item."""

from collections.abc import Callable, Iterable, Mapping
from itertools import combinations, permutations

from exam_server.core.bank import Gap, Item, Kind, Pair, RightSide, right_sides
from exam_server.core.scoring.typed import find_option

Response = object
"""What the candidate gave, in authored ids, and not to be trusted: anything at all can be marked.

single_choice and true_false: an option id; multiple_response: a list of option ids; matching: a mapping from the id of
the pair whose left side it is to the id of the pair whose right side was chosen; ordering: all option ids in the given
order; gap_text: a mapping from gap id to the typed text; inline_choice: from gap id to option id; numeric, short_text
and extended_text: the text.
"""

FOREIGN = ""
"""Stands for anything chosen that isn't the item's; no option may have an empty id."""
ONE: frozenset[Kind] = frozenset({"single_choice", "true_false", "numeric", "short_text"})
"""Kinds of which one thing is chosen or typed: of several that are right, each is."""
OTHER = "*"
"""Stands for a typed text that nobody foresaw: it's wrong, and under a mapping it earns the default."""


def chosen_of(item: Item, response: Response) -> frozenset[str]:
    """What was chosen as ids that compare with `key`; empty for a blank response."""
    return frozenset(CHOSEN.get(item.kind, _chosen_options)(item, response))


def key(item: Item) -> frozenset[str]:
    """What a right response chooses.

    Option ids; matching: the ids of the pairs put together rightly; ordering: "a b" for each a that stands before b;
    gaps: "gap option". Of several accepted texts of one gap, or of a numeric or short text, all: one of them is right.
    """
    if item.kind == "matching":
        return frozenset(pair.id for pair in item.pairs if pair.left)
    if item.kind == "ordering":
        return frozenset(_before([option.id for option in item.options]))
    if item.kind in ("gap_text", "inline_choice"):
        return frozenset(_in_gap(gap, option.id) for gap in item.gaps for option in gap.options if option.key)
    return frozenset(option.id for option in item.options if option.key)


def is_key(item: Item, chosen: frozenset[str], rightly: frozenset[str]) -> bool:
    """Whether a response chose all that is right and nothing else; of a place where one is chosen, one that is."""
    return chosen <= rightly and len(chosen) == _needed(item, rightly)


def _needed(item: Item, rightly: frozenset[str]) -> int:
    """How many are chosen by who is right."""
    if item.kind in ("gap_text", "inline_choice"):
        return len({gap.id for gap in item.gaps})
    if item.kind == "matching":
        return sum(bool(pair.left) for pair in item.pairs)
    return 1 if item.kind in ONE else len(rightly)


def markable(item: Item) -> frozenset[str]:
    """Everything that a mapping may name."""
    if item.kind == "matching":
        return frozenset(each for pair in item.pairs if pair.left for each in directions(item, pair))
    if item.kind == "ordering":
        return frozenset(f"{a.id} {b.id}" for a, b in permutations(item.options, 2))
    if item.kind in ("gap_text", "inline_choice"):
        return frozenset(_in_gap(gap, option.id) for gap in item.gaps for option in gap.options)
    return frozenset(option.id for option in item.options)


def is_gap_right(item: Item, gap: Gap, given: str) -> bool:
    """Whether what was typed into a gap, or the id of the option chosen there, is one of its keys."""
    return _in_gap(gap, _of_gap(item, gap, given)) in key(item)


def unforeseen(item: Item) -> frozenset[str]:
    """What a typed text counts as that is none of the foreseen ones."""
    if item.kind == "gap_text":
        return frozenset(_in_gap(gap, OTHER) for gap in item.gaps)
    return frozenset({OTHER} if item.kind in ("numeric", "short_text") else ())


def directions(item: Item, pair: Pair) -> tuple[str, ...]:
    """All that the left side of a pair can be put together with: the pair's id, and `left right` for the others."""
    return tuple(_direction(pair, side) for side in right_sides(item))


def is_blank(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _chosen_options(item: Item, response: Response) -> Iterable[str]:
    ids = frozenset(_ids(response))
    several = len(ids) > 1 and item.kind in ("single_choice", "true_false")
    return (FOREIGN,) if several else ids


def _ids(response: Response) -> Iterable[str]:
    """Every given value as an id; blanks are left out, and what can't be an id stays something that no item has."""
    values = [response]
    if isinstance(response, list | tuple | set | frozenset):
        values = list(response)
    elif isinstance(response, Mapping):
        values = [value for value in response.values() if value is not None]
    return (value if isinstance(value, str) else FOREIGN for value in values if not is_blank(value))


def _put_together(item: Item, response: Response) -> Iterable[str]:
    """A pair put together rightly is its id, any other direction is `left right`: the keys of a mapping."""
    if not isinstance(response, Mapping):
        yield from _chosen_options(item, response)
        return
    lefts = {pair.id: pair for pair in item.pairs if pair.left}
    rights = {pair.id: pair.right for pair in item.pairs}
    offered = {side.text: side for side in right_sides(item)}
    for left, right in response.items():
        if is_blank(right):
            continue
        pair = lefts.get(left) if isinstance(left, str) else None
        words = rights.get(right) if isinstance(right, str) else None
        yield FOREIGN if pair is None or words is None else _direction(pair, offered[words])


def _direction(pair: Pair, side: RightSide) -> str:
    return pair.id if side.text == pair.right else f"{pair.id} {side.id}"


def _ordered(item: Item, response: Response) -> Iterable[str]:
    """Each "a b" whose a was put before b; what isn't an order of all options says so by a foreign id."""
    given = list(_ids(response))
    if not isinstance(response, list | tuple):
        given = [FOREIGN] * len(given)
    own = [option.id for option in item.options]
    known = [each for each in dict.fromkeys(given) if each in own]
    yield from _before(known)
    if given and sorted(given) != sorted(own):
        yield FOREIGN


def _before(ids: Iterable[str]) -> Iterable[str]:
    return (f"{a} {b}" for a, b in combinations(ids, 2))


def _filled(item: Item, response: Response) -> Iterable[str]:
    """For each gap "gap option", "gap *" for what wasn't foreseen."""
    if not isinstance(response, Mapping):
        yield from (FOREIGN for _ in _ids(response))
        return
    gaps = {gap.id: gap for gap in item.gaps}
    for name, given in response.items():
        if is_blank(given):
            continue
        gap = gaps.get(name) if isinstance(name, str) else None
        yield FOREIGN if gap is None or not isinstance(given, str) else _in_gap(gap, _of_gap(item, gap, given))


def _of_gap(item: Item, gap: Gap, given: str) -> str:
    if item.kind == "inline_choice":
        return given if any(option.id == given for option in gap.options) else FOREIGN
    found = find_option(item, gap.options, given)
    return OTHER if found is None else found.id


def _in_gap(gap: Gap, option: str) -> str:
    return f"{gap.id} {option}"


def _typed(item: Item, response: Response) -> Iterable[str]:
    if not isinstance(response, str):
        yield from (FOREIGN for _ in _ids(response))
    elif response.strip():
        found = find_option(item, item.options, response)
        yield OTHER if found is None else found.id


CHOSEN: Mapping[Kind, Callable[[Item, Response], Iterable[str]]] = {
    "matching": _put_together,
    "ordering": _ordered,
    "gap_text": _filled,
    "inline_choice": _filled,
    "numeric": _typed,
    "short_text": _typed,
}
