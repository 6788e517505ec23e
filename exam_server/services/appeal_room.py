"""What happened at a seat and in its room, in one order: clock, incidents, silences, and time that was given back."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from exam_server.core.incidents import INCIDENT_WORDS, IncidentCode
from exam_server.core.text import Text, text
from exam_server.services.papers.protocol_words import ACT_WORDS, OWN_REASONS
from exam_server.services.protocol_room import (
    OwnStages,
    list_case_incidents,
    list_compensations,
    list_outages,
)
from exam_server.services.work import Work
from exam_server.store import delivery as store
from exam_server.store.tables import SittingRow, StageRow

CLOCK_WORDS = {
    "admitted": text("admitted to the seat"),
    "started": text("the test began"),
    "paused": text("the clock stood"),
    "resumed": text("the clock went on"),
    "ended": text("the test ended"),
}
COMPENSATION_WORDS = {
    "given": text("time given back"),
    "declined": text("time not given back"),
    "open": text("time asked back, not decided"),
}


@dataclass(frozen=True)
class RoomEvent:
    """`seconds`: how long it took or how much was given back; 0: neither."""

    at: datetime
    what: Text
    seconds: int = 0
    note: str = ""


def list_room_events(work: Work, stage: StageRow, sitting: SittingRow) -> list[RoomEvent]:
    """Of one sitting, in time's order, without anybody's name."""
    return sorted([*_clock(work, sitting), *_room(work, [(stage, None)])], key=lambda each: each.at)


def _clock(work: Work, sitting: SittingRow) -> Iterator[RoomEvent]:
    for event in store.list_sitting_events(work.session, sitting.id):
        what = CLOCK_WORDS.get(event.kind) or ACT_WORDS.get(event.kind)
        note = "" if event.reason in OWN_REASONS else event.reason
        if what is not None:
            yield RoomEvent(event.at, Text(what.template, {"code": event.code}), note=note)


def _room(work: Work, stages: OwnStages) -> Iterator[RoomEvent]:
    for incident in list_case_incidents(work, stages):
        yield RoomEvent(incident.at, _incident(incident.code), incident.seconds, incident.note)
    for gap in list_outages(work, stages):
        yield RoomEvent(gap.since, text("no contact with the seat"), gap.seconds)
    for back in list_compensations(work, stages):
        yield RoomEvent(back.at, COMPENSATION_WORDS[back.standing], back.seconds, back.reason)


def _incident(code: str) -> Text:
    return text("incident: {what}", what=INCIDENT_WORDS.get(cast(IncidentCode, code), text("something else")))
