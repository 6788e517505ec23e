"""Taking back a tap: the log only grows, and the run is as if the tap had never been."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exam_server.core.problems import Refused
from exam_server.core.simulation.cards import prompter_card
from exam_server.core.simulation.record import RunEvent
from exam_server.core.simulation.undoing import UNDOABLE, check_undo, counting, key_of, last_tap, undone_keys
from exam_server.core.simulation.walk import fold
from tests.core.small_script import SMALL

NAMES = ["", "P2", "F1", "F2", "W1", "W2", "asks", "paraphrase", "M1"]
TAPS = st.lists(
    st.builds(
        RunEvent,
        at_seconds=st.integers(1, 500),
        kind=st.sampled_from(["behaviour", "silence", "fact", "cue", "phase", "pause", "resume", "product", "end"]),
        reference=st.sampled_from(NAMES),
        who=st.sampled_from(["pola", "robert"]),
        device=st.sampled_from(["a", "b"]),
        sequence=st.integers(1, 20),
    ),
    max_size=15,
    unique_by=lambda event: (event.device, event.sequence),
)
START = RunEvent(0, "start", device="0", sequence=1)


def undo(of: RunEvent, who: str, sequence: int = 99) -> RunEvent:
    return RunEvent(600, "undo", key_of(of), who=who, device="z", sequence=sequence)


@given(TAPS, st.integers(0, 14), st.randoms(use_true_random=False))
@settings(max_examples=80, deadline=None)
def test_a_run_is_as_if_a_tap_that_was_taken_back_had_never_been(taps, chosen, chance):
    log = [START, *taps]
    if not taps:
        return
    tap = taps[chosen % len(taps)]
    with_undo = [*log, undo(tap, tap.who)]
    chance.shuffle(with_undo)
    if tap.kind in UNDOABLE:
        assert undone_keys(with_undo) == {key_of(tap)}
        # Its device's clock still ran: what came after it in its own sequence isn't earlier than it.
        assert all(each not in counting(with_undo) for each in (tap,))
        assert len(counting(with_undo)) == len(counting(log)) - 1
    else:
        assert fold(SMALL, with_undo, 700) == fold(SMALL, log, 700), "time and products aren't taken back"


@given(TAPS, st.integers(0, 14))
@settings(max_examples=60, deadline=None)
def test_nobody_takes_back_what_another_tapped(taps, chosen):
    if taps:
        tap = taps[chosen % len(taps)]
        log = [START, *taps]
        assert fold(SMALL, [*log, undo(tap, "artur")], 700) == fold(SMALL, log, 700)


def tap(at, kind, reference, sequence, who="pola"):
    return RunEvent(at, kind, reference, who=who, device="a", sequence=sequence)


def test_the_tap_that_was_taken_back_leaves_no_trace_in_the_run():
    told = [START, tap(5, "behaviour", "paraphrase", 1), tap(9, "fact", "F3", 2)]
    back = [*told, RunEvent(12, "undo", "a:2", who="pola", device="a", sequence=3)]
    assert fold(SMALL, back, 60) == fold(SMALL, told[:2], 60)
    assert fold(SMALL, told, 60).departures and not fold(SMALL, back, 60).departures


def test_the_last_tap_goes_back_step_by_step():
    log = [START, tap(5, "behaviour", "asks", 1), tap(7, "cue", "W1", 2), tap(8, "pause", "", 3)]
    assert key_of(last_tap(log, "pola")) == "a:2"
    assert last_tap(log, "robert") is None
    check_undo(log, "pola", "a:2")
    for who, key in (("pola", "a:1"), ("pola", "a:3"), ("robert", "a:2"), ("pola", "")):
        with pytest.raises(Refused):
            check_undo(log, who, key)
    log.append(RunEvent(9, "undo", "a:2", who="pola", device="a", sequence=4))
    assert key_of(last_tap(log, "pola")) == "a:1"
    card = prompter_card(SMALL, fold(SMALL, log, 20), log, "pola")
    assert (card.last_tap.key, card.last_tap.words) == ("a:1", "Pyta")
