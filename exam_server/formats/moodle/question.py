"""A question of Moodle's in plain values: what its readers make and its items are made of."""

import math
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from exam_server.formats.notes import Notes

Type = Literal[
    "single", "multiple", "true_false", "short", "numeric", "matching", "ordering", "typed_gaps", "chosen_gaps", "essay"
]
USUAL_SHARES = tuple(
    Fraction(part, whole) for whole in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 20) for part in range(whole + 1)
)
CLOSE = 1e-4
MOST_ANSWERS = 100
"""Of one question; no candidate reads more, and what is counted by pairs stays quick."""


@dataclass(frozen=True)
class Answer:
    """`words` are Markdown, or plain text where it's typed. `share` is the part of the full mark: 1.0 is right.

    `tolerance` holds for numbers; `words` of a range are `low…high` with no tolerance.
    """

    words: str
    share: float = 0.0
    feedback: str = ""


@dataclass(frozen=True)
class Match:
    """One pair; a right-hand side that belongs nowhere has an empty `left`."""

    left: str
    right: str


@dataclass(frozen=True)
class Blank:
    """One gap of a text; `weight` is its part of the whole against the other gaps' weights."""

    answers: tuple[Answer, ...]
    weight: float = 1.0


@dataclass(frozen=True)
class Question:
    """`stem` and `feedback` (the general one) are Markdown; a text with gaps has `[[g1]]`, `[[g2]]` … in its stem.

    `guide` is what an essay's marker reads. `notes` collects what the question says and we can't hold.
    """

    type: Type
    name: str
    stem: str
    place: str
    id: str = ""
    answers: tuple[Answer, ...] = ()
    matches: tuple[Match, ...] = ()
    blanks: tuple[Blank, ...] = ()
    feedback: str = ""
    guide: str = ""
    exact_case: bool = False
    all_or_nothing: bool = False
    tags: tuple[str, ...] = ()
    notes: Notes = field(default_factory=Notes)


def share_of(percent: float) -> float:
    """The share that a percentage stands for: `33.33` is a third, so that three of them are a whole again."""
    exact = percent / 100
    nearest = min(USUAL_SHARES, key=lambda share: abs(abs(exact) - share))
    return math.copysign(float(nearest), exact) if abs(abs(exact) - nearest) <= CLOSE else exact


def percent_of(share: float) -> str:
    """A share as Moodle writes it: at most five decimals where they say it, more where they don't."""
    usual = f"{share * 100:.5f}"
    written = usual if math.isclose(share_of(float(usual)), share, abs_tol=1e-12) else f"{share * 100:.12f}"
    return written.rstrip("0").rstrip(".") if "." in written else written
