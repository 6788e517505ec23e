"""What may answer for somebody: the attempt of this browser, in time, by the provider that was asked."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_server.core.second_factor import judge
from exam_server.core.sign_on import LASTS, Answer, Flow, find_trouble, is_safe_address, proof_of

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
ISSUER = "https://login.example.org"
FLOW = Flow("state", "nonce", "verifier", NOW, "/")


@pytest.mark.parametrize(
    ("answer", "trouble"),
    [
        (Answer("state", "code", "", ""), None),
        (Answer("state", "code", "", ISSUER), None),
        (Answer("state", "code", "", "https://else.example.org"), "other_provider"),
        (Answer("other", "code", "", ISSUER), "stale"),
        (Answer("", "code", "", ISSUER), "stale"),
        (Answer("state", "", "access_denied", ""), "declined"),
        (Answer("state", "code", "access_denied", ""), "declined"),
        (Answer("state", "", "", ""), "declined"),
    ],
)
def test_an_answer_is_held_against_the_attempt(answer: Answer, trouble: str | None) -> None:
    assert find_trouble(FLOW, answer, ISSUER, NOW) == trouble
    assert find_trouble(None, answer, ISSUER, NOW) == "stale"
    assert find_trouble(FLOW, answer, ISSUER, NOW + LASTS) == "stale"


@given(st.text(), st.text(), st.timedeltas(timedelta(0), timedelta(days=1)))
def test_without_the_attempts_own_state_nothing_is_redeemed(state: str, code: str, later: timedelta) -> None:
    taken = find_trouble(FLOW, Answer(state, code, "", ""), ISSUER, NOW + later) is None
    assert taken == (state == "state" and bool(code) and later < LASTS)


@pytest.mark.parametrize(
    "address", [ISSUER, "https://login.example.org:8443/realm", "http://127.0.0.1:9000", "http://[::1]/"]
)
def test_https_or_this_machine_is_safe(address: str) -> None:
    assert is_safe_address(address)


@pytest.mark.parametrize(
    "address",
    [
        "http://login.example.org",
        "ftp://127.0.0.1/",
        "https://",
        "file:///etc/passwd",
        "",
        "javascript:1",
        "https://x/#y",
    ],
)
def test_everything_else_isnt(address: str) -> None:
    assert not is_safe_address(address)


def test_only_a_method_that_is_set_counts_as_a_second_factor() -> None:
    assert proof_of({"pwd", "mfa"}, frozenset()) == proof_of({"pwd"}, frozenset({"mfa"})) == "sign_on"
    assert proof_of({"pwd", "mfa"}, frozenset({"mfa"})) == "strong_sign_on"
    assert judge(["sign_on"], has_factor=True, is_due=False) == "half"
    assert judge(["sign_on"], has_factor=False, is_due=True) == "bound"
    assert judge(["strong_sign_on"], has_factor=True, is_due=True) == "open"
