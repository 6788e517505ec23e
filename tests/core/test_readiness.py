"""A rehearsal is judged in words, line by line; one bad line and the room isn't ready."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_server.core.readiness import Measured, is_ready, judge_room, p95

GOOD = Measured(
    secure=True,
    local=False,
    clock_offset=0.02,
    log_in=(0.5, 0.8),
    start=(0.3, 0.4),
    save=(0.01, 0.02),
    hand_in=(0.1, 0.2),
    acknowledged=16,
    lost=0,
    failures=0,
    seb="good",
)


def verdicts(measured: Measured) -> dict[str, str]:
    return {line.key: line.verdict for line in judge_room(measured)}


def test_a_good_room_is_ready_and_needs_no_advice() -> None:
    lines = judge_room(GOOD)
    assert is_ready(lines)
    assert {line.verdict for line in lines} == {"good"}
    assert [line.advice for line in lines if line.advice] == []


@pytest.mark.parametrize(
    ("change", "key", "verdict"),
    [
        ({"lost": 1}, "lost", "bad"),
        ({"acknowledged": 0}, "lost", "bad"),
        ({"failures": 1}, "failures", "bad"),
        ({"start": (1.6,)}, "start", "fair"),
        ({"start": (5.1,)}, "start", "bad"),
        ({"start": ()}, "start", "bad"),
        ({"save": (1.1,)}, "save", "bad"),
        ({"clock_offset": -3.0}, "clock", "fair"),
        ({"clock_offset": 61.0}, "clock", "bad"),
        ({"secure": False, "local": True}, "tls", "fair"),
        ({"secure": False}, "tls", "bad"),
        ({"seb": "elsewhere"}, "seb", "fair"),
        ({"seb": "open"}, "seb", "bad"),
        ({"seb": "shut"}, "seb", "bad"),
        ({"seb": "unwatched"}, "seb", "bad"),
        ({"seb": "unclear"}, "seb", "bad"),
    ],
)
def test_what_isn_t_good_is_named_with_advice(change: dict[str, object], key: str, verdict: str) -> None:
    measured = replace(GOOD, **change)  # type: ignore[arg-type]
    assert verdicts(measured) == verdicts(GOOD) | {key: verdict}
    assert is_ready(judge_room(measured)) == (verdict != "bad")
    assert [line.key for line in judge_room(measured) if line.advice] == [key]


@given(st.lists(st.floats(0, 100), min_size=1, max_size=200))
def test_95_of_100_are_within_the_percentile_and_one_less_would_be_too_few(values: list[float]) -> None:
    reached = p95(values)
    assert reached in values
    assert sum(value <= reached for value in values) >= 0.95 * len(values)
    assert sum(value < reached for value in values) < 0.95 * len(values)
