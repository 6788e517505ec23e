"""Who guesses is slowed down from however many places, and nobody shuts a door to who hasn't failed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_server.core.throttle import Pressure, may_ask, place_of

COUNTS = st.integers(0, 40)


@given(COUNTS, COUNTS, st.integers(1, 20), st.integers(1, 20), st.integers(1, 20))
def test_whatever_others_do_who_hasnt_failed_may_ask(
    about: int, everybody: int, own_limit: int, about_limit: int, everybody_limit: int
) -> None:
    assert may_ask(Pressure(0, 0, about, everybody, own_limit, about_limit, everybody_limit))


@given(st.integers(1, 300), st.integers(1, 20), st.integers(1, 20))
def test_one_place_guesses_no_more_often_than_its_limit_and_many_once_each_beyond_the_things_own(
    places: int, own_limit: int, about_limit: int
) -> None:
    about, tried = 0, {place: 0 for place in range(places)}
    for _ in range(own_limit + 1):
        for place, own in list(tried.items()):
            if may_ask(Pressure(own, own, about, about, own_limit, about_limit, 10**9)):
                tried[place], about = own + 1, about + 1
    assert max(tried.values()) <= own_limit
    assert about <= about_limit + places


@given(st.integers(1, 20), st.integers(1, 20))
def test_once_everybody_together_failed_too_often_one_failure_is_one_too_many(own: int, limit: int) -> None:
    assert not may_ask(Pressure(own, 0, 0, limit, 10**9, 10**9, limit))
    assert may_ask(Pressure(own, 0, 0, limit - 1, 10**9, 10**9, limit))


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("", ""),
        ("nobody", "nobody"),
    ],
)
def test_a_place_is_an_address_or_a_household_of_ipv6(address: str, place: str) -> None:
    assert place_of(address) == place
