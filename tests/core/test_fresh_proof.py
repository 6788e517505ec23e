"""A proof is fresh for ten minutes, and one from the future isn't one."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from exam_server.core.fresh_proof import FRESH, is_fresh

NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)


def test_without_a_proof_nothing_is_fresh() -> None:
    assert not is_fresh(None, NOON)


@given(st.timedeltas(timedelta(days=-1), timedelta(days=1)))
def test_a_proof_is_fresh_for_ten_minutes(ago: timedelta) -> None:
    assert is_fresh(NOON - ago, NOON) == (timedelta(0) <= ago < FRESH)
