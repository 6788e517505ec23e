"""Contacts of seats: each heartbeat is kept, and a silence before it that was longer than the rhythm.

The measure rests on rows alone: a restart of the server or of a computer ends with the next contact, which sees it.
"""

from datetime import datetime

from exam_server.core.delivery import RHYTHM, find_gaps, lost_seconds, ran
from exam_server.services.sittings import clock_of, time_events
from exam_server.services.work import Work
from exam_server.store import board as board_store
from exam_server.store import delivery as store
from exam_server.store.tables import ContactGapRow, SittingRow


def note_contact(work: Work, row: SittingRow, unsent: int = 0, position: int = 0) -> None:
    """A browser of the seat was heard of; call it within `record()`, with the row locked."""
    keep_silence(work, row, work.now)
    row.contact_at = row.beat_at = work.now
    row.unsent = unsent
    row.position = position or row.position


def keep_silence(work: Work, row: SittingRow, until: datetime) -> list[ContactGapRow]:
    """Keep the silences since the last heartbeat during which the seat's clock ran; gives the new ones.

    Saves are contacts too. They leave no heartbeat, so that the path of saves stays short.
    """
    if row.beat_at is None or row.started_at is None or until - row.beat_at <= RHYTHM:
        return []
    since = max(row.beat_at, board_store.find_last_silence(work.session, row.id) or row.beat_at)
    saves = store.list_save_times(work.session, row.id, since)
    running = ran(clock_of(row), time_events(work, row), until)
    kept = [
        ContactGapRow(
            id=work.new_id(),
            organisation_id=row.organisation_id,
            sitting_id=row.id,
            since=gap.since,
            until=gap.until,
            seconds=lost,
        )
        for gap in find_gaps([since, *saves, until])
        if (lost := lost_seconds(gap, running))
    ]
    work.session.add_all(kept)
    work.session.flush()
    return kept
