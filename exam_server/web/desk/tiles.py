"""How a seat looks on the board: one word, one icon and one kind of edge per state, and marks for what to look at."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from zlib import crc32

from exam_server.core.accommodation import describe
from exam_server.core.delivery import RHYTHM, STATE_WORDS, Silence
from exam_server.core.text import Text, text
from exam_server.services.board import Seat
from exam_server.web.language import as_whole_minutes

Mark = tuple[str, str, Text]
LOOKS: dict[str, tuple[str, str]] = {
    "waiting": ("neutral", "user"),
    "admitted": ("info", "check"),
    "open": ("info", "pencil"),
    "paused": ("waiting", "pause"),
    "handed_in": ("saved", "circle_check"),
    "time_up": ("saved", "clock_alert"),
    "ended_by_desk": ("neutral", "ban"),
    "absent": ("neutral", "user"),
    "withdrawn": ("neutral", "log_out"),
    "excluded": ("neutral", "ban"),
}
IDENTITY_WORDS = {
    "none": text("nobody at the seat yet"),
    "entered": text("ticket entered"),
    "declared": text("confirmed by the candidate"),
    "refused": text("identity refused"),
}


@dataclass(frozen=True)
class Tile:
    """A seat as the board shows it. `marks`: kind, icon and words of what the desk should look at."""

    seat: Seat
    kind: str
    icon: str
    word: Text
    marks: tuple[Mark, ...]
    silences: tuple[Silence, ...]
    is_silent: bool
    is_running: bool

    @cached_property
    def stamp(self) -> str:
        """Short and the same as long as the tile shows the same: a board that has it needs no markup again."""
        seat = self.seat
        shown = (seat.sitting_id, seat.seat, seat.name, self.kind, self.word.template, seat.identity, seat.refusal)
        times = (as_whole_minutes(seat.remaining_seconds), seat.contact_at and int(seat.contact_at.timestamp()))
        marks = [(mark[2].template, tuple(mark[2].values.values())) for mark in self.marks]
        counts = (seat.document, seat.epoch, seat.saved, seat.breaks.ends_at, seat.accommodation)
        return f"{crc32(repr((shown, times, marks, counts)).encode()):08x}"

    @property
    def identity(self) -> Text:
        return IDENTITY_WORDS[self.seat.identity]

    @property
    def agreed(self) -> tuple[Text, ...]:
        """What was agreed for the candidate, in words."""
        return describe(self.seat.accommodation)


def make_tile(seat: Seat, now: datetime, silences: Iterable[Silence] = ()) -> Tile:
    """`silences`: those of the seat that nobody settled. Half a minute without contact is a gap, no alarm (B5)."""
    kept = tuple(silences)
    is_silent = seat.state == "open" and (seat.contact_at is None or now - seat.contact_at > RHYTHM)
    kind, icon = ("error", "wifi_off") if is_silent else LOOKS[seat.state]
    kind = "error" if seat.security.is_held else kind
    word = text("no contact") if is_silent else STATE_WORDS[seat.state]
    is_running = seat.state in ("open", "paused")
    return Tile(seat, kind, icon, word, tuple(_marks(seat, kept)), kept, is_silent, is_running)


def _marks(seat: Seat, silences: tuple[Silence, ...]) -> Iterator[Mark]:
    yield from _security_marks(seat)
    if seat.identity == "refused":
        yield "error", "circle_x", IDENTITY_WORDS["refused"]
    if seat.breaks.asked or (seat.state == "paused" and seat.breaks.ends_at is not None):
        yield (
            ("waiting", "hourglass", text("asks for a break"))
            if seat.breaks.asked
            else ("info", "clock", text("break"))
        )
    counted = (
        ("waiting", "wifi_off", text("time without contact: {count}", count=len(silences))),
        ("waiting", "hourglass", text("time to confirm: {count}", count=len(seat.proposals))),
        ("waiting", "cloud_upload", text("unsent: {count}", count=seat.unsent)),
        ("neutral", "triangle_alert", text("incidents: {count}", count=seat.incidents)),
        ("flag", "flag", text("flags: {count}", count=seat.flags)),
    )
    yield from (mark for mark in counted if mark[2].values["count"])


def _security_marks(seat: Seat) -> Iterator[Mark]:
    security = seat.security
    if security.is_held:
        yield "error", "lock", text("held: to unlock")
    if security.failure:
        yield "error", "monitor_x", text("browser check failed")
    if security.shared_with:
        yield "waiting", "monitor_x", text("one device, several seats")
