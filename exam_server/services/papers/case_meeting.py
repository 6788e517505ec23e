"""A protocol's stages, commission and room in words: who met where and when, on which proofs, and what went wrong."""

from collections.abc import Iterator
from datetime import date

from exam_server.core.case_words import METHOD_WORDS
from exam_server.core.delivery import CAUSE_WORDS
from exam_server.core.incidents import INCIDENT_WORDS
from exam_server.core.protocol import (
    CompensationPart,
    IncidentPart,
    OutagePart,
    PausePart,
    ProtocolRecord,
    RoomPart,
    StagePart,
)
from exam_server.core.protocol_people import MemberPart, PanelPart, RecusalPart
from exam_server.core.recusals import RECUSAL_KINDS
from exam_server.core.simulation.pausing import PAUSE_WORDS
from exam_server.core.stages import STAGE_WORDS
from exam_server.core.text import Text, text
from exam_server.formats.pdf.guide import Listing, Section
from exam_server.services.papers.reader import Reader


def write_meeting(record: ProtocolRecord, reader: Reader) -> tuple[Section, Section]:
    """The stages with their times and pauses, and the commission with its proofs, recusals and observers."""
    words = _Words(reader)
    return words.stages(record), words.commission(record)


def write_room(record: ProtocolRecord, reader: Reader) -> Section:
    """Incidents, time without contact, and time given back."""
    words = _Words(reader)
    points = (
        *map(words.incident, record.incidents),
        *map(words.outage, record.outages),
        *map(words.compensation, record.compensations),
    )
    return Section(reader.say(text("Incidents and outages")), points=points or (reader.say(text("none")),))


class _Words:
    """What is said to one reader."""

    def __init__(self, reader: Reader) -> None:
        self._reader, self._say = reader, reader.say

    def stages(self, record: ProtocolRecord) -> Section:
        columns = ((text("Stage"), 0), (text("Method"), 0), (text("Place"), 0), (text("From"), 26), (text("Until"), 26))
        listing = Listing(
            tuple((self._say(label), width) for label, width in columns), tuple(map(self._stage, record.stages))
        )
        pauses = (self._pause(pause) for stage in record.stages for pause in stage.pauses)
        rooms = (line for room in record.rooms for line in self._room(room))
        title = self._say(text("Stages, methods, places and times"))
        return Section(title, points=(*pauses, *rooms), listing=listing)

    def _stage(self, stage: StagePart) -> tuple[str, ...]:
        return (
            self._say(STAGE_WORDS[stage.kind]),  # type: ignore[index]
            self._say(METHOD_WORDS[stage.method]) if stage.method else "–",  # type: ignore[index]
            ", ".join(filter(None, (stage.exam, stage.place))) or "–",
            self._reader.show_time(stage.started_at) if stage.started_at else "–",
            self._reader.show_time(stage.ended_at) if stage.ended_at else "–",
        )

    def _pause(self, pause: PausePart) -> str:
        until = self._reader.show_hour(pause.until) if pause.until else "…"
        since = self._reader.show_hour(pause.at)
        words = [self._say(each) for code, each in PAUSE_WORDS.items() if code == pause.code]
        reason = ": ".join(filter(None, (*words, pause.reason))) or self._say(text("the simulation stood still"))
        return self._say(text("Pause {since}–{until}: {reason}", since=since, until=until, reason=reason))

    def _room(self, room: RoomPart) -> Iterator[str]:
        """S7: who signed for a room, and what was different later."""
        signed = text(
            "Room and equipment fit, signed before the start (S7): {exam}, {name}, {at}",
            exam=room.exam,
            name=room.signed_by or self._say(text("unknown")),
            at=self._reader.show_time(room.signed_at),
        )
        yield self._say(signed)
        different = self._say(text("Different later"))
        for each in room.deviations:
            yield f"{different}, {self._reader.show_time(each.at)}, {each.by}: {each.note}"

    def commission(self, record: ProtocolRecord) -> Section:
        labels = (text("Member"), text("Role"), text("Credentials satisfied"), text("Declaration"))
        observers = ", ".join(record.observers) or self._say(text("none"))
        return Section(
            self._say(text("Commission and observers")),
            points=(
                *(f"{member.name}: {member.proof}" for member in record.members if member.proof),
                *map(self._recusal, record.recusals),
                *map(self._panel, record.panels),
                self._say(text("Observers: {names}", names=observers)),
            ),
            listing=Listing(tuple((self._say(label), 0) for label in labels), tuple(map(self._member, record.members))),
        )

    def _member(self, member: MemberPart) -> tuple[str, ...]:
        return (
            member.name,
            self._role(member),
            ", ".join(member.credentials) or "–",
            _day(member.declared_on),
        )

    def _panel(self, each: PanelPart) -> str:
        """Who decided instead of the commission, with what they proved (S9)."""
        members = "; ".join(
            f"{one.name} ({self._role(one)}; {', '.join(one.credentials) or '–'}; {_day(one.declared_on)})"
            for one in each.members
        )
        words = text(
            "Appeal {number}, decided by other members ({criteria}): {members}.",
            number=each.appeal,
            criteria=", ".join(each.criteria),
            members=members,
        )
        return self._say(words)

    def _role(self, member: MemberPart) -> str:
        return self._say(text("chair") if member.role == "chair" else text("member"))

    def _recusal(self, each: RecusalPart) -> str:
        why = self._say(RECUSAL_KINDS[each.kind])
        at = self._reader.show_time(each.at)
        if not each.replaced_by:
            return self._say(text("{name} takes no part since {at}: {why}.", name=each.member, at=at, why=why))
        return self._say(
            text(
                "{name} takes no part since {at}: {why}. {other} sits in their place.",
                name=each.member,
                at=at,
                why=why,
                other=each.replaced_by,
            )
        )

    def incident(self, each: IncidentPart) -> str:
        words = self._say(INCIDENT_WORDS[each.code])  # type: ignore[index]
        lasted = f" ({_minutes(each.seconds)} min)" if each.seconds else ""
        return f"{self._reader.show_time(each.at)}: {words}{lasted}. {each.note}"

    def outage(self, each: OutagePart) -> str:
        since, until = self._reader.show_time(each.since), self._reader.show_hour(each.until)
        ran = _minutes(each.seconds)
        return self._say(
            text("{since}–{until}: no contact to the seat; its clock ran {ran} min.", since=since, until=until, ran=ran)
        )

    def compensation(self, each: CompensationPart) -> str:
        proposed = text(
            "{at}: {minutes} min to be given back, {cause}: {reason} (proposed by {name}).",
            at=self._reader.show_time(each.at),
            minutes=_minutes(each.seconds),
            cause=self._say(CAUSE_WORDS.get(each.cause, CAUSE_WORDS["other"])),
            reason=each.reason,
            name=each.proposed_by,
        )
        return f"{self._say(proposed)} {self._say(_decided(each))}"


def _decided(each: CompensationPart) -> Text:
    if each.standing == "open":
        return text("Nobody confirmed it: it doesn't count.")
    if each.standing == "declined":
        return text("{name} declined it.", name=each.decided_by)
    return text("{name} confirmed it.", name=each.decided_by)


def _minutes(seconds: int) -> str:
    return f"{seconds // 60}:{seconds % 60:02}"


def _day(day: date | None) -> str:
    return day.isoformat() if day else "–"
