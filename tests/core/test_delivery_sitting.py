"""A sitting's states: what may follow what."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_server.core.delivery import (
    CLOSED,
    ENDING_WORDS,
    EVENTS,
    MARKED,
    STATE_WORDS,
    STATES,
    SittingEvent,
    SittingState,
    ending_event,
    step,
)
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
def test_only_reopening_and_putting_back_leave_a_closed_state(events: list[SittingEvent]) -> None:
    state: SittingState = "waiting"
    for event in events:
        following = step(state, event)
        if isinstance(following, Refused):
            continue
        assert event in ("reopen", "put_back") or state not in CLOSED or following == state
        state = following


@given(st.lists(st.sampled_from(EVENTS), max_size=20))
def test_the_clock_runs_or_stands_only_after_a_start(events: list[SittingEvent]) -> None:
    """`reopen` and `put_back` are chosen by whether the test had started, as the service does."""
    state, has_started = "waiting", False
    for event in events:
        if event == ("put_back" if has_started else "reopen"):
            continue
        following = step(state, event)  # type: ignore[arg-type]
        if isinstance(following, Refused):
            continue
        state, has_started = following, has_started or event == "start"
        assert (state in ("open", "paused", "handed_in", "time_up")) <= has_started
        assert (state in ("waiting", "admitted", "absent")) <= (not has_started)


def test_the_same_act_twice_ends_in_the_same_state() -> None:
    for state in STATES:
        for event in EVENTS:
            once = step(state, event)
            if not isinstance(once, Refused) and once in CLOSED:
                assert step(once, event) == once


def test_a_handed_in_test_can_be_neither_excluded_nor_put_back() -> None:
    acts: tuple[SittingEvent, ...] = ("exclude", "withdraw", "end", "put_back", "reopen", "miss")
    assert all(isinstance(step("handed_in", event), Refused) for event in acts)


def test_nobody_who_has_started_is_absent() -> None:
    assert isinstance(step("open", "miss"), Refused)
    assert isinstance(step("paused", "miss"), Refused)


def test_every_state_has_words_and_those_without_a_test_to_judge_have_reasons() -> None:
    assert set(STATE_WORDS) == set(STATES)
    assert set(ENDING_WORDS) == CLOSED - MARKED
    for state, codes in ENDING_WORDS.items():
        assert all(step("waiting", ending_event(state, code)) == state for code in codes)


@pytest.mark.parametrize(("state", "code"), [("absent", "unauthorised_aid"), ("handed_in", "other"), ("x", "other")])
def test_a_reason_of_another_list_closes_nothing(state: str, code: str) -> None:
    with pytest.raises(Refused):
        ending_event(state, code)
