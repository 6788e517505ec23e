"""When a certificate is due, whom it covers, and for whom an authority may sign."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_server.core.certificates import (
    LEAF_LIFE,
    RENEW_BEFORE,
    Validity,
    in_groups,
    is_name_covered,
    is_renewal_due,
    scope_for,
)

MADE = datetime(2026, 11, 25, tzinfo=UTC)
NAMES = frozenset({"egzamin", "192.168.1.7"})
LEAF = Validity(NAMES, MADE, MADE + LEAF_LIFE)


@given(st.integers(0, 397))
def test_a_certificate_is_renewed_before_it_ends_and_not_all_the_time(days: int) -> None:
    due = is_renewal_due(LEAF, NAMES, MADE + timedelta(days=days))
    assert due == (days >= (LEAF_LIFE - RENEW_BEFORE).days)


def test_another_name_or_a_clock_that_went_back_asks_for_a_new_certificate() -> None:
    assert is_renewal_due(LEAF, NAMES | {"10.0.0.1"}, MADE)
    assert is_renewal_due(LEAF, NAMES - {"egzamin"}, MADE)
    assert is_renewal_due(LEAF, NAMES, MADE - timedelta(days=1))


def test_no_certificate_of_a_server_lives_longer_than_browsers_take() -> None:
    assert timedelta(days=397) >= LEAF_LIFE


@pytest.mark.parametrize("name", ["10.1.2.3", "fd00::7", "pc.local", "egzamin", "a.egzamin", "192.0.2.2", "localhost"])
def test_an_authority_signs_for_private_use_and_for_what_this_machine_is_called(name: str) -> None:
    assert scope_for({"egzamin", "192.0.2.2"}).covers(name)


@pytest.mark.parametrize("name", ["example.org", "192.0.2.3", "8.8.8.8", "2001:db8::1", "inny", "notlocal", "local.pl"])
def test_an_authority_signs_for_nobody_else(name: str) -> None:
    assert not scope_for({"egzamin", "192.0.2.2"}).covers(name)


@pytest.mark.parametrize(
    ("offered", "name", "covered"),
    [
        ("egzamin.example.org", "EGZAMIN.example.org", True),
        ("*.example.org", "egzamin.example.org", True),
        ("*.example.org", "a.egzamin.example.org", False),
        ("*.example.org", "example.org", False),
        ("*.org", "example.org", False),
        ("192.168.1.7", "::ffff:192.168.1.7", True),
        ("*.168.1.7", "192.168.1.7", False),
    ],
)
def test_a_name_is_covered_as_browsers_see_it(offered: str, name: str, covered: bool) -> None:
    assert is_name_covered(name, Validity(frozenset({offered}), MADE, MADE)) == covered


def test_a_fingerprint_is_read_in_groups_of_four() -> None:
    groups = in_groups("0a" * 32)
    assert (len(groups), set(groups)) == (16, {"0A0A"})
