"""What keeps a day from being planned whatever the order: each of these rules is in the way by itself."""

from collections.abc import Iterator

from exam_server.core.circuit.day import LEAST_BREAK, CircuitDay, CircuitStation, Obstacle
from exam_server.core.circuit.variants import choose_variants
from exam_server.core.composing import DayCandidate, find_blocked
from exam_server.core.text import Text, text


def find_obstacles(day: CircuitDay) -> Iterator[Obstacle]:
    """Hours without breaks, stations that nobody can hold, candidates without a legal commission or a new variant."""
    yield from _hours(day)
    if not day.stations or not day.candidates:
        yield Obstacle("station", text("There is nobody to plan for."), (text("Add stations and candidates first."),))
        return
    for station in day.stations:
        yield from _station(day, station)
    yield from _commissions(day)
    yield from _variants(day)


def _hours(day: CircuitDay) -> Iterator[Obstacle]:
    if not day.windows:
        yield Obstacle("breaks", text("No working hours are given."), (text("Write from when until when you work."),))
    for window in day.windows:
        if window.end - window.start > day.longest:
            long = text(
                "{minutes} minutes are worked without a break; at most {longest} are allowed.",
                minutes=window.end - window.start,
                longest=day.longest,
            )
            yield Obstacle("breaks", long, (text("Divide these hours by a break."),))
    ordered = sorted(day.windows, key=lambda each: each.start)
    for one, two in zip(ordered, ordered[1:], strict=False):
        if two.start - one.end < LEAST_BREAK:
            short = text("A break is shorter than {minutes} minutes, or there is none.", minutes=LEAST_BREAK)
            yield Obstacle("breaks", short, (text("Leave more time between the working hours."),))


def _station(day: CircuitDay, station: CircuitStation) -> Iterator[Obstacle]:
    if not station.rooms:
        yield _at(station, text("The station “{station}” has no room.", station=station.title),
                  text("Write the names of its rooms."))  # fmt: skip
    if not station.variants:
        yield _at(station, text("Nothing is played at the station “{station}”.", station=station.title),
                  text("Choose a scenario for it."))  # fmt: skip
    if day.windows and all(station.minutes > each.end - each.start for each in day.windows):
        why = text(
            "The station “{station}” takes {minutes} minutes, longer than any working hours between two breaks.",
            station=station.title,
            minutes=station.minutes,
        )
        yield Obstacle("time", why, (text("Shorten the station, or lengthen the working hours."),))
    if not any(each.plays_at(station.id) for each in day.players):
        why = text("Nobody plays at the station “{station}”.", station=station.title)
        yield Obstacle("player", why, (text("Add a role-player who can play there."),))
    elif day.prompters and not _has_cast(day, station):
        why = text(
            "Whoever could prompt at the station “{station}” is the only one who plays there.", station=station.title
        )
        yield Obstacle("prompter", why, (text("Add a prompter, or plan the day without."),))


def _has_cast(day: CircuitDay, station: CircuitStation) -> bool:
    """Whether somebody can play there and somebody else prompt."""
    return any(each.plays_at(station.id) and set(day.prompters) - {each.id} for each in day.players)


def _at(station: CircuitStation, why: Text, remedy: Text) -> Obstacle:
    return Obstacle("station", why, (remedy,))


def _commissions(day: CircuitDay) -> Iterator[Obstacle]:
    candidates = [DayCandidate(each.id, each.barred) for each in day.candidates]
    codes = {each.id: each.code for each in day.candidates}
    for blocked in find_blocked(day.rule, day.members, candidates):
        if blocked.candidate is None:
            yield Obstacle("commission", blocked.why, (text("Add members to the exam."),), blocked.rule)
        else:
            remedy = text("Add a member who may verify this candidate.")
            yield Obstacle("commission", blocked.why, (remedy,), blocked.rule, codes[blocked.candidate])


def _variants(day: CircuitDay) -> Iterator[Obstacle]:
    chosen = choose_variants(day)
    for candidate, station in day.due():
        if station.variants and (candidate.id, station.id) not in chosen:
            why = text(
                "{code} has met every variant of the station “{station}” before, or meets it at another station.",
                code=candidate.code,
                station=station.title,
            )
            yield Obstacle("variant", why, (text("Add a variant to the station that is new to them."),))
