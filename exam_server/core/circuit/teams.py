"""Which members may verify a candidate together, as an encounter's commission (S2, S3)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import combinations
from uuid import UUID

from exam_server.core.circuit.day import CircuitCandidate, CircuitDay
from exam_server.core.composing import Composition, DayCandidate, PoolMember, compose
from exam_server.core.qualification import CommissionRule

Team = tuple[UUID, ...]
# Beyond so many new members a commission is another one.
MOST_REPLACED = 2


def is_legal(
    rule: CommissionRule, members: Mapping[UUID, PoolMember], team: Collection[UUID], barred: frozenset[UUID]
) -> bool:
    """Whether a team is large enough and led (S2), holds everything together (S3), and nobody in it is kept out."""
    sitting = [members[each] for each in team if each in members]
    if len(sitting) != len(set(team)) or len(sitting) < max(1, rule.minimum or 1) or barred & set(team):
        return False
    able = all(each.usable and (each.held or not rule.credentials) for each in sitting)
    held = frozenset[str]().union(*(each.held for each in sitting))
    joined = not rule.jointly_all or all(each.code in held for each in rule.credentials)
    return able and joined and any(each.leads for each in sitting)


def seat(day: CircuitDay, team: Iterable[UUID]) -> tuple[Team, UUID]:
    """A team in the order in which a plan holds it, and who leads it: of several always the same one."""
    leads = {each.member for each in day.members if each.leads}
    ordered = tuple(sorted(team, key=str))
    return ordered, next(each for each in ordered if each in leads)


def compose_teams(day: CircuitDay, most: int) -> Composition:
    """Commissions for all candidates, `most` of them at once; who is there all day is taken first."""
    candidates = [DayCandidate(each.id, each.barred) for each in day.candidates]
    there = [each for each in day.members if not any(day.is_away(each.member, window) for window in day.windows)]
    found = compose(day.rule, there, candidates, most)
    return found if not found.blocked else compose(day.rule, day.members, candidates, most)


def mend_team(day: CircuitDay, candidate: CircuitCandidate, old: Sequence[UUID], free: Sequence[UUID]) -> Team | None:
    """A legal team of who is free that keeps the old members it can; None exactly where nobody free makes one.

    `free`: who has least to do comes first.
    """
    members = {each.member: each for each in day.members}
    staying = tuple(each for each in old if each in free and each not in candidate.barred)
    others = [each for each in free if each not in old and each not in candidate.barred]
    for missing in range(MOST_REPLACED + 1):
        for more in combinations(others, missing):
            if is_legal(day.rule, members, (*staying, *more), candidate.barred):
                return (*staying, *more)
    pool = [members[each] for each in free]
    found = compose(day.rule, pool, [DayCandidate(candidate.id, candidate.barred)])
    return found.commissions[0].members if found.commissions else None
