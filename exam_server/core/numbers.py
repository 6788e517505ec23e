"""Numbers as people write them: `12.5`, `12,5`, and for what is accepted `12.5 ± 0.1` or `12.4 … 12.6`."""

import re
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction

LONGEST_NUMBER = 40
"""Characters; no number that a test asks for is longer, and exact arithmetic stays quick."""

_DIGITS = 3 * LONGEST_NUMBER
_NUMBER = re.compile(r"([+-]?)([0-9]{1,3}(?:[ ][0-9]{3})+|[0-9]+)?(?:[.,]([0-9]*))?(?:[eE]([+-]?[0-9]{1,2}))?")
_SPACES = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2212": "-"})
_TOLERANCE = re.compile(r"±|\+/-")
_RANGE = re.compile(r"…|\.{3}")


@dataclass(frozen=True)
class Span:
    """All numbers from `low` to `high`, both included; one number has equal ends."""

    low: Fraction
    high: Fraction

    def __contains__(self, number: Fraction) -> bool:
        return self.low <= number <= self.high

    @property
    def middle(self) -> Fraction:
        return (self.low + self.high) / 2

    @property
    def tolerance(self) -> Fraction:
        """How far from the middle a number may lie."""
        return (self.high - self.low) / 2


def read_number(words: str) -> Fraction | None:
    """One number with decimal point or comma, thousands apart by spaces at most; None for anything else."""
    plain = words.translate(_SPACES).strip()
    found = _NUMBER.fullmatch(plain) if len(plain) <= LONGEST_NUMBER else None
    if found is None or not (found[2] or found[3]):
        return None
    sign, whole, decimals, exponent = found.groups()
    return Fraction(f"{sign}{(whole or '0').replace(' ', '')}.{decimals or '0'}e{exponent or '0'}")


def read_span(words: str) -> Span | None:
    """What an author accepts: a number, one with a tolerance (±, +/-), or a range (…); None for anything else."""
    if len(parts := _TOLERANCE.split(words)) == 2:
        middle, tolerance = map(read_number, parts)
        if middle is None or tolerance is None or tolerance < 0:
            return None
        return Span(middle - tolerance, middle + tolerance)
    if len(parts := _RANGE.split(words)) == 2:
        low, high = map(read_number, parts)
        return None if low is None or high is None or low > high else Span(low, high)
    number = read_number(words)
    return None if number is None else Span(number, number)


def write_number(number: Fraction) -> str:
    """A number in decimals with a point, by its exponent where that would be long; `read_number` gives it back."""
    with localcontext(prec=_DIGITS):
        decimal = (Decimal(number.numerator) / Decimal(number.denominator)).normalize()
    plain = format(decimal, "f")
    return plain if len(plain) <= LONGEST_NUMBER else str(decimal)


def write_span(span: Span) -> str:
    """A span in the notation that `read_span` reads: one number, or the middle with its tolerance."""
    middle = write_number(span.middle)
    return middle if span.low == span.high else f"{middle} ± {write_number(span.tolerance)}"
