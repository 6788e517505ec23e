"""A panel votes on whether something is accepted: once each, with a reason; the majority counts, dissent stays (S2)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from exam_server.core.problems import Refused
from exam_server.core.text import Text, text

LONGEST_WHY = 2000


@dataclass(frozen=True)
class Ballot:
    """One member's view; `why` is kept, as dissent where the panel came to another end."""

    member: str
    accepts: bool
    why: str


@dataclass(frozen=True)
class Tally:
    """What a panel's votes came to; without a majority by the chair's own vote."""

    ballots: tuple[Ballot, ...]
    accepted: bool
    by: Literal["majority", "tie_rule"] = "majority"

    @property
    def members(self) -> frozenset[str]:
        return frozenset(each.member for each in self.ballots)

    @property
    def dissent(self) -> tuple[Ballot, ...]:
        return tuple(each for each in self.ballots if each.accepts != self.accepted)


def cast_ballot(ballots: Sequence[Ballot], ballot: Ballot, panel: Collection[str], what: Text) -> tuple[Ballot, ...]:
    """Add a member's vote: of the panel alone (S2), once each, with its reason (P2). `what`: what fails then."""
    if ballot.member not in panel:
        why, remedy = text("Only members of this candidate's commission vote."), text("Check who was appointed.")
        raise Refused(what, why, remedy, "S2")
    if any(each.member == ballot.member for each in ballots):
        raise Refused(what, text("This member has voted already; a vote is final."), text("Wait for the others."))
    require_why(ballot.why, what)
    return (*ballots, ballot)


def require_why(why: str, what: Text) -> None:
    """Raises Refused for a reason that is missing (P2) or too long."""
    if not why.strip():
        raise Refused(what, text("The reason is missing."), text("Write what your answer rests on."), "P2")
    if len(why) > LONGEST_WHY:
        most = text("A reason has at most {count} characters.", count=LONGEST_WHY)
        raise Refused(what, most, text("Write only what your answer rests on."))


def count_ballots(ballots: Sequence[Ballot], chair: str, minimum: int, what: Text) -> Tally:
    """The majority's view, else the chair's; where the chair hasn't voted either, it isn't accepted.

    The order of the votes never matters. Refused with fewer votes than a commission has members (S2).
    """
    if len(ballots) < minimum:
        why = text("There are fewer votes than the commission has to have.")
        raise Refused(what, why, text("Appoint a replacement who votes."), "S2")
    ordered = tuple(sorted(ballots, key=lambda each: each.member))
    yes = sum(each.accepts for each in ordered)
    if 2 * yes != len(ordered):
        return Tally(ordered, 2 * yes > len(ordered))
    return Tally(ordered, any(each.accepts for each in ordered if each.member == chair), "tie_rule")
