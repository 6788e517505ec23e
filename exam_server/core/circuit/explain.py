"""Why a day is too short for its plan: what would be enough is tried, never guessed."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from uuid import UUID

from exam_server.core.circuit.day import CircuitDay, CircuitPlayer, Kind, Obstacle, Slot, Span
from exam_server.core.composing import PoolMember
from exam_server.core.text import Text, text

Filled = tuple[list[Slot], int]
# A day that would take so many rounds more isn't one.
MOST_ROUNDS = 300
AWAY: Mapping[Kind, tuple[Text, Text]] = {
    "candidate": (
        text("Candidates aren't there long enough for all their stations and the rest between them."),
        text("Let them come earlier or stay longer, or plan them on another day."),
    ),
    "player": (text("Role-players aren't there long enough."), text("Add a role-player.")),
    "member": (text("Members of the commission aren't there long enough."), text("Add members.")),
    "prompter": (text("Prompters aren't there long enough."), text("Add a prompter, or plan the day without.")),
    "room": (text("Rooms aren't free long enough."), text("Add a room.")),
}


def explain(day: CircuitDay, left: int, fill: Callable[[CircuitDay], Filled]) -> Obstacle:
    """The rule that is in the way: hours, where more of them would do; else who or what isn't there long enough.

    `fill` plans a day and gives how many encounters found no place.
    """
    *single, together = _helps(day)
    remedies = tuple(remedy for remedy, helped in single if not fill(helped)[1])
    remedies = remedies or tuple(remedy for remedy, helped in (together,) if not fill(helped)[1])
    more = _more_rounds(day, fill)
    why = text("In these hours {count} encounters find no place.", count=left)
    if more is not None:
        hours = text("More time: {rounds} rounds of {minutes} minutes.", rounds=more, minutes=day.round_minutes)
        return Obstacle("time", why, (hours, *remedies))
    for kind, easier in _without_absences(day):
        if fill(_endless(easier))[1] < left:
            return Obstacle(kind, AWAY[kind][0], (AWAY[kind][1], *remedies))
    return Obstacle("time", why, remedies)


def _without_absences(day: CircuitDay) -> Iterator[tuple[Kind, CircuitDay]]:
    keys: dict[Kind, set[str]] = {
        "candidate": {str(each.id) for each in day.candidates},
        "player": {str(each.id) for each in day.players},
        "member": {str(each.member) for each in day.members},
        "prompter": set(map(str, day.prompters)),
        "room": {room for each in day.stations for room in each.rooms},
    }
    for kind, own in keys.items():
        if own & set(day.busy):
            yield kind, replace(day, busy={key: spans for key, spans in day.busy.items() if key not in own})


def _endless(day: CircuitDay) -> CircuitDay:
    """The day with its last hours going on and on."""
    last = max(day.windows, key=lambda each: each.end)
    longer = Span(last.start, last.end + MOST_ROUNDS * day.round_minutes)
    return replace(day, windows=(*(each for each in day.windows if each != last), longer))


def _more_rounds(day: CircuitDay, fill: Callable[[CircuitDay], Filled]) -> int | None:
    """How many rounds after the last one would be enough; None where even hundreds aren't."""
    slots, left = fill(_endless(day))
    if left:
        return None
    latest = max(day.rounds(), default=min(each.start for each in day.windows) - day.round_minutes)
    return len({slot.at for slot in slots if slot.at > latest})


def _helps(day: CircuitDay) -> Iterator[tuple[Text, CircuitDay]]:
    """What may be enough without more hours, the last one being everything together; it's told where it is, tried."""
    player = CircuitPlayer(UUID(int=1))
    held = frozenset(each.code for each in day.rule.credentials)
    members = tuple(PoolMember(UUID(int=2 + number), held, leads=True) for number in range(day.least))
    crowded = replace(day, members=(*day.members, *members))
    yield text("One more role-player who can play everywhere."), replace(day, players=(*day.players, player))
    prompters = (*day.prompters, UUID(int=2 + day.least)) if day.prompters else ()
    if prompters:
        yield text("One more prompter."), replace(day, prompters=prompters)
    yield text("One more commission: {count} members.", count=day.least), crowded
    for station in day.stations:
        roomy = tuple(replace(each, rooms=(*each.rooms, "")) if each == station else each for each in day.stations)
        yield text("One more room for the station “{station}”.", station=station.title), replace(day, stations=roomy)
    everywhere = tuple(replace(each, rooms=(*each.rooms, "")) for each in day.stations)
    both = replace(crowded, stations=everywhere, players=(*day.players, player), prompters=prompters)
    if prompters:
        yield text("One more commission, room for every station, role-player and prompter."), both
    else:
        yield text("One more commission with a room that serves every station, and one more role-player."), both
