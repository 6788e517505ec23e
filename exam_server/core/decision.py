"""The commission's decisions: proposed, voted, confirmed by another member; what follows is joined by AND."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from exam_server.core.case import OpenReason, Verdict
from exam_server.core.grid import GridRow
from exam_server.core.problems import Refused
from exam_server.core.qualification import Outcome, OutcomeSet, Qualification
from exam_server.core.text import Text, text

# A decision of the commission leaves nothing waiting for the commission.
OPEN_REASONS: tuple[OpenReason, ...] = ("no_opportunity", "too_little_evidence", "held_by_flag", "not_yet_taken")


@dataclass(frozen=True)
class DecisionRule:
    """`quorum`: votes that a decision needs (S2: the form's minimum). Without a majority, `tie` says what counts."""

    quorum: int = 3
    tie: Literal["chair", "open"] = "chair"


@dataclass(frozen=True)
class Ballot:
    """One member's view. `reason` has to be given by whoever differs from the proposal."""

    member: str
    verdict: Verdict
    reason: str = ""


@dataclass(frozen=True)
class Proposal:
    """What a member proposes on a criterion, and the evidence that it rests on. Open needs a reason from the list."""

    id: str
    criterion: str
    verdict: Verdict
    open_reason: OpenReason | None
    reason: str
    proposed_by: str
    evidence: tuple[str, ...] = ()
    supersedes: str | None = None


@dataclass(frozen=True)
class Decision:
    """A proposal with its votes (its own member's first) and, once it holds, who confirmed it."""

    proposal: Proposal
    votes: tuple[Ballot, ...]
    confirmed_by: str | None = None


@dataclass(frozen=True)
class Tally:
    """What the votes come to; `dissent` are those who voted otherwise, with their reasons."""

    verdict: Verdict
    open_reason: OpenReason | None
    by: Literal["majority", "tie_rule"]
    dissent: tuple[Ballot, ...] = ()


def propose(proposal: Proposal, row: GridRow, before: Decision | None = None) -> Decision:
    """Open the vote on a criterion; the proposal is its member's own vote.

    Refused while ratings are agreed anew (S2), without evidence behind it (P2, P9), for met where the current evidence
    doesn't show every part of the criterion (L2), for not met and open without a reason. After an earlier decision of
    the criterion the new one has to name it, and to say why where that one was confirmed.
    """
    _require_agreed(row)
    _require_basis(proposal, row)
    if proposal.supersedes != (before.proposal.id if before else None):
        raise _refused(
            text("The criterion was decided or proposed on meanwhile."), text("Look at the newer one and begin anew.")
        )
    if before is not None and before.confirmed_by and not proposal.reason.strip():
        raise _refused(
            text("A decision that holds is changed only by a new one that says why."), text("Write the reason."), "P2"
        )
    return Decision(proposal, (Ballot(proposal.proposed_by, proposal.verdict, proposal.reason),))


def _require_agreed(row: GridRow) -> None:
    """Nothing is decided on a criterion while the members agree anew on what the simulation showed of it (S2)."""
    if any(record.open_reason == "awaits_agreement" for record in row.evidence):
        raise _refused(
            text("What the simulation showed of {code} is being agreed anew.", code=row.criterion),
            text("Conclude the moderation first."),
            "S2",
        )


def _require_basis(proposal: Proposal, row: GridRow) -> None:
    code = proposal.criterion
    known = {record.id for record in row.evidence}
    if not set(proposal.evidence) <= known:
        raise _refused(text("The evidence of {code} has changed.", code=code), text("Look at it and begin anew."), "P2")
    if (proposal.verdict == "open") != (proposal.open_reason in OPEN_REASONS):
        raise _refused(
            text("An open criterion needs a reason from the list, and only an open one has it."),
            text("Say why {code} stays open.", code=code),
        )
    if proposal.verdict != "open" and not proposal.evidence:
        raise _refused(
            text("Nothing stands behind it: {code} has neither evidence nor a noted conversation.", code=code),
            text("Note the conversation on the agenda, or leave the criterion open."),
            "P2",
        )
    if proposal.verdict == "met" and row.standing != "met":
        raise _refused(
            text("The evidence doesn't show all of {code} yet: {parts}.", code=code, parts=_lacking(row)),
            text("Note in the conversation what shows it, then decide."),
            "S12" if row.missing_parts else "P2",
        )
    if proposal.verdict == "not_met" and not proposal.reason.strip():
        raise _refused(text("Not met needs its reason."), text("Write what was missing."), "P2")


def _lacking(row: GridRow) -> str:
    return ", ".join(f"{row.criterion}.{part.id}" for part in row.missing_parts) or row.criterion


def vote(decision: Decision, ballot: Ballot, members: Collection[str]) -> Decision:
    """Add a member's vote: once each, by seated members alone (S2), with a reason where it differs."""
    if decision.confirmed_by:
        raise _refused(text("The decision holds already."), text("A change is a new decision that names it."))
    _require_seated(ballot.member, members)
    if any(each.member == ballot.member for each in decision.votes):
        raise _refused(text("This member has voted already; a vote is final."), text("Wait for the others."))
    if ballot.verdict != decision.proposal.verdict and not ballot.reason.strip():
        raise _refused(
            text("A vote against the proposal needs its reason, which is kept as dissent."), text("Write the reason.")
        )
    return replace(decision, votes=(*decision.votes, ballot))


def counted_votes(decision: Decision, members: Collection[str]) -> tuple[Ballot, ...]:
    """The votes of those who are still seated; a replaced member's vote is kept, and counts no more (S2)."""
    return tuple(each for each in decision.votes if each.member in members)


def tally(decision: Decision, members: Collection[str], chair: str, rule: DecisionRule) -> Tally:
    """What the seated members' votes come to. Refused below the quorum (S2), or where a tie lacks the chair's vote.

    The order of the votes never matters.
    """
    votes = counted_votes(decision, members)
    if len(votes) < rule.quorum:
        raise _refused(
            text("Votes on {code}: {count} of {quorum}.", code=_code(decision), count=len(votes), quorum=rule.quorum),
            text("Wait for the votes that are missing."),
            "S2",
        )
    counts = Counter(each.verdict for each in votes)
    verdict, most = max(counts.items(), key=lambda entry: entry[1])
    by: Literal["majority", "tie_rule"] = "majority"
    if 2 * most <= len(votes):
        verdict, by = _tie(votes, chair, rule), "tie_rule"
    proposed = decision.proposal.open_reason if decision.proposal.verdict == "open" else None
    reason = (proposed or "too_little_evidence") if verdict == "open" else None
    dissent = tuple(sorted((each for each in votes if each.verdict != verdict), key=lambda each: each.member))
    return Tally(verdict, reason, by, dissent)


def _tie(votes: Sequence[Ballot], chair: str, rule: DecisionRule) -> Verdict:
    if rule.tie == "open":
        return "open"
    decisive = [each.verdict for each in votes if each.member == chair]
    if not decisive:
        raise _refused(text("There is no majority, and the chair hasn't voted."), text("Take the chair's vote."))
    return decisive[0]


def confirm(decision: Decision, member: str, members: Collection[str], chair: str, rule: DecisionRule) -> Decision:
    """Let a decision hold: by a seated member other than its proposer, once, after a quorum has voted (S2, P7)."""
    if decision.confirmed_by:
        raise _refused(text("The decision holds already."), text("Nothing needs to be done."))
    _require_seated(member, members)
    if member == decision.proposal.proposed_by:
        raise _refused(
            text("Whoever proposed a decision doesn't confirm it."), text("Let another member confirm it."), "P7"
        )
    tally(decision, members, chair, rule)
    return replace(decision, confirmed_by=member)


def require_conversation(simulated_at: datetime | None, noted: Iterable[datetime]) -> None:
    """A simulation is always followed by the conversation (S1): nothing holds before something of it is noted.

    `simulated_at`: when the newest simulation was agreed; None where there was none. `noted`: when notes were made.
    """
    if simulated_at is not None and not any(at >= simulated_at for at in noted):
        raise _refused(
            text("After the simulation comes the conversation, and nothing of it is noted yet."),
            text("Note what was asked and heard on the agenda, then confirm."),
            "S1",
        )


def follow(verdicts: Iterable[Verdict]) -> Verdict:
    """What follows for an outcome, a set or the qualification: met when all are, joined by AND, no averaging (L2, S12).

    One that isn't met keeps the whole from being met; nothing at all is open.
    """
    found = list(verdicts)
    if "not_met" in found:
        return "not_met"
    return "met" if found and all(each == "met" for each in found) else "open"


def outcome_verdict(decided: Mapping[str, Verdict], outcome: Outcome) -> Verdict:
    """`decided`: criterion → verdict of the decision that holds; a criterion without one is open."""
    return follow(decided.get(criterion.code, "open") for criterion in outcome.criteria)


def set_verdict(decided: Mapping[str, Verdict], each: OutcomeSet) -> Verdict:
    """A set follows from its outcomes (L8, S12)."""
    return follow(outcome_verdict(decided, outcome) for outcome in each.outcomes)


def qualification_verdict(decided: Mapping[str, Verdict], qualification: Qualification) -> Verdict:
    """The qualification follows from its obligatory sets (L2, S12)."""
    return follow(set_verdict(decided, each) for each in qualification.sets if each.mandatory)


def _require_seated(member: str, members: Collection[str]) -> None:
    if member not in members:
        raise _refused(
            text("Only seated members of this candidate's commission decide."),
            text("Check who is seated and who is excluded."),
            "S2",
        )


def _code(decision: Decision) -> str:
    return decision.proposal.criterion


def _refused(why: Text, remedy: Text, rule: str = "") -> Refused:
    return Refused(text("The commission can't decide that."), why, remedy, rule)
