"""Taking back a tap: a further entry of the log says so, and nothing is ever deleted."""

from collections.abc import Iterable, Sequence

from exam_server.core.problems import Refused
from exam_server.core.simulation.record import RunEvent, agreed_order
from exam_server.core.text import text

UNDOABLE = frozenset({"behaviour", "silence", "fact", "cue", "phase"})
"""What only drives the client. Time and products aren't taken back: others have acted on them."""
APART = frozenset({"undo", "reason"})
"""Entries about other entries, which do nothing themselves."""


def key_of(event: RunEvent) -> str:
    """How an undo names the tap that it takes back."""
    return f"{event.device}:{event.sequence}"


def undone_keys(events: Iterable[RunEvent]) -> frozenset[str]:
    """The taps that were taken back, by whoever made them; whatever else an undo names stays."""
    return _undone(agreed_order(events))


def counting(events: Iterable[RunEvent]) -> tuple[RunEvent, ...]:
    """In the agreed order what a run is made of: without what was taken back, and without entries about entries."""
    agreed = agreed_order(events)
    if all(event.kind not in APART for event in agreed):
        return agreed
    gone = _undone(agreed)
    return tuple(event for event in agreed if event.kind not in APART and key_of(event) not in gone)


def last_tap(events: Iterable[RunEvent], who: str) -> RunEvent | None:
    """The newest tap of a person that can be taken back; None where there is none."""
    return next((event for event in reversed(counting(events)) if event.who == who and event.kind in UNDOABLE), None)


def check_undo(events: Iterable[RunEvent], who: str, key: str) -> None:
    """Only somebody's own last tap is taken back. Raises Refused for any other."""
    tap = last_tap(events, who)
    if tap is None or key_of(tap) != key:
        raise Refused(
            text("The tap wasn't taken back."),
            text("It isn't your last one any more."),
            text("Look at what the page names as your last tap."),
        )


def _undone(agreed: Sequence[RunEvent]) -> frozenset[str]:
    named = {(event.reference, event.who) for event in agreed if event.kind == "undo"}
    return frozenset(key for event in agreed if event.kind in UNDOABLE and ((key := key_of(event)), event.who) in named)
