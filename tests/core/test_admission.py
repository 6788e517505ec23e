"""No browser's hold on a seat ends inside its test, and none lasts for ever (LESSONS B30)."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from exam_server.core.delivery import CLOSED, STATES
from exam_server.core.delivery.admission import AFTERWARDS, MARGIN, admission_end, is_ending

NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)
SLOTS = st.integers(0, 12 * 3600).map(lambda seconds: timedelta(seconds=seconds))
STATE = st.sampled_from(STATES)


@given(SLOTS, STATE)
def test_an_admission_lasts_twice_the_test_and_a_margin_and_a_closed_ones_an_hour(slot: timedelta, state: str) -> None:
    lasts = admission_end(state, slot, NOW) - NOW  # type: ignore[arg-type]
    assert lasts == (AFTERWARDS if state in CLOSED else 2 * slot + MARGIN)


@given(SLOTS, st.lists(st.integers(1, 8 * 3600), max_size=30))
def test_in_use_it_never_comes_nearer_to_its_end_than_the_test_and_its_margin(
    slot: timedelta, contacts: list[int]
) -> None:
    """Every contact renews what is ending; gaps between contacts here are up to eight hours."""
    now, ends_at = NOW, admission_end("open", slot, NOW)
    for seconds in contacts:
        now += timedelta(seconds=seconds)
        assert now < ends_at
        if is_ending(ends_at, slot, now):
            ends_at = admission_end("open", slot, now)
        assert ends_at - now >= slot + MARGIN
