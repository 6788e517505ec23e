"""The commissions of a whole day: nobody in two places, legal for every candidate, found exactly where they exist."""

from collections.abc import Sequence
from itertools import product
from random import Random
from time import process_time
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_server.core.composing import PoolMember
from exam_server.core.composing_day import DayComposition, DayExam, compose_day
from tests.core.test_composing import LOOSE, RULE, candidate, exists, hold_up, member

pytestmark = pytest.mark.rule("S2")
POOL = (
    *(member(number, held, leads=held == "ab") for number, held in enumerate(("ab", "c", "d"), start=1)),
    *(member(number, held, leads=held == "ab") for number, held in enumerate(("ab", "c", "d"), start=11)),
)


def exam(number: int, place: str, pool: Sequence[PoolMember] = POOL, count: int = 2, **more: object) -> DayExam:
    candidates = tuple(candidate(10 * number + each) for each in range(count))
    values: dict[str, object] = {"rule": RULE, "candidates": candidates} | more
    return DayExam(UUID(int=number), place, pool=tuple(pool), **values)  # type: ignore[arg-type]


def seats_of(found: DayComposition, each: DayExam) -> set[UUID]:
    return {one for team in found.exams[each.exam].commissions for one in team.members}


def check(exams: Sequence[DayExam], found: DayComposition) -> None:
    """Every exam's commissions hold up, nobody sits in two places, and the loads are those of the commissions."""
    places: dict[UUID, set[str]] = {}
    loads: dict[UUID, int] = {}
    for each in exams:
        hold_up(each.rule, list(each.pool), list(each.candidates), found.exams[each.exam])
        for team in found.exams[each.exam].commissions:
            for one in team.members:
                places.setdefault(one, set()).add(each.place)
                loads[one] = loads.get(one, 0) + len(team.candidates)
    assert all(len(where) == 1 for where in places.values())
    assert loads == {one: count for one, count in found.loads.items() if count}


def test_two_places_get_commissions_without_a_common_member() -> None:
    exams = [exam(1, "gdynia"), exam(2, "toruń")]
    found = compose_day(exams)
    check(exams, found)
    assert found.possible and not seats_of(found, exams[0]) & seats_of(found, exams[1])
    assert set(found.loads.values()) == {2}


def test_exams_in_one_place_share_members_only_where_they_have_to() -> None:
    apart = compose_day([exam(1, "gdynia"), exam(2, "gdynia")])
    assert len(apart.loads) == 6, "who has less to do is taken first"
    sharing = compose_day([exam(1, "gdynia", POOL[:3]), exam(2, "gdynia", POOL[:3])])
    assert sharing.possible and set(sharing.loads.values()) == {4}


def test_places_that_lack_members_only_together_are_named_with_what_they_lack() -> None:
    found = compose_day([exam(1, "gdynia", POOL[:3]), exam(2, "toruń", POOL[:3]), exam(3, "łódź", POOL[3:])])
    assert found.apart == ("gdynia", "toruń") and not found.possible and not found.exams
    assert {each.rule for each in found.blocked} == {"S2", "S3"}


@pytest.mark.rule("S10")
def test_an_exam_that_is_blocked_by_itself_says_so_for_its_candidate() -> None:
    trained = (candidate(1, 1, 11), candidate(2))
    found = compose_day([exam(1, "gdynia", candidates=trained), exam(2, "toruń")])
    blocked = found.exams[UUID(int=1)].blocked
    assert {each.candidate for each in blocked} == {trained[0].candidate} and not found.possible
    assert not found.exams[UUID(int=2)].blocked


def test_who_sits_already_stays_in_their_place() -> None:
    taken = {each.member: "łódź" for each in POOL[:3]}
    found = compose_day([exam(1, "gdynia")], taken=taken)
    assert seats_of(found, exam(1, "gdynia")) == {each.member for each in POOL[3:]}
    here = compose_day([exam(1, "gdynia"), exam(2, "łódź")], taken=taken)
    assert here.possible and seats_of(here, exam(2, "łódź")) == set(taken)


HELD = st.frozensets(st.sampled_from("abcd"), min_size=1, max_size=4)
POOLS = st.lists(st.tuples(HELD, st.booleans()), min_size=1, max_size=6).map(
    lambda rows: [member(number, "".join(held), leads) for number, (held, leads) in enumerate(rows)]
)
BARRED = st.lists(st.frozensets(st.integers(0, 5), max_size=2), min_size=1, max_size=2)


@given(POOLS, BARRED, BARRED, st.sampled_from([RULE, LOOSE]))
def test_a_day_is_composed_exactly_where_brute_force_finds_a_way(
    pool: list[PoolMember], first: list[frozenset[int]], second: list[frozenset[int]], other: object
) -> None:
    days = [tuple(candidate(place + number, *one) for number, one in enumerate(rows))
            for place, rows in ((0, first), (5, second))]  # fmt: skip
    exams = [exam(1, "a", pool, candidates=days[0], rule=LOOSE), exam(2, "b", pool, candidates=days[1], rule=other)]
    found = compose_day(exams)
    ways = (
        all(
            exists(each.rule, [one for one, place in zip(pool, where, strict=True) if place == each.place], [person])
            for each in exams
            for person in each.candidates
        )
        for where in product("ab", repeat=len(pool))
    )
    if any(ways):
        assert found.possible
        check(exams, found)
    else:
        assert not found.possible and not any(each.commissions for each in found.exams.values())


def test_sixty_members_and_sixty_candidates_in_three_places_take_moments() -> None:
    chance = Random(7)
    pool = [member(number, "".join(chance.sample("abcd", 2)), leads=number % 4 == 0) for number in range(60)]
    exams = [
        exam(number, place, pool, candidates=tuple(
            candidate(100 * number + each, *chance.sample(range(60), 4)) for each in range(20)
        ))
        for number, place in enumerate(("gdynia", "toruń", "łódź"))
    ]  # fmt: skip
    begun = process_time()
    found = compose_day(exams, rooms=4)
    assert process_time() - begun < 5
    check(exams, found)
    assert max(found.loads.values()) <= 10
