"""What the awarding body decides by itself: settings with a default and the day from which they hold (P3, S8)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Literal, cast, get_args

from exam_server.core.people import ROLE_WORDS, ROLES, Role
from exam_server.core.problems import Refused
from exam_server.core.text import Text, text

PolicyKind = Literal[
    "appeal_days",
    "appeal_moves",
    "advisor_excluded",
    "unmet_years",
    "fee_blocks",
    "moderation_gap",
    "moderation_chair",
    "grounds_years",
    "contact_years",
    "enrolment_years",
    "papers_years",
    "account_years",
    "factor_grace_days",
    "factor_author",
    "factor_reviewer",
    "factor_assessor",
    "factor_chair",
    "factor_role_player",
    "factor_prompter",
    "factor_office",
    "factor_desk",
    "factor_advisor",
    "factor_auditor",
    "factor_administrator",
    "factor_candidate",
]
POLICY_KINDS: tuple[PolicyKind, ...] = get_args(PolicyKind)


def factor_kind(role: Role) -> PolicyKind:
    """The decision on whether a role needs a second factor (1) or not (0)."""
    return cast(PolicyKind, f"factor_{role}")


POLICY_WORDS: Mapping[PolicyKind, Text] = MappingProxyType(
    {
        "appeal_days": text("Days to appeal, from the day on which somebody is told the result (S9)"),
        "appeal_moves": text("A last day to appeal that is a Saturday or a day off moves on to the next working day"),
        "advisor_excluded": text("A candidate's advisor takes no part in that candidate's commission (S8)"),
        "unmet_years": text("Years for which what was not met is kept after the last day to appeal (P8)"),
        "fee_blocks": text("Whoever owes a fee isn't added to an exam"),
        "moderation_gap": text("Levels by which ratings of one criterion may differ without a second vote"),
        "moderation_chair": text(
            "In a moderation without a majority the chair's vote decides; otherwise the lowest of the most-voted levels"
        ),
        "grounds_years": text(
            "Years for which grounds of agreed conditions are kept after the last day to appeal (P8)"
        ),
        "contact_years": text(
            "Years for which an e-mail address and a telephone are kept after the last day to appeal (P8)"
        ),
        "enrolment_years": text("Years for which an enrolment is kept that no case came of (P8)"),
        "papers_years": text("Years for which papers of commission members are kept after their last exam (P8)"),
        "account_years": text("Years for which a closed account is kept (P8)"),
        "factor_grace_days": text("Days to set up a second factor, from the log-in that first asks for it"),
        **{factor_kind(role): text("Second factor at log-in: {role}", role=ROLE_WORDS[role]) for role in ROLES},
    }
)
POLICY_LIMITS: Mapping[PolicyKind, tuple[int, int]] = MappingProxyType(
    {
        "appeal_days": (1, 366),
        "appeal_moves": (0, 1),
        "advisor_excluded": (0, 1),
        "unmet_years": (0, 20),
        "fee_blocks": (0, 1),
        "moderation_gap": (0, 2),
        "moderation_chair": (0, 1),
        "grounds_years": (0, 20),
        "contact_years": (0, 20),
        "enrolment_years": (0, 20),
        "papers_years": (0, 50),
        "account_years": (0, 20),
        "factor_grace_days": (0, 90),
        **{factor_kind(role): (0, 1) for role in ROLES},
    }
)
ADVISOR_EXCLUDED = 1
"""The default of S8: on."""
LONGEST_REASON = 1_000


@dataclass(frozen=True)
class Policy:
    """One decision of the body: `value` holds from a day on, until a later decision does."""

    kind: PolicyKind
    value: int
    holds_from: date
    decided_at: datetime


def value_on(decided: Iterable[Policy], kind: PolicyKind, on: date, default: int) -> int:
    """What holds on a day (P3): of the decisions that hold by then the one that holds last, of those the newest."""
    held = [each for each in decided if each.kind == kind and each.holds_from <= on]
    return max(held, key=lambda each: (each.holds_from, each.decided_at)).value if held else default


def require_policy(kind: PolicyKind, value: int, holds_from: date, today: date, reason: str) -> None:
    """Whether the body may decide so. Raises Refused for an impossible value, a day that is past, or no reason (P3).

    What holds already isn't changed backwards: people were told of it.
    """
    least, most = POLICY_LIMITS[kind]
    if not least <= value <= most:
        why, remedy = (
            text("The value must lie between {least} and {most}.", least=least, most=most),
            text("Correct it."),
        )
    elif holds_from < today:
        why = text("It can't hold from a day that is past.")
        remedy = text("Choose today or a later day.")
    elif not 1 <= len(reason) <= LONGEST_REASON:
        why = text("It needs a reason, of {limit} characters at most.", limit=LONGEST_REASON)
        remedy = text("Say why the body decides so.")
    else:
        return
    raise Refused(text("The decision wasn't recorded."), why, remedy, rule="P3")
