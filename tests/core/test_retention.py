"""How long personal data are kept, and what stands against erasing them (L5, L7, P8)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_server.core.problems import Refused
from exam_server.core.retention import (
    DATA_KINDS,
    RULES,
    TELLING,
    UNMET_YEARS,
    Clock,
    DataKind,
    due_on,
    find_hindrance,
    is_kept_again,
    keep_unmet_until,
    latest,
    require_reason,
)
from exam_server.core.text import text


@pytest.mark.rule("P8")
def test_what_was_not_met_is_kept_two_years_after_the_last_day_to_appeal_unless_the_body_decides_otherwise() -> None:
    assert keep_unmet_until(date(2027, 3, 15), UNMET_YEARS) == date(2029, 3, 15)
    assert keep_unmet_until(date(2028, 2, 29), 1) == date(2029, 3, 1)
    assert keep_unmet_until(date(2027, 3, 15), 0) == date(2027, 3, 15)


@pytest.mark.rule("P8")
@given(st.dates(date(2020, 1, 1), date(2100, 1, 1)), st.integers(0, 20), st.integers(0, 400))
def test_a_later_appeal_or_more_years_never_shorten_it(last: date, years: int, days: int) -> None:
    later = date.fromordinal(last.toordinal() + days)
    assert last <= keep_unmet_until(last, years) <= keep_unmet_until(later, years) <= keep_unmet_until(later, years + 1)


DAYS = st.dates(date(2020, 1, 1), date(2060, 1, 1))
CLOCKS = st.builds(
    Clock,
    st.sampled_from(DATA_KINDS),
    st.integers(),
    st.none() | DAYS,
    st.integers(0, 20),
    has_appeal=st.booleans(),
    has_exam=st.booleans(),
    is_inspected=st.booleans(),
    is_held=st.booleans(),
)


@pytest.mark.rule("L5", "L7", "P8")
@given(CLOCKS, DAYS)
def test_nothing_is_erased_before_its_last_day_nor_while_anything_stands_against_it(clock: Clock, today: date) -> None:
    due, problem = due_on(clock), find_hindrance(clock, today)
    if problem is None:
        assert due is not None and due <= today
        assert not (clock.has_appeal or clock.has_exam or clock.is_inspected or clock.is_held)
    else:
        assert problem.rule


@pytest.mark.rule("L7", "P8")
@given(DAYS, st.integers(0, 20))
def test_data_are_due_on_the_day_after_the_last_on_which_they_are_kept(start: date, years: int) -> None:
    clock = Clock("protocol", 1, start, years)
    due = due_on(clock)
    assert due == keep_unmet_until(start, years) + timedelta(days=1)
    assert find_hindrance(clock, due) is None
    early = find_hindrance(clock, due - timedelta(days=1))
    assert early is not None and early.rule == "L7"


@given(st.lists(CLOCKS, max_size=5))
def test_what_waits_for_others_waits_for_the_last_of_them(clocks: list[Clock]) -> None:
    days = [due_on(each) for each in clocks]
    if None in days:
        assert latest(clocks) is None
    else:
        assert all(each is not None and latest(clocks) >= each for each in days)  # type: ignore[operator]


@pytest.mark.rule("L5", "L7")
def test_what_the_law_fixes_no_policy_of_the_body_shortens() -> None:
    assert RULES["protocol"].policy is None and RULES["protocol"].years == 5


def test_a_hold_needs_a_reason() -> None:
    require_reason("Sąd prosi o akta.", text("No."))
    for given_reason in ("", "x" * 1001):
        with pytest.raises(Refused):
            require_reason(given_reason, text("No."))


@pytest.mark.rule("P8")
@given(st.sampled_from(DATA_KINDS), st.dates(), st.none() | st.dates())
def test_what_was_erased_comes_again_where_something_came_since_or_the_table_says_so(
    kind: DataKind, erased_on: date, starts_on: date | None
) -> None:
    since = starts_on is not None and starts_on > erased_on
    assert is_kept_again(kind, starts_on, erased_on) == (since or kind in TELLING)
