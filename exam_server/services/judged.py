"""What members judged of a case's mappings, as core's values: claims, sheets, votes, and what was settled."""

from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, cast
from uuid import UUID

from exam_server.core.ballots import Ballot, Tally
from exam_server.core.judging import (
    Claim,
    Finding,
    Judgement,
    Settlement,
    Sheet,
    State,
    Target,
    basis,
    may_see_settled,
    state_of,
    unsettled_claims,
)
from exam_server.services.commission import list_excluded
from exam_server.services.panel import Panel, get_panel
from exam_server.services.portfolio import Mapped, list_mappings
from exam_server.services.work import Work
from exam_server.store import judging as store
from exam_server.store.case import list_cases_by_id
from exam_server.store.recognition import list_recognised, list_recognised_of
from exam_server.store.tables import CaseRow, JudgementRow, JudgementVoteRow, SettlementRow


@dataclass(frozen=True)
class Judged:
    """`mappings` by id in the order of the form; `sheets` by account, those of recused members too (S2).

    `recognised`: criteria that aren't verified again (L9).
    """

    panel: Panel
    mappings: Mapping[str, Mapped]
    sheets: Mapping[str, Sheet]
    votes: Sequence[JudgementVoteRow]
    settlements: Sequence[SettlementRow]
    recognised: Set[str]

    @cached_property
    def claims(self) -> Mapping[Target, list[Claim]]:
        """What pieces are said to show, in the order of the form."""
        found: dict[Target, list[Claim]] = {}
        for id, each in self.mappings.items():
            target = Target(each.criterion, each.part)
            found.setdefault(target, []).append(Claim(id, target))
        return found

    def targets(self) -> list[Target]:
        return list(self.claims)

    def claims_of(self, target: Target) -> list[Claim]:
        return self.claims[target]

    def state_of(self, target: Target) -> State:
        last = self.last(target)
        settlement = to_settlement(last) if last else None
        panel = self.panel
        return state_of(
            self.claims_of(target),
            self.sheets,
            panel.ids,
            settlement,
            panel.excluded,
            recognised=target.criterion in self.recognised,
        )

    def history(self, target: Target) -> list[SettlementRow]:
        """What was settled of a target, oldest first: a later one took the place of those before it."""
        return [row for row in self.settlements if Target(row.criterion, row.part) == target]

    def last(self, target: Target) -> SettlementRow | None:
        found = self.history(target)
        return found[-1] if found else None

    def basis_of(self, target: Target) -> str:
        return basis(self.claims_of(target), self.panel.ids)

    def ballots_of(self, target: Target) -> tuple[Ballot, ...]:
        """The votes of the talk as it is now."""
        now = (target, self.basis_of(target))
        return tuple(
            Ballot(str(row.account_id), row.accepts, row.why)
            for row in self.votes
            if (Target(row.criterion, row.part), row.basis) == now
        )

    def unsettled(self) -> list[Claim]:
        """What the members judge now."""
        open_targets = [target for target in self.targets() if self.state_of(target) != "settled"]
        return [each for target in open_targets for each in self.claims_of(target)]

    def waiting(self) -> list[Claim]:
        """The claims over which no settlement holds; those that were settled before an addition aren't among them."""
        found: list[Claim] = []
        for target in self.targets():
            last, recognised = self.last(target), target.criterion in self.recognised
            settlement = to_settlement(last) if last else None
            found += unsettled_claims(self.claims_of(target), settlement, self.panel.excluded, recognised=recognised)
        return found

    def may_see_settled(self, target: Target, viewer: str) -> bool:
        claims = self.claims_of(target)
        return may_see_settled(self.sheets, self.panel.ids, claims, self.state_of(target), viewer)

    def sheet_of(self, member: UUID) -> Sheet:
        return self.sheets.get(str(member), Sheet(str(member)))


def load_judged(work: Work, case: CaseRow) -> Judged:
    """Everything that was judged of a case; the caller has checked who asks."""
    return Judged(
        get_panel(work, case),
        {str(each.id): each for each in list_mappings(work, case.id)},
        _sheets(work, case.id),
        store.list_votes(work.session, case.id),
        store.list_settlements(work.session, [case.id]),
        list_recognised(work.session, case.id),
    )


def list_unsettled(work: Work, case_ids: Collection[UUID]) -> set[UUID]:
    """The stages with something that waits to be judged or settled, also anew since who settled it was excluded (S2);
    in as many queries as for one case.
    """
    excluded = list_excluded(work, list_cases_by_id(work.session, case_ids))
    settled: dict[tuple[UUID, Target], set[str]] = {}
    for row in store.list_settlements(work.session, case_ids):
        left = to_settlement(row).tally.members & set(map(str, excluded[row.case_id]))
        settled[row.case_id, Target(row.criterion, row.part)] = set() if left else set(row.mappings)
    recognised = list_recognised_of(work.session, case_ids)
    return {
        each.stage_id
        for each in store.list_handed_in(work.session, case_ids)
        if str(each.id) not in settled.get((each.case_id, Target(each.criterion, each.part)), ())
        and (each.case_id, each.criterion) not in recognised
    }


def to_settlement(row: SettlementRow) -> Settlement:
    ballots = tuple(Ballot(**each) for each in row.ballots)
    by = cast(Literal["majority", "tie_rule"], row.by_rule)
    return Settlement(frozenset(row.mappings), Tally(ballots, row.accepted, by))


def _sheets(work: Work, case_id: UUID) -> dict[str, Sheet]:
    made: dict[str, list[Judgement]] = {}
    for row in store.list_judgements(work.session, case_id):
        made.setdefault(str(row.account_id), []).append(_judgement(row))
    sealed: dict[str, set[str]] = {}
    for seal in store.list_seals(work.session, case_id):
        sealed.setdefault(str(seal.account_id), set()).update(seal.mappings)
    return {member: Sheet(member, tuple(own), frozenset(sealed.get(member, ()))) for member, own in made.items()}


def _judgement(row: JudgementRow) -> Judgement:
    return Judgement(
        str(row.account_id),
        str(row.mapping_id),
        Finding(row.is_sufficient, row.sufficient_why),
        Finding(row.is_current, row.current_why),
        Finding(row.is_authentic, row.authentic_why),
    )
