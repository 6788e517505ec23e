"""Whether a plan keeps every rule: checked pair by pair, by nothing that made it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from uuid import UUID

from exam_server.core.circuit.day import LEAST_BREAK, CircuitDay, Kind, Slot, Span
from exam_server.core.circuit.teams import is_legal


@dataclass(frozen=True)
class Clash:
    """A rule that a plan breaks, and the encounters (candidate and station) that break it."""

    kind: Kind
    encounters: tuple[tuple[UUID, UUID], ...] = ()


def find_clashes(day: CircuitDay, slots: Sequence[Slot]) -> list[Clash]:
    """Everything that a plan breaks: nobody and no room in two places, nobody twice at the same variant, pauses,
    people's hours, legal commissions (S2, S3), and every candidate at each of their stations once.
    """
    alone = (each for slot in slots for each in _alone(day, slot))
    return [*_missing(day, slots), *_breaks(day), *alone, *_pairs(day, slots)]


def _missing(day: CircuitDay, slots: Sequence[Slot]) -> Iterator[Clash]:
    counts = Counter(slot.encounter for slot in slots)
    due = {(candidate.id, station.id) for candidate, station in day.due()}
    for encounter in sorted(due | set(counts), key=str):
        if counts[encounter] != (encounter in due):
            yield Clash("station", (encounter,))


def _breaks(day: CircuitDay) -> Iterator[Clash]:
    ordered = sorted(day.windows, key=lambda each: each.start)
    if any(each.end - each.start > day.longest for each in ordered):
        yield Clash("breaks")
    if any(two.start - one.end < LEAST_BREAK for one, two in zip(ordered, ordered[1:], strict=False)):
        yield Clash("breaks")


def _alone(day: CircuitDay, slot: Slot) -> Iterator[Clash]:
    """What one encounter breaks by itself."""
    candidate = next((each for each in day.candidates if each.id == slot.candidate), None)
    station = next((each for each in day.stations if each.id == slot.station), None)
    if candidate is None or station is None:
        yield Clash("station", (slot.encounter,))
        return
    span = Span(slot.at, slot.at + station.minutes)
    members = {each.member: each for each in day.members}
    leads = slot.leader in slot.members and slot.leader in members and members[slot.leader].leads
    playing = Span(span.start, span.end - station.talk)
    prompted = slot.prompter in day.prompters if day.prompters else slot.prompter is None
    away = slot.prompter is not None and day.is_away(slot.prompter, playing)
    plays = any(each.id == slot.player and each.plays_at(station.id) for each in day.players)
    kept: dict[Kind, bool] = {
        "time": any(each.start <= span.start and span.end <= each.end for each in day.windows),
        "room": slot.room in station.rooms and not day.is_away(slot.room, span),
        "variant": slot.variant in station.variants and slot.variant not in candidate.met,
        "candidate": not day.is_away(slot.candidate, span),
        "player": plays and slot.player not in slot.members and not day.is_away(slot.player, playing),
        "prompter": prompted and slot.prompter not in (slot.player, *slot.members) and not away,
        "member": not any(day.is_away(member, span) for member in slot.members),
        "commission": leads and is_legal(day.rule, members, slot.members, candidate.barred),
    }
    yield from (Clash(kind, (slot.encounter,)) for kind, is_kept in kept.items() if not is_kept)


def _pairs(day: CircuitDay, slots: Sequence[Slot]) -> Iterator[Clash]:
    """What two encounters break together."""
    minutes = {each.id: (each.minutes, each.talk) for each in day.stations}
    for pair in combinations(sorted(slots, key=lambda each: each.at), 2):
        one, two = pair
        both = (one.encounter, two.encounter)
        long, talk = minutes.get(one.station, (0, 0))
        gap = two.at - one.at - long
        if one.candidate == two.candidate and gap < day.rest:
            yield Clash("candidate", both)
        if one.candidate == two.candidate and one.variant == two.variant:
            yield Clash("variant", both)
        if one.room == two.room and gap < day.change:
            yield Clash("room", both)
        others = {*two.members, two.player, two.prompter} - {None}
        needed: dict[Kind, int] = {"member": day.change, "player": day.derole - talk, "prompter": day.change - talk}
        doing: dict[Kind, set[UUID | None]] = {
            "member": {*one.members},
            "player": {one.player},
            "prompter": {one.prompter},
        }
        yield from (Clash(kind, both) for kind, own in doing.items() if own & others and gap < needed[kind])
