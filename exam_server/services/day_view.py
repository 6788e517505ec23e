"""The plan of a day in people's words: as a grid of rooms and times, and for one person or room."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args
from uuid import UUID

from exam_server.core.circuit import Slot
from exam_server.core.problems import NotFound
from exam_server.services.day_inputs import DayInputs, gather_inputs
from exam_server.services.day_settings import DaySettings, find_settings
from exam_server.services.people import Names
from exam_server.services.stations import Station, list_stations
from exam_server.services.work import Work
from exam_server.store.delivery import is_member
from exam_server.store.tables import CaseRow

Who = Literal["candidate", "member", "player", "prompter", "room"]


@dataclass(frozen=True)
class Meeting:
    """One encounter of the plan in words; `number` is its place in the rotation, candidates are named by code (P5).

    `prompter` is empty where nobody prompts.
    """

    number: int
    at: datetime
    talk_at: datetime
    ends_at: datetime
    room: str
    station: str
    variant: str
    candidate: str
    leader: str
    members: tuple[str, ...]
    player: str
    prompter: str
    begun: bool
    slot: Slot

    def concerns(self, kind: str, key: str) -> bool:
        """Whether it's a meeting of this person (by id) or in this room (by name)."""
        own = {
            "candidate": [self.slot.candidate],
            "member": self.slot.members,
            "player": [self.slot.player],
            "prompter": [self.slot.prompter],
            "room": [self.slot.room],
        }
        return key in map(str, own.get(kind, ()))


@dataclass(frozen=True)
class Person:
    """Somebody, or a room, of whom there can be a plan; `count`: of how many meetings."""

    kind: Who
    key: str
    name: str
    count: int


@dataclass(frozen=True)
class DayView:
    """A day as the office sees it; `settings` None: nothing is said of it yet, and there is no plan."""

    stations: tuple[Station, ...]
    settings: DaySettings | None
    meetings: tuple[Meeting, ...]
    people: tuple[Person, ...]
    due: int

    @property
    def rooms(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(each.room for each in sorted(self.meetings, key=lambda one: one.room)))

    @property
    def times(self) -> tuple[datetime, ...]:
        return tuple(sorted({each.at for each in self.meetings}))

    def find(self, at: datetime, room: str) -> Meeting | None:
        return next((each for each in self.meetings if each.at == at and each.room == room), None)

    def of(self, kind: str, key: str) -> tuple[Meeting, ...]:
        return tuple(each for each in self.meetings if each.concerns(kind, key))

    def get_person(self, kind: str, key: str) -> Person:
        found = next((each for each in self.people if (each.kind, each.key) == (kind, key)), None)
        if found is None:
            raise NotFound(key)
        return found


def visit_day(work: Work, exam_id: UUID) -> DayView:
    """As `show_day`, for the office, the auditor and who works at the exam's desk or leads; NotFound for others."""
    account_id = work.actor.account_id
    if not work.actor.has("office", "auditor") and (
        account_id is None or not is_member(work.session, exam_id, account_id, ("desk", "chair"))
    ):
        raise NotFound(str(exam_id))
    return show_day(work, exam_id)


def show_day(work: Work, exam_id: UUID) -> DayView:
    """The plan in force."""
    stations, settings = tuple(list_stations(work, exam_id)), find_settings(work, exam_id)
    if settings is None:
        return DayView(stations, None, (), (), 0)
    inputs = gather_inputs(work, exam_id, settings)
    meetings = show_slots(work, inputs, inputs.slots)
    return DayView(stations, settings, meetings, tuple(_list_people(work, inputs, meetings)), len(inputs.day.due()))


def show_slots(work: Work, inputs: DayInputs, slots: Sequence[Slot]) -> tuple[Meeting, ...]:
    """Encounters in rotation order."""
    names, stations = Names(work), {each.station.id: each.station for each in inputs.due.values()}
    codes = {slot.candidate: work.session.get_one(CaseRow, slot.candidate).code for slot in slots}
    ordered = sorted(slots, key=lambda each: (each.at, codes[each.candidate], stations[each.station].position))

    def meeting(number: int, slot: Slot) -> Meeting:
        station = stations[slot.station]
        titles = {each.code: each.title for each in station.variants}
        return Meeting(
            number=number,
            at=inputs.moment(slot.at),
            talk_at=inputs.moment(slot.at + station.minutes - station.talk_minutes),
            ends_at=inputs.moment(slot.at + station.minutes),
            room=slot.room,
            station=station.title,
            variant=titles.get(slot.variant, slot.variant),
            candidate=codes[slot.candidate],
            leader=names.of(slot.leader) if slot.leader in slot.members else "",
            members=tuple(sorted(names.of(each) for each in slot.members)),
            player=names.of(slot.player),
            prompter=names.of(slot.prompter),
            begun=slot.encounter in inputs.begun,
            slot=slot,
        )

    return tuple(meeting(number, slot) for number, slot in enumerate(ordered, start=1))


def _list_people(work: Work, inputs: DayInputs, meetings: Sequence[Meeting]) -> list[Person]:
    """Candidates by code, members, role-players and prompters by name, rooms; also who has nothing in the plan."""
    names = Names(work)
    codes = {str(each.id): each.code for each in inputs.day.candidates}
    codes |= {str(each.slot.candidate): each.candidate for each in meetings}
    rooms = dict.fromkeys([*(room for each in inputs.day.stations for room in each.rooms), *(m.room for m in meetings)])
    known: list[tuple[Who, str, str]] = [("candidate", key, code) for key, code in codes.items()]
    known += [("member", str(each.member), names.of(each.member)) for each in inputs.day.members]
    known += [("player", str(each.id), names.of(each.id)) for each in inputs.day.players]
    known += [("prompter", str(each), names.of(each)) for each in inputs.day.prompters]
    known += [("room", room, room) for room in rooms]
    order = get_args(Who)
    known.sort(key=lambda each: (order.index(each[0]), each[2]))
    return [Person(kind, key, name, sum(one.concerns(kind, key) for one in meetings)) for kind, key, name in known]
