"""Recognising what was confirmed earlier: a set, an outcome or a criterion, on a named document (L9)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from exam_server.core.ballots import Ballot, Tally, cast_ballot, count_ballots
from exam_server.core.problems import Refused
from exam_server.core.qualification import Qualification
from exam_server.core.text import Text, text

BasisKind = Literal["certificate", "protocol", "attestation", "other"]
State = Literal["voting", "ready", "recognised", "refused", "taken_back"]
BASIS_WORDS: Mapping[BasisKind, Text] = {
    "certificate": text("certificate or diploma"),
    "protocol": text("protocol of an earlier validation"),
    "attestation": text("attestation of an awarding body"),
    "other": text("another document"),
}
LONGEST = 300
NOT_TAKEN = text("The recognition wasn't taken.")


@dataclass(frozen=True)
class Basis:
    """The document that confirms it: its kind, number and issuer, the day of issue, and until when it holds."""

    kind: BasisKind
    name: str
    number: str
    issuer: str
    issued_on: date
    valid_until: date | None = None


@dataclass(frozen=True)
class Recognition:
    """A member's proposal with the panel's votes (its own member's first) and, once it holds, who confirmed it."""

    proposed_by: str
    ballots: tuple[Ballot, ...]
    confirmed_by: str | None = None


def covered(qualification: Qualification, code: str) -> tuple[str, ...]:
    """The criteria of a set (`1`), an outcome (`1A`), or one criterion (`1A1`); none for a code that isn't there."""
    for each in qualification.sets:
        outcomes = [one for one in each.outcomes if code in (str(each.number), one.code)]
        if outcomes:
            return tuple(criterion.code for one in outcomes for criterion in one.criteria)
    return tuple(each.code for each in qualification.criteria() if each.code == code)


def require_basis(basis: Basis, on: date) -> None:
    """Whether a document is named fully and holds on a day. Raises Refused otherwise (L9)."""
    words = (basis.name, basis.number, basis.issuer)
    if basis.kind not in BASIS_WORDS or not all(each.strip() for each in words):
        why = text("The document's name, kind, number or issuer is missing.")
    elif any(len(each) > LONGEST for each in words):
        why = text("A name or number has at most {count} characters.", count=LONGEST)
    elif basis.issued_on > on:
        why = text("The document would be issued only on {day}.", day=basis.issued_on)
    elif basis.valid_until is not None and basis.valid_until < on:
        why = text("The document held only until {day}.", day=basis.valid_until)
    else:
        return
    raise Refused(NOT_TAKEN, why, text("Write it as the document says, or choose another document."), "L9")


def require_scope(qualification: Qualification, code: str, recognised: Collection[str]) -> tuple[str, ...]:
    """The criteria that a recognition would newly cover. Raises Refused for an unknown code, for what is recognised
    already (L9), and where the form has no analysis of evidence (S1).
    """
    criteria = covered(qualification, code)
    if not criteria:
        raise Refused(NOT_TAKEN, text("The qualification has no {code}.", code=code), text("Choose from the list."))
    if qualification.methods and "evidence_analysis" not in qualification.methods:
        raise Refused(
            NOT_TAKEN,
            text("The form doesn't allow the analysis of evidence."),
            text("Use one of its methods."),
            "S1",
        )
    new = tuple(each for each in criteria if each not in recognised)
    if not new:
        raise Refused(
            NOT_TAKEN,
            text("All of {code} is recognised already.", code=code),
            text("Nothing needs to be done: it isn't verified again."),
            "L9",
        )
    return new


def require_apart(criteria: Collection[str], proposed: Mapping[str, Collection[str]]) -> None:
    """Raises Refused where an open proposal (by code: its criteria) covers one of these: nothing is recognised twice,
    and no criterion of one proposal while the other is refused (L9).
    """
    for code, covers in proposed.items():
        shared = [each for each in criteria if each in covers]
        if shared:
            raise Refused(
                NOT_TAKEN,
                text("{codes}: proposed already, with {code}.", codes=", ".join(shared), code=code),
                text("Vote on that proposal first; then propose what is left."),
                "L9",
            )


def propose(member: str, why: str, panel: Collection[str]) -> Recognition:
    """Open the vote: the proposal is its member's own, with the reason why the document shows the same (P2)."""
    return Recognition(member, cast_ballot((), Ballot(member, True, why), panel, NOT_TAKEN))


def vote(recognition: Recognition, ballot: Ballot, panel: Collection[str]) -> Recognition:
    """Add a seated member's vote: once each, with its reason (S2, P2)."""
    if recognition.confirmed_by:
        raise Refused(NOT_TAKEN, text("It is decided already."), text("Nothing needs to be done."))
    ballots = cast_ballot(recognition.ballots, ballot, panel, NOT_TAKEN)
    return Recognition(recognition.proposed_by, ballots)


def counted(ballots: Sequence[Ballot], panel: Collection[str]) -> tuple[Ballot, ...]:
    """The votes of those who still sit; a replaced member's is kept, and counts no more (S2)."""
    return tuple(each for each in ballots if each.member in panel)


def is_complete(recognition: Recognition, panel: Collection[str]) -> bool:
    """Whether every seated member has voted; an empty panel hasn't."""
    return bool(panel) and {each.member for each in recognition.ballots} >= set(panel)


def confirm(recognition: Recognition, member: str, panel: Collection[str], chair: str, minimum: int) -> Tally:
    """What the votes come to, let hold by another seated member than the proposer (P7), once all have voted (S2)."""
    if recognition.confirmed_by:
        raise Refused(NOT_TAKEN, text("It is decided already."), text("Nothing needs to be done."))
    if member not in panel:
        why, remedy = text("Only members of this candidate's commission vote."), text("Check who was appointed.")
        raise Refused(NOT_TAKEN, why, remedy, "S2")
    if member == recognition.proposed_by:
        raise Refused(
            NOT_TAKEN,
            text("Whoever proposed a decision doesn't confirm it."),
            text("Let another member confirm it."),
            "P7",
        )
    if not is_complete(recognition, panel):
        raise Refused(NOT_TAKEN, text("Not every member has voted."), text("Wait for the votes that are missing."))
    return count_ballots(counted(recognition.ballots, panel), chair, minimum, NOT_TAKEN)


def visible_ballots(recognition: Recognition, panel: Collection[str], viewer: str) -> tuple[Ballot, ...]:
    """Everybody votes alone: a member sees the others' votes after their own, whoever doesn't vote once all are in.

    The proposal and its reason are open to all.
    """
    voted = {each.member for each in recognition.ballots}
    opened = recognition.confirmed_by or viewer in voted or is_complete(recognition, panel)
    return tuple(each for each in recognition.ballots if opened or each.member == recognition.proposed_by)
