"""A card's log: what the device of a role-player or prompter writes of a run, in the form of every tablet's log."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from exam_server.core.characters import as_kept
from exam_server.core.simulation.pausing import LONGEST_WORDS

LONGEST_NAME = 80
LONGEST_AWAY = timedelta(hours=24)
"""How long before it's heard of a run may have begun: a tablet works a day without a network, not longer."""
FIRST_MOMENT, LAST_MOMENT = datetime(1970, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class TappedEvent:
    """An entry of the kind `event`, as an event of the run."""

    kind: str
    reference: str
    topic: str
    note: str


@dataclass(frozen=True)
class ShownCard:
    """An entry of the kind `shown`: which card showed what, by ids."""

    card: str
    seen: Mapping[str, tuple[str, ...]]


def read_event(payload: Mapping[str, Any]) -> TappedEvent | None:
    """None for what no card writes. An undo names its tap by tablet and number, as on a sheet."""
    parts = [payload.get(name, "") for name in ("event", "reference", "topic")]
    note = payload.get("note", "")
    if not all(isinstance(each, str) and len(each) <= LONGEST_NAME for each in parts) or not parts[0]:
        return None
    if not isinstance(note, str) or len(note) > LONGEST_WORDS:
        return None
    kind, reference, topic = (as_kept(each) for each in parts)
    if kind == "undo":
        device, sequence = payload.get("of"), payload.get("tap")
        if not isinstance(device, str) or type(sequence) is not int:
            return None
        reference = as_kept(f"{device}:{sequence}")
    return TappedEvent(kind, reference, topic, as_kept(note))


def read_shown(payload: Mapping[str, Any]) -> ShownCard | None:
    """None for what no card writes."""
    card, seen = payload.get("card"), payload.get("seen")
    if not isinstance(card, str) or not isinstance(seen, dict):
        return None
    if not all(isinstance(words, list) and all(isinstance(each, str) for each in words) for words in seen.values()):
        return None
    return ShownCard(card, {name: tuple(map(as_kept, words)) for name, words in seen.items()})


def moment(at_ms: int) -> datetime:
    """What a device reckoned (server time, milliseconds since 1970); a moment beyond all calendars is cut."""
    seconds = min(at_ms / 1000, LAST_MOMENT.timestamp())
    return max(FIRST_MOMENT, datetime.fromtimestamp(seconds, UTC))


def began_at(told: datetime, now: datetime, briefed_at: datetime | None) -> datetime:
    """When a run began whose start was told late: not before the briefing, nor longer ago than is believable."""
    return min(now, max(told, briefed_at or now - LONGEST_AWAY))


def counts_late(kind: str, told: datetime, ended_at: datetime | None) -> bool:
    """Whether a tap that arrives after the run has ended still belongs to it: it was made before, or is a product.

    Nobody begins or ends it a second time.
    """
    if ended_at is None or kind in ("start", "end", "stop"):
        return False
    return kind == "product" or told < ended_at
