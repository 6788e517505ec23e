"""Classical statistics of items and test forms; plain Python, since one pass over the marks is all they need."""

from exam_server.core.psychometrics.choices import (
    BLANK,
    ChoiceStatistics,
    Chosen,
    Suspicion,
    ability_groups,
    choice_statistics,
    suspicions,
)
from exam_server.core.psychometrics.estimates import Estimate, Result, TooFew
from exam_server.core.psychometrics.forms import FormStatistics, form_statistics
from exam_server.core.psychometrics.items import (
    Column,
    Given,
    ItemStatistics,
    by_item,
    column_statistics,
    item_statistics,
    mean_shares,
    rest_scores,
)
from exam_server.core.psychometrics.sittings import LESS, NOTHING, RIGHT, UNREAD, Sat, counted, unread_items
from exam_server.core.psychometrics.timing import seconds_by_position
from exam_server.core.psychometrics.traits import TRAITS, Trait, traits_of

__all__ = [
    "BLANK",
    "LESS",
    "NOTHING",
    "RIGHT",
    "TRAITS",
    "UNREAD",
    "ChoiceStatistics",
    "Chosen",
    "Column",
    "Estimate",
    "FormStatistics",
    "Given",
    "ItemStatistics",
    "Result",
    "Sat",
    "Suspicion",
    "TooFew",
    "Trait",
    "ability_groups",
    "by_item",
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
    "unread_items",
]
