"""Values of QTI variables: single ones as Python's, containers as `Many`; NULL is None."""

from collections import Counter
from dataclasses import dataclass

Single = str | int | float | bool
LARGEST = 1e15
"""Beyond it a number of a test is a mistake, and arithmetic on it fails or is inexact."""


@dataclass(frozen=True)
class Many:
    """A container that isn't empty; `ordered` as the cardinality says."""

    values: tuple[Single, ...]
    ordered: bool = False


Value = Single | Many | None


def read_single(words: str, base_type: str) -> Single | None:
    """One value as a file writes it; None for what isn't a value of its type."""
    plain = " ".join(words.split())
    try:
        if base_type in ("integer", "float"):
            read = int(plain) if base_type == "integer" else float(plain)
            return read if abs(read) <= LARGEST else None
    except ValueError:
        return None
    if base_type == "boolean":
        return plain in ("true", "1")
    if base_type == "pair":
        return " ".join(sorted(plain.split()))
    return plain or None


def container(values: tuple[Single, ...], ordered: bool) -> Value:
    return Many(values, ordered) if values else None


def singles(value: Value) -> tuple[Single, ...]:
    if value is None:
        return ()
    return value.values if isinstance(value, Many) else (value,)


def same(left: Value, right: Value) -> bool:
    """QTI's `match`, for two values that aren't NULL: containers without order compare as bags."""
    if isinstance(left, Many) or isinstance(right, Many):
        one, other = singles(left), singles(right)
        ordered = (isinstance(left, Many) and left.ordered) or (isinstance(right, Many) and right.ordered)
        return one == other if ordered else Counter(one) == Counter(other)
    return left == right and isinstance(left, bool) == isinstance(right, bool)
