"""The room's clock of an encounter, as a page takes it over: by the server's time, never by a device's own."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from exam_server.services.simulation import PLAYERS, get_row, seconds_of
from exam_server.services.work import Work


@dataclass(frozen=True)
class RunClock:
    """`room_seconds` since the run was opened; `since_end`: seconds since its end, 0 before it."""

    now: datetime
    room_seconds: int
    since_end: int


def read_clock(work: Work, encounter_id: UUID) -> RunClock:
    """For who plays or prompts. Raises NotFound for everybody else."""
    row = get_row(work, encounter_id, PLAYERS)
    since = max(0, int((work.now - row.ended_at).total_seconds())) if row.ended_at else 0
    return RunClock(work.now, seconds_of(row, work.now), since)
