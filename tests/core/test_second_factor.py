"""What a log-in still lacks, whom the body asks for a second factor, and who lets a lost one be reset."""

from datetime import UTC, date, datetime, timedelta
from typing import get_args
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_server.core.people import ROLES, Role
from exam_server.core.policy import POLICY_KINDS, POLICY_LIMITS, POLICY_WORDS, Policy, factor_kind
from exam_server.core.problems import Refused
from exam_server.core.second_factor import (
    DEFAULTS,
    DEMANDED_OF,
    ROLE_OF,
    Proof,
    due_at,
    is_demanded,
    is_full,
    judge,
    require_reason,
    require_second_person,
)
from exam_server.core.text import text

PROOFS = st.frozensets(st.sampled_from(get_args(Proof)))
DAY = date(2027, 3, 1)
NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)
PEOPLE = [UUID(int=number) for number in range(1, 4)]
WHAT = text("The reset wasn't decided.")


@given(PROOFS, st.booleans(), st.booleans())
def test_nothing_opens_without_a_first_proof_nor_with_half_of_two(
    given: frozenset[Proof], has_factor: bool, is_due: bool
) -> None:
    standing = judge(given, has_factor, is_due)
    whole = bool(given & {"passkey", "strong_sign_on"})
    first = bool(given & {"password", "sign_on"})
    second = bool(given & {"code", "recovery_code"})
    if standing == "open":
        assert whole or (first and (second or not has_factor))
    assert (standing == "refused") == (not first and not whole)
    assert standing != "half" or (has_factor and not second)
    assert standing != "bound" or (is_due and not has_factor)


@given(PROOFS, PROOFS, st.booleans(), st.booleans())
def test_one_more_proof_never_closes_what_was_open(
    given: frozenset[Proof], more: frozenset[Proof], has_factor: bool, is_due: bool
) -> None:
    if judge(given, has_factor, is_due) == "open":
        assert judge(given | more, has_factor, is_due) == "open"


@given(PROOFS, st.booleans())
def test_a_full_proof_is_what_opens_a_log_in(given: frozenset[Proof], has_factor: bool) -> None:
    assert is_full(given, has_factor) == (judge(given, has_factor, False) == "open")
    assert not is_full(given & {"password", "sign_on"}, has_factor=True)
    assert not is_full(given & {"code", "recovery_code"}, has_factor)


def test_every_role_has_a_decision_of_the_body_with_words_and_limits() -> None:
    assert set(ROLE_OF.values()) == set(ROLES)
    assert set(ROLE_OF) <= set(POLICY_KINDS)
    assert set(POLICY_KINDS) == set(POLICY_WORDS) == set(POLICY_LIMITS)
    assert {ROLE_OF[kind] for kind, value in DEFAULTS.items() if value == 1 and kind in ROLE_OF} == DEMANDED_OF


@pytest.mark.rule("P3")
@given(st.sets(st.sampled_from(ROLES)))
def test_until_the_body_decides_some_roles_need_a_second_factor(roles: set[Role]) -> None:
    assert is_demanded(roles, [], DAY) == bool(roles & DEMANDED_OF)


@pytest.mark.rule("P3")
def test_a_decision_on_a_role_holds_from_its_day() -> None:
    decided = [
        Policy(factor_kind("author"), 1, DAY + timedelta(days=3), NOON),
        Policy(factor_kind("office"), 0, DAY, NOON),
    ]
    assert not is_demanded({"author"}, decided, DAY)
    assert is_demanded({"author"}, decided, DAY + timedelta(days=3))
    assert not is_demanded({"office"}, decided, DAY)
    assert is_demanded({"office", "chair"}, decided, DAY)


@given(st.integers(0, 90))
def test_the_time_to_set_one_up_begins_when_it_was_first_asked_for(days: int) -> None:
    assert due_at(NOON, days) - NOON == timedelta(days=days)


@pytest.mark.rule("P7")
def test_a_reset_takes_two_people_and_neither_is_the_owner() -> None:
    asked, owner, other = PEOPLE
    require_second_person(asked, owner, other, WHAT)
    for confirming in (asked, owner, None):
        with pytest.raises(Refused) as refused:
            require_second_person(asked, owner, confirming, WHAT)
        assert refused.value.rule == "P7"


@pytest.mark.parametrize("reason", ["", "nie", "x" * 2001])
def test_a_reset_needs_a_reason(reason: str) -> None:
    with pytest.raises(Refused):
        require_reason(reason, WHAT)
    require_reason("telefon zginął", WHAT)
