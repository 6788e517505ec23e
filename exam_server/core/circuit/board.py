"""What of a day is taken already, and whether one more encounter finds its place."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from uuid import UUID

from exam_server.core.circuit.day import CircuitDay, CircuitStation, Minute, Slot, Span
from exam_server.core.circuit.teams import is_legal

# A room by its name; everybody else by id.
Key = UUID | str
# Who plays and who prompts, if anybody does.
Cast = tuple[UUID, UUID | None]


class Board:
    """The spans that people and rooms are taken, each with the pause that has to follow it."""

    def __init__(self, day: CircuitDay) -> None:
        self.day = day
        self.members = {each.member: each for each in day.members}
        self.candidates = {each.id: each for each in day.candidates}
        self.stations = {each.id: each for each in day.stations}
        self.players = {each.id: each for each in day.players}
        self.taken: dict[Key, list[Span]] = defaultdict(list)
        self.serves = Counter(room for each in day.stations for room in each.rooms)
        keys: set[Key] = {*self.members, *self.candidates, *self.players, *day.prompters, *self.serves}
        self.busy = {key: day.busy[str(key)] for key in keys if str(key) in day.busy}
        self.variants: dict[UUID, dict[UUID, str]] = defaultdict(dict)
        self.loads = Counter[UUID]()

    def is_free(self, key: Key, span: Span, pause: int) -> bool:
        """Whether somebody or a room is there all the time, and free with a pause before and after."""
        if any(span.meets(each) for each in self.busy.get(key, ())):
            return False
        wide = Span(span.start, span.end + pause)
        return not any(wide.meets(each) for each in self.taken[key])

    def fits(self, slot: Slot) -> bool:
        """Whether an encounter breaks no rule beside those that are on the board."""
        candidate, station = self.candidates.get(slot.candidate), self.stations.get(slot.station)
        player = self.players.get(slot.player)
        if candidate is None or station is None or player is None or slot.station not in candidate.stations:
            return False
        span = Span(slot.at, slot.at + station.minutes)
        return (
            slot.room in station.rooms
            and slot.variant in station.variants
            and slot.variant not in candidate.met
            and player.plays_at(station.id)
            and self._is_cast(slot)
            and any(each.start <= span.start and span.end <= each.end for each in self.day.windows)
            and self.knows_no(slot)
            and all(self.is_free(key, each, pause) for key, each, pause in self._uses(slot, station))
            and is_legal(self.day.rule, self.members, slot.members, candidate.barred)
            and slot.leader in slot.members
            and self.members[slot.leader].leads
        )

    def _is_cast(self, slot: Slot) -> bool:
        """Whether there is a prompter exactly where there are any, and nobody does two things in the encounter."""
        prompters = self.day.prompters
        people = _people(slot)
        prompted = slot.prompter in prompters if prompters else slot.prompter is None
        return prompted and len(set(people)) == len(people)

    def knows_no(self, slot: Slot) -> bool:
        """Whether the candidate meets neither this station nor this variant elsewhere."""
        met = self.variants[slot.candidate]
        return slot.station not in met and slot.variant not in met.values()

    def put(self, slot: Slot) -> None:
        """An encounter as it is, whether it keeps the rules or began before they changed."""
        for key, span, pause in self._uses(slot, self.stations[slot.station]):
            self.taken[key].append(Span(span.start, span.end + pause))
        self.variants[slot.candidate][slot.station] = slot.variant
        self.loads.update(_people(slot))

    def take_off(self, slot: Slot) -> None:
        for key, span, pause in self._uses(slot, self.stations[slot.station]):
            self.taken[key].remove(Span(span.start, span.end + pause))
        del self.variants[slot.candidate][slot.station]
        self.loads.subtract(_people(slot))

    def _uses(self, slot: Slot, station: CircuitStation) -> Iterator[tuple[Key, Span, int]]:
        span = Span(slot.at, slot.at + station.minutes)
        yield slot.candidate, span, self.day.rest
        yield slot.room, span, self.day.change
        for member in slot.members:
            yield member, span, self.day.change
        yield slot.player, self.playing(station, slot.at), self.day.derole
        if slot.prompter is not None:
            yield slot.prompter, self.playing(station, slot.at), self.day.change

    def playing(self, station: CircuitStation, at: Minute) -> Span:
        """The conversation at the end of an encounter needs nobody who plays or prompts."""
        return Span(at, at + station.minutes - station.talk)

    def list_players(self, station: CircuitStation, at: Minute) -> list[UUID]:
        """Who could play: first who can play least elsewhere, then who has had least to do."""
        span = self.playing(station, at)
        able = [
            each
            for each in self.players.values()
            if each.plays_at(station.id) and self.is_free(each.id, span, self.day.derole)
        ]
        everywhere = len(self.stations)
        able.sort(key=lambda each: (everywhere if each.stations is None else len(each.stations), self.loads[each.id]))
        return [each.id for each in able]

    def list_casts(self, station: CircuitStation, at: Minute, team: Collection[UUID]) -> Iterator[Cast]:
        """Who could play and who prompt, none of them of the commission; who has had least to do first."""
        span, players = self.playing(station, at), self.list_players(station, at)
        free = [each for each in self.day.prompters if self.is_free(each, span, self.day.change)]
        free.sort(key=lambda each: self.loads[each])
        prompters: list[UUID | None] = [*free] if self.day.prompters else [None]
        for player in players:
            for prompter in prompters:
                if player not in team and prompter not in team and prompter != player:
                    yield player, prompter

    def list_rooms(self, station: CircuitStation, at: Minute) -> list[str]:
        span = Span(at, at + station.minutes)
        return [each for each in station.rooms if self.is_free(each, span, self.day.change)]

    def list_members(self, span: Span) -> list[UUID]:
        """Who of the members is free, who had least to do first."""
        free = [each for each in self.members if self.is_free(each, span, self.day.change)]
        return sorted(free, key=lambda each: self.loads[each])


def _people(slot: Slot) -> list[UUID]:
    """Everybody whom an encounter gives something to do."""
    return [*slot.members, slot.player, *([] if slot.prompter is None else [slot.prompter])]
