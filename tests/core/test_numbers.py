"""Numbers as people write them, and what an author accepts."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_server.core.numbers import LONGEST_NUMBER, Span, read_number, read_span, write_number, write_span

DECIMALS = st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**9), max_value=10**9)


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("12.5", Fraction(25, 2)),
        (" 12,50 ", Fraction(25, 2)),
        ("-0,5", Fraction(-1, 2)),
        ("\u22123", Fraction(-3)),
        ("+7", Fraction(7)),
        (",5", Fraction(1, 2)),
        ("3.", Fraction(3)),
        ("1 250 000", Fraction(1_250_000)),
        ("1\u00a0250,5", Fraction(2501, 2)),
        ("1.6e-19", Fraction(16, 10**20)),
    ],
)
def test_a_number_is_read_with_point_comma_and_spaces(words: str, number: Fraction) -> None:
    assert read_number(words) == number


@pytest.mark.parametrize(
    "words", ["", " ", ".", "-", "e5", "1,2,3", "1.250,5", "12 5", "1 2500", "0x10", "12 zł", "５", "inf", "1" * 41]
)
def test_nonsense_is_no_number(words: str) -> None:
    assert read_number(words) is None


@given(st.text(max_size=LONGEST_NUMBER + 5))
def test_reading_never_raises(words: str) -> None:
    read_number(words)
    read_span(words)


@pytest.mark.parametrize(
    ("words", "low", "high"),
    [
        ("12.5", "12.5", "12.5"),
        ("12.5 ± 0.1", "12.4", "12.6"),
        ("12,5 +/- 0,1", "12.4", "12.6"),
        ("12.4 … 12.6", "12.4", "12.6"),
        ("-1...1", "-1", "1"),
    ],
)
def test_a_span_holds_both_its_ends_exactly(words: str, low: str, high: str) -> None:
    span = read_span(words)
    assert span == Span(Fraction(low), Fraction(high))
    assert span is not None and Fraction(low) in span and Fraction(high) in span
    assert Fraction(high) + Fraction(1, 10**12) not in span


@pytest.mark.parametrize("words", ["2 … 1", "1 ± -1", "1 ± 2 ± 3", "± 1", "1 …", "a … b"])
def test_a_span_that_holds_nothing_is_refused(words: str) -> None:
    assert read_span(words) is None


@given(DECIMALS, DECIMALS)
def test_what_is_written_is_read_the_same(one: object, other: object) -> None:
    low, high = sorted((Fraction(str(one)), Fraction(str(other))))
    assert read_number(write_number(low)) == low
    assert read_span(write_span(Span(low, high))) == Span(low, high)
