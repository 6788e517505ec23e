"""Poland's days off against a list written by hand for 2024 to 2032, and Easter at its extremes."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_server.core.working_days import add_working_days, days_off, easter, is_working_day

# Easter Monday and Corpus Christi, as calendars print them.
MOVING = {
    2024: ("04-01", "05-30"),
    2025: ("04-21", "06-19"),
    2026: ("04-06", "06-04"),
    2027: ("03-29", "05-27"),
    2028: ("04-17", "06-15"),
    2029: ("04-02", "05-31"),
    2030: ("04-22", "06-20"),
    2031: ("04-14", "06-12"),
    2032: ("03-29", "05-27"),
}
SAME_EACH_YEAR = ("01-01", "01-06", "05-01", "05-03", "08-15", "11-01", "11-11", "12-25", "12-26")
days = st.dates(date(2011, 1, 1), date(2200, 12, 31))


@pytest.mark.rule("L14")
@pytest.mark.parametrize("year", MOVING)
def test_the_days_off_on_weekdays_are_those_of_the_calendar(year: int) -> None:
    listed = [*SAME_EACH_YEAR, *MOVING[year], *(["12-24"] if year >= 2025 else [])]
    expected = {day for each in listed if (day := date.fromisoformat(f"{year}-{each}")).weekday() < 5}
    assert {day for day in days_off(year) if day.weekday() < 5} == expected


@pytest.mark.parametrize("day", ["1818-03-22", "1886-04-25", "1943-04-25", "2000-04-23", "2008-03-23", "2038-04-25"])
def test_easter_falls_where_calendars_had_it(day: str) -> None:
    assert easter(date.fromisoformat(day).year) == date.fromisoformat(day)


@given(st.integers(1700, 4000))
def test_easter_is_a_sunday_within_its_five_weeks_and_comes_again(year: int) -> None:
    found = easter(year)
    assert found.weekday() == 6
    assert date(year, 3, 22) <= found <= date(year, 4, 25)


def test_christmas_eve_is_off_since_2025_and_years_long_past_are_not_guessed() -> None:
    assert is_working_day(date(2024, 12, 24)) and not is_working_day(date(2025, 12, 24))
    with pytest.raises(ValueError, match="2011"):
        days_off(2010)


@pytest.mark.rule("L14")
@given(days, st.integers(1, 40))
def test_so_many_working_days_lie_between(day: date, count: int) -> None:
    found = add_working_days(day, count)
    between = [day + timedelta(days=each) for each in range(1, (found - day).days + 1)]
    assert is_working_day(found)
    assert sum(map(is_working_day, between)) == count
    assert all(each.weekday() < 5 for each in between if is_working_day(each))
    assert add_working_days(day, count + 1) > found
