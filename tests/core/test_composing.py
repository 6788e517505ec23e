"""A day's commissions: legal for each candidate, found whenever they exist, and the load shared."""

from collections.abc import Sequence
from itertools import combinations
from random import Random
from time import process_time
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_server.core.composing import Composition, DayCandidate, PoolMember, can_compose, compose
from exam_server.core.qualification import CommissionRule, Credential
from tests.other_qualification import QUALIFICATION as OTHER

RULE = CommissionRule(3, 7, tuple(Credential(code, code, "experience", 5, 10) for code in "abcd"), jointly_all=True)
LOOSE = CommissionRule(2, None, RULE.credentials, jointly_all=False)
pytestmark = pytest.mark.rule("S2")


def member(number: int, held: str, leads: bool = False, usable: bool = True) -> PoolMember:
    return PoolMember(UUID(int=number), frozenset(held), leads, usable)


def candidate(number: int, *barred: int) -> DayCandidate:
    return DayCandidate(UUID(int=1000 + number), frozenset(UUID(int=each) for each in barred))


def is_legal(rule: CommissionRule, pool: Sequence[PoolMember], ids: Sequence[UUID]) -> bool:
    team = [each for each in pool if each.member in ids]
    held = frozenset[str]().union(*(each.held for each in team))
    return (
        len(team) >= (rule.minimum or 1)
        and any(each.leads for each in team)
        and all(each.usable and each.held for each in team)
        and (not rule.jointly_all or held >= {each.code for each in rule.credentials})
    )


def exists(rule: CommissionRule, pool: Sequence[PoolMember], candidates: Sequence[DayCandidate]) -> bool:
    """Brute force: some team of any size may verify all of these candidates."""
    free = [each.member for each in pool if not any(each.member in one.barred for one in candidates)]
    return any(is_legal(rule, pool, team) for size in range(1, len(free) + 1) for team in combinations(free, size))


def hold_up(rule: CommissionRule, pool: list[PoolMember], candidates: list[DayCandidate], found: Composition) -> None:
    barred = {each.candidate: each.barred for each in candidates}
    served = [each for one in found.commissions for each in one.candidates]
    assert sorted(served) == sorted(barred)
    for each in found.commissions:
        assert is_legal(rule, pool, each.members)
        assert not any(barred[one] & set(each.members) for one in each.candidates)


def test_one_commission_serves_everybody_where_nobody_is_barred() -> None:
    pool = [member(1, "ab", leads=True), member(2, "c"), member(3, "d"), member(4, "a")]
    found = compose(RULE, pool, [candidate(1), candidate(2)])
    assert [set(each.members) for each in found.commissions] == [{UUID(int=1), UUID(int=2), UUID(int=3)}]
    assert len(found.commissions[0].candidates) == 2 and found.blocked == ()


def test_a_commission_is_larger_where_three_don_t_hold_everything_together() -> None:
    pool = [member(number, held, leads=number == 1) for number, held in enumerate("abcd", start=1)]
    assert len(compose(RULE, pool, [candidate(1)]).commissions[0].members) == 4


@pytest.mark.rule("S10")
def test_a_candidate_whom_one_of_the_commission_trained_gets_another_one() -> None:
    pool = [member(1, "ab", leads=True), member(2, "c"), member(3, "d"), member(4, "ab", leads=True)]
    found = compose(RULE, pool, [candidate(1, 1), candidate(2, 4)])
    hold_up(RULE, pool, [candidate(1, 1), candidate(2, 4)], found)
    assert len(found.commissions) == 2 and found.sharing == {UUID(int=2), UUID(int=3)}


def test_who_or_what_blocks_is_named() -> None:
    pool = [member(1, "ab", leads=True), member(2, "c"), member(3, "d")]
    found = compose(RULE, pool, [candidate(1), candidate(2, 3)])
    assert {(each.candidate, each.rule) for each in found.blocked} == {
        (UUID(int=1002), "S2"),
        (UUID(int=1002), "S3"),
    }
    nobody = compose(RULE, [member(1, "abc"), member(2, "c"), member(3, "b")], [candidate(1)])
    assert [(each.candidate, each.rule) for each in nobody.blocked] == [(None, "S3"), (None, "S2")]
    assert not nobody.commissions


def test_the_load_is_spread_evenly_also_where_one_commission_could_take_more() -> None:
    pool = [member(number, held, leads=True) for number, held in enumerate(("ab", "c", "d") * 4)]
    found = compose(RULE, pool, [candidate(number) for number in range(9)], rooms=4)
    assert sorted(len(each.candidates) for each in found.commissions) == [2, 2, 2, 3]


def test_who_isn_t_usable_sits_nowhere() -> None:
    pool = [member(1, "abcd", leads=True), member(2, "a"), member(3, "b", usable=False)]
    assert compose(RULE, pool, [candidate(1)]).blocked


def test_the_other_qualification_asks_for_two_members_who_needn_t_hold_everything() -> None:
    pool = [member(1, "b", leads=True), member(2, "b"), member(3, "")]
    found = compose(OTHER.commission, pool, [candidate(1)])
    assert set(found.commissions[0].members) == {UUID(int=1), UUID(int=2)}


HELD = st.frozensets(st.sampled_from("abcd"), max_size=3)
POOLS = st.lists(st.tuples(HELD, st.booleans(), st.booleans() | st.just(True)), max_size=7).map(
    lambda rows: [member(number, "".join(held), leads, usable) for number, (held, leads, usable) in enumerate(rows)]
)
DAYS = st.lists(st.frozensets(st.integers(0, 6), max_size=3), min_size=1, max_size=4).map(
    lambda rows: [candidate(number, *barred) for number, barred in enumerate(rows)]
)


@given(st.sampled_from([RULE, LOOSE]), POOLS, DAYS, st.integers(1, 3))
def test_commissions_are_found_exactly_where_brute_force_finds_them(
    rule: CommissionRule, pool: list[PoolMember], day: list[DayCandidate], rooms: int
) -> None:
    found = compose(rule, pool, day, rooms)
    blocked = {each.candidate for each in day if not exists(rule, pool, [each])}
    if blocked:
        assert not found.commissions
        assert {each.candidate for each in found.blocked} in ({None}, blocked)
        assert ({each.candidate for each in found.blocked} == {None}) == (not exists(rule, pool, []))
    else:
        hold_up(rule, pool, day, found)
        if exists(rule, pool, day):
            assert set(found.commissions[0].candidates) == {each.candidate for each in day} or rooms > 1
    assert can_compose(rule, pool) == exists(rule, pool, [])


def big_day(seed: int, barred: int) -> tuple[list[PoolMember], list[DayCandidate]]:
    random = Random(seed)
    pool = [member(n, "".join(random.sample("abcd", random.randint(1, 2))), n % 4 == 0) for n in range(60)]
    return pool, [candidate(n, *random.sample(range(60), barred)) for n in range(60)]


@pytest.mark.parametrize(("seed", "barred", "rooms"), [(1, 3, 10), (2, 20, 10), (3, 45, 4), (4, 3, 1)])
def test_sixty_candidates_get_commissions_from_sixty_members_quickly_and_evenly(
    seed: int, barred: int, rooms: int
) -> None:
    pool, day = big_day(seed, barred)
    began = process_time()
    found = compose(RULE, pool, day, rooms)
    assert process_time() - began < 5
    if found.commissions:
        hold_up(RULE, pool, day, found)
    else:
        assert all(not could_sit(pool, each.candidate, day) for each in found.blocked)
    if barred == 3 and rooms == 10:
        assert {len(each.candidates) for each in found.commissions} == {6} and not found.sharing


def could_sit(pool: list[PoolMember], blocked: UUID | None, day: list[DayCandidate]) -> bool:
    """Whether all who are free for a blocked candidate would be legal together: then so would some of them."""
    barred = next(each.barred for each in day if each.candidate == blocked)
    return is_legal(RULE, pool, [each.member for each in pool if each.member not in barred])
