"""The working days of Poland: Monday to Friday without the days off of the act of 18 January 1951 as it stands."""

from datetime import date, timedelta
from functools import lru_cache

FIXED: tuple[tuple[int, int], ...] = (
    (1, 1),
    (1, 6),
    (5, 1),
    (5, 3),
    (8, 15),
    (11, 1),
    (11, 11),
    (12, 25),
    (12, 26),
)
CHRISTMAS_EVE, CHRISTMAS_EVE_SINCE = (12, 24), 2025
"""Off since the act of 6 December 2024 (Dz.U. 2024 poz. 1965)."""
AFTER_EASTER = (0, 1, 49, 60)
"""In days: Easter, Easter Monday, Pentecost, Corpus Christi."""
FIRST_YEAR = 2011
"""Before it Epiphany wasn't off; nothing here is reckoned so far back."""
SATURDAY = 5


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar, by the rule of Meeus, Jones and Butcher."""
    golden, century, rest = year % 19, year // 100, year % 100
    leap, shift = century // 4, (century + 8) // 25
    epact = (19 * golden + century - leap - (century - shift + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    correction = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * correction + 114, 31)
    return date(year, month, day + 1)


@lru_cache(maxsize=16)
def days_off(year: int) -> frozenset[date]:
    """The days off of a year, Sundays aside. Raises ValueError before 2011."""
    if year < FIRST_YEAR:
        raise ValueError(f"days off before {FIRST_YEAR} aren't known here")
    fixed = (*FIXED, CHRISTMAS_EVE) if year >= CHRISTMAS_EVE_SINCE else FIXED
    moving = (easter(year) + timedelta(days=each) for each in AFTER_EASTER)
    return frozenset((*(date(year, month, day) for month, day in fixed), *moving))


def is_working_day(day: date) -> bool:
    return day.weekday() < SATURDAY and day not in days_off(day.year)


def next_working_day(day: date) -> date:
    """The day itself, or the first working day after it."""
    return day if is_working_day(day) else add_working_days(day, 1)


def add_working_days(day: date, count: int) -> date:
    """The `count`th working day after a day, which doesn't count itself."""
    while count:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day
