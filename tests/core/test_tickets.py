"""Tickets survive being read from a card and typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_server.core.tickets import ALPHABET, make_ticket, normalise_ticket

SECRETS = st.binary(min_size=7, max_size=7)


@given(SECRETS)
def test_a_ticket_is_two_groups_of_five_symbols_and_its_own_normal_form(secret: bytes) -> None:
    ticket = make_ticket(secret)
    assert [len(group) for group in ticket.split("-")] == [5, 5]
    assert normalise_ticket(ticket) == ticket


@given(SECRETS, SECRETS)
def test_tickets_differ_as_the_first_fifty_bits_do(one: bytes, other: bytes) -> None:
    same = int.from_bytes(one, "big") >> 6 == int.from_bytes(other, "big") >> 6
    assert (make_ticket(one) == make_ticket(other)) == same


def test_thirty_two_symbols_give_fifty_bits() -> None:
    assert len(set(ALPHABET)) == 32
    assert make_ticket(bytes(7)) == "00000-00000"
    assert make_ticket(b"\xff" * 7) == "ZZZZZ-ZZZZZ"


@given(SECRETS, st.sampled_from(["", " ", "-", " - ", "–", "\u00a0"]))
def test_case_separators_and_look_alikes_do_not_matter(secret: bytes, separator: str) -> None:
    ticket = make_ticket(secret)
    misread = ticket.replace("0", "o").replace("1", "l").lower().replace("-", separator)
    assert normalise_ticket(f" {misread}\n") == ticket


@pytest.mark.parametrize("typed", ["", "7K3QD", "7K3QD-9XM2R-1", "7K3QD-9XM2?", "7K3QD-9XM2Ż"])
def test_what_is_no_ticket_is_none(typed: str) -> None:
    assert normalise_ticket(typed) is None


def test_a_ticket_takes_exactly_seven_random_bytes() -> None:
    with pytest.raises(ValueError, match="7"):
        make_ticket(b"short")
