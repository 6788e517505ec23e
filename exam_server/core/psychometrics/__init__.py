"""Classical statistics of items and test forms; plain Python, since one pass over the marks is all they need."""

from exam_server.core.psychometrics.choices import (
    BLANK,
    ChoiceStatistics,
    Suspicion,
    ability_groups,
    choice_statistics,
    suspicions,
)
from exam_server.core.psychometrics.estimates import Estimate, Result, TooFew
from exam_server.core.psychometrics.forms import FormStatistics, form_statistics
from exam_server.core.psychometrics.items import (
    Column,
    ItemStatistics,
    column_statistics,
    item_statistics,
    mean_shares,
    rest_scores,
    turn,
)
from exam_server.core.psychometrics.sittings import LESS, NOTHING, RIGHT, UNCHECKED, UNREAD, Sat, counted, unread_items
from exam_server.core.psychometrics.timing import seconds_by_position
from exam_server.core.psychometrics.traits import TRAITS, Trait, traits_of

__all__ = [
    "BLANK",
    "LESS",
    "NOTHING",
    "RIGHT",
    "TRAITS",
    "UNCHECKED",
    "UNREAD",
    "ChoiceStatistics",
    "Column",
    "Estimate",
    "FormStatistics",
    "ItemStatistics",
    "Result",
    "Sat",
    "Suspicion",
    "TooFew",
    "Trait",
    "ability_groups",
    "choice_statistics",
    "column_statistics",
    "counted",
    "form_statistics",
    "item_statistics",
    "mean_shares",
    "rest_scores",
    "seconds_by_position",
    "suspicions",
    "traits_of",
    "turn",
    "unread_items",
]
