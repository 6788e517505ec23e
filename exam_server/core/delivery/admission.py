"""How long a browser holds a seat: never shorter than the test and a margin, never longer than the exam."""

from datetime import datetime, timedelta

from exam_server.core.delivery.sitting import CLOSED, SittingState

MARGIN = timedelta(hours=12)
# To read the receipt, and to bring what a cut of the network kept on the device.
AFTERWARDS = timedelta(hours=1)


def admission_end(state: SittingState, allowance: timedelta, now: datetime) -> datetime:
    """When an admission made (or renewed) now ends by itself: for a closed test soon, else beyond twice its time."""
    return now + (AFTERWARDS if state in CLOSED else 2 * allowance + MARGIN)


def is_ending(ends_at: datetime, allowance: timedelta, now: datetime) -> bool:
    """Whether an admission in use has to be renewed, lest it end within the test and its margin."""
    return ends_at < now + allowance + MARGIN
