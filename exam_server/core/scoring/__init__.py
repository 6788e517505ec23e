"""Marking: one response to one item becomes a mark, by match (all or nothing) or by map (partial credit)."""

from exam_server.core.scoring.chosen import FOREIGN, OTHER, chosen_of, is_gap_right, key, markable, unforeseen
from exam_server.core.scoring.marks import TOLERANCE, Mark, best_choices, bounded, is_right, mark, maximum
from exam_server.core.scoring.spelling import authored_response, right_response
from exam_server.core.scoring.typed import comparable

__all__ = [
    "FOREIGN",
    "OTHER",
    "TOLERANCE",
    "Mark",
    "authored_response",
    "best_choices",
    "bounded",
    "chosen_of",
    "comparable",
    "is_gap_right",
    "is_right",
    "key",
    "mark",
    "markable",
    "maximum",
    "right_response",
    "unforeseen",
]
