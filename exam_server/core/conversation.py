"""The conversation about a criterion: each member seals alone what they heard, then all agree (S1, P5)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from exam_server.core.case import OpenReason, Verdict
from exam_server.core.decision import Ballot, Tally
from exam_server.core.problems import Refused
from exam_server.core.text import Text, text

State = Literal["alone", "differ", "agreed"]
VERDICTS: tuple[Verdict, ...] = ("met", "not_met", "open")
NOT_KEPT = text("The note wasn't kept.")
LONGEST_NOTE = 4000


@dataclass(frozen=True)
class Hearing:
    """What one member noted alone, sealed as it's given: the question, what was heard, and what that comes to."""

    member: str
    question: str
    heard: str
    verdict: Verdict


@dataclass(frozen=True)
class Exchange:
    """One exchange about a criterion or its part, append-only; `members` are those who sit now.

    `closed`: the chair waits for nobody any more; who noted but hasn't voted then stands with their own verdict.
    """

    members: tuple[str, ...]
    chair: str
    quorum: int
    hearings: tuple[Hearing, ...] = ()
    votes: tuple[Ballot, ...] = ()
    closed: bool = False

    @property
    def counted(self) -> tuple[Hearing, ...]:
        """The hearings of those who still sit (S2)."""
        return tuple(each for each in self.hearings if each.member in self.members)


def hear(exchange: Exchange, hearing: Hearing) -> Exchange:
    """Add a member's own note: once each, with the question, what was heard and a verdict (P2)."""
    if hearing.member not in exchange.members:
        raise _refused(
            text("Only members of this candidate's commission vote."), text("Check who was appointed."), "S2"
        )
    if any(each.member == hearing.member for each in exchange.hearings):
        raise _refused(
            text("You have sealed your note on it already; that's final."),
            text("Wait for the others, or vote where you differ."),
        )
    if state_of(exchange) != "alone":
        raise _refused(text("All notes on it are in."), text("Look at where it stands now."))
    require_words(hearing.question, hearing.heard)
    if hearing.verdict not in VERDICTS:
        raise ValueError(f"a verdict is one of {VERDICTS}, not {hearing.verdict}")
    return replace(exchange, hearings=(*exchange.hearings, hearing))


def require_words(question: str, heard: str) -> None:
    """Raises Refused where the question or what was heard is missing (P2) or too long."""
    if not question.strip() or not heard.strip():
        raise _refused(
            text("The question or what was heard is missing."),
            text("Write both in a sentence: the decision will rest on them."),
            "P2",
        )
    if len(question) > LONGEST_NOTE or len(heard) > LONGEST_NOTE:
        raise _refused(
            text("A note has at most {count} characters.", count=LONGEST_NOTE),
            text("Write what matters for the criterion."),
        )


def state_of(exchange: Exchange) -> State:
    """Noted alone until every member who sits has; then agreed, or differing until all have voted again."""
    counted = exchange.counted
    noted = {each.member for each in counted}
    if len(noted) < exchange.quorum or not (exchange.closed or noted >= set(exchange.members)):
        return "alone"
    return "agreed" if tally(exchange) else "differ"


def tally(exchange: Exchange) -> Tally | None:
    """What the notes come to where all say the same, else the votes; None while a vote is missing.

    The majority counts, without one the chair's vote, and where there is none it stays open: too little evidence. The
    order never matters.
    """
    counted = exchange.counted
    if len({each.verdict for each in counted}) == 1:
        return Tally(counted[0].verdict, _reason(counted[0].verdict), "majority")
    votes = {each.member: each for each in exchange.votes}
    if exchange.closed:
        votes = {each.member: Ballot(each.member, each.verdict, each.heard) for each in counted} | votes
    given = [votes[each.member] for each in counted if each.member in votes]
    if not given or len(given) < len(counted):
        return None
    verdict, most = max(Counter(each.verdict for each in given).items(), key=lambda entry: entry[1])
    by: Literal["majority", "tie_rule"] = "majority"
    if 2 * most <= len(given):
        by = "tie_rule"
        verdict = next((each.verdict for each in given if each.member == exchange.chair), "open")
    dissent = sorted((each for each in given if each.verdict != verdict), key=lambda each: each.member)
    return Tally(verdict, _reason(verdict), by, tuple(dissent))


def _reason(verdict: Verdict) -> OpenReason | None:
    return "too_little_evidence" if verdict == "open" else None


def visible_hearings(exchange: Exchange, viewer: str) -> tuple[Hearing, ...]:
    """Nobody sees another's note before all are sealed (P5)."""
    opened = state_of(exchange) != "alone"
    return tuple(each for each in exchange.hearings if opened or each.member == viewer)


def visible_votes(exchange: Exchange, viewer: str) -> tuple[Ballot, ...]:
    """Nobody sees another's vote before all have voted."""
    complete = state_of(exchange) == "agreed"
    return tuple(each for each in exchange.votes if complete or each.member == viewer)


def vote(exchange: Exchange, ballot: Ballot) -> Exchange:
    """Add a member's vote where the notes differ: once each, with its reason (P2)."""
    if state_of(exchange) != "differ":
        raise _refused(text("The notes on it don't differ, or not all are in."), text("Look at where it stands now."))
    if ballot.member not in {each.member for each in exchange.counted}:
        raise _refused(text("Only who has noted the answer votes on it."), text("Wait for the others."), "S2")
    if any(each.member == ballot.member for each in exchange.votes):
        raise _refused(text("This member has voted already; a vote is final."), text("Wait for the others."))
    if not ballot.reason.strip():
        raise _refused(text("The reason is missing."), text("Write what your answer rests on."), "P2")
    return replace(exchange, votes=(*exchange.votes, ballot))


def close(exchange: Exchange, member: str) -> Exchange:
    """Wait no longer for who hasn't noted or voted: by the chair, with as many notes as a commission needs (S2)."""
    if exchange.chair in exchange.members and member != exchange.chair:
        raise _refused(text("The chair closes it."), text("Ask the chair."))
    if state_of(exchange) == "agreed" or exchange.closed:
        raise _refused(text("It is closed already."), text("Nothing needs to be done."))
    if len(exchange.counted) < exchange.quorum:
        raise _refused(
            text("Notes on it: {count} of {quorum}.", count=len(exchange.counted), quorum=exchange.quorum),
            text("Wait for the notes that are missing."),
            "S2",
        )
    return replace(exchange, closed=True)


def joined(words: Sequence[str]) -> str:
    """Texts of several members as one, each once."""
    return "\n".join(dict.fromkeys(each.strip() for each in words))


def _refused(why: Text, remedy: Text, rule: str = "") -> Refused:
    return Refused(NOT_KEPT, why, remedy, rule)
