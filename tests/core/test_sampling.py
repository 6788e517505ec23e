"""A sample is the same for whoever draws it with the same seed, and no stratum is left out (L18)."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_server.core.sampling import Unit, draw_sample, rank

UNITS = st.lists(
    st.builds(Unit, st.uuids().map(str), st.sampled_from("abc")), max_size=30, unique_by=lambda each: each.id
)


@pytest.mark.rule("L18")
@given(UNITS, st.text(max_size=10), st.integers(1, 8), st.randoms())
def test_the_same_seed_draws_the_same_whatever_order_the_units_come_in(
    units: list[Unit], seed: str, count: int, shuffler: random.Random
) -> None:
    drawn = draw_sample(units, seed, count)
    shuffled = list(units)
    shuffler.shuffle(shuffled)
    assert draw_sample(shuffled, seed, count) == drawn
    assert set(drawn) <= set(units) and len(set(drawn)) == len(drawn)


@pytest.mark.rule("L18")
@given(UNITS, st.integers(1, 8))
def test_every_stratum_is_sampled_and_a_larger_sample_holds_the_smaller(units: list[Unit], count: int) -> None:
    drawn = draw_sample(units, "ziarno", count)
    for stratum in {each.stratum for each in units}:
        size = sum(each.stratum == stratum for each in units)
        assert sum(each.stratum == stratum for each in drawn) == min(count, size)
    assert set(drawn) <= set(draw_sample(units, "ziarno", count + 1))


def test_another_seed_draws_others_and_the_order_is_a_published_hash() -> None:
    units = [Unit(str(number), "") for number in range(200)]
    assert draw_sample(units, "a", 10) != draw_sample(units, "b", 10)
    assert rank("a", "1") == "4f395a2e9ea1c0680348d384135458270e9e6f5af3576151fec246b7b6de98e6"
