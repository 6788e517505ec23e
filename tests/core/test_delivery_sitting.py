"""A sitting's states: what may follow what."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_server.core.delivery import CLOSED, EVENTS, STATES, SittingEvent, SittingState, step
from exam_server.core.problems import Refused


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("event", EVENTS)
def test_every_event_has_an_answer_in_every_state(state: SittingState, event: SittingEvent) -> None:
    following = step(state, event)
    assert following in STATES or (
        isinstance(following, Refused) and all(map(str, (following.what, following.why, following.remedy)))
    )


def test_the_way_through_a_test() -> None:
    state: SittingState = "waiting"
    for event, expected in [
        ("admit", "admitted"),
        ("start", "open"),
        ("admit", "open"),
        ("pause", "paused"),
        ("resume", "open"),
        ("hand_in", "handed_in"),
    ]:
        state = step(state, event)  # type: ignore[arg-type,assignment]
        assert state == expected


def test_nobody_starts_without_a_confirmed_identity() -> None:
    assert isinstance(step("waiting", "start"), Refused)


def test_time_up_can_be_reopened_and_a_handed_in_test_cannot() -> None:
    assert step("time_up", "reopen") == "open"
    assert isinstance(step("handed_in", "reopen"), Refused)


def test_a_paused_test_does_not_run_out_of_time() -> None:
    assert isinstance(step("paused", "time_up"), Refused)


@pytest.mark.parametrize("state", sorted(CLOSED))
def test_a_hand_in_that_is_repeated_or_meets_the_deadline_changes_no_reason(state: SittingState) -> None:
    assert step(state, "time_up") == state


@given(st.lists(st.sampled_from(EVENTS), max_size=20))
def test_only_reopening_leaves_a_closed_state(events: list[SittingEvent]) -> None:
    state: SittingState = "waiting"
    for event in events:
        following = step(state, event)
        if isinstance(following, Refused):
            continue
        assert event == "reopen" or state not in CLOSED or following == state
        state = following
