"""Findings that only show beside other items: near-duplicates, equal stems, and keys that stand in one place."""

from collections.abc import Iterator, Sequence

from exam_server.core.bank import Bank, Item
from exam_server.core.lint.similar import Similar, similar_pairs, text_of
from exam_server.core.problems import Problem
from exam_server.core.text import text

UNLIKELY = 0.01
"""Keys are out of balance where chance would put as many in one place in fewer than this share of folders."""
LEAST_ITEMS = 8


def check_together(bank: Bank) -> tuple[tuple[str, Problem], ...]:
    """Findings between items, each with the id of the item it belongs to; retired ones don't count.

    Two that never stand in one form (enemies) may be alike.
    """
    items = {item.id: item for item in bank.items if item.status != "retired"}
    alike = {item.id: text_of(item) for item in items.values()}
    return (*_same_stems(list(items.values())), *_near(items, similar_pairs(alike)))


def _same_stems(items: Sequence[Item]) -> Iterator[tuple[str, Problem]]:
    stems: dict[str, Item] = {}
    for item in items:
        first = stems.setdefault(" ".join(item.stem.casefold().split()).strip(" ."), item)
        if first is not item and not are_enemies(first, item):
            message = text("The stem is the same as that of {other}.", other=first.id)
            yield item.id, Problem(message, place="stem", rule="same-stem", severity="warning")


def _near(items: dict[str, Item], found: Iterator[Similar]) -> Iterator[tuple[str, Problem]]:
    for one, other, share in found:
        if not are_enemies(items[one], items[other]):
            yield one, near_duplicate(other, share)


def near_duplicate(other: str, share: float) -> Problem:
    """The finding on an item that `other` is almost the same as; its place tells one `other` from another."""
    message = text("{percent} % of the wording is the same as in {other}.", percent=round(100 * share), other=other)
    return Problem(message, place=f"stem.{other}", rule="near-duplicate", severity="warning")


def are_enemies(one: Item, other: Item) -> bool:
    return one.id in other.enemies or other.id in one.enemies


def check_positions(items: Sequence[Item]) -> Iterator[Problem]:
    """Findings on a folder's single choices and true/false items, as authored; drawn orders are random anyway.

    Under chance an item's key stands at each of its n places with 1/n; how many of a folder's keys stand at one place
    is Poisson-binomial. The tail is exact, and its bound is shared out among the places (Bonferroni).
    """
    for kind in ("single_choice", "true_false"):
        keyed = [item for item in items if item.kind == kind and sum(option.key for option in item.options) == 1]
        if len(keyed) < LEAST_ITEMS:
            continue
        places = max(len(item.options) for item in keyed)
        for place in range(places):
            chances = [1 / len(item.options) for item in keyed if len(item.options) > place]
            seen = sum(item.options[place].key for item in keyed if len(item.options) > place)
            if tail(chances, seen) < UNLIKELY / places:
                message = text(
                    "The key stands in place {place} in {seen} of {all} items of a kind.",
                    place=place + 1,
                    seen=seen,
                    all=len(chances),
                )
                yield Problem(message, rule="key-positions", severity="warning")


def tail(chances: Sequence[float], seen: int) -> float:
    """The probability of `seen` or more successes among independent trials of these chances (Poisson-binomial)."""
    ways = [1.0]
    for chance in chances:
        ways = [
            (ways[count] if count < len(ways) else 0.0) * (1 - chance) + (ways[count - 1] * chance if count else 0.0)
            for count in range(len(ways) + 1)
        ]
    return sum(ways[seen:])
