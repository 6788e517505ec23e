"""The public check of a certificate: what it gives away, to whom, and that nobody can list holders with it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from sqlalchemy import event

from exam_server.core.problems import NotFound
from exam_server.services.certifying import Asked
from exam_server.services.throttling import Door
from exam_server.services.verifying import Confirmed, Doors, TooMany, verify_certificate, verify_token
from exam_server.services.work import Actor
from exam_server.store import certification as store
from tests.certified import BORN, PLACE, SIGNATORY, carry_out, make_certifiable
from tests.making import KEYS, OwnWork

DOORS = Doors(Door("asking", 3, 1000, 300), Door("number", 5, 10**9, 86_400))


def check(
    work: OwnWork, number: str, born_on: date | None, asking: str = "192.0.2.1", doors: Doors = DOORS
) -> Confirmed | None:
    work.actor = Actor()
    try:
        found = verify_certificate(work, KEYS, doors, asking, number, born_on)
    except TooMany:
        work.drop()
        raise
    work.commit()
    return found


@contextmanager
def counted(work: OwnWork) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_c: object, _k: object, statement: str, *_: object) -> None:
        statements.append(" ".join(statement.split())[:40])

    event.listen(work.database.engine, "before_cursor_execute", note)
    yield statements
    event.remove(work.database.engine, "before_cursor_execute", note)


def test_number_and_birthday_tell_four_things_and_what_became_of_it(work: OwnWork) -> None:
    made = make_certifiable(work)
    row = carry_out(work, made)
    found = check(work, f"  {row.cited} ", BORN)
    assert found == Confirmed("valid", "Parzenie herbaty", row.issued_on, "Izba Herbaciana")
    second = carry_out(work, made, Asked("replace", PLACE, SIGNATORY, "błąd"))
    carry_out(work, made, Asked("revoke", reason="pomyłka"))
    standings = [found.standing for each in (row, second) if (found := check(work, each.cited, BORN))]
    assert standings == ["replaced", "revoked"]


def test_a_wrong_number_and_a_wrong_birthday_take_the_same_way_to_the_same_answer(work: OwnWork) -> None:
    row = carry_out(work, make_certifiable(work))
    assert check(work, "2026/99997", BORN, asking="192.0.2.9") is None, "all doors have been tried before"
    ways = []
    for number, born_on in ((row.cited, date(1984, 5, 18)), ("2026/99999", BORN), ("2026/99998", None)):
        with counted(work) as statements:
            assert check(work, number, born_on, asking=f"{number}{born_on}") is None
        ways.append(sorted(statements))
    assert ways[0] == ways[1] == ways[2] and len(ways[0]) > 3


def test_who_tries_too_often_learns_nothing_any_more_not_even_with_the_right_day(work: OwnWork) -> None:
    row = carry_out(work, make_certifiable(work))
    for n in range(3):
        assert check(work, f"2026/9999{n}", BORN) is None
    with pytest.raises(TooMany):
        check(work, row.cited, BORN)
    assert check(work, row.cited, BORN, asking="192.0.2.2"), "somebody else still does"


def test_nobody_locks_a_number_and_who_guesses_at_it_gets_one_attempt_from_each_place(work: OwnWork) -> None:
    row = carry_out(work, make_certifiable(work))
    for n in range(5):
        assert check(work, row.cited, date(1984, 1, 1 + n), asking=f"192.0.2.{n}") is None
    assert check(work, row.cited, BORN, asking="198.51.100.1"), "who knows the day isn't shut out"
    assert check(work, row.cited, date(1984, 2, 1), asking="198.51.100.2") is None
    with pytest.raises(TooMany):
        check(work, row.cited, BORN, asking="198.51.100.2")
    assert check(work, "2026/99999", BORN, asking="198.51.100.2") is None, "about another number they still may"


def test_a_household_of_ipv6_is_one_place(work: OwnWork) -> None:
    row = carry_out(work, make_certifiable(work))
    for n in range(3):
        assert check(work, f"2026/9999{n}", BORN, asking=f"2001:db8:1:2::{n}") is None
    with pytest.raises(TooMany):
        check(work, row.cited, BORN, asking="2001:db8:1:2:ffff::1")
    assert check(work, row.cited, BORN, asking="2001:db8:1:3::1")


def test_everybody_together_is_slowed_down_and_not_shut_out(work: OwnWork) -> None:
    row = carry_out(work, make_certifiable(work))
    doors = Doors(Door("asking", 3, 4, 300), DOORS.number)
    for n in range(4):
        check(work, f"2026/{n}", BORN, asking=f"192.0.2.{n}", doors=doors)
    with pytest.raises(TooMany):
        check(work, "2026/77", BORN, asking="192.0.2.1", doors=doors)
    assert check(work, row.cited, BORN, asking="198.51.100.7", doors=doors)


def test_the_qr_codes_token_cant_be_guessed_and_isnt_kept_where_certificates_are(work: OwnWork) -> None:
    row = carry_out(work, make_certifiable(work))
    holder = store.find_holder(work.session, row.id)
    assert holder is not None and len(holder.token) >= 32 and holder.token not in row.token_hash
    work.actor = Actor()
    assert verify_token(work, holder.token).qualification == "Parzenie herbaty"
    for wrong in (row.token_hash, holder.token[:-1], "", row.cited, "x" * 5000):
        with pytest.raises(NotFound):
            verify_token(work, wrong)


def test_the_qr_code_still_answers_once_the_holders_data_are_erased_and_the_form_doesnt(work: OwnWork) -> None:
    row = carry_out(work, make_certifiable(work))
    holder = store.find_holder(work.session, row.id)
    assert holder is not None
    token = holder.token
    work.record()
    store.erase_holders(work.session, [holder.id])
    work.commit()
    work.actor = Actor()
    assert verify_token(work, token).standing == "valid"
    assert check(work, row.cited, BORN) is None
