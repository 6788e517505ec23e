"""Warnings of a phase's end, phases that change by themselves, and the pause for rating that a phase calls for."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from exam_server.core.simulation.pausing import pauses_of
from exam_server.core.simulation.phase_clock import SOON_SECONDS, phase_clock, warning_of
from exam_server.core.simulation.record import RunEvent
from exam_server.core.simulation.script import Phase, PhaseLength, Scenario
from exam_server.core.simulation.walk import fold
from tests.core.small_script import SMALL

URGENCY = ("", "soon", "due", "over")
LENGTHS = st.lists(st.integers(0, 900), min_size=3, max_size=3).map(lambda each: PhaseLength(*sorted(each)))
PHASES = st.builds(lambda length, clock: Phase("P", "Faza", length, clock), LENGTHS, st.sampled_from(["hard", "soft"]))  # type: ignore[arg-type]
RATED = replace(SMALL, phases=(replace(SMALL.phases[0], rate_after=True), SMALL.phases[1]))


def log(*taps: tuple[int, str, str]) -> list[RunEvent]:
    every = [(0, "start", ""), *taps]
    return [RunEvent(at, kind, name, device="p", sequence=number) for number, (at, kind, name) in enumerate(every, 1)]  # type: ignore[arg-type]


def clock_at(seconds: int, *taps: tuple[int, str, str], scenario: Scenario = SMALL) -> object:
    events = log(*taps)
    return phase_clock(scenario, fold(scenario, events, seconds), pauses_of(events))


@given(PHASES, st.integers(0, 1000))
def test_a_warning_never_becomes_less_urgent_while_the_phase_runs(phase: Phase, seconds: int) -> None:
    before, after = warning_of(phase, seconds), warning_of(phase, seconds + 1)
    assert URGENCY.index(before) <= URGENCY.index(after)


@given(PHASES)
def test_the_plans_end_is_told_at_its_second_and_a_minute_before(phase: Phase) -> None:
    plan = phase.time.plan
    assert warning_of(phase, plan) in ("due", "over")
    if plan > 2 * SOON_SECONDS:
        assert [warning_of(phase, plan - each) for each in (SOON_SECONDS + 1, SOON_SECONDS, 1)] == ["", "soon", "soon"]
    elif plan:
        assert warning_of(phase, 0) == "", "a short phase doesn't begin with a warning"


@given(st.integers(0, 700), st.integers(0, 200))
@settings(max_examples=60)
def test_a_hard_phase_changes_by_itself_at_the_second_that_was_told(seconds: int, stood: int) -> None:
    taps = ((seconds, "pause", "illness"), (seconds + stood, "resume", ""))
    clock = phase_clock(SMALL, fold(SMALL, log(*taps), seconds + stood))
    if clock.moves_in is not None:
        at = seconds + stood + clock.moves_in
        assert fold(SMALL, log(*taps), at - 1).phase == "P1"
        assert fold(SMALL, log(*taps), at).phase == "P2"


def test_a_soft_phase_only_warns_and_waits() -> None:
    last = clock_at(300 + 359)
    assert (last.phase, last.moves_in, last.warning, last.left_seconds) == ("Dalej", None, "due", -59)  # type: ignore[attr-defined]
    assert clock_at(300 + 360).warning == "over"  # type: ignore[attr-defined]


def test_the_clock_of_a_phase_stands_with_the_run_and_is_gone_after_it() -> None:
    stands = [clock_at(at, (250, "pause", "illness")) for at in (250, 290, 900)]
    assert stands[0] == stands[1] == stands[2]
    assert clock_at(400, (260, "end", "")).phase == ""  # type: ignore[attr-defined]


def test_a_phase_with_rating_after_it_calls_for_a_pause_until_somebody_pauses_for_it() -> None:
    assert clock_at(299, scenario=RATED).rating_due == ""  # type: ignore[attr-defined]
    assert clock_at(300, scenario=RATED).rating_due == "Początek"  # type: ignore[attr-defined]
    assert clock_at(320, (310, "pause", "illness"), scenario=RATED).rating_due == "Początek"  # type: ignore[attr-defined]
    paused = ((310, "pause", ""), (312, "reason", "rating"), (340, "resume", ""))
    assert clock_at(400, *paused, scenario=RATED).rating_due == ""  # type: ignore[attr-defined]
    early = ((270, "pause", "rating"), (290, "resume", ""))
    assert clock_at(400, *early, scenario=RATED).rating_due == "", "people pause where the talk lets them"  # type: ignore[attr-defined]
    assert clock_at(400, scenario=SMALL).rating_due == ""  # type: ignore[attr-defined]
