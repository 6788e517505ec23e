"""Saves: a fold that doesn't mind order, repetition or gaps."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_server.core.delivery import STATES, Save, SaveStatus, SittingState, StoredSave, fold_saves, judge_save

NOW = datetime(2026, 11, 23, 10, 30, tzinfo=UTC)


def stored(epoch: int, sequence: int, position: int, response: int, status: SaveStatus = "saved") -> StoredSave:
    return StoredSave(Save(epoch, sequence, position, response), NOW, status)


STORED = st.builds(
    StoredSave,
    st.builds(Save, st.integers(1, 3), st.integers(1, 8), st.integers(1, 4), st.integers(1, 4)),
    st.integers(0, 60).map(lambda seconds: NOW + timedelta(seconds=seconds)),
    st.sampled_from(["saved", "late", "refused"]),
)
LOGS = st.lists(STORED, max_size=24)


@given(LOGS, st.randoms(use_true_random=False))
def test_order_and_repetition_end_in_the_same_state(log: list[StoredSave], random) -> None:
    repeated = log + random.choices(log, k=len(log)) if log else []
    random.shuffle(repeated)
    assert fold_saves(repeated) == fold_saves(log)


@given(LOGS)
def test_what_counts_is_the_newest_saved_version_of_each_position(log: list[StoredSave]) -> None:
    unique = list({entry.save.version: entry for entry in log}.values())
    state = fold_saves(unique)
    for position in range(1, 5):
        versions = [e.save.version for e in unique if e.save.position == position and e.status == "saved"]
        current = state.current.get(position)
        assert (current.save.version if current else None) == max(versions, default=None)


@given(LOGS)
def test_nothing_below_the_acknowledged_sequence_is_missing(log: list[StoredSave]) -> None:
    versions = {entry.save.version for entry in log}
    state = fold_saves(log)
    for epoch in (1, 2, 3):
        reached = state.acknowledged_in(epoch)
        assert all((epoch, sequence) in versions for sequence in range(1, reached + 1))
        assert (epoch, reached + 1) not in versions


def test_an_older_response_that_arrives_later_does_not_replace_a_newer_one() -> None:
    assert fold_saves([stored(1, 2, 4, 3), stored(1, 1, 4, 1)]).responses == {4: 3}


def test_a_new_admission_outranks_every_earlier_one() -> None:
    assert fold_saves([stored(2, 1, 4, 3), stored(1, 99, 4, 1)]).responses == {4: 3}


def test_a_late_save_is_kept_without_counting() -> None:
    state = fold_saves([stored(1, 1, 4, 1), stored(1, 2, 4, 2, "late")])
    assert (state.responses, state.late, state.acknowledged_in(1)) == ({4: 1}, {(1, 2)}, 2)


def test_a_gap_holds_the_acknowledgement_back() -> None:
    assert fold_saves([stored(1, 1, 1, 1), stored(1, 3, 1, 1)]).acknowledged_in(1) == 1


def test_the_first_arrival_of_a_version_stays() -> None:
    second = StoredSave(Save(1, 1, 4, 2), NOW + timedelta(seconds=1), "saved")
    assert fold_saves([second, stored(1, 1, 4, 1)]).responses == {4: 1}


@pytest.mark.parametrize(
    ("state", "seconds", "status"),
    [
        ("open", 1, "saved"),
        ("open", 0, "saved"),
        ("open", -1, "late"),
        ("paused", None, "saved"),
        ("time_up", -1, "late"),
        ("time_up", 60, "saved"),
        ("handed_in", 60, "refused"),
        ("handed_in", -60, "refused"),
        ("ended_by_desk", 60, "refused"),
        ("waiting", None, "refused"),
        ("admitted", None, "refused"),
    ],
)
def test_what_becomes_of_a_save(state: SittingState, seconds: int | None, status: SaveStatus) -> None:
    deadline = None if seconds is None else NOW + timedelta(seconds=seconds)
    assert judge_save(state, NOW, deadline) == status


@given(st.sampled_from(STATES), st.integers(1, 999))
def test_after_the_deadline_nothing_is_ever_saved(state: SittingState, seconds: int) -> None:
    assert judge_save(state, NOW, NOW - timedelta(seconds=seconds)) != "saved"
