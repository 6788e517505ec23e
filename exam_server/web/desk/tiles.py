"""How a seat looks on the board: one word, one icon and one kind of edge per state."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from exam_server.core.text import Text, text
from exam_server.services.board import Seat

SILENT_AFTER_SECONDS = 25
STATES: dict[str, tuple[str, str, Text]] = {
    "waiting": ("neutral", "user", text("not admitted yet")),
    "admitted": ("info", "check", text("admitted")),
    "open": ("info", "pencil", text("writing")),
    "paused": ("waiting", "pause", text("paused")),
    "handed_in": ("saved", "circle_check", text("handed in")),
    "time_up": ("saved", "clock_alert", text("time is up")),
    "ended_by_desk": ("neutral", "ban", text("ended by the desk")),
}
SILENT = ("error", "wifi_off", text("no contact"))


@dataclass(frozen=True)
class Tile:
    """A seat as the board shows it; `silent_seconds` is the age of the last contact, None before the first."""

    seat: Seat
    kind: str
    icon: str
    word: Text
    silent_seconds: int | None
    is_running: bool


def make_tile(seat: Seat, now: datetime) -> Tile:
    age = max(0, round((now - seat.contact_at).total_seconds())) if seat.contact_at else None
    is_silent = seat.state == "open" and (age is None or age > SILENT_AFTER_SECONDS)
    kind, icon, word = SILENT if is_silent else STATES[seat.state]
    return Tile(seat, kind, icon, word, age, seat.state in ("open", "paused"))


def count_states(seats: Sequence[Seat]) -> list[tuple[str, str, Text, int]]:
    """Kind, icon, word and number of seats for each state that occurs."""
    counts = Counter(seat.state for seat in seats)
    return [(*STATES[state], counts[state]) for state in STATES if counts[state]]  # type: ignore[index]
