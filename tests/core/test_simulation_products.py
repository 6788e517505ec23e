"""Products of a script: which criteria their reading shows, the guide that the anchors make, and the verdict."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_script import SMALL

from exam_server.core.simulation.products import guide_of, hints_of, judge_product, products_of, read_criteria
from exam_server.core.simulation.script import Material

(CONTRACT,) = products_of(SMALL)


@pytest.mark.rule("P1")
@pytest.mark.rule("L8")
def test_a_product_is_read_for_those_of_its_criteria_that_have_anchors_and_are_checked() -> None:
    both = replace(CONTRACT, criteria=("1A2", "9Z9", "1A1", "1A2"))
    assert read_criteria(SMALL, both, {"1A1", "1A2", "9Z9"}) == ("1A2", "1A1")
    assert read_criteria(SMALL, both, {"1A1"}) == ("1A1",)
    assert read_criteria(SMALL, CONTRACT, ()) == ()


@pytest.mark.rule("P2")
def test_each_criterion_is_an_element_with_the_scripts_anchors() -> None:
    first, second = guide_of(SMALL, ("1A2", "1A1"), {"1A2": "ustala cele"})
    assert (first.text, second.text) == ("1A2 ustala cele", "1A1")
    assert first.anchors == {level: f"zachowanie 1A2 na {level}" for level in range(4)}


def test_only_what_the_commission_gets_afterwards_helps_to_read() -> None:
    hint = Material("M3", "Jak czytać", "commission", "after", "Cel z terminem.")
    early = Material("M4", "Przed", "commission", "before", "Nie teraz.")
    assert hints_of(replace(SMALL, materials=(*SMALL.materials, hint, early))) == (hint,)


@pytest.mark.rule("P9")
@given(st.integers(0, 3), st.integers(1, 3))
def test_a_level_shows_it_from_the_threshold_on_and_a_shortfall_is_no_decision(level: int, threshold: int) -> None:
    assert judge_product(level, threshold) == (("met", None) if level >= threshold else ("not_met", None))
