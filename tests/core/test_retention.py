"""What was not met is kept for its own time after the last day to appeal (P8)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_server.core.retention import UNMET_YEARS, keep_unmet_until


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
