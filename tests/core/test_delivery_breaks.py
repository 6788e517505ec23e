"""What is left of agreed breaks."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from exam_server.core.delivery import Breaks, fold_breaks

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
KINDS = st.sampled_from(["break_asked", "paused", "resumed", "ended", "started"])


def at(seconds: int) -> datetime:
    return START + timedelta(seconds=seconds)


@given(st.lists(st.tuples(KINDS, st.integers(0, 600)), max_size=15))
def test_breaks_never_grow_and_never_fall_below_nothing(events: list[tuple[str, int]]) -> None:
    left = [
        fold_breaks(600, [(kind, at(60 * place), seconds) for place, (kind, seconds) in enumerate(events[:count])])
        for count in range(len(events) + 1)
    ]
    seconds = [each.left_seconds for each in left]
    assert seconds == sorted(seconds, reverse=True)
    assert seconds[-1] >= 0


def test_a_break_says_until_when_it_is_covered() -> None:
    assert fold_breaks(600, [("break_asked", at(0), 0), ("paused", at(60), 600)]) == Breaks(600, False, at(660))


def test_asking_is_over_with_the_pause_that_answers_it() -> None:
    assert fold_breaks(600, [("break_asked", at(0), 0)]).asked
    assert not fold_breaks(600, [("break_asked", at(0), 0), ("paused", at(60), 0)]).asked
