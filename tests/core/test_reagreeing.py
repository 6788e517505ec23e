"""An agreement of an encounter's members holds exactly as long as everybody whom it counted may verify the candidate."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_server.core.reagreeing import Seat, Step, comes_back, next_step

AGREED_AT = datetime(2027, 3, 1, 12, tzinfo=UTC)
MOMENT = st.sampled_from([AGREED_AT - timedelta(hours=1), AGREED_AT + timedelta(hours=1)])
SEATS = st.lists(st.builds(Seat, st.uuids().map(str), st.none() | MOMENT, st.booleans()), min_size=1, max_size=5)


def follow(seats: list[Seat], excluded: set[str], *, holds: bool) -> tuple[list[Seat], Step | None]:
    """What becomes of seats and agreement once these are excluded, a day later."""
    now = [Seat(each.member, each.left_at, each.member in excluded) for each in seats]
    step = next_step(now, AGREED_AT, holds=holds)
    holds = step == "restore" or (holds and step is None)
    later = AGREED_AT + timedelta(days=1)

    def left_at(seat: Seat) -> datetime | None:
        if seat.leaves:
            return later
        return None if comes_back(seat, AGREED_AT, holds=holds) else seat.left_at

    return [Seat(each.member, left_at(each), each.excluded) for each in now], step


@pytest.mark.rule("S2", "S8", "S10")
@given(SEATS, st.data())
def test_an_agreement_is_opened_exactly_when_somebody_whom_it_counted_is_excluded(
    seats: list[Seat], data: st.DataObject
) -> None:
    begun = [Seat(each.member, None, False) for each in seats]
    excluded = set(data.draw(st.lists(st.sampled_from([each.member for each in begun]))))
    moved, step = follow(begun, excluded, holds=True)
    assert (step == "reopen") == bool(excluded)
    assert follow(moved, excluded, holds=step is None)[1] is None, "said once, it's said"
    back, again = follow(moved, set(), holds=step is None)
    assert again == ("restore" if excluded else None)
    assert all(each.left_at is None for each in back)


@given(SEATS, st.booleans())
def test_what_was_never_agreed_is_neither_opened_nor_restored(seats: list[Seat], holds: bool) -> None:
    assert next_step(seats, None, holds=holds) is None


def test_who_had_left_before_the_agreement_doesnt_keep_it_from_holding_again() -> None:
    before, after = AGREED_AT - timedelta(hours=1), AGREED_AT + timedelta(hours=1)
    recused, trainer = Seat("a", before, excluded=True), Seat("b", after, excluded=False)
    assert next_step([recused, trainer], AGREED_AT, holds=False) == "restore"
    assert next_step([recused, Seat("b", after, excluded=True)], AGREED_AT, holds=False) is None
    assert next_step([recused, trainer, Seat("c", after, excluded=True)], AGREED_AT, holds=False) is None


def test_an_agreement_that_others_made_isnt_opened_because_of_who_left_before_it() -> None:
    """Let in again, and excluded again: it held without them all the time. Once it's opened, they're asked again."""
    seats = [Seat("a", AGREED_AT - timedelta(hours=1), excluded=True), *(Seat(each, None, False) for each in "bc")]
    for excluded in (set[str](), {"a"}, set[str]()):
        seats, step = follow(seats, excluded, holds=True)
        assert step is None
    seats, step = follow(seats, {"b"}, holds=True)
    assert step == "reopen" and [each.left_at is None for each in seats] == [True, False, True]
