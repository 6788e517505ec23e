"""Fees hold from a day on, and a case's account is what its lines come to."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_server.core.fees import (
    MOST,
    Account,
    Entry,
    Fee,
    current_fees,
    fee_on,
    holding,
    read_amount,
    require_entry,
    require_fee,
    require_paid,
    show_amount,
    sum_up,
)
from exam_server.core.problems import Refused

DAY = date(2027, 3, 1)
NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)


def fee(amount: int, after: int = 0, number: int = 0, decided: int = 0) -> Fee:
    at = NOON + timedelta(minutes=decided)
    return Fee("set", number, amount, DAY + timedelta(days=after), at)


@pytest.mark.rule("L11")
def test_what_holds_on_a_day_is_the_last_decision_by_then_and_a_sets_own_comes_first() -> None:
    decided = [fee(100), fee(120, after=10), fee(300, number=2), fee(90, decided=5)]
    assert fee_on(decided, "set", 1, DAY) == 90
    assert fee_on(decided, "set", 1, DAY + timedelta(days=10)) == 120
    assert fee_on(decided, "set", 2, DAY) == 300
    assert fee_on(decided, "whole", 0, DAY) is None
    assert fee_on(decided, "set", 1, DAY - timedelta(days=1)) is None
    assert [each.amount for each in current_fees(decided, DAY)] == [90, 300]


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40), st.integers(1, 9)), max_size=12), st.integers(0, 50))
def test_a_later_decision_never_changes_what_held_before_it(decided: list[tuple[int, int, int]], on: int) -> None:
    fees = [fee(amount, after=after, decided=index) for index, (after, _, amount) in enumerate(decided)]
    day = DAY + timedelta(days=on)
    later = [*fees, fee(7, after=on + 1, decided=99)]
    assert fee_on(fees, "set", 0, day) == fee_on(later, "set", 0, day)


@given(st.integers(0, MOST))
def test_an_amount_is_read_as_it_is_shown(grosze: int) -> None:
    assert read_amount(show_amount(grosze)) == grosze


@pytest.mark.parametrize("written", ["", "dużo", "-1", "1,005", "1e3", "100000,01", "2500 EUR"])
def test_what_is_no_amount_is_not_taken_for_one(written: str) -> None:
    assert read_amount(written) is None


def test_amounts_are_written_as_people_do() -> None:
    assert read_amount("2 500,50 zł") == read_amount("2500.5") == 250_050
    assert show_amount(250_050) == "2\u00a0500,50\u00a0zł"
    assert show_amount(-5) == "−0,05\u00a0zł"


def entry(number: int, kind: str, amount: int = 0, voids: int = 0) -> Entry:
    return Entry(UUID(int=number), kind, amount, DAY, voids=UUID(int=voids) if voids else None)  # type: ignore[arg-type]


def test_an_account_is_what_holds_of_its_lines() -> None:
    lines = [entry(1, "due", 900), entry(2, "paid", 500), entry(3, "paid", 500), entry(4, "void", voids=3)]
    assert sum_up(lines) == Account(asked=900, paid=500)
    assert sum_up([*lines, entry(5, "let_off", 300)]).owed == 100
    assert sum_up([*lines, entry(5, "returned", 200)]).owed == 600


kinds = st.sampled_from(("due", "paid", "returned", "let_off", "void"))


@given(st.lists(st.tuples(kinds, st.integers(1, 500), st.integers(0, 12)), max_size=20))
def test_whatever_is_recorded_nobody_gets_back_more_than_they_paid(steps: list[tuple[str, int, int]]) -> None:
    lines: list[Entry] = []
    for number, (kind, amount, voids) in enumerate(steps, start=1):
        new = entry(number, kind, 0 if kind == "void" else amount, voids if kind == "void" else 0)
        try:
            require_entry(new, lines, DAY, "pomyłka")
        except Refused:
            continue
        lines.append(new)
    held = holding(lines)
    assert sum_up(held) == sum_up(lines)
    if not any(each.kind == "void" for each in lines):
        account = sum_up(lines)
        assert account.returned <= account.paid and account.let_off <= account.asked


@pytest.mark.parametrize(
    "wrong",
    [entry(9, "due"), entry(9, "due", MOST + 1), entry(9, "returned", 501), entry(9, "let_off", 901), entry(9, "void")],
)
def test_impossible_lines_are_refused(wrong: Entry) -> None:
    lines = [entry(1, "due", 900), entry(2, "paid", 500)]
    with pytest.raises(Refused):
        require_entry(wrong, lines, DAY, "x")


def test_a_line_is_made_void_once_with_a_reason_and_none_lies_ahead() -> None:
    lines = [entry(1, "due", 900)]
    with pytest.raises(Refused, match="reason"):
        require_entry(entry(2, "void", voids=1), lines, DAY, "")
    with pytest.raises(Refused, match="void already"):
        require_entry(entry(3, "void", voids=1), [*lines, entry(2, "void", voids=1)], DAY, "x")
    with pytest.raises(Refused, match="hasn't come"):
        require_entry(entry(2, "due", 1), lines, DAY - timedelta(days=1), "")


@pytest.mark.rule("L11")
def test_a_fee_needs_an_amount_a_day_to_come_and_a_reason() -> None:
    assert require_fee(0, DAY, DAY, "Nieodpłatnie.") == 0
    for amount, day, reason in ((None, DAY, "x"), (1, DAY - timedelta(days=1), "x"), (1, DAY, "")):
        with pytest.raises(Refused) as refused:
            require_fee(amount, day, DAY, reason)
        assert refused.value.rule == "L11"


@pytest.mark.rule("P3")
def test_who_owes_is_kept_from_an_exam_only_by_the_bodys_rule() -> None:
    require_paid({"K0001": 100}, blocks=False)
    require_paid({"K0001": 0, "K0002": -5}, blocks=True)
    with pytest.raises(Refused, match="K0003") as refused:
        require_paid({"K0001": 0, "K0003": 1}, blocks=True)
    assert refused.value.rule == "P3"
