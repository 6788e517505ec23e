"""From ratings to an agreed one: what differs beyond the rule, the majority or the tie rule, dissent, the verdict."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from exam_server.core.case import OpenReason, Verdict
from exam_server.core.problems import Refused
from exam_server.core.rating import Sheet
from exam_server.core.simulation.opportunities import Count
from exam_server.core.text import Text, text

DifferenceReason = Literal["far_apart", "across_threshold", "opportunity_disputed"]
AgreedBy = Literal["majority", "tie_rule", "lowest"]


LARGEST_GAP = 1
CHAIR_DECIDES = 1
"""What holds until the body decides otherwise (P3)."""


@dataclass(frozen=True)
class ModerationRule:
    """Levels may differ by `largest_gap` on one side of the threshold. `minimum_votes`: S2.

    Without a majority, `tie` says what counts: the chair's own vote, or the lowest of the most-voted levels. That also
    counts where the chair has left: nobody else's vote weighs more than another's.
    """

    largest_gap: int = LARGEST_GAP
    minimum_votes: int = 3
    tie: Literal["chair", "lowest"] = "chair"


@dataclass(frozen=True)
class Difference:
    """A criterion that needs moderation, with the levels found (None: no opportunity) and why."""

    criterion: str
    levels: tuple[int | None, ...]
    reasons: tuple[DifferenceReason, ...]


@dataclass(frozen=True)
class Vote:
    """One member's level after the first ratings (None: no opportunity); `reason` is kept with a dissent."""

    member: str
    level: int | None
    reason: str = ""


@dataclass(frozen=True)
class AgreedRating:
    """What counts, and how it came about: by the majority, by the chair's vote (`tie_rule`), or as the `lowest`."""

    criterion: str
    level: int | None
    by: AgreedBy
    dissent: tuple[Vote, ...] = ()


def differences(sheets: Sequence[Sheet], thresholds: Mapping[str, int], rule: ModerationRule) -> tuple[Difference, ...]:
    """The criteria whose sealed ratings lie too far apart or on both sides of the threshold."""
    levels: dict[str, list[int | None]] = {}
    for sheet in sheets:
        for rating in sheet.current().values() if sheet.sealed else ():
            levels.setdefault(rating.criterion, []).append(rating.level)
    found = (
        (code, values, find_reasons(values, thresholds.get(code), rule)) for code, values in sorted(levels.items())
    )
    return tuple(Difference(code, tuple(values), reasons) for code, values, reasons in found if reasons)


def find_reasons(
    values: Sequence[int | None], threshold: int | None, rule: ModerationRule
) -> tuple[DifferenceReason, ...]:
    """Why levels of the same (None: no opportunity) differ more than the rule lets pass; empty: they don't."""
    rated = [value for value in values if value is not None]
    reasons: list[DifferenceReason] = []
    if rated and max(rated) - min(rated) > rule.largest_gap:
        reasons.append("far_apart")
    if threshold is not None and rated and min(rated) < threshold <= max(rated):
        reasons.append("across_threshold")
    if 0 < len(rated) < len(values):
        reasons.append("opportunity_disputed")
    return tuple(reasons)


def votes_of(sheets: Sequence[Sheet], criterion: str) -> tuple[Vote, ...]:
    """First ratings as votes: what is agreed where no moderation is needed."""
    ratings = [rating for sheet in sheets if sheet.sealed and (rating := sheet.current().get(criterion)) is not None]
    return tuple(Vote(rating.assessor, rating.level, rating.justification) for rating in ratings)


def agree(criterion: str, votes: Sequence[Vote], chair: str, rule: ModerationRule) -> AgreedRating:
    """The majority's level, else what the tie rule says; who voted otherwise is kept as dissent with the reason.

    The order of the votes never matters. `chair` is empty where the chair has left. Refused with fewer votes than S2
    asks for, with two votes of one member, or where the tie rule needs a chair who didn't vote.
    """
    members = [each.member for each in votes]
    if len(set(members)) < len(members):
        raise _refused(text("A member has voted twice."), text("Keep one vote of each member."))
    if len(votes) < rule.minimum_votes:
        raise _refused(
            text("There are fewer votes than the commission has to have."),
            text("Appoint a replacement who votes."),
            "S2",
        )
    counts = Counter(each.level for each in votes)
    level, most = max(counts.items(), key=lambda entry: entry[1])
    by: AgreedBy = "majority"
    if 2 * most <= len(votes):
        level, by = _tie(votes, counts, chair, rule)
    dissent = sorted((each for each in votes if each.level != level), key=lambda each: each.member)
    return AgreedRating(criterion, level, by, tuple(dissent))


def _tie(
    votes: Sequence[Vote], counts: Counter[int | None], chair: str, rule: ModerationRule
) -> tuple[int | None, AgreedBy]:
    if rule.tie == "chair" and chair:
        decisive = [each.level for each in votes if each.member == chair]
        if not decisive:
            raise _refused(text("There is no majority, and the chair hasn't voted."), text("Take the chair's vote."))
        return decisive[0], "tie_rule"
    most = max(counts.values())
    tied = [level for level, count in counts.items() if count == most]
    return min((level for level in tied if level is not None), default=None), "lowest"


def to_verdict(
    agreed: AgreedRating, threshold: int, chances: Count | None = None, *, enough: bool = True, held: bool = False
) -> tuple[Verdict, OpenReason | None]:
    """This method's evidence on the criterion. A shortfall opens an agenda point, the commission decides (P9).

    What was shown counts even where no opportunity was logged; what wasn't shown without one, or with fewer than the
    script asks for (not `enough`), stays open. `held`: a confirmed red flag holds what was shown for the commission.
    """
    if agreed.level is None:
        return "open", "no_opportunity"
    if agreed.level >= threshold:
        return ("open", "held_by_flag") if held else ("met", None)
    if chances is not None and chances.offered == 0:
        return "open", "no_opportunity"
    return ("not_met", None) if enough else ("open", "too_little_evidence")


def _refused(why: Text, remedy: Text, rule: str = "") -> Refused:
    return Refused(text("The moderation can't go on."), why, remedy, rule)
