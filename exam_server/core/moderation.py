"""From sealed ratings to an agreed one: differences, agreed facts, second votes, dissent, and the verdict."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from exam_server.core.case import OpenReason, Verdict
from exam_server.core.problems import Refused
from exam_server.core.rating import Rating, Sheet, all_sealed
from exam_server.core.simulation.opportunities import Count
from exam_server.core.text import Text, text

DifferenceReason = Literal["far_apart", "across_threshold", "opportunity_disputed"]
Step = Literal["facts", "votes"]


@dataclass(frozen=True)
class ModerationRule:
    """Levels may differ by `largest_gap` on one side of the threshold. `minimum_votes`: S2.

    Without a majority, `tie` says what counts: the chair's own vote, or the lowest of the most-voted levels.
    """

    largest_gap: int = 1
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
    criterion: str
    level: int | None
    by: Literal["majority", "tie_rule"]
    dissent: tuple[Vote, ...] = ()


@dataclass(frozen=True)
class Moderation:
    """One criterion's moderation. The first ratings stay for ever; facts are agreed before anybody votes again."""

    criterion: str
    members: tuple[str, ...]
    first: tuple[Rating, ...]
    facts: tuple[str, ...] = ()
    step: Step = "facts"
    votes: tuple[Vote, ...] = ()


def differences(sheets: Sequence[Sheet], thresholds: Mapping[str, int], rule: ModerationRule) -> tuple[Difference, ...]:
    """The criteria whose sealed ratings lie too far apart or on both sides of the threshold."""
    levels: dict[str, list[int | None]] = {}
    for sheet in sheets:
        for rating in sheet.current().values() if sheet.sealed else ():
            levels.setdefault(rating.criterion, []).append(rating.level)
    found = ((code, values, _reasons(values, thresholds.get(code), rule)) for code, values in sorted(levels.items()))
    return tuple(Difference(code, tuple(values), reasons) for code, values, reasons in found if reasons)


def _reasons(values: Sequence[int | None], threshold: int | None, rule: ModerationRule) -> tuple[DifferenceReason, ...]:
    rated = [value for value in values if value is not None]
    reasons: list[DifferenceReason] = []
    if rated and max(rated) - min(rated) > rule.largest_gap:
        reasons.append("far_apart")
    if threshold is not None and rated and min(rated) < threshold <= max(rated):
        reasons.append("across_threshold")
    if 0 < len(rated) < len(values):
        reasons.append("opportunity_disputed")
    return tuple(reasons)


def open_moderation(sheets: Sequence[Sheet], expected: Collection[str], criterion: str) -> Moderation:
    """Start with the first ratings of the expected assessors; refused before all of them have sealed."""
    if not all_sealed(sheets, expected):
        raise _refused(text("All sheets have to be sealed first."), text("Wait for the sheets that are still open."))
    ours = [sheet for sheet in sheets if sheet.assessor in expected]
    first = tuple(rating for sheet in ours if (rating := sheet.current().get(criterion)) is not None)
    return Moderation(criterion, tuple(sorted(expected)), first)


def agree_facts(moderation: Moderation, facts: Sequence[str]) -> Moderation:
    """Record what the members agree was to be seen, without names or levels; opens the second votes."""
    if moderation.step != "facts":
        raise _refused(text("The facts are agreed already."), text("Go on with the votes."))
    return replace(moderation, facts=tuple(facts), step="votes")


def vote(moderation: Moderation, ballot: Vote) -> Moderation:
    """Add one member's second vote: once each, only after the facts are agreed."""
    if moderation.step != "votes":
        raise _refused(text("The facts aren't agreed yet."), text("Agree first what was to be seen."))
    if ballot.member not in moderation.members:
        raise _refused(text("Only members of this encounter's commission vote."), text("Check who was appointed."))
    if any(each.member == ballot.member for each in moderation.votes):
        raise _refused(text("This member has voted already; a vote is final."), text("Wait for the others."))
    return replace(moderation, votes=(*moderation.votes, ballot))


def visible_votes(moderation: Moderation, viewer: str) -> tuple[Vote, ...]:
    """Everybody votes alone: the others' votes are seen once all are in."""
    complete = {each.member for each in moderation.votes} >= set(moderation.members)
    return tuple(each for each in moderation.votes if complete or each.member == viewer)


def conclude(moderation: Moderation, chair: str, rule: ModerationRule) -> AgreedRating:
    """The agreed rating of a moderation in which every member has voted."""
    if {each.member for each in moderation.votes} < set(moderation.members) or moderation.step != "votes":
        raise _refused(text("Not every member has voted."), text("Wait for the votes that are missing."))
    return agree(moderation.criterion, moderation.votes, chair, rule)


def votes_of(sheets: Sequence[Sheet], criterion: str) -> tuple[Vote, ...]:
    """First ratings as votes: what is agreed where no moderation is needed."""
    ratings = [rating for sheet in sheets if sheet.sealed and (rating := sheet.current().get(criterion)) is not None]
    return tuple(Vote(rating.assessor, rating.level, rating.justification) for rating in ratings)


def agree(criterion: str, votes: Sequence[Vote], chair: str, rule: ModerationRule) -> AgreedRating:
    """The majority's level, else what the tie rule says; who voted otherwise is kept as dissent with the reason.

    The order of the votes never matters. Refused with fewer votes than S2 asks for, with two votes of one member, or
    where the tie rule needs a chair who didn't vote.
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
    by: Literal["majority", "tie_rule"] = "majority"
    if 2 * most <= len(votes):
        level, by = _tie(votes, counts, chair, rule), "tie_rule"
    dissent = sorted((each for each in votes if each.level != level), key=lambda each: each.member)
    return AgreedRating(criterion, level, by, tuple(dissent))


def _tie(votes: Sequence[Vote], counts: Counter[int | None], chair: str, rule: ModerationRule) -> int | None:
    if rule.tie == "chair":
        decisive = [each.level for each in votes if each.member == chair]
        if not decisive:
            raise _refused(text("There is no majority, and the chair hasn't voted."), text("Take the chair's vote."))
        return decisive[0]
    most = max(counts.values())
    tied = [level for level, count in counts.items() if count == most]
    return min((level for level in tied if level is not None), default=None)


def to_verdict(
    agreed: AgreedRating, threshold: int, opportunities: Count | None = None
) -> tuple[Verdict, OpenReason | None]:
    """This method's evidence on the criterion. A shortfall opens an agenda point, the commission decides (P9).

    What was shown counts even where no opportunity was logged; what wasn't shown without one stays open.
    """
    if agreed.level is None:
        return "open", "no_opportunity"
    if agreed.level >= threshold:
        return "met", None
    if opportunities is not None and opportunities.offered == 0:
        return "open", "no_opportunity"
    return "not_met", None


def _refused(why: Text, remedy: Text, rule: str = "") -> Refused:
    return Refused(text("The moderation can't go on."), why, remedy, rule)
