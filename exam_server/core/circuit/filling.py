"""Filling a day's rounds: commissions keep their candidates and send them to the stations one after another."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from exam_server.core.circuit.board import Board
from exam_server.core.circuit.day import CircuitDay, CircuitStation, Minute, Slot, Span
from exam_server.core.circuit.teams import Team, compose_teams, seat
from exam_server.core.circuit.variants import Chosen, choose_variants

# So many ways to fill a round are looked at: mostly the first one already uses every commission.
STEPS = 120


@dataclass
class _Queue:
    """A commission and the stations that its candidates still have to pass."""

    team: Team
    leader: UUID
    left: dict[UUID, list[UUID]] = field(default_factory=dict)
    room: str = ""

    @property
    def count(self) -> int:
        return sum(map(len, self.left.values()))


def fill_rounds(day: CircuitDay, rounds: Iterable[Minute], kept: Sequence[Slot] = ()) -> tuple[list[Slot], int]:
    """Fill one round after another beside what is kept; gives the new encounters, and how many found no place."""
    board, variants, slots = Board(day), choose_variants(day, kept), list[Slot]()
    for slot in kept:
        board.put(slot)
    queues = _make_queues(day, {slot.encounter for slot in kept})
    for at in rounds:
        waiting = [each for each in queues if each.count]
        if not waiting:
            break
        best = _Round(board, variants, at, _pressures(day, waiting)).fill(waiting)
        for queue, slot in best:
            board.put(slot)
            slots.append(slot)
            queue.room = slot.room
            queue.left[slot.candidate].remove(slot.station)
    return slots, sum(each.count for each in queues)


def _make_queues(day: CircuitDay, done: Collection[tuple[UUID, UUID]]) -> list[_Queue]:
    rooms = {room for each in day.stations for room in each.rooms}
    usable = sum(each.usable for each in day.members)
    prompters = len(day.prompters) or len(rooms)
    most = max(1, min(len(rooms), len(day.players), prompters, usable // day.least))
    by_id = {each.id: each for each in day.candidates}
    return [
        _Queue(
            *seat(day, each.members),
            {id: [station for station in by_id[id].stations if (id, station) not in done] for id in each.candidates},
        )
        for each in compose_teams(day, most).commissions
    ]


def _pressures(day: CircuitDay, queues: Sequence[_Queue]) -> dict[UUID, float]:
    """By station how many wait for each of its rooms: where most wait, the next one is sent first."""
    waiting = Counter(station for each in queues for own in each.left.values() for station in own)
    return {each.id: waiting[each.id] / max(1, len(each.rooms)) for each in day.stations}


@dataclass
class _Round:
    """The search for the most encounters that can begin together."""

    board: Board
    variants: Chosen
    at: Minute
    pressures: Mapping[UUID, float]
    steps: int = 0

    def fill(self, queues: Sequence[_Queue]) -> list[tuple[_Queue, Slot]]:
        ordered = sorted(queues, key=lambda each: -each.count)
        return self._search(ordered)

    def _search(self, queues: Sequence[_Queue]) -> list[tuple[_Queue, Slot]]:
        """The best way to go on from the first commission; each way is tried on the board and taken off again."""
        if not queues:
            return []
        best: list[tuple[_Queue, Slot]] | None = None
        first, rest = queues[0], queues[1:]
        for slot in self._options(first):
            self.board.put(slot)
            found = [(first, slot), *self._search(rest)]
            self.board.take_off(slot)
            if best is None or len(found) > len(best):
                best = found
            self.steps += 1
            if len(best) == len(queues) or self.steps > STEPS:
                return best
        without = self._search(rest) if best is None or len(best) < len(rest) else []
        return without if best is None or len(without) > len(best) else best

    def _options(self, queue: _Queue) -> Iterator[Slot]:
        """At each station the candidate who should come next, where there is a room and somebody to play."""
        span = Span(self.at, self.at + 1)
        if not all(self.board.is_free(each, span, 0) for each in queue.team):
            return
        stations = {station for own in queue.left.values() for station in own}
        for station in sorted(stations, key=lambda each: (-self.pressures[each], str(each))):
            slot = self._next(queue, self.board.stations[station])
            if slot is not None:
                yield slot

    def _next(self, queue: _Queue, station: CircuitStation) -> Slot | None:
        """Who has begun already comes first, so that nobody waits long between two stations; the last ones of a
        commission by turns, so that nobody has to rest while it has nothing to do.
        """
        rooms = self.board.list_rooms(station, self.at)
        cast = next(self.board.list_casts(station, self.at, queue.team), None)
        if not rooms or cast is None:
            return None
        # A room where more stations could be held is left to them.
        room = min(rooms, key=lambda each: (self.board.serves[each], each != queue.room))
        together = -(-(station.minutes + self.board.day.rest) // self.board.day.round_minutes)
        turns = -1 if sum(map(bool, queue.left.values())) < 2 * together else 1
        waiting = [
            (turns * len(own), place, id) for place, (id, own) in enumerate(queue.left.items()) if station.id in own
        ]
        for _, _, id in sorted(waiting):
            variant = self.variants[id, station.id]
            slot = Slot(id, station.id, variant, room, queue.team, queue.leader, cast[0], self.at, cast[1])
            if self.board.fits(slot):
                return slot
        return None
