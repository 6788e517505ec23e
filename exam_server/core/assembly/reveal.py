"""When the secrets of a draw may be shown: never while they could help somebody who still has to sit.

Who knows a seed and the pool knows every form of that exam, spares too. Another exam's forms don't follow from it: its
seed hangs on its own secrets. But with the secrets comes the manifest, which tells which items of the pool were in
whose form: together with what the first candidates remember, that would help the next ones of the same pool.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class PoolUse:
    """An exam's use of its pool: the items that could be drawn, when they were, and when its last sitting was over."""

    exam: str
    items: frozenset[str]
    drawn_at: datetime
    over_at: datetime | None


def withheld_for(own: PoolUse, others: Iterable[PoolUse]) -> tuple[str, ...]:
    """The exams that have to be over before the secrets of `own` are shown; none: they may be shown.

    These are the exam itself and those that share an item with its pool and were drawn before it was over. An exam
    drawn later doesn't count: what has been shown stays shown, and a body that examines every week still shows it.
    """
    waiting = [other.exam for other in others if other.over_at is None and _drew_meanwhile(own, other)]
    return tuple(([] if own.over_at else [own.exam]) + [exam for exam in waiting if exam != own.exam])


def shown_from(own: PoolUse, others: Iterable[PoolUse]) -> datetime | None:
    """Since when the secrets may be known; None while they're withheld."""
    uses = list(others)
    if own.over_at is None or withheld_for(own, uses):
        return None
    waited_for = [other.over_at for other in uses if other.over_at is not None and _drew_meanwhile(own, other)]
    return max([own.over_at, *waited_for])


def _drew_meanwhile(own: PoolUse, other: PoolUse) -> bool:
    in_time = own.over_at is None or other.drawn_at < own.over_at
    return in_time and not own.items.isdisjoint(other.items)
