"""Consents are never a condition, and the body's decision says what a preceding qualification means (P4, S13)."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_server.core.conditions import POLICIES, ConditionPolicy, check_conditions, require_conditions, require_shown
from exam_server.core.consents import CONSENT_KINDS, Consent, ConsentKind, current, may_record
from exam_server.core.problems import Refused

T0 = datetime(2027, 3, 1, tzinfo=UTC)
WORDS = "kwalifikacja pełna na poziomie 6 PRK"


@pytest.mark.rule("P4")
@given(st.lists(st.tuples(st.sampled_from(CONSENT_KINDS), st.booleans()), max_size=8))
def test_only_the_last_word_allows_recording_and_silence_does_not(said: list[tuple[ConsentKind, bool]]) -> None:
    consents = [Consent(kind, yes, T0 + timedelta(hours=number)) for number, (kind, yes) in enumerate(said)]
    for kind in CONSENT_KINDS:
        own = [yes for each, yes in said if each == kind]
        assert may_record(reversed(consents), kind) is (bool(own) and own[-1])
        assert (kind in current(consents)) is bool(own)


@pytest.mark.rule("S13")
@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("shown", [True, False])
def test_a_missing_document_is_said_as_the_body_decided(policy: ConditionPolicy, shown: bool) -> None:
    found = check_conditions(WORDS, policy, shown)
    expected = None if shown else {"ignore": None, "warn": "warning", "require": "error"}[policy]
    assert (found.severity if found else None) == expected
    assert check_conditions("", policy, shown) is None
    if expected == "error":
        with pytest.raises(Refused) as refused:
            require_conditions(found)
        assert refused.value.rule == "S13"
    else:
        require_conditions(found)


@pytest.mark.rule("S13")
@pytest.mark.parametrize("policy", POLICIES)
def test_an_exam_refuses_by_name_only_where_the_body_made_it_a_condition(policy: ConditionPolicy) -> None:
    require_shown(WORDS, policy, [])
    require_shown("", policy, ["Anna Nowak"])
    if policy == "require":
        with pytest.raises(Refused, match="Anna Nowak, Jan Kos") as refused:
            require_shown(WORDS, policy, ["Anna Nowak", "Jan Kos"])
        assert refused.value.rule == "S13"
    else:
        require_shown(WORDS, policy, ["Anna Nowak"])
