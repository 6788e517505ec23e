"""Nobody acts in a commission that isn't legal, that they don't sit in, or for a candidate they may not verify."""

from typing import get_args
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_server.core.commission import Barred, check_commission
from exam_server.core.commission_acts import NOT_DONE, OF_THE_WHOLE, SEALED_FIRST, Act, find_obstacle
from tests.core.commission_seats import LEGAL, ON, RULE, seat

ACTS: tuple[Act, ...] = get_args(Act)
BY_ONE = tuple(act for act in ACTS if act not in OF_THE_WHOLE)
acts = st.sampled_from(ACTS)
seats = st.lists(st.builds(seat, st.integers(1, 6), st.sampled_from(["", "a", "ab", "c", "bd", "abcd"])), max_size=6)
numbers = st.frozensets(st.integers(1, 6).map(lambda each: UUID(int=each)), max_size=2)
barred = st.builds(Barred, numbers, numbers, numbers)
member = st.integers(1, 8).map(lambda each: UUID(int=each))


def test_every_act_says_what_isnt_done() -> None:
    assert set(NOT_DONE) == set(ACTS) and set(BY_ONE) >= SEALED_FIRST


@pytest.mark.rule("S2")
@given(acts, seats, barred, member, st.booleans())
def test_an_act_is_free_exactly_where_the_commission_is_legal_and_who_acts_counts_in_it(
    act: Act, chosen: list[object], kept_out: Barred, actor: UUID, sealed: bool
) -> None:
    check = check_commission(RULE, chosen, kept_out, ON)  # type: ignore[arg-type]
    found = find_obstacle(act, check, actor, sealed=sealed)
    counts = act in OF_THE_WHOLE or actor in {each.account_id for each in check.members}
    free = check.is_legal and counts and (sealed or act not in SEALED_FIRST)
    assert (found is None) == free
    assert found is None or (found.rule and found.remedy)


@pytest.mark.rule("S10")
@pytest.mark.rule("S8")
@pytest.mark.parametrize("act", BY_ONE)
def test_who_is_kept_out_of_a_legal_commission_hears_the_rule_at_every_act(act: Act) -> None:
    extra = UUID(int=4)
    grounds = {
        "S10": Barred(trainers=frozenset({extra})),
        "S8": Barred(advisors=frozenset({extra})),
        "S2": Barred(recused=frozenset({extra})),
    }
    for rule, kept_out in grounds.items():
        check = check_commission(RULE, [*LEGAL, seat(4, "c")], kept_out, ON)
        found = find_obstacle(act, check, extra)
        assert check.is_legal and found is not None and found.rule == rule
        assert find_obstacle(act, check, LEGAL[0].account_id) is None


@pytest.mark.rule("P5")
def test_who_hasnt_sealed_rates_and_reads_but_neither_converses_nor_decides() -> None:
    check = check_commission(RULE, LEGAL, Barred(), ON)
    for act in BY_ONE:
        found = find_obstacle(act, check, LEGAL[0].account_id, sealed=False)
        assert (found.rule if found else "") == ("P5" if act in ("converse", "decide") else "")


@pytest.mark.rule("S2")
def test_nobody_at_all_acts_but_for_the_commission_as_a_whole() -> None:
    check = check_commission(RULE, LEGAL, Barred(), ON)
    assert [act for act in ACTS if find_obstacle(act, check, None) is None] == ["record"]
