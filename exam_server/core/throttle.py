"""When too many failures close a door for a while."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Failures:
    """How many attempts failed since the window began."""

    count: int
    window_started_at: datetime


def is_closed(failures: Failures | None, limit: int, window_seconds: int, now: datetime) -> bool:
    """Closed from the `limit`-th failure on, until the window is over."""
    return failures is not None and failures.count >= limit and not _is_over(failures, window_seconds, now)


def after_failure(failures: Failures | None, window_seconds: int, now: datetime) -> Failures:
    """One more failure; a new window begins when the old one is over."""
    if failures is None or _is_over(failures, window_seconds, now):
        return Failures(1, now)
    return Failures(failures.count + 1, failures.window_started_at)


def _is_over(failures: Failures, window_seconds: int, now: datetime) -> bool:
    return now >= failures.window_started_at + timedelta(seconds=window_seconds)
