"""A declaration holds from its day until it's withdrawn, and of several the one that holds longest counts."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_server.core.declarations import Declared, in_force, require_withdrawable
from exam_server.core.problems import Refused

FIRST = date(2026, 3, 1)
DAYS = st.integers(0, 20).map(lambda days: FIRST + timedelta(days=days))
DECLARED = st.tuples(DAYS, st.none() | st.integers(0, 9)).map(
    lambda row: Declared(row[0], None if row[1] is None else row[0] + timedelta(days=row[1]))
)


@pytest.mark.rule("S6")
@given(st.lists(DECLARED, max_size=4), DAYS)
def test_something_is_in_force_exactly_while_a_declaration_holds(declared: list[Declared], on: date) -> None:
    found = in_force(declared, on)
    holding = [each for each in declared if each.signed_on <= on and (each.withdrawn_on or date.max) > on]
    assert (found is None) == (not holding)
    if found is not None:
        assert found in holding
        assert (found.withdrawn_on or date.max) == max(each.withdrawn_on or date.max for each in holding)


@pytest.mark.rule("S6")
def test_it_is_withdrawn_once_from_its_day_on_and_with_a_reason() -> None:
    require_withdrawable(Declared(FIRST), FIRST, "rezygnacja")
    for declared, day, reason in (
        (Declared(FIRST, FIRST), FIRST, "rezygnacja"),
        (Declared(FIRST), FIRST - timedelta(days=1), "rezygnacja"),
        (Declared(FIRST), FIRST, ""),
        (Declared(FIRST), FIRST, "x" * 501),
    ):
        with pytest.raises(Refused) as refused:
            require_withdrawable(declared, day, reason)
        assert refused.value.rule == "S6"
