"""An auditor from outside is one from a day until a day, and nothing else is taken from anybody (L18)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_server.core.people import ROLES, Role
from exam_server.core.problems import Refused
from exam_server.core.terms import Term, require_term, roles_on

TODAY = date(2027, 3, 1)
DAYS = st.dates(date(2026, 1, 1), date(2029, 1, 1))


@pytest.mark.rule("L18")
@given(st.sets(st.sampled_from(ROLES)), DAYS, DAYS, DAYS)
def test_outside_its_term_an_account_is_no_auditor(roles: set[Role], day: date, first: date, last: date) -> None:
    held = roles_on(day, frozenset(roles), Term(first, last))
    assert held - {"auditor"} == frozenset(roles) - {"auditor"}
    assert ("auditor" in held) == ("auditor" in roles and first <= day <= last)
    assert roles_on(day, frozenset(roles), None) == roles


@pytest.mark.rule("L18")
def test_a_term_lies_ahead_is_a_year_at_most_and_has_a_reason() -> None:
    require_term(Term(TODAY, TODAY), TODAY, "Audyt zewnętrzny.")
    require_term(Term(TODAY - timedelta(days=5), TODAY + timedelta(days=300)), TODAY, "Audyt zewnętrzny.")
    for term, reason in (
        (Term(TODAY, TODAY - timedelta(days=1)), "x"),
        (Term(date.min, date.min), "x"),
        (Term(TODAY, TODAY + timedelta(days=400)), "x"),
        (Term(TODAY, TODAY), ""),
    ):
        with pytest.raises(Refused) as refused:
            require_term(term, TODAY, reason)
        assert refused.value.rule == "L18"
