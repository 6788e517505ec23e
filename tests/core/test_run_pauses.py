"""When a run stood still: the walk of the script counts the same seconds as running."""

from hypothesis import given
from hypothesis import strategies as st

from exam_server.core.simulation.record import RunEvent, pauses_of
from exam_server.core.simulation.walk import fold
from tests.core.small_script import SMALL

KINDS = st.sampled_from(["start", "pause", "resume", "silence", "end", "stop"])
TAPS = st.lists(st.tuples(st.integers(0, 400), KINDS), max_size=12)


@given(TAPS)
def test_running_time_and_pauses_make_up_the_whole_run(taps: list[tuple[int, str]]) -> None:
    events = [
        RunEvent(at, kind, device="p", sequence=number)  # type: ignore[arg-type]
        for number, (at, kind) in enumerate(sorted(taps, key=lambda tap: tap[0]), 1)
    ]
    pauses = pauses_of(events)
    state = fold(SMALL, events, 500)
    started = next((each.at_seconds for each in events if each.kind == "start"), 500)
    after = [each for each in events if each.at_seconds >= started and each.kind in ("end", "stop")]
    begun = [each for each in after if each.sequence > next(e.sequence for e in events if e.kind == "start")]
    ended = begun[0].at_seconds if begun else 500
    assert state.run_seconds == ended - started - sum((until or ended) - since for since, until in pauses)
    assert all(until is None or since <= until for since, until in pauses)
    assert (pauses != () and pauses[-1][1] is None) == (state.standing == "paused")


def test_a_pause_ends_with_the_run() -> None:
    taps = ((5, "pause"), (10, "start"), (20, "pause"), (30, "pause"), (40, "resume"), (50, "pause"), (70, "stop"))
    events = [RunEvent(at, kind, device="p", sequence=number) for number, (at, kind) in enumerate(taps, 1)]  # type: ignore[arg-type]
    assert pauses_of(events) == ((20, 40), (50, 70))
