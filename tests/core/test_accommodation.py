"""Accommodations: bounds that any room can hold, and words for what was agreed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_server.core.accommodation import NONE, Accommodation, check_accommodation, describe
from exam_server.core.problems import Refused

ANY = st.builds(Accommodation, st.integers(100, 300), st.integers(0, 7200), st.booleans(), st.booleans(), st.booleans())


@given(ANY)
def test_what_is_within_the_bounds_is_taken_and_every_change_has_words(given_: Accommodation) -> None:
    check_accommodation(given_)
    changes = sum(getattr(given_, name) != getattr(NONE, name) for name in NONE.__dict__)
    assert len(describe(given_)) == changes


@pytest.mark.parametrize(
    "refused", [Accommodation(99), Accommodation(301), Accommodation(100, -1), Accommodation(100, 7201)]
)
def test_less_time_than_usual_or_more_than_a_day_holds_is_refused(refused: Accommodation) -> None:
    with pytest.raises(Refused):
        check_accommodation(refused)


def test_the_usual_conditions_have_no_words() -> None:
    assert describe(NONE) == ()


def test_the_words_name_what_was_agreed() -> None:
    words = [str(each) for each in describe(Accommodation(150, 600, read_aloud=True))]
    assert words == ["time: 150 %", "breaks: up to 10 min", "reading aloud"]
