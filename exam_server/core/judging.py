"""Judging what was handed in: each member alone and sealed, then together; what is accepted is evidence (S1)."""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import Literal

from exam_server.core.ballots import Ballot, Tally, cast_ballot, count_ballots, require_why
from exam_server.core.case import OpenReason, Verdict
from exam_server.core.problems import Refused
from exam_server.core.text import Text, text

Aspect = Literal["sufficient", "current", "authentic"]
State = Literal["alone", "sealed", "together", "settled"]
DifferenceReason = Literal["acceptance", "authenticity"]
ASPECTS: tuple[Aspect, ...] = ("sufficient", "current", "authentic")
NOT_TAKEN = text("The judgement wasn't taken.")
ASPECT_WORDS: Mapping[Aspect, Text] = {
    "sufficient": text("sufficient"),
    "current": text("up to date"),
    "authentic": text("authentic"),
}
DIFFERENCE_WORDS: Mapping[DifferenceReason, Text] = {
    "acceptance": text("The members differ on whether this is shown."),
    "authenticity": text("The members differ on whether a piece is authentic."),
}


@dataclass(frozen=True, order=True)
class Target:
    """A criterion, or one part of it (`part` is its id; empty: the whole), that pieces are said to show."""

    criterion: str
    part: str = ""


@dataclass(frozen=True)
class Claim:
    """One piece is said to show the target: what a member judges."""

    id: str
    target: Target


@dataclass(frozen=True)
class Finding:
    """Whether one aspect holds, and why."""

    holds: bool
    why: str


@dataclass(frozen=True)
class Judgement:
    """One member's view of one claim. `sufficient`: by itself, or together with the target's other pieces."""

    member: str
    claim: str
    sufficient: Finding
    current: Finding
    authentic: Finding

    def of(self, aspect: Aspect) -> Finding:
        return {"sufficient": self.sufficient, "current": self.current, "authentic": self.authentic}[aspect]

    @property
    def accepts(self) -> bool:
        return all(self.of(aspect).holds for aspect in ASPECTS)


@dataclass(frozen=True)
class Sheet:
    """One member's judgements, append-only: a claim's last one counts. `sealed`: the claims that their seals cover."""

    member: str
    judgements: tuple[Judgement, ...] = ()
    sealed: frozenset[str] = frozenset()

    @cached_property
    def current(self) -> Mapping[str, Judgement]:
        """Claim → the judgement that counts."""
        return {each.claim: each for each in self.judgements}

    def of(self, claims: Sequence[Claim]) -> tuple[Judgement, ...]:
        """What counts of these claims, in their order."""
        return tuple(self.current[each.id] for each in claims if each.id in self.current)


@dataclass(frozen=True)
class Settlement:
    """What the panel came to on a target, over these claims."""

    claims: frozenset[str]
    tally: Tally


def judge(sheet: Sheet, judgement: Judgement) -> Sheet:
    """Append a judgement of the sheet's own member; each aspect with its reason (P2). Refused once it's sealed."""
    if judgement.member != sheet.member:
        raise ValueError("a sheet takes only its own member's judgements")
    if judgement.claim in sheet.sealed:
        raise _refused(text("It is sealed, and final."), text("Say in the talk what should be different."))
    for aspect in ASPECTS:
        require_why(judgement.of(aspect).why, NOT_TAKEN)
    return replace(sheet, judgements=(*sheet.judgements, judgement))


def unjudged(sheet: Sheet, claims: Sequence[Claim]) -> tuple[Claim, ...]:
    """What the member still has to judge before a seal."""
    return tuple(each for each in claims if each.id not in sheet.current)


def seal(sheet: Sheet, claims: Sequence[Claim]) -> Sheet:
    """Close the member's judgements of these claims for good. Refused while one is missing (P2), or nothing is new."""
    if all(each.id in sheet.sealed for each in claims):
        raise _refused(text("Nothing is there that you haven't sealed."), text("Nothing needs to be done."))
    if missing := unjudged(sheet, claims):
        codes = ", ".join(dict.fromkeys(each.target.criterion for each in missing))
        raise _refused(
            text("Something isn't judged yet: {criteria}.", criteria=codes), text("Judge it, then seal."), "P2"
        )
    return replace(sheet, sealed=sheet.sealed | {each.id for each in claims})


def sheet_digest(sheet: Sheet, claims: Collection[str]) -> str:
    """SHA-256 (hexadecimal) over what a seal of these claims covers."""
    plain = [asdict(each) for claim, each in sorted(sheet.current.items()) if claim in claims]
    return hashlib.sha256(json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def all_sealed(sheets: Mapping[str, Sheet], panel: Collection[str], claims: Sequence[Claim]) -> bool:
    """Whether every member of the panel has sealed all of these claims; an empty panel has sealed nothing."""
    ids = {each.id for each in claims}
    return bool(panel) and all(each in sheets and ids <= sheets[each].sealed for each in panel)


def still_holds(last: Settlement, excluded: Collection[str]) -> bool:
    """Whether nobody who settled a target was excluded since (S2, S8, S10)."""
    return not last.tally.members & set(excluded)


def state_of(
    claims: Sequence[Claim],
    sheets: Mapping[str, Sheet],
    panel: Collection[str],
    last: Settlement | None = None,
    excluded: Collection[str] = (),
    *,
    recognised: bool = False,
) -> State:
    """Where a target stands: judged alone, sealed by all who agree, to be talked over, or settled.

    A piece that came later opens a settled target again, and so does the exclusion of somebody who settled it (S2).
    What was recognised earlier isn't judged any more (L9).
    """
    ids = {each.id for each in claims}
    if recognised:
        return "settled"
    if last is not None and last.claims == ids and still_holds(last, excluded):
        return "settled"
    if not all_sealed(sheets, panel, claims):
        return "alone"
    return "together" if differences(sheets, panel, claims) else "sealed"


def unsettled_claims(
    claims: Sequence[Claim], last: Settlement | None, excluded: Collection[str] = (), *, recognised: bool = False
) -> tuple[Claim, ...]:
    """The claims of a target over which no settlement holds: all of them, if somebody who settled it was excluded (S2);
    else those that came after it.
    """
    if recognised:
        return ()
    if last is None or not still_holds(last, excluded):
        return tuple(claims)
    return tuple(each for each in claims if each.id not in last.claims)


def differences(
    sheets: Mapping[str, Sheet], panel: Collection[str], claims: Sequence[Claim]
) -> tuple[DifferenceReason, ...]:
    """In what sealed judgements differ: whether the target is shown, and whether each piece is authentic."""
    found: list[DifferenceReason] = []
    if len({each.accepts for each in first_ballots(sheets, panel, claims)}) > 1:
        found.append("acceptance")
    views = {(each.claim, each.authentic.holds) for member in panel for each in sheets[member].of(claims)}
    if len(views) > len({claim for claim, _ in views}):
        found.append("authenticity")
    return tuple(found)


def first_ballots(sheets: Mapping[str, Sheet], panel: Collection[str], claims: Sequence[Claim]) -> tuple[Ballot, ...]:
    """Sealed judgements as ballots: a member accepts the target where one of its pieces holds in every aspect."""
    return tuple(_ballot(member, sheets[member].of(claims)) for member in sorted(panel))


def _ballot(member: str, judgements: Sequence[Judgement]) -> Ballot:
    accepted = [each.sufficient.why for each in judgements if each.accepts]
    lacking = [each.of(aspect).why for each in judgements for aspect in ASPECTS if not each.of(aspect).holds]
    return Ballot(member, bool(accepted), "; ".join(dict.fromkeys(accepted or lacking)))


def visible_judgements(
    sheets: Mapping[str, Sheet], claims: Sequence[Claim], state: State, viewer: str
) -> tuple[Judgement, ...]:
    """The judgements of a target's claims that a viewer may receive: only their own until every member has sealed."""
    return tuple(
        judgement
        for member, sheet in sorted(sheets.items())
        for judgement in sheet.of(claims)
        if member == viewer or (state != "alone" and judgement.claim in sheet.sealed)
    )


def may_see_settled(
    sheets: Mapping[str, Sheet], panel: Collection[str], claims: Sequence[Claim], state: State, viewer: str
) -> bool:
    """Whether a viewer may see what was settled before: who judges it anew sees nobody's view before their own seal."""
    return state != "alone" or viewer not in panel or all_sealed(sheets, {viewer}, claims)


def basis(claims: Sequence[Claim], panel: Collection[str]) -> str:
    """What a talk is about and who takes part: votes of another basis don't count in it (S2)."""
    plain = [sorted(each.id for each in claims), sorted(panel)]
    return hashlib.sha256(json.dumps(plain).encode()).hexdigest()


def vote(ballots: Sequence[Ballot], ballot: Ballot, panel: Collection[str], state: State) -> tuple[Ballot, ...]:
    """Add a member's vote on a target that is talked over: once each, with its reason (S2, P2)."""
    if state != "together":
        raise _refused(
            text("The members don't differ on it, or not all have sealed."), text("Look at where it stands now.")
        )
    return cast_ballot(ballots, ballot, panel, NOT_TAKEN)


def settle(claims: Sequence[Claim], ballots: Sequence[Ballot], chair: str, minimum: int) -> Settlement:
    """What the ballots come to over these claims. Refused with fewer than a commission has members (S2)."""
    return Settlement(frozenset(each.id for each in claims), count_ballots(ballots, chair, minimum, NOT_TAKEN))


def to_verdict(settlement: Settlement) -> tuple[Verdict, OpenReason | None]:
    """This method's evidence on the target: what wasn't accepted is too little, never a failure (P9)."""
    return ("met", None) if settlement.tally.accepted else ("open", "too_little_evidence")


def _refused(why: Text, remedy: Text, rule: str = "") -> Refused:
    return Refused(NOT_TAKEN, why, remedy, rule)
