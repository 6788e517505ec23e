"""When a run stood still and why: the walk of the script counts the same seconds as running."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_server.core.problems import Refused
from exam_server.core.simulation.pausing import Pause, check_reason, check_step, pauses_of, standing_pause
from exam_server.core.simulation.record import RunEvent
from exam_server.core.simulation.walk import fold
from tests.core.small_script import SMALL

KINDS = st.sampled_from(["start", "pause", "reason", "resume", "silence", "end", "stop"])
TAPS = st.lists(st.tuples(st.integers(0, 400), KINDS), max_size=12)


def logged(*taps: tuple[int, str] | tuple[int, str, str] | tuple[int, str, str, str]) -> list[RunEvent]:
    """A log of one device; each tap is (second, kind, reference, words)."""
    events = []
    for number, (at, kind, *rest) in enumerate(taps, 1):
        reference, words = (*rest, "", "")[:2]
        events.append(RunEvent(at, kind, reference, "", "pola", "p", number, words))  # type: ignore[arg-type]
    return events


@given(TAPS)
def test_running_time_and_pauses_make_up_the_whole_run(taps: list[tuple[int, str]]) -> None:
    events = logged(*sorted(taps, key=lambda tap: tap[0]))
    pauses = pauses_of(events)
    state = fold(SMALL, events, 500)
    started = next((each.at_seconds for each in events if each.kind == "start"), 500)
    after = [each for each in events if each.at_seconds >= started and each.kind in ("end", "stop")]
    begun = [each for each in after if each.sequence > next(e.sequence for e in events if e.kind == "start")]
    ended = begun[0].at_seconds if begun else 500
    stood = sum((each.until_seconds or ended) - each.from_seconds for each in pauses)
    assert state.run_seconds == ended - started - stood
    assert all(each.until_seconds is None or each.from_seconds <= each.until_seconds for each in pauses)
    assert (standing_pause(pauses) is not None) == (state.standing == "paused")
    assert [each.run_seconds for each in pauses] == [
        fold(SMALL, events, each.from_seconds).run_seconds
        if each.from_seconds >= events[-1].at_seconds
        else each.run_seconds
        for each in pauses
    ]


@given(TAPS, st.integers(0, 300))
def test_while_it_stands_no_time_passes_and_nothing_becomes_due(taps: list[tuple[int, str]], later: int) -> None:
    ordered = sorted(taps, key=lambda tap: tap[0])
    events = logged((0, "start"), *ordered, (400, "pause"))
    state = fold(SMALL, events, 400)
    if state.standing == "paused":
        assert fold(SMALL, events, 400 + later) == state


def test_a_pause_ends_with_the_run() -> None:
    taps = ((5, "pause"), (10, "start"), (20, "pause"), (30, "pause"), (40, "resume"), (50, "pause"), (70, "stop"))
    assert pauses_of(logged(*taps)) == (
        Pause(20, 40, 10, by="pola", ended_by="pola"),
        Pause(50, 70, 20, by="pola", ended_by="pola"),
    )


def test_a_reason_comes_with_the_pause_or_while_it_lasts_and_the_last_one_counts() -> None:
    log = logged(
        (0, "start"),
        (60, "pause"),
        (65, "reason", "equipment", "tablet"),
        (70, "reason", "illness", "zawroty głowy"),
        (90, "resume", "", "po wodzie"),
        (95, "reason", "other", "za późno"),
        (99, "pause", "rating"),
    )
    first, second = pauses_of(log)
    assert (first.code, first.words, first.going_on) == ("illness", "zawroty głowy", "po wodzie")
    assert (second.code, second.until_seconds, second.run_seconds) == ("rating", None, 69)


def test_nothing_goes_on_before_somebody_has_said_why_it_stands() -> None:
    stands = logged((0, "start"), (60, "pause"))
    with pytest.raises(Refused):
        check_step(stands, "resume", "", "")
    check_step([*stands, *logged((0, "start"), (60, "pause"), (61, "reason", "script"))[2:]], "resume", "", "")
    check_step(logged((0, "start")), "pause", "", "")


def test_a_reason_is_of_the_list_and_another_one_says_which() -> None:
    for code, words in (("tired", ""), ("other", "  "), ("illness", "x" * 301)):
        with pytest.raises(Refused):
            check_reason(code, words)
    assert check_reason("other", "awaria windy") == "other"


def test_two_who_stop_or_go_on_at_once_mean_the_same() -> None:
    twice = [
        RunEvent(0, "start", device="a", sequence=1),
        RunEvent(30, "pause", "illness", device="a", sequence=2),
        RunEvent(30, "pause", device="b", sequence=1),
        RunEvent(50, "resume", device="a", sequence=3),
        RunEvent(50, "resume", device="b", sequence=2),
    ]
    state = fold(SMALL, twice, 60)
    assert (state.run_seconds, state.departures) == (40, ())
    assert [each.code for each in pauses_of(twice)] == ["illness"]
