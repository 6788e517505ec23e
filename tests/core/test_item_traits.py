"""What an item's statistics say of it in a word: nothing that its intervals don't show."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_server.core.psychometrics import Estimate, TooFew, traits_of
from exam_server.core.psychometrics.estimates import wilson
from exam_server.core.psychometrics.items import FOR_DISCRIMINATION, FOR_FACILITY

GOOD = Estimate(0.45, 0.35, 0.55, 200)
COUNTS = st.integers(1, 400).flatmap(lambda count: st.tuples(st.integers(0, count), st.just(count)))


@given(COUNTS)
def test_an_item_is_too_easy_or_too_hard_only_where_enough_sat_it_and_never_both(counted: tuple[int, int]) -> None:
    rights, count = counted
    found = traits_of(wilson(rights, count, FOR_FACILITY), GOOD, ())
    assert not {"too_easy", "too_hard"} <= found
    if count < FOR_FACILITY:
        assert found == {"too_few"}
    if "too_easy" in found:
        assert rights / count > 0.85
    if "too_hard" in found:
        assert rights / count < 0.35


@given(COUNTS)
def test_one_more_right_never_makes_an_item_harder(counted: tuple[int, int]) -> None:
    rights, count = counted
    before = traits_of(wilson(rights, count, FOR_FACILITY), GOOD, ())
    after = traits_of(wilson(min(rights + 1, count), count, FOR_FACILITY), GOOD, ())
    assert "too_easy" not in before or "too_easy" in after
    assert "too_hard" not in after or "too_hard" in before


@pytest.mark.parametrize(
    ("facility", "discrimination", "said"),
    [
        (0.6, Estimate(0.1, -0.05, 0.25, 170), {"weak"}),
        (0.6, Estimate(0.1, -0.2, 0.4, 40), set()),
        (1.0, None, {"weak", "too_easy"}),
        (0.6, None, set()),
        (0.6, TooFew(12, FOR_DISCRIMINATION), {"too_few"}),
    ],
)
def test_an_item_is_weak_where_its_whole_interval_is_or_where_all_do_the_same(
    facility: float, discrimination: Estimate | TooFew | None, said: set[str]
) -> None:
    assert traits_of(wilson(facility * 200, 200), discrimination, ()) == said


def test_a_key_is_suspicious_where_a_suspicion_stands() -> None:
    assert traits_of(wilson(120, 200), GOOD, ("distractor_beats_key",)) == {"suspicious_key"}
