"""For which sites passkeys are made, and how long and how often a challenge holds."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_server.core.passkeys import CHALLENGE_LASTS, find_site, is_current, require_name
from exam_server.core.problems import Refused
from exam_server.core.text import text

NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)
SPANS = st.timedeltas(timedelta(minutes=-20), timedelta(minutes=20))


@pytest.mark.parametrize(
    ("host", "secure", "site"),
    [
        ("egzamin.example.org", True, "egzamin.example.org"),
        ("egzamin.example.org", False, None),
        ("localhost", False, "localhost"),
        ("127.0.0.1", False, None),
        ("192.168.1.5", True, None),
        ("::1", True, None),
        ("", True, None),
    ],
)
def test_passkeys_are_made_for_names_that_come_by_https(host: str, secure: bool, site: str | None) -> None:
    assert find_site(host, secure) == site


@given(SPANS, st.none() | SPANS)
def test_a_challenge_holds_for_a_while_and_is_answered_once(ago: timedelta, taken: timedelta | None) -> None:
    made_at, taken_at = NOON - ago, None if taken is None else NOON - taken
    holds = is_current(made_at, taken_at, NOON)
    assert not is_current(made_at, made_at, NOON), "the same answer twice"
    assert holds == (timedelta(0) <= ago < CHALLENGE_LASTS and (taken is None or taken > ago))


@given(st.text(max_size=80))
def test_a_passkey_has_a_name_of_one_line(name: str) -> None:
    try:
        assert 1 <= len(require_name(name, text("It wasn't removed."))) <= 60
    except Refused:
        assert not 1 <= len(" ".join(name.split())) <= 60
