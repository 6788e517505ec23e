"""Rules of item writing: what is wrong with one item, and with items that stand together in a bank."""

from exam_server.core.lint.registry import RULES, check_item, remedy_of
from exam_server.core.lint.rule import Known
from exam_server.core.lint.similar import find_similar, text_of
from exam_server.core.lint.together import are_enemies, check_positions, check_together, near_duplicate
from exam_server.core.lint.waivers import Finding, Waiver, blocks_activation, weigh

__all__ = [
    "RULES",
    "Finding",
    "Known",
    "Waiver",
    "are_enemies",
    "blocks_activation",
    "check_item",
    "check_positions",
    "check_together",
    "find_similar",
    "near_duplicate",
    "remedy_of",
    "text_of",
    "weigh",
]
