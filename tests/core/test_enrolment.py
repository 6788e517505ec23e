"""Windows of enrolment: the first and the last moment, the last place, and what has to be confirmed."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_server.core.candidates import is_phone
from exam_server.core.enrolment import Window, require_birth, require_confirmed, require_taking, require_terms
from exam_server.core.problems import Refused

OPENS = datetime(2027, 3, 1, 8, tzinfo=UTC)
WINDOW = Window(OPENS, OPENS + timedelta(days=10), 2, ("Mam dowód osobisty.", "Znam regulamin."))
MOMENT = timedelta(microseconds=1)


@pytest.mark.rule("P3")
def test_a_window_takes_people_from_its_first_moment_until_before_its_last() -> None:
    moments = (OPENS - MOMENT, OPENS, WINDOW.closes_at - MOMENT, WINDOW.closes_at)
    assert [WINDOW.state(0, now) for now in moments] == ["not_yet", "open", "open", "closed"]
    assert [WINDOW.state(taken, OPENS) for taken in (1, 2, 3)] == ["open", "full", "full"]
    assert replace(WINDOW, ended=True).state(0, OPENS) == "ended"


@pytest.mark.rule("P3")
@given(st.integers(0, 4), st.integers(-3, 300), st.booleans())
def test_whoever_is_not_taken_reads_why_and_what_to_do(taken: int, hours: int, ended: bool) -> None:
    window, now = replace(WINDOW, ended=ended), OPENS + timedelta(hours=hours)
    takes = not ended and 0 <= hours < 240 and taken < 2
    assert (window.state(taken, now) == "open") is takes
    if takes:
        require_taking(window, taken, now)
        return
    with pytest.raises(Refused) as refused:
        require_taking(window, taken, now)
    assert refused.value.rule == "P3"
    assert str(refused.value.why) and str(refused.value.remedy)


@pytest.mark.rule("P3")
@pytest.mark.parametrize(
    "change",
    [
        {"closes_at": OPENS},
        {"closes_at": OPENS + timedelta(days=367)},
        {"places": 0},
        {"places": 10_001},
        {"conditions": ("",)},
        {"conditions": ("a" * 301,)},
        {"conditions": ("a",) * 13},
    ],
)
def test_impossible_terms_are_refused(change: dict[str, object]) -> None:
    with pytest.raises(Refused):
        require_terms(replace(WINDOW, **change))  # type: ignore[arg-type]


@pytest.mark.rule("P3")
def test_places_are_never_fewer_than_are_taken() -> None:
    require_terms(WINDOW, taken=2)
    with pytest.raises(Refused, match="3 places are taken"):
        require_terms(WINDOW, taken=3)


@pytest.mark.rule("P3")
def test_every_condition_has_to_be_confirmed() -> None:
    require_confirmed(WINDOW.conditions, {0, 1, 7})
    with pytest.raises(Refused, match="Znam regulamin"):
        require_confirmed(WINDOW.conditions, {0})


def test_a_date_of_birth_lies_before_today_and_within_a_lifetime() -> None:
    today = date(2027, 3, 1)
    require_birth(date(2027, 2, 28), today)
    for wrong in (today, date(1899, 12, 31)):
        with pytest.raises(Refused):
            require_birth(wrong, today)


def test_a_telephone_number_has_digits_and_little_else() -> None:
    assert all(is_phone(each) for each in ("600 100 200", "+48 58 123-45-67", "58 1234567"))
    assert not any(is_phone(each) for each in ("", "12345", "zadzwoń", "600 100 200 wewn. 4", "+" * 20))
