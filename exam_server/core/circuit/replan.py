"""Changes on the day: what can stay stays as it is, and only the rest looks for another place."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from exam_server.core.circuit.board import Board, Cast
from exam_server.core.circuit.day import CircuitCandidate, CircuitDay, CircuitStation, Minute, Outcome, Slot, Span
from exam_server.core.circuit.explain import Filled, explain
from exam_server.core.circuit.obstacles import find_obstacles
from exam_server.core.circuit.plan import plan_circuit
from exam_server.core.circuit.teams import Team, mend_team, seat
from exam_server.core.circuit.variants import choose_variants

Begun = frozenset[tuple[UUID, UUID]]


@dataclass(frozen=True)
class Change:
    """What becomes of one encounter: `before` is None for a new one, `after` for one that is dropped."""

    before: Slot | None
    after: Slot | None

    @property
    def at(self) -> Minute:
        return min(each.at for each in (self.before, self.after) if each is not None)


def replan_circuit(day: CircuitDay, slots: Sequence[Slot], now: Minute, begun: Begun = frozenset()) -> Outcome:
    """The plan that keeps what it can of `slots` as the day is now; nothing is put before `now`.

    What has `begun` stays whatever changed, and so does every encounter that breaks no rule. Of another one the time is
    kept before its room and its people, and of its commission as many members as can be. Who is new (a walk-in) takes
    what is free. Only where that leaves somebody without a place is all that hasn't begun planned anew.
    """
    obstacles = tuple(find_obstacles(day))
    if obstacles:
        return Outcome(obstacles=obstacles)
    found, left = _mend(day, slots, now, begun)
    if not left:
        return Outcome(tuple(found))
    anew = plan_circuit(day, now, [each for each in slots if each.encounter in begun])
    if anew.possible:
        return anew

    def fill(other: CircuitDay) -> Filled:
        return _mend(other, slots, now, begun)

    return Outcome(obstacles=(explain(day, left, fill),))


def compare_plans(before: Sequence[Slot], after: Sequence[Slot]) -> list[Change]:
    """What differs between two plans, in the order of time."""
    old, new = {each.encounter: each for each in before}, {each.encounter: each for each in after}
    changes = [Change(old.get(each), new.get(each)) for each in dict.fromkeys([*old, *new])]
    return sorted((each for each in changes if each.before != each.after), key=lambda each: each.at)


def _mend(day: CircuitDay, slots: Sequence[Slot], now: Minute, begun: Begun) -> Filled:
    """Keep what fits, then find places for the rest, whoever was first before coming first."""
    board, kept = Board(day), list[Slot]()
    for slot in sorted(slots, key=lambda each: (each.encounter not in begun, each.at)):
        if slot.encounter in begun or (slot.at >= now and board.fits(slot)):
            board.put(slot)
            kept.append(slot)
    there, old = {each.encounter for each in kept}, {each.encounter: each for each in slots}
    variants = choose_variants(day, kept)
    teams = {each.candidate: each.members for each in slots}
    missing = [(one, station) for one, station in day.due() if (one.id, station.id) not in there]
    latest = max((each.at for each in slots), default=now) + 1
    missing.sort(key=lambda each: old[each[0].id, each[1].id].at if (each[0].id, each[1].id) in old else latest)
    left = 0
    for candidate, station in missing:
        variant = variants[candidate.id, station.id]
        places = _list_places(board, candidate, station, variant, old.get((candidate.id, station.id)), teams, now)
        found = next(places, None)
        if found is None:
            left += 1
            continue
        board.put(found)
        kept.append(found)
        teams.setdefault(candidate.id, found.members)
    return sorted(kept, key=lambda each: each.at), left


def _list_places(
    board: Board,
    candidate: CircuitCandidate,
    station: CircuitStation,
    variant: str,
    old: Slot | None,
    teams: dict[UUID, Team],
    now: Minute,
) -> Iterator[Slot]:
    """Places that break no rule, those first that change the least: the nearest time, then room, player and members."""
    wished = old.at if old else now
    times = sorted({at for at in (*board.day.rounds(), wished) if at >= now}, key=lambda at: (abs(at - wished), at))
    for at in times:
        span = Span(at, at + station.minutes)
        rooms = board.list_rooms(station, at)
        if not rooms or not board.is_free(candidate.id, span, board.day.rest):
            continue
        free = board.list_members(span)
        team = mend_team(board.day, candidate, teams.get(candidate.id, ()), free)
        if team is None:
            continue
        room = old.room if old and old.room in rooms else rooms[0]
        cast = _keep_cast(board.list_casts(station, at, team), old)
        if cast is None:
            continue
        slot = Slot(candidate.id, station.id, variant, room, *seat(board.day, team), cast[0], at, cast[1])
        if board.fits(slot):
            yield slot


def _keep_cast(casts: Iterable[Cast], old: Slot | None) -> Cast | None:
    """Who played and prompted before, where they can; the one who plays is kept before the one who prompts."""
    kept = (old.player, old.prompter) if old else (None, None)
    return max(casts, key=lambda each: (each[0] == kept[0], each[1] == kept[1]), default=None)
