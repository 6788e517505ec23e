"""Documented experience is counted to the day (S4, S5); a day-by-day count agrees."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_server.core.experience import Demand, Document, Experience, Period, Stretch, count_experience, shift_years

pytestmark = pytest.mark.rule("S4")
FIVE_OF_TEN, FIVE = Demand(5, 10), Demand(5)
ON = date(2026, 11, 26)
DAY = timedelta(days=1)


def period(first: date, last: date | None, issued: date | None = None, *shows: str, verified: bool = True) -> Period:
    issued = issued or last or ON - DAY
    document = Document(frozenset(shows or "b"), issued, issued if verified else None)
    return Period(first, last, (document,))


def count(*periods: Period, demand: Demand = FIVE_OF_TEN, on: date = ON, credential: str = "b") -> Experience:
    return count_experience(periods, credential, demand, on)


def test_five_calendar_years_worked_through_are_enough_and_a_day_less_is_not() -> None:
    whole = count(period(date(2018, 3, 1), date(2023, 2, 28)))
    assert whole.is_enough and whole.days == whole.needed == 1826
    short = count(period(date(2018, 3, 1), date(2023, 2, 27)))
    assert not short.is_enough and (short.days, short.needed) == (1825, 1826)


def test_five_years_with_two_leap_days_are_a_day_longer() -> None:
    assert count(period(date(2016, 2, 29), date(2021, 2, 28)), on=date(2024, 1, 1)).needed == 1827
    assert count(period(date(2016, 2, 29), date(2021, 2, 28)), on=date(2024, 1, 1)).is_enough
    assert not count(period(date(2016, 2, 29), date(2021, 2, 27)), on=date(2024, 1, 1)).is_enough


def test_a_period_is_clipped_to_the_window_before_the_appointment() -> None:
    found = count(period(date(2010, 1, 1), date(2020, 12, 31)))
    assert found.stretches == (Stretch(date(2016, 11, 26), date(2020, 12, 31)),)
    assert not found.is_enough
    assert count(period(date(2010, 1, 1), date(2020, 12, 31)), demand=FIVE).is_enough


def test_the_day_of_the_appointment_itself_doesn_t_count() -> None:
    found = count(period(date(2026, 11, 20), None, ON))
    assert found.days == 6 and found.stretches[-1].last_on == ON - DAY


def test_a_window_that_begins_on_a_missing_29_february_begins_on_1_march() -> None:
    found = count(period(date(2018, 2, 1), date(2018, 3, 31)), on=date(2028, 2, 29))
    assert found.stretches[0].first_on == date(2018, 3, 1)
    assert shift_years(date(2024, 2, 29), -4) == date(2020, 2, 29)


def test_overlapping_nested_and_adjacent_periods_count_once() -> None:
    found = count(
        period(date(2020, 1, 1), date(2020, 12, 31)),
        period(date(2020, 3, 1), date(2020, 4, 30)),
        period(date(2020, 12, 1), date(2021, 6, 30)),
        period(date(2021, 7, 1), date(2021, 7, 31)),
    )
    assert found.stretches == (Stretch(date(2020, 1, 1), date(2021, 7, 31)),)
    assert found.days == (date(2021, 8, 1) - date(2020, 1, 1)).days


def test_gaps_don_t_count() -> None:
    found = count(period(date(2020, 1, 1), date(2020, 1, 31)), period(date(2020, 3, 1), date(2020, 3, 31)))
    assert found.days == 62 and len(found.stretches) == 2


def test_a_period_is_proved_only_up_to_its_latest_document_s_day_of_issue() -> None:
    running = Period(
        date(2020, 1, 1),
        None,
        tuple(Document(frozenset("b"), issued, issued) for issued in (date(2020, 6, 30), date(2021, 6, 30))),
    )
    assert count(running).stretches == (Stretch(date(2020, 1, 1), date(2021, 6, 30)),)
    assert count(period(date(2020, 1, 1), date(2022, 1, 1), date(2019, 12, 31))).days == 0


def test_a_document_issued_after_the_appointment_proves_nothing_for_it() -> None:
    assert count(period(date(2018, 1, 1), date(2024, 12, 31), ON + DAY)).days == 0


@pytest.mark.rule("S5")
def test_a_period_without_a_verified_document_doesn_t_count() -> None:
    assert count(period(date(2018, 1, 1), date(2024, 12, 31), verified=False)).days == 0
    assert count(Period(date(2018, 1, 1), date(2024, 12, 31))).days == 0
    late = Document(frozenset("b"), date(2024, 12, 31), ON + DAY)
    assert count(Period(date(2018, 1, 1), date(2024, 12, 31), (late,))).days == 0


def test_one_period_serves_two_credentials_when_its_documents_show_both() -> None:
    both = period(date(2018, 1, 1), date(2024, 12, 31), None, "b", "c")
    assert count(both, credential="b").is_enough and count(both, credential="c").is_enough
    assert not count(both, credential="d").is_enough


def test_nobody_has_experience_without_periods() -> None:
    assert count().days == 0 and count().needed in (1825, 1826, 1827) and not count().is_enough


def test_what_lapses_says_until_when_it_holds() -> None:
    found = count(period(date(2017, 1, 1), date(2022, 12, 31)))
    assert found.holds_until == date(2028, 1, 1)
    assert count(period(date(2017, 1, 1), date(2022, 12, 31)), on=date(2028, 1, 1)).is_enough
    assert not count(period(date(2017, 1, 1), date(2022, 12, 31)), on=date(2028, 1, 2)).is_enough
    assert count(period(date(2017, 1, 1), date(2022, 12, 31)), demand=FIVE).holds_until is None


DAYS = st.dates(date(2012, 1, 1), date(2026, 12, 31))
DOCUMENTS = st.builds(Document, st.frozensets(st.sampled_from("bc")), DAYS, st.none() | DAYS)


@st.composite
def periods(draw: st.DrawFn) -> Period:
    first = draw(DAYS)
    last = draw(st.none() | st.integers(0, 2500).map(lambda days: first + timedelta(days=days)))
    return Period(first, last, tuple(draw(st.lists(DOCUMENTS, max_size=3))))


def proved_on(each: Period, day: date, on: date) -> bool:
    """Whether some document of the period proves this very day."""
    return (
        each.first_on <= day
        and (each.last_on is None or day <= each.last_on)
        and any(
            "b" in document.shows
            and document.verified_on is not None
            and document.verified_on <= on
            and day <= document.issued_on <= on
            for document in each.documents
        )
    )


def by_days(known: list[Period], demand: Demand, on: date) -> tuple[int, bool]:
    """Day by day: how many count, and whether they are as many as the calendar years from the first one have."""
    day, counted = shift_years(on, -(demand.window_years or 30)), []
    while day < on:
        if any(proved_on(each, day, on) for each in known):
            counted.append(day)
        day += DAY
    if not counted:
        return 0, False
    end, needed = shift_years(counted[0], demand.years), 0
    day = counted[0]
    while day < end:
        day, needed = day + DAY, needed + 1
    return len(counted), len(counted) >= needed


DEMANDS = st.builds(Demand, st.integers(1, 5), st.none() | st.integers(5, 10))


@given(st.lists(periods(), max_size=4), DEMANDS, DAYS)
def test_the_count_agrees_with_counting_day_by_day(known: list[Period], demand: Demand, on: date) -> None:
    found = count_experience(known, "b", demand, on)
    assert (found.days, found.is_enough) == by_days(known, demand, on)
    assert found.days == sum(each.days for each in found.stretches)


LONG = st.builds(lambda first, days: period(first, first + timedelta(days=days)), DAYS, st.integers(300, 2500))


@given(st.lists(LONG, min_size=1, max_size=3), st.integers(1, 3), DAYS, st.integers(1, 400))
def test_it_holds_until_that_day_and_not_a_day_longer(known: list[Period], years: int, on: date, later: int) -> None:
    demand = Demand(years, 6)
    found = count_experience(known, "b", demand, on)
    if found.holds_until is not None:
        # Later documents would prolong it: only those of the day itself count.
        same = [each for each in known if each.documents[0].issued_on <= on]
        end = found.holds_until
        assert by_days(same, demand, min(end, on + timedelta(days=later)))[1]
        assert by_days(same, demand, end)[1] and not by_days(same, demand, end + DAY)[1]
