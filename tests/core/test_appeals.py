"""The way of an appeal: which step follows which, what it has to say, and when a late one is taken (S9, P3)."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_server.core.appeals import (
    BEFORE,
    CLOSED,
    STATES,
    State,
    Step,
    Subject,
    appeal_until,
    fold_steps,
    is_open,
    last_told,
    refusal_rule,
    require_admission,
    require_filing,
    step_on,
)
from exam_server.core.problems import Refused
from exam_server.core.working_days import is_working_day

STEPS = st.sampled_from(sorted(BEFORE))
DAYS = st.dates(date(2026, 1, 1), date(2030, 12, 31))
LAST = date(2027, 3, 15)


@pytest.mark.rule("S9")
@given(st.lists(STEPS, max_size=12))
def test_whatever_is_tried_in_whatever_order_nothing_leads_on_from_a_closed_appeal(tried: Sequence[Step]) -> None:
    state: State = "filed"
    for each in tried:
        before = state
        try:
            state = step_on(state, each)
        except Refused as refused:
            assert refused.rule == "S9" and state == before
        else:
            assert is_open(before) and before in BEFORE[each]


@given(st.lists(STEPS, max_size=12))
def test_a_ruling_is_told_only_after_members_were_assigned_heard_and_another_confirmed(tried: Sequence[Step]) -> None:
    taken: list[Step] = []
    for each in tried:
        try:
            fold_steps([*taken, each])
        except Refused:
            continue
        taken.append(each)
    if fold_steps(taken) == "told":
        order: list[Step] = ["admitted", "assigned", "heard", "proposed", "confirmed", "told"]
        last = [len(taken) - 1 - taken[::-1].index(each) for each in order]
        assert last == sorted(last)


def test_every_state_is_reached_by_some_step_and_only_three_are_closed() -> None:
    reached = {"heard" if step == "returned" else step for step in BEFORE} | {"filed"}
    assert reached == set(STATES) and {"refused", "withdrawn", "told"} == CLOSED


@given(DAYS, st.integers(1, 366), st.integers(-5, 5))
def test_the_last_day_counts_and_a_late_appeal_is_admitted_with_a_reason_alone(
    told: date, days: int, shift: int
) -> None:
    until = appeal_until(told, days, moves=True)
    received = until + timedelta(days=shift)
    if shift <= 0:
        require_admission(until, received, "")
        return
    with pytest.raises(Refused) as refused:
        require_admission(until, received, "  ")
    assert refused.value.rule == "P3"
    require_admission(until, received, "choroba")


@pytest.mark.rule("P3")
@given(DAYS, st.integers(1, 366))
def test_a_term_never_ends_on_a_day_off_nor_a_day_earlier_or_a_week_later_than_its_days(told: date, days: int) -> None:
    plain, moved = appeal_until(told, days, moves=False), appeal_until(told, days, moves=True)
    assert plain == told + timedelta(days=days) and is_working_day(moved)
    between = [plain + timedelta(days=each) for each in range((moved - plain).days)]
    assert not any(map(is_working_day, between)) and len(between) <= 5


@pytest.mark.rule("P3")
def test_a_term_that_ends_at_christmas_ends_after_it() -> None:
    assert appeal_until(date(2026, 12, 10), 14, moves=True) == date(2026, 12, 28)
    assert appeal_until(date(2026, 12, 9), 14, moves=True) == date(2026, 12, 23)


CODES = st.sampled_from(["1A1", "1A2", "2A1"])


@pytest.mark.rule("P3", "S9")
@given(DAYS, st.dictionaries(CODES, st.integers(1, 300)), st.sets(CODES))
def test_a_term_runs_from_the_day_on_which_the_last_of_what_is_appealed_was_told(
    released: date, after: dict[str, int], named: set[str]
) -> None:
    later = {code: released + timedelta(days=days) for code, days in after.items()}
    told = last_told(released, later, named)
    about = named or set(later)
    assert told == max([released, *(later[code] for code in about & later.keys())])
    assert not named or told == last_told(released, {code: later[code] for code in about & later.keys()}, named)


@pytest.mark.rule("P3")
def test_a_late_appeal_is_refused_by_the_rule_of_terms_and_one_in_time_is_never_called_late() -> None:
    assert refusal_rule(LAST, LAST + timedelta(days=1), as_late=True, reason="po terminie") == "P3"
    assert refusal_rule(LAST, LAST, as_late=False, reason="nie wiadomo, czego dotyczy") == "S9"
    for as_late, reason in ((True, "po terminie"), (False, " ")):
        with pytest.raises(Refused):
            refusal_rule(LAST, LAST, as_late=as_late, reason=reason)


@pytest.mark.rule("S9")
@pytest.mark.parametrize(
    ("subject", "grounds", "words"),
    [
        (Subject("theory_test", ("9Z9",)), ["rating"], "źle"),
        (Subject("simulation", position=3), ["item"], "źle"),
        (Subject("simulation"), [], "źle"),
        (Subject("simulation"), ["spite"], "źle"),
        (Subject("simulation"), ["rating"], ""),
        (Subject("simulation"), ["rating"], "a" * 8_001),
    ],
)
def test_an_appeal_names_what_the_result_says_a_ground_and_reasons(
    subject: Subject, grounds: list[str], words: str
) -> None:
    with pytest.raises(Refused) as refused:
        require_filing(subject, grounds, words, ["1A1", "1A2"])
    assert refused.value.rule == "S9"
    require_filing(Subject("theory_test", ("1A1",), 3), ["item"], "Klucz jest błędny.", ["1A1", "1A2"])
    with pytest.raises(Refused, match="nothing of any criterion"):
        require_filing(Subject("simulation"), ["rating"], "źle", [])
