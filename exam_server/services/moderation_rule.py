"""The rule by which an encounter is agreed: the form's minimum, and the body's own as it held at its opening."""

from datetime import date

from exam_server.core.commission import smallest_commission
from exam_server.core.moderation import CHAIR_DECIDES, LARGEST_GAP, ModerationRule
from exam_server.services.exam import get_exam
from exam_server.services.legal_day import legal_day
from exam_server.services.policies import get_value
from exam_server.services.qualification import get_edition
from exam_server.services.work import Work
from exam_server.store.tables import EncounterRow


def freeze_rule(work: Work, row: EncounterRow) -> None:
    """Within `record()`: what the body's rule is today counts for this encounter for good (P3)."""
    rule = rule_on(work, legal_day(work))
    row.largest_gap, row.tie = rule.largest_gap, rule.tie


def rule_on(work: Work, on: date) -> ModerationRule:
    """The body's own part of the rule as it holds on a day (P3)."""
    gap = get_value(work, "moderation_gap", on, LARGEST_GAP)
    by_chair = get_value(work, "moderation_chair", on, CHAIR_DECIDES)
    return ModerationRule(largest_gap=gap, tie="chair" if by_chair else "lowest")


def rule_of(work: Work, row: EncounterRow) -> ModerationRule:
    """The encounter's rule; as few votes as the form's smallest commission suffice (S2)."""
    edition = get_edition(work, get_exam(work, row.exam_id).edition_id)
    least = smallest_commission(edition.content)
    return ModerationRule(row.largest_gap, least, "lowest" if row.tie == "lowest" else "chair")
