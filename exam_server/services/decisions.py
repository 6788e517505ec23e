"""Where the decisions on a case stand: each criterion's newest proposal with its votes, and the decision that holds."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID

from exam_server.core.case import OpenReason, Verdict
from exam_server.core.decision import Ballot, Decision, Proposal
from exam_server.services.work import Work
from exam_server.store import decision as store
from exam_server.store.tables import DecisionConfirmationRow, DecisionRow


@dataclass(frozen=True)
class Held:
    """A confirmed decision: what the votes came to, and over which evidence."""

    id: UUID
    criterion: str
    verdict: Verdict
    open_reason: OpenReason | None
    by_rule: str
    dissent: tuple[Ballot, ...]
    members: tuple[str, ...]
    reason: str
    evidence: tuple[str, ...]
    proposed_by: UUID
    confirmed_by: UUID
    confirmed_at: datetime
    supersedes: UUID | None


@dataclass(frozen=True)
class Standing:
    """A criterion's newest proposal, and what holds: the newest confirmed one, which may be an earlier one."""

    id: UUID
    criterion: str
    decision: Decision
    proposed_at: datetime
    holds: Held | None

    def has_vote_of(self, member: str) -> bool:
        return any(each.member == member for each in self.decision.votes)


def list_standings(work: Work, case_id: UUID) -> dict[str, Standing]:
    """By criterion; criteria that nobody proposed on aren't there."""
    confirmations = store.list_confirmations(work.session, [case_id])
    votes: dict[UUID, list[Ballot]] = {}
    for each in store.list_votes(work.session, case_id):
        votes.setdefault(each.decision_id, []).append(
            Ballot(str(each.account_id), cast(Verdict, each.verdict), each.reason)
        )
    found: dict[str, Standing] = {}
    for row in store.list_decisions(work.session, [case_id]):
        earlier = found.get(row.criterion)
        confirmed = confirmations.get(row.id)
        decision = Decision(
            _proposal(row), tuple(votes.get(row.id, ())), str(confirmed.confirmed_by) if confirmed else None
        )
        holds = _held(row, confirmed) if confirmed else (earlier.holds if earlier else None)
        found[row.criterion] = Standing(row.id, row.criterion, decision, row.proposed_at, holds)
    return found


def list_held(work: Work, case_ids: Collection[UUID], until: datetime | None = None) -> dict[UUID, dict[str, Held]]:
    """By case and criterion the decisions that hold; of those confirmed after `until` none counts."""
    confirmations = store.list_confirmations(work.session, case_ids)
    found: dict[UUID, dict[str, Held]] = {}
    for row in store.list_decisions(work.session, case_ids) if confirmations else ():
        confirmed = confirmations.get(row.id)
        if confirmed is not None and (until is None or confirmed.confirmed_at <= until):
            found.setdefault(row.case_id, {})[row.criterion] = _held(row, confirmed)
    return found


def list_history(work: Work, case_id: UUID) -> list[Held]:
    """Every decision that ever held, oldest first: a later one names the one before it."""
    confirmations = store.list_confirmations(work.session, [case_id])
    rows: Sequence[DecisionRow] = store.list_decisions(work.session, [case_id])
    return [_held(row, confirmations[row.id]) for row in rows if row.id in confirmations]


def list_grounds(work: Work, case_id: UUID, held: Iterable[Held]) -> dict[str, tuple[str, ...]]:
    """By criterion why these decisions came out so: the reasons of the members who voted for it, without names."""
    decided = {each.id: each for each in held}
    found: dict[str, dict[str, None]] = {}
    for row in store.list_votes(work.session, case_id):
        each = decided.get(row.decision_id)
        if each and row.verdict == each.verdict and str(row.account_id) in each.members and row.reason.strip():
            found.setdefault(each.criterion, {})[row.reason.strip()] = None
    return {criterion: tuple(reasons) for criterion, reasons in found.items()}


def verdicts_of(held: Mapping[str, Held]) -> dict[str, Verdict]:
    return {criterion: each.verdict for criterion, each in held.items()}


def _proposal(row: DecisionRow) -> Proposal:
    return Proposal(
        id=str(row.id),
        criterion=row.criterion,
        verdict=cast(Verdict, row.verdict),
        open_reason=cast(OpenReason | None, row.open_reason),
        reason=row.reason,
        proposed_by=str(row.proposed_by),
        evidence=tuple(row.evidence),
        supersedes=str(row.supersedes) if row.supersedes else None,
    )


def _held(row: DecisionRow, confirmed: DecisionConfirmationRow) -> Held:
    return Held(
        id=row.id,
        criterion=row.criterion,
        verdict=cast(Verdict, confirmed.verdict),
        open_reason=cast(OpenReason | None, confirmed.open_reason),
        by_rule=confirmed.by_rule,
        dissent=tuple(Ballot(**each) for each in confirmed.dissent),
        members=tuple(confirmed.members),
        reason=row.reason,
        evidence=tuple(row.evidence),
        proposed_by=row.proposed_by,
        confirmed_by=confirmed.confirmed_by,
        confirmed_at=confirmed.confirmed_at,
        supersedes=row.supersedes,
    )
