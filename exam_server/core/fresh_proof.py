"""When the proof of who acts is fresh enough for an act that can't be undone."""

from datetime import datetime, timedelta

FRESH = timedelta(minutes=10)


def is_fresh(proved_at: datetime | None, now: datetime) -> bool:
    """A password or second factor given within the last ten minutes; one of the future (a clock went back) isn't."""
    return proved_at is not None and timedelta(0) <= now - proved_at < FRESH
