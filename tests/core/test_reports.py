"""When reports are due, and what has to be in them before they're kept."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_server.core.problems import Refused
from exam_server.core.reports import (
    PARTS,
    Quarter,
    evaluation_due_on,
    judge_due,
    quarter_of,
    require_evaluation,
    require_quarter,
)
from exam_server.core.working_days import is_working_day

DAY = date(2027, 6, 1)
WORDS = dict.fromkeys(PARTS, "Tak jest dobrze.")


@pytest.mark.rule("L14")
def test_a_report_is_due_twenty_working_days_after_its_quarter() -> None:
    # January 2027: the 1st and the 6th are off, so the 29th is the nineteenth; March's end is before Easter Monday's week.
    assert Quarter(2026, 4).due_on == date(2027, 2, 1)
    assert Quarter(2026, 3).due_on == date(2026, 10, 28)
    assert Quarter(2026, 1).due_on == date(2026, 4, 29)
    assert Quarter(2026, 2).due_on == date(2026, 7, 28)


@given(st.dates(date(2016, 1, 1), date(2200, 1, 1)))
def test_every_day_is_in_one_quarter(day: date) -> None:
    quarter = quarter_of(day)
    assert quarter.since <= day <= quarter.until < quarter.due_on
    assert quarter.after().since == quarter.until + timedelta(days=1)
    assert quarter.after().before() == quarter
    assert is_working_day(quarter.due_on)


@pytest.mark.rule("L14")
def test_a_quarter_is_reported_after_its_end_and_a_correction_says_why() -> None:
    quarter = Quarter(2027, 1)
    require_quarter(quarter, date(2027, 4, 1), 0, "")
    require_quarter(quarter, date(2027, 9, 1), 1, "Dwie wpłaty dopisano później.")
    for today, before, reason in (
        (date(2027, 3, 31), 0, ""),
        (date(2027, 9, 1), 1, ""),
        (date(2027, 9, 1), 1, "x" * 301),
    ):
        with pytest.raises(Refused) as refused:
            require_quarter(quarter, today, before, reason)
        assert refused.value.rule == "L14"


def test_what_was_done_is_done_and_the_last_day_is_still_in_time() -> None:
    assert judge_due(DAY, None, DAY) == "due"
    assert judge_due(DAY, None, DAY + timedelta(days=1)) == "late"
    assert judge_due(DAY, DAY + timedelta(days=9), DAY + timedelta(days=10)) == "done"


@pytest.mark.rule("L16")
def test_an_evaluation_comes_every_three_years_at_least() -> None:
    assert evaluation_due_on(None, date(2024, 2, 29)) == date(2027, 3, 1)
    assert evaluation_due_on(date(2026, 12, 31), date(2024, 2, 29)) == date(2029, 12, 31)


@pytest.mark.rule("L16")
@pytest.mark.parametrize(
    ("since", "until", "words"),
    [
        (DAY - timedelta(days=9), DAY, WORDS),
        (DAY - timedelta(days=1), DAY - timedelta(days=2), WORDS),
        (date(2024, 5, 31), date(2027, 5, 31), WORDS),
        (DAY - timedelta(days=9), DAY - timedelta(days=1), {**WORDS, "methods": "  "}),
        (DAY - timedelta(days=9), DAY - timedelta(days=1), {}),
    ],
)
def test_an_evaluation_is_about_three_past_years_at_most_and_says_something_of_each_part(
    since: date, until: date, words: dict[str, str]
) -> None:
    with pytest.raises(Refused) as refused:
        require_evaluation(since, until, DAY, words)  # type: ignore[arg-type]
    assert refused.value.rule == "L16"


@pytest.mark.rule("L16")
def test_three_whole_years_may_be_evaluated_and_not_a_day_more() -> None:
    require_evaluation(date(2024, 6, 1), date(2027, 5, 31), DAY, WORDS)
    with pytest.raises(Refused, match="3"):
        require_evaluation(date(2024, 5, 31), date(2027, 5, 31), DAY, WORDS)
