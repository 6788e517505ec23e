"""What counts of a card's log: taps at their own moment, whatever a device writes."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from exam_server.core.run_log import LONGEST_AWAY, began_at, counts_late, moment, read_event, read_shown

NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)
moments = st.integers(-3 * 24 * 3600, 3 * 24 * 3600).map(lambda seconds: NOW + timedelta(seconds=seconds))
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)
NAMES = st.sampled_from(["event", "reference", "topic", "note", "of", "tap", "card", "seen"])


@given(st.dictionaries(NAMES, anything))
def test_whatever_an_entry_holds_is_read_as_a_tap_or_as_nothing(payload: dict[str, Any]) -> None:
    event, shown = read_event(payload), read_shown(payload)
    if event is not None:
        assert event.kind and "\0" not in event.kind + event.reference + event.topic + event.note
        (event.kind + event.reference + event.topic + event.note).encode()
    if shown is not None:
        assert all(isinstance(word, str) for words in shown.seen.values() for word in words)


def test_an_undo_names_its_tap_by_tablet_and_number() -> None:
    undo = read_event({"event": "undo", "of": "a1", "tap": 7})
    assert undo is not None and undo.reference == "a1:7"
    assert read_event({"event": "undo", "reference": "a1:7"}) is None
    assert read_event({"event": ""}) is None
    assert read_event({"event": "pause", "note": "x" * 301}) is None


@given(st.integers(0, 2**53 - 1))
def test_every_moment_that_a_device_reckons_is_one(at_ms: int) -> None:
    assert datetime(1970, 1, 1, tzinfo=UTC) <= moment(at_ms) <= datetime(9000, 1, 1, tzinfo=UTC)


@given(moments, st.none() | moments.filter(lambda each: each <= NOW))
def test_a_run_began_between_its_briefing_and_now(told: datetime, briefed: datetime | None) -> None:
    began = began_at(told, NOW, briefed)
    assert began <= NOW
    assert began >= (briefed or NOW - LONGEST_AWAY)
    if (briefed or NOW - LONGEST_AWAY) <= told <= NOW:
        assert began == told


@given(st.sampled_from(["start", "end", "stop", "behaviour", "pause", "undo", "product"]), moments)
def test_a_late_tap_counts_if_it_was_made_before_the_end_and_nobody_ends_twice(kind: str, told: datetime) -> None:
    counts = counts_late(kind, told, NOW)
    assert counts == (kind == "product" or (told < NOW and kind not in ("start", "end", "stop")))
    assert not counts_late(kind, told, None)
