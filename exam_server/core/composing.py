"""Legal commissions for a day's candidates, proposed from a pool of members; or who and what stands in the way."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from exam_server.core.qualification import CommissionRule
from exam_server.core.text import Text, text

# How many teams of each kind are kept while a team is built: more look further for one that serves more candidates.
KEPT = 4
Bits = int


@dataclass(frozen=True)
class PoolMember:
    """Somebody who could sit on the day; `usable`: educated, declared, not barred from sitting at all."""

    member: UUID
    held: frozenset[str]
    leads: bool = False
    usable: bool = True


@dataclass(frozen=True)
class DayCandidate:
    """One candidate of the day and the members who may not verify them (S8, S10, recusals)."""

    candidate: UUID
    barred: frozenset[UUID] = frozenset()


@dataclass(frozen=True)
class Proposed:
    """One commission and the candidates whom it may verify."""

    members: tuple[UUID, ...]
    candidates: tuple[UUID, ...]


@dataclass(frozen=True)
class Blocked:
    """Why there's no legal commission: for one candidate, or (None) for anybody."""

    candidate: UUID | None
    why: Text
    rule: str


@dataclass(frozen=True)
class Composition:
    """Commissions for everybody, or what blocks them. `sharing`: members who would sit in more than one."""

    commissions: tuple[Proposed, ...] = ()
    blocked: tuple[Blocked, ...] = ()

    @property
    def sharing(self) -> frozenset[UUID]:
        seats = [member for each in self.commissions for member in each.members]
        return frozenset(member for member in seats if seats.count(member) > 1)


@dataclass(frozen=True)
class Team:
    """A commission in the making: who is in it, whom somebody in it may not verify, and its rank (least is best)."""

    members: tuple[int, ...] = ()
    barred: Bits = 0
    load: int = 0
    rank: tuple[int, int, int, tuple[int, ...]] = (0, 0, 0, ())


@dataclass(frozen=True)
class Pool:
    """Pool and candidates as bit sets: per usable member what they hold and whom they may not verify."""

    members: tuple[UUID, ...]
    held: tuple[Bits, ...]
    barred: tuple[Bits, ...]
    needed: Bits
    minimum: int


def compose(
    rule: CommissionRule,
    members: Sequence[PoolMember],
    candidates: Sequence[DayCandidate],
    rooms: int = 1,
    loads: Mapping[UUID, int] | None = None,
) -> Composition:
    """Commissions so that each candidate of the day has a legal one (S2, S3) without anybody barred (S8, S10).

    One of each commission `leads`. There are `rooms` commissions of different members where the pool has them, each
    with about as many candidates; a candidate whom none of them may verify gets a further commission, which shares
    members only where it has to. It's found whenever it exists: only a candidate without any legal commission blocks.
    `loads`: candidates whom members verify elsewhere; of teams that serve as well, the one with least to do is taken.
    """
    pool = _make_pool(rule, members, candidates)
    blocked = tuple(_blocked(rule, pool, candidates))
    if blocked:
        return Composition(blocked=blocked)
    before = {number: (loads or {}).get(member, 0) for number, member in enumerate(pool.members)}
    return Composition(_spread(pool, _teams(pool, len(candidates), max(1, rooms), before), candidates))


def find_blocked(
    rule: CommissionRule, members: Sequence[PoolMember], candidates: Sequence[DayCandidate]
) -> tuple[Blocked, ...]:
    """Why there's no legal commission, for whom; nothing exactly where `compose` finds some for everybody."""
    return tuple(_blocked(rule, _make_pool(rule, members, candidates), candidates))


def can_compose(rule: CommissionRule, members: Sequence[PoolMember]) -> bool:
    """Whether these people make a legal commission at all, conflicts apart."""
    pool = _make_pool(rule, members, ())
    return not any(_lacks(rule, pool, (1 << len(pool.members)) - 1))


def _make_pool(rule: CommissionRule, members: Sequence[PoolMember], candidates: Sequence[DayCandidate]) -> Pool:
    """Bits of `held`: the credentials in the form's order, then whether the member may lead."""
    codes = [each.code for each in rule.credentials]
    leads = 1 << len(codes)
    usable = [each for each in members if each.usable and (each.held or not codes)]
    return Pool(
        members=tuple(each.member for each in usable),
        held=tuple(_bits(codes, each.held) | (leads if each.leads else 0) for each in usable),
        barred=tuple(
            sum(1 << number for number, one in enumerate(candidates) if each.member in one.barred) for each in usable
        ),
        needed=leads | (leads - 1 if rule.jointly_all else 0),
        minimum=max(1, rule.minimum or 1),
    )


def _bits(codes: Sequence[str], held: frozenset[str]) -> Bits:
    return sum(1 << number for number, code in enumerate(codes) if code in held)


def _find_team(pool: Pool, wanted: Bits, loads: Mapping[int, int], only: Bits) -> Team | None:
    """The best legal team: it may verify the most of the `wanted` candidates, then is small, then has had little to do.

    None exactly where no legal team exists among the members of the bit set `only`. Members are taken one after
    another; of all teams that hold the same things and are about as large, the `KEPT` best are carried on, so that one
    of each kind is never lost.
    """
    kinds: dict[tuple[Bits, int], list[Team]] = {(0, 0): [Team()]}
    for number in range(len(pool.members)):
        if not only >> number & 1:
            continue
        for (held, count), teams in list(kinds.items()):
            kind = (held | pool.held[number] & pool.needed, min(count + 1, pool.minimum))
            if kind == (held, count):
                continue  # large enough, and nothing new: the team without them is as good
            joined = [_join(pool, team, number, loads.get(number, 0), wanted) for team in teams]
            kinds[kind] = sorted([*kinds.get(kind, ()), *joined], key=_rank_of)[:KEPT]
    legal = kinds.get((pool.needed, pool.minimum))
    return legal[0] if legal else None


def _join(pool: Pool, team: Team, number: int, load: int, wanted: Bits) -> Team:
    members, barred, loaded = (*team.members, number), team.barred | pool.barred[number], team.load + load
    return Team(members, barred, loaded, ((wanted & barred).bit_count(), len(members), loaded, members))


def _rank_of(team: Team) -> tuple[int, int, int, tuple[int, ...]]:
    return team.rank


def _blocked(rule: CommissionRule, pool: Pool, candidates: Sequence[DayCandidate]) -> Iterator[Blocked]:
    """Nobody has a commission, or single candidates have none."""
    if for_all := list(_lacks(rule, pool, (1 << len(pool.members)) - 1)):
        yield from (Blocked(None, why, rule_id) for why, rule_id in for_all)
        return
    for number, each in enumerate(candidates):
        for why, rule_id in _lacks(rule, pool, _free_of(pool, 1 << number)):
            yield Blocked(each.candidate, why, rule_id)


def _lacks(rule: CommissionRule, pool: Pool, only: Bits) -> Iterator[tuple[Text, str]]:
    """What the members of a bit set lack to make a commission, each with its rule.

    Nothing exactly where some of them make a legal one: a commission has no upper size, so all of them would.
    """
    there = [number for number in range(len(pool.members)) if only >> number & 1]
    if len(there) < pool.minimum:
        yield (
            text("Members who may sit: {count}; {minimum} are needed.", count=len(there), minimum=pool.minimum),
            "S2",
        )
    held = 0
    for number in there:
        held |= pool.held[number]
    for bit, credential in enumerate(rule.credentials):
        if pool.needed >> bit & 1 and not held >> bit & 1:
            yield text("Nobody who may sit has credential {code} proved.", code=credential.code), "S3"
    if not held >> len(rule.credentials) & 1:
        yield text("Nobody who may sit can lead the commission."), "S2"


def _free_of(pool: Pool, candidates: Bits) -> Bits:
    """The members who may verify all of these candidates."""
    return sum(1 << number for number, barred in enumerate(pool.barred) if not barred & candidates)


def _teams(pool: Pool, count: int, rooms: int, before: Mapping[int, int]) -> list[Team]:
    """Teams of different members, one per room where they can be had, and further ones for who is left over."""
    everybody = left = (1 << count) - 1
    teams: list[Team] = []
    used = 0
    for _ in range(rooms):
        unused = ((1 << len(pool.members)) - 1) & ~used
        # What nobody serves yet is wanted most; afterwards any team shares the load.
        team = _best(pool, left or everybody, unused, before)
        if team is None:
            break
        teams.append(team)
        used |= sum(1 << number for number in team.members)
        left &= team.barred
    loads = dict(before)
    for number in (number for team in teams for number in team.members):
        loads[number] += 1
    while left:
        first = left & -left
        team = _find_team(pool, left, loads, _free_of(pool, first))
        if team is None:
            raise AssertionError("a candidate without a legal team was let through")
        teams.append(team)
        loads |= {number: loads[number] + 1 for number in team.members}
        left &= team.barred
    return teams


def _best(pool: Pool, wanted: Bits, only: Bits, loads: Mapping[int, int]) -> Team | None:
    """A team that may verify all the wanted candidates, where there is one; else one that may verify most of them."""
    for_all = _find_team(pool, wanted, loads, only & _free_of(pool, wanted))
    return for_all or _find_team(pool, wanted, loads, only)


def _spread(pool: Pool, teams: Sequence[Team], candidates: Sequence[DayCandidate]) -> tuple[Proposed, ...]:
    """Give each candidate to a team that may verify them, so that the busiest team has as few as possible."""
    share = -(-len(candidates) // len(teams)) if teams else 0
    while (given := _assign(teams, len(candidates), share)) is None:
        share += 1
    return tuple(
        Proposed(
            tuple(pool.members[number] for number in team.members),
            tuple(candidates[number].candidate for number in range(len(candidates)) if given[number] == place),
        )
        for place, team in enumerate(teams)
    )


def _assign(teams: Sequence[Team], count: int, share: int) -> dict[int, int] | None:
    """Candidate → team with at most `share` candidates each, by augmenting paths; None where that's too few.

    Teams that have the fewest are tried first, so that the load is spread also where nobody needs it to be.
    """
    given: dict[int, int] = {}

    def place(candidate: int, seen: set[int]) -> bool:
        shares = Counter(given.values())
        for number in sorted(range(len(teams)), key=lambda each: (shares[each], each)):
            if teams[number].barred >> candidate & 1 or number in seen:
                continue
            seen.add(number)
            there = [each for each, taken in given.items() if taken == number]
            if len(there) < share or any(place(each, seen) for each in there):
                given[candidate] = number
                return True
        return False

    return given if all(place(candidate, set()) for candidate in range(count)) else None
