"""Agreed breaks: the candidate asks, the desk grants, and the clock stands within the allowance."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

# What tells a break from any other pause in the log of a sitting.
BREAK = "break"
RoomEvent = tuple[str, datetime, int]


@dataclass(frozen=True)
class Breaks:
    """Seconds left of what was agreed; whether the candidate asks for one; until when one that runs is covered; whether
    the desk declined the last one that was asked for."""

    left_seconds: int = 0
    asked: bool = False
    ends_at: datetime | None = None
    declined: bool = False


def fold_breaks(allowed_seconds: int, events: Iterable[RoomEvent]) -> Breaks:
    """What these events of a sitting (kind, moment, seconds), in their order, leave of `allowed_seconds`.

    A `paused` event with seconds is a break of at most that length; one without is the desk's own pause.
    """
    left, asked, declined = allowed_seconds, False, False
    since: datetime | None = None
    ends_at: datetime | None = None
    for kind, at, seconds in events:
        if kind == "break_asked":
            asked, declined = True, False
        elif kind == "break_declined":
            declined, asked = asked, False
        elif kind in ("paused", "ended"):
            asked = declined = False
            is_break = kind == "paused" and seconds > 0
            since, ends_at = (at, at + timedelta(seconds=seconds)) if is_break else (None, None)
        elif kind == "resumed" and since is not None:
            left = max(0, left - round((at - since).total_seconds()))
            since = ends_at = None
    return Breaks(left, asked, ends_at, declined)
