"""The body's own decisions hold from their day on, never backwards; the last day to appeal follows from them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_server.core.appeals import AppealTerm, appeal_until
from exam_server.core.policy import Policy, require_policy, value_on
from exam_server.core.problems import Refused

DAY = date(2027, 3, 1)
NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)
DECISIONS = st.lists(st.tuples(st.integers(1, 366), st.integers(-20, 20), st.integers(0, 50)), max_size=6)


def decision(days: int, holds: int, after: int = 0) -> Policy:
    return Policy("appeal_days", days, DAY + timedelta(days=holds), NOON + timedelta(minutes=after))


@pytest.mark.rule("P3")
def test_a_decision_holds_from_its_day_until_the_next_one_does() -> None:
    decided = [decision(30, 0), decision(21, 10), Policy("advisor_excluded", 0, DAY, NOON)]
    days = (DAY - timedelta(days=1), DAY, DAY + timedelta(days=9), DAY + timedelta(days=10))
    assert [value_on(decided, "appeal_days", on, 14) for on in days] == [14, 30, 30, 21]
    assert value_on([*decided, decision(7, 0, 5)], "appeal_days", DAY, 14) == 7


@pytest.mark.rule("P3")
@given(DECISIONS, st.integers(-25, 25))
def test_what_holds_on_a_day_is_never_changed_by_a_decision_for_a_later_one(
    made: list[tuple[int, int, int]], offset: int
) -> None:
    on, decided = DAY + timedelta(days=offset), [decision(*each) for each in made]
    before = value_on(decided, "appeal_days", on, 14)
    later = [*decided, decision(1, offset + 1, 99)]
    assert value_on(later, "appeal_days", on, 14) == before
    assert value_on(reversed(later), "appeal_days", on + timedelta(days=1), 14) in {1, *(each[0] for each in made)}


@pytest.mark.rule("P3")
@pytest.mark.parametrize(
    "wrong", [("appeal_days", 0, DAY, "x"), ("appeal_days", 367, DAY, "x"), ("advisor_excluded", 2, DAY, "x")]
    + [("appeal_days", 14, DAY - timedelta(days=1), "x"), ("appeal_days", 14, DAY, "")],
)  # fmt: skip
def test_an_impossible_decision_is_refused(wrong: tuple[str, int, date, str]) -> None:
    kind, value, holds_from, reason = wrong
    with pytest.raises(Refused) as refused:
        require_policy(kind, value, holds_from, DAY, reason)  # type: ignore[arg-type]
    assert refused.value.rule == "P3"


@pytest.mark.rule("S9")
def test_the_day_of_being_told_does_not_count_and_the_last_day_does() -> None:
    until = appeal_until(DAY, 14, moves=True)
    term = AppealTerm("theory_test", DAY, 14, until)
    assert until == date(2027, 3, 15)
    assert [term.is_over(on) for on in (until, until + timedelta(days=1))] == [False, True]
    assert appeal_until(date(2028, 2, 15), 14, moves=True) == date(2028, 2, 29)
