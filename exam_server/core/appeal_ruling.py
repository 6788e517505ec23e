"""What follows from the views of an appeal's members: each rates anew and alone, the majority counts (S2, S9, P7)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from exam_server.core.case import Verdict
from exam_server.core.decision import Ballot, Decision, DecisionRule, Proposal, tally
from exam_server.core.problems import Refused
from exam_server.core.stages import StageKind
from exam_server.core.text import Text, text

RulingKind = Literal["rerating", "repeat"]
Outcome = Literal["upheld", "partly", "dismissed"]
OUTCOME_WORDS: Mapping[Outcome, Text] = {
    "upheld": text("upheld"),
    "partly": text("partly upheld"),
    "dismissed": text("dismissed"),
}
LONGEST_WHY = 4_000
NOT_SEALED = text("Your view wasn't sealed.")
NOT_PROPOSED = text("The ruling wasn't proposed.")


@dataclass(frozen=True)
class Rating:
    """One member's view of a criterion from the pack alone; open: it can't be judged from what is kept."""

    verdict: Verdict
    why: str


@dataclass(frozen=True)
class Opinion:
    """What a member sealed: a rating of every appealed criterion, or that the simulation is to be repeated, and why."""

    member: str
    ratings: Mapping[str, Rating] = field(default_factory=dict)
    repeat: bool = False
    why: str = ""


@dataclass(frozen=True)
class Point:
    """What the ruling says of a criterion: how it stood, how it stands, and what that makes of the appeal."""

    criterion: str
    before: Verdict
    after: Verdict
    outcome: Outcome


@dataclass(frozen=True)
class Course:
    """What the members' views come to."""

    kind: RulingKind
    points: tuple[Point, ...]

    @property
    def outcome(self) -> Outcome:
        return join(each.outcome for each in self.points)


def require_opinion(opinion: Opinion, criteria: Collection[str], kind: StageKind) -> None:
    """Whether a view may be sealed: complete, each part with its reason; only a simulation can be repeated (S9)."""
    if opinion.repeat:
        if kind != "simulation":
            raise _unsealed(text("Only a simulation can be repeated."), text("Rate the criteria."))
        if not opinion.why.strip():
            raise _unsealed(text("Why it has to be repeated is missing."), text("Write it."))
        return
    missing = sorted(set(criteria) - set(opinion.ratings))
    if missing:
        raise _unsealed(text("Not rated yet: {codes}.", codes=", ".join(missing)), text("Rate every criterion."))
    unsaid = sorted(code for code, each in opinion.ratings.items() if not each.why.strip())
    if unsaid:
        raise _unsealed(text("Without a reason: {codes}.", codes=", ".join(unsaid)), text("Write the reasons."))


def find_course(
    before: Mapping[str, Verdict], opinions: Sequence[Opinion], seated: Collection[str], chair: str, rule: DecisionRule
) -> Course:
    """What follows for every appealed criterion once all who are seated have sealed. Raises Refused before that (S2).

    `before`: how each of them stands. A repeat needs the majority; then what wasn't met is open. Nothing that was met
    is taken away: an appeal never makes it worse for who appeals.
    """
    counted = [each for each in opinions if each.member in seated]
    if {each.member for each in counted} != set(seated) or len(counted) < rule.quorum:
        raise Refused(
            NOT_PROPOSED,
            text("Views sealed: {count} of {all}.", count=len(counted), all=max(len(seated), rule.quorum)),
            text("Wait for the views that are missing."),
            rule="S2",
        )
    repeat = _is_repeat(counted, chair)
    points = tuple(
        _repeated(code, stood) if repeat else _rated(code, stood, _verdict(code, counted, seated, chair, rule))
        for code, stood in before.items()
    )
    return Course("repeat" if repeat else "rerating", points)


def join(outcomes: Iterable[Outcome]) -> Outcome:
    """Of a whole appeal: upheld or dismissed where every point is, else partly; nothing to change dismisses it."""
    found: set[Outcome] = set(outcomes) or {"dismissed"}
    return found.pop() if len(found) == 1 else "partly"


def require_reasons(course: Course, reasons: Mapping[str, str], words: str) -> None:
    """Whether a proposed ruling says why, of each criterion and as a whole. Raises Refused (P2)."""
    unsaid = [each.criterion for each in course.points if not reasons.get(each.criterion, "").strip()]
    if unsaid or not words.strip():
        where = ", ".join(unsaid) or "–"
        raise Refused(
            NOT_PROPOSED, text("Reasons are missing: {codes}.", codes=where), text("Write the reasons."), rule="P2"
        )


def require_other(proposed_by: str, member: str, seated: Collection[str]) -> None:
    """Whether a member may confirm or send back a ruling: one who sits, and didn't propose it (P7)."""
    if member not in seated:
        why, remedy, rule = text("Only who decides on this appeal confirms it."), text("Ask one of them."), "S2"
    elif member == proposed_by:
        why, remedy, rule = (
            text("Whoever proposed the ruling doesn't confirm it."),
            text("Let another member confirm it."),
            "P7",
        )
    else:
        return
    raise Refused(text("The ruling wasn't confirmed."), why, remedy, rule=rule)


def require_shown_since(code: str, ruled_at: datetime, shown: Sequence[tuple[str, str, datetime]]) -> None:
    """What a ruling decided on a criterion stands, until a later verification shows something of it (S9).

    `shown`: of every record of the case its criterion, the verification that it comes from, and when. Only what a
    repeat, or another exam that had shown nothing of the case before, brings after the ruling leads to a new decision:
    what the first commission adds to its own exam doesn't. Raises Refused.
    """
    earlier = {where for _, where, at in shown if at <= ruled_at}
    if not any(about == code and at > ruled_at and where not in earlier for about, where, at in shown):
        raise Refused(
            text("The commission can't decide that."),
            text("{code} was decided by a ruling on an appeal, which stands.", code=code),
            text("Decide anew once a repeat or a later exam has shown something of it."),
            rule="S9",
        )


def _rated(code: str, before: Verdict, voted: Verdict) -> Point:
    if before != "met" and voted == "met":
        return Point(code, before, "met", "upheld")
    if before == "not_met" and voted == "open":
        return Point(code, before, "open", "partly")
    # What was open and isn't shown stays so: only the commission says of it that it isn't met (P9).
    return Point(code, before, before, "dismissed")


def _repeated(code: str, before: Verdict) -> Point:
    """It's verified once more, which leaves what was met as it is."""
    return Point(code, before, "met", "dismissed") if before == "met" else Point(code, before, "open", "partly")


def _is_repeat(opinions: Sequence[Opinion], chair: str) -> bool:
    wanted = sum(each.repeat for each in opinions)
    if 2 * wanted == len(opinions):
        return any(each.repeat for each in opinions if each.member == chair)
    return 2 * wanted > len(opinions)


def _verdict(
    code: str, opinions: Sequence[Opinion], seated: Collection[str], chair: str, rule: DecisionRule
) -> Verdict:
    """As the votes on any decision: who wanted a repeat found it impossible to judge."""
    votes = tuple(Ballot(each.member, each.ratings[code].verdict if not each.repeat else "open") for each in opinions)
    first = Proposal("", code, votes[0].verdict, None, "", votes[0].member)
    return tally(Decision(first, votes), seated, chair, rule).verdict


def _unsealed(why: Text, remedy: Text) -> Refused:
    return Refused(NOT_SEALED, why, remedy, rule="S9")
