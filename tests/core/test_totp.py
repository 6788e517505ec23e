"""Codes of authenticator apps are those of RFC 6238, as another implementation makes them, and each is taken once."""

from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_server.core.totp import DRIFT, STEP_SECONDS, code_at, find_step, key_address, key_text, step_at, tidy_code

SECRETS = st.binary(min_size=20, max_size=20)
MOMENTS = st.integers(1_767_225_600, 4_070_908_800).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_the_vectors_of_the_rfc_come_out(seconds: int, code: str) -> None:
    assert code_at(b"12345678901234567890", seconds // STEP_SECONDS) == code


@given(SECRETS, MOMENTS)
def test_every_code_is_the_one_that_pyotp_makes(secret: bytes, now: datetime) -> None:
    app = pyotp.TOTP(key_text(secret).replace(" ", ""))
    assert code_at(secret, step_at(now)) == app.at(now)


@given(SECRETS, st.text("abcdefghij @:ąę/?&", max_size=30), st.text("abc@.", min_size=1, max_size=30))
def test_what_is_scanned_is_read_by_pyotp(secret: bytes, issuer: str, login: str) -> None:
    read = pyotp.parse_uri(key_address(secret, issuer or "x", login))
    assert isinstance(read, pyotp.TOTP)
    assert (read.byte_secret(), read.issuer, read.name) == (secret, issuer or "x", login)


@given(SECRETS, MOMENTS, st.integers(-5, 5))
def test_a_telephone_may_be_one_step_ahead_or_behind(secret: bytes, now: datetime, drift: int) -> None:
    code = code_at(secret, step_at(now) + drift)
    found = find_step(secret, code, now, None)
    assert (found is not None) == (abs(drift) <= DRIFT) or found in range(step_at(now) - 1, step_at(now) + 2)


@given(SECRETS, MOMENTS, st.integers(0, 40))
def test_no_code_is_taken_twice_nor_an_earlier_one_after_it(secret: bytes, now: datetime, later: int) -> None:
    taken = find_step(secret, code_at(secret, step_at(now)), now, None)
    assert taken is not None
    again = now + timedelta(seconds=later)
    for step in (taken - 1, taken):
        found = find_step(secret, code_at(secret, step), again, taken)
        assert found is None or found > taken


@given(st.text(max_size=12), MOMENTS)
def test_anything_can_be_typed(typed: str, now: datetime) -> None:
    found = find_step(b"12345678901234567890", tidy_code(typed), now, None)
    assert found is None or tidy_code(typed) == code_at(b"12345678901234567890", found)
