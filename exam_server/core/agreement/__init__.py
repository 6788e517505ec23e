"""How far assessors agree, and how severe each is: figures that are shown to people and never change a rating."""

from exam_server.core.agreement.rated import Rated, raters_of
from exam_server.core.agreement.report import (
    FIGURES,
    LEFT_OUT,
    OF_PAIR,
    OF_PART,
    Pair,
    Part,
    Position,
    Rater,
    Report,
    Results,
    make_position,
    make_report,
)
from exam_server.core.agreement.resampling import DRAWS, FEWEST, Result, TooAlike
from exam_server.core.agreement.severity import PlaceMean

__all__ = [
    "DRAWS",
    "FEWEST",
    "FIGURES",
    "LEFT_OUT",
    "OF_PAIR",
    "OF_PART",
    "Pair",
    "Part",
    "PlaceMean",
    "Position",
    "Rated",
    "Rater",
    "Report",
    "Result",
    "Results",
    "TooAlike",
    "make_position",
    "make_report",
    "raters_of",
]
