"""Commissions for all exams of a day: nobody sits in two places, every candidate has a legal commission; or why not."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from uuid import UUID

from exam_server.core.allotting import Demand, TooTangled, allot
from exam_server.core.composing import Blocked, Composition, DayCandidate, PoolMember, compose, find_blocked
from exam_server.core.qualification import CommissionRule
from exam_server.core.text import text

# Beyond so many places the shortest list of those that lack members together isn't looked for.
MOST_PLACES = 8


@dataclass(frozen=True)
class DayExam:
    """An exam of the day that needs commissions: where it is, its form's rule, who could sit, and its candidates."""

    exam: UUID
    place: str
    rule: CommissionRule
    pool: tuple[PoolMember, ...]
    candidates: tuple[DayCandidate, ...]


@dataclass(frozen=True)
class DayComposition:
    """By exam its commissions or what blocks it alone, by member the number of candidates to verify.

    `apart`: places that lack members only together, and what they lack; then no exam has commissions.
    """

    exams: Mapping[UUID, Composition]
    loads: Mapping[UUID, int]
    apart: tuple[str, ...] = ()
    blocked: tuple[Blocked, ...] = ()

    @property
    def possible(self) -> bool:
        return not self.apart and not any(each.blocked for each in self.exams.values())


def compose_day(exams: Sequence[DayExam], rooms: int = 1, taken: Mapping[UUID, str] | None = None) -> DayComposition:
    """Legal commissions for every candidate of every exam of a day, where members stay in one place all day (S2, S3).

    Exams in one place may share members, as far as they have to: who has least to do is taken first. `taken`: the
    place of members who sit already. Without conflicts and shortages that is found; what can't be is named: an exam
    that nobody may verify alone (S8, S10), or the fewest places that can't be served together.
    """
    taken = taken or {}
    alone = {each.exam: find_blocked(each.rule, _present(each, taken), each.candidates) for each in exams}
    if any(alone.values()):
        return DayComposition({id: Composition(blocked=blocked) for id, blocked in alone.items()}, {})
    try:
        given = _allot(exams, taken)
        apart = _find_apart(exams, taken) if given is None else ()
    except TooTangled:
        unsettled = Blocked(None, text("Whether that can be wasn't settled in time."), "S2")
        return DayComposition({}, {}, tuple(dict.fromkeys(each.place for each in exams)), (unsettled,))
    if given is None:
        concerned = [each for each in exams if each.place in apart]
        return DayComposition({}, {}, apart, tuple(_lacks(concerned, taken, apart)))
    return _compose_in(exams, rooms, _spread_spares(exams, given, taken))


def _present(each: DayExam, taken: Mapping[UUID, str]) -> list[PoolMember]:
    """Who could sit in an exam and isn't in another place."""
    return [one for one in each.pool if taken.get(one.member, each.place) == each.place]


def _allot(exams: Sequence[DayExam], taken: Mapping[UUID, str]) -> dict[UUID, str] | None:
    """By member the place that needs them; None where that can't be for all places."""
    members = list(dict.fromkeys(one.member for each in exams for one in each.pool))
    numbers = {member: number for number, member in enumerate(members)}
    places = list(dict.fromkeys(each.place for each in exams))
    demands = [
        Demand(places.index(each.place), sum(1 << numbers[one] for one in wanted), count)
        for each in exams
        for wanted, count in _demands(each, _present(each, taken))
    ]
    found = allot(demands, len(places), len(members))
    if found is None:
        return None
    return {
        member: places[place] for place, own in enumerate(found) for member in members if own >> numbers[member] & 1
    }


def _demands(each: DayExam, pool: Sequence[PoolMember]) -> Iterator[tuple[frozenset[UUID], int]]:
    """For each kind of candidate: of these members at least so many (what `compose` asks for, S2, S3)."""
    rule = each.rule
    usable = [one for one in pool if one.usable and (one.held or not rule.credentials)]
    for barred in dict.fromkeys([one.barred for one in each.candidates] or [frozenset[UUID]()]):
        free = [one for one in usable if one.member not in barred]
        yield frozenset(one.member for one in free), max(1, rule.minimum or 1)
        yield frozenset(one.member for one in free if one.leads), 1
        for credential in rule.credentials if rule.jointly_all else ():
            yield frozenset(one.member for one in free if credential.code in one.held), 1


def _spread_spares(exams: Sequence[DayExam], given: Mapping[UUID, str], taken: Mapping[UUID, str]) -> dict[UUID, str]:
    """Who isn't needed anywhere goes where most candidates wait for each member."""
    found = dict(given)
    waiting: dict[str, int] = defaultdict(int)
    for each in exams:
        waiting[each.place] += len(each.candidates)
    there = {place: sum(each == place for each in found.values()) for place in waiting}
    for member in dict.fromkeys(one.member for each in exams for one in each.pool if one.usable):
        open_to = {
            each.place for each in exams if any(one.member == member and one.usable for one in _present(each, taken))
        }
        if member not in found and open_to:
            found[member] = max(sorted(open_to), key=lambda place: waiting[place] / max(1, there[place]))
            there[found[member]] += 1
    return found


def _compose_in(exams: Sequence[DayExam], rooms: int, places: Mapping[UUID, str]) -> DayComposition:
    found: dict[UUID, Composition] = {}
    loads: dict[UUID, int] = defaultdict(int)
    for each in exams:
        own = [one for one in each.pool if places.get(one.member) == each.place]
        found[each.exam] = compose(each.rule, own, each.candidates, rooms, loads)
        for commission in found[each.exam].commissions:
            for member in commission.members:
                loads[member] += len(commission.candidates)
    return DayComposition(found, dict(loads))


def _find_apart(exams: Sequence[DayExam], taken: Mapping[UUID, str]) -> tuple[str, ...]:
    """The fewest places that can't be served together."""
    places = list(dict.fromkeys(each.place for each in exams))
    for size in range(2, len(places) if len(places) <= MOST_PLACES else 2):
        for some in combinations(places, size):
            if _allot([each for each in exams if each.place in some], taken) is None:
                return some
    return tuple(places)


def _lacks(exams: Sequence[DayExam], taken: Mapping[UUID, str], places: Sequence[str]) -> Iterator[Blocked]:
    """What too few members have for these places together, as far as plain counting shows it."""
    wanted = {place: max(each.rule.minimum or 1 for each in exams if each.place == place) for place in places}
    usable = {one.member for each in exams for one in _present(each, taken) if one.usable}
    needed = sum(wanted.values())
    if len(usable) < needed:
        count = text("Members who may sit: {count}; {minimum} are needed.", count=len(usable), minimum=needed)
        yield Blocked(None, count, "S2")
    leading = {one.member for each in exams for one in _present(each, taken) if one.usable and one.leads}
    if len(leading) < len(places):
        yield Blocked(
            None, text("Who may lead: {count}, for {places} places.", count=len(leading), places=len(places)), "S2"
        )
    for code in dict.fromkeys(one.code for each in exams if each.rule.jointly_all for one in each.rule.credentials):
        asking = {each.place for each in exams if code in {one.code for one in each.rule.credentials}}
        holders = {one.member for each in exams for one in _present(each, taken) if one.usable and code in one.held}
        if len(holders) < len(asking):
            why = text(
                "Credential {code} is proved by {count}, for {places} places.",
                code=code, count=len(holders), places=len(asking),
            )  # fmt: skip
            yield Blocked(None, why, "S3")
