"""What a viewer may see of the judging of a portfolio: their own judgements until all have sealed, then everybody's."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from exam_server.core.ballots import Ballot
from exam_server.core.judging import (
    DifferenceReason,
    Judgement,
    State,
    Target,
    all_sealed,
    differences,
    visible_judgements,
)
from exam_server.core.problems import NotFound, Problem
from exam_server.services.case import CaseView, get_case
from exam_server.services.judged import Judged, load_judged, to_settlement
from exam_server.services.panel import Panel, get_case_row
from exam_server.services.people import Names
from exam_server.services.portfolio import Mapped, Piece, list_handed_in
from exam_server.services.work import Work
from exam_server.store.tables import SettlementRow


@dataclass(frozen=True)
class NamedJudgement:
    """A member's judgement; a recused member's is kept and counts for nothing, a replaced member's is marked (S2)."""

    name: str
    counts: bool
    replaced: bool
    judgement: Judgement


@dataclass(frozen=True)
class NamedBallot:
    name: str
    accepts: bool
    why: str


@dataclass(frozen=True)
class ClaimView:
    """A mapping, the viewer's own judgement of it, and those that they may receive."""

    mapped: Mapped
    own: Judgement | None
    own_sealed: bool
    judgements: tuple[NamedJudgement, ...]


@dataclass(frozen=True)
class SettledView:
    """What the panel came to, and the evidence record made from it; `stands` is false while it's judged again."""

    accepted: bool
    by_rule: str
    ballots: tuple[NamedBallot, ...]
    dissent: tuple[NamedBallot, ...]
    at: datetime
    evidence_id: UUID
    stands: bool


@dataclass(frozen=True)
class TargetView:
    """A criterion or a part of it with all that was handed in for it. `voted` counts the votes of the talk."""

    target: Target
    text: str
    part_text: str
    state: State
    claims: tuple[ClaimView, ...]
    differences: tuple[DifferenceReason, ...]
    own_vote: Ballot | None
    voted: int
    is_recognised: bool
    settled: SettledView | None

    @property
    def key(self) -> str:
        """What names it within a page."""
        return f"{self.target.criterion}-{self.target.part}" if self.target.part else self.target.criterion


@dataclass(frozen=True)
class JudgingView:
    """`others`: pieces that aren't said to show anything. `to_judge` and `judged` count what the viewer has to seal;
    `sealed_by` the members who have sealed all of it.
    """

    case: CaseView
    targets: tuple[TargetView, ...]
    others: tuple[Piece, ...]
    members: tuple[str, ...]
    problems: tuple[Problem, ...]
    is_member: bool
    to_judge: int
    judged: int
    has_sealed: bool
    sealed_by: int

    @property
    def can_act(self) -> bool:
        return self.is_member and not self.problems

    @property
    def can_seal(self) -> bool:
        return self.can_act and bool(self.to_judge) and self.judged == self.to_judge and not self.has_sealed

    @property
    def agreed(self) -> int:
        return sum(each.state == "sealed" for each in self.targets)

    def find(self, target: Target) -> TargetView:
        """Raises NotFound for what nothing was handed in for."""
        for each in self.targets:
            if each.target == target:
                return each
        raise NotFound(target.criterion)

    def find_claim(self, mapping_id: UUID) -> tuple[TargetView, ClaimView]:
        """Raises NotFound for a mapping that wasn't handed in."""
        for target in self.targets:
            for claim in target.claims:
                if claim.mapped.id == mapping_id:
                    return target, claim
        raise NotFound(str(mapping_id))

    @property
    def open_claims(self) -> list[ClaimView]:
        """What the viewer judges now, in the order of the form."""
        targets = [each for each in self.targets if each.state != "settled"]
        return [claim for each in targets for claim in each.claims if not claim.own_sealed]

    def next_claim(self) -> UUID | None:
        """The first one that the viewer hasn't judged yet."""
        return next((each.mapped.id for each in self.open_claims if each.own is None), None)


def show_judging(work: Work, case_id: UUID) -> JudgingView:
    """The portfolio as it's judged. Raises NotFound for who may not see the case."""
    case, judged = get_case(work, case_id), load_judged(work, get_case_row(work, case_id))
    names, member = Names(work), work.actor.account_id
    claims = judged.unsettled()
    viewer = str(member)
    own = judged.sheets.get(viewer)
    is_member = viewer in judged.panel.ids
    return JudgingView(
        case=case,
        targets=tuple(_target(case, judged, names, each, viewer) for each in judged.targets()),
        others=_others(work, case_id, judged),
        members=tuple(judged.panel.members.values()),
        problems=judged.panel.problems,
        is_member=is_member,
        to_judge=len(claims),
        judged=len(own.of(claims)) if own else 0,
        has_sealed=is_member and all_sealed(judged.sheets, {viewer}, claims),
        sealed_by=sum(all_sealed(judged.sheets, {each}, claims) for each in judged.panel.ids),
    )


def _others(work: Work, case_id: UUID, judged: Judged) -> tuple[Piece, ...]:
    mapped = {each.piece.id for each in judged.mappings.values()}
    return tuple(each for each in list_handed_in(work, case_id) if each.id not in mapped)


def _target(case: CaseView, judged: Judged, names: Names, target: Target, viewer: str) -> TargetView:
    claims, state = judged.claims_of(target), judged.state_of(target)
    row = next((each for each in case.rows if each.criterion == target.criterion), None)
    parts = {each.part.id: each.part.text for each in row.parts} if row else {}
    seen = visible_judgements(judged.sheets, claims, state, viewer)
    ballots, last = judged.ballots_of(target), judged.last(target)
    shown = judged.may_see_settled(target, viewer)
    talked = state in ("sealed", "together")
    return TargetView(
        target=target,
        text=row.text if row else "",
        part_text=parts.get(target.part, ""),
        state=state,
        claims=tuple(_claim(judged, names, each.id, seen, viewer) for each in claims),
        differences=differences(judged.sheets, judged.panel.ids, claims) if talked else (),
        own_vote=next((each for each in ballots if each.member == viewer), None),
        voted=len(ballots),
        is_recognised=target.criterion in judged.recognised,
        settled=show_settled(names, last, state == "settled") if last and shown else None,
    )


def _claim(judged: Judged, names: Names, claim: str, seen: Sequence[Judgement], viewer: str) -> ClaimView:
    found = [each for each in seen if each.claim == claim]
    own = judged.sheets.get(viewer)
    return ClaimView(
        mapped=judged.mappings[claim],
        own=next((each for each in found if each.member == viewer), None),
        own_sealed=own is not None and claim in own.sealed,
        judgements=tuple(name_judgement(names, each, judged.panel) for each in found),
    )


def name_judgement(names: Names, judgement: Judgement, panel: Panel) -> NamedJudgement:
    member = judgement.member
    return NamedJudgement(names.of(UUID(member)), member not in panel.excluded, member in panel.replaced, judgement)


def show_settled(names: Names, row: SettlementRow, stands: bool) -> SettledView:
    tally = to_settlement(row).tally
    return SettledView(
        tally.accepted,
        tally.by,
        tuple(_ballot(names, each) for each in tally.ballots),
        tuple(_ballot(names, each) for each in tally.dissent),
        row.settled_at,
        row.evidence_id,
        stands,
    )


def _ballot(names: Names, ballot: Ballot) -> NamedBallot:
    return NamedBallot(names.of(UUID(ballot.member)), ballot.accepts, ballot.why)
