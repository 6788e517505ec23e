"""Whether the database takes a write and gives it back."""

from exam_server.services.work import Work
from exam_server.store.people import lock_throttle

PROBE = "readiness"


def write_and_read_back(work: Work) -> bool:
    """Write a counter through the lane and read it in the same transaction; the edge's commit proves the disk."""
    work.record()
    row = lock_throttle(work.session, PROBE, work.now)
    row.failures, row.window_started_at = row.failures + 1, work.now
    work.session.flush()
    expected = row.failures
    work.session.expire(row)
    return row.failures == expected
