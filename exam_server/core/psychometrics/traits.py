"""What an item's statistics say of it in a word, for lists: only what their intervals show."""

from collections.abc import Collection
from typing import Literal, get_args

from exam_server.core.psychometrics.choices import Suspicion
from exam_server.core.psychometrics.estimates import Estimate, Result, TooFew

Trait = Literal["too_easy", "too_hard", "weak", "suspicious_key", "too_few"]
TRAITS: tuple[Trait, ...] = get_args(Trait)
EASY, HARD = 0.85, 0.35
"""A whole interval of the facility above the one or below the other is too easy or too hard."""
GOOD = 0.3
"""Items with this discrimination are held good (Ebel and Frisbie 1991); one whose interval ends below it is weak."""


def traits_of(facility: Result, discrimination: Result | None, suspicions: Collection[Suspicion]) -> frozenset[Trait]:
    """`facility` and `discrimination` as in `ItemStatistics`; too few is what nothing can be said of yet.

    Whose item everybody got right, or everybody wrong, can't tell anybody from anybody: it's weak too.
    """
    said = {
        "too_easy": isinstance(facility, Estimate) and facility.low > EASY,
        "too_hard": isinstance(facility, Estimate) and facility.high < HARD,
        "weak": _is_weak(facility, discrimination),
        "suspicious_key": bool(suspicions),
        "too_few": isinstance(facility, TooFew) or isinstance(discrimination, TooFew),
    }
    return frozenset(trait for trait in TRAITS if said[trait])


def _is_weak(facility: Result, discrimination: Result | None) -> bool:
    if discrimination is None:
        return isinstance(facility, Estimate) and facility.value in (0.0, 1.0)
    return isinstance(discrimination, Estimate) and discrimination.high < GOOD
