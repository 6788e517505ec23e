"""Deciding on a case criterion by criterion: proposals, votes and confirmations, each kept and none overwritten."""

from collections.abc import Iterable
from dataclasses import asdict, replace
from uuid import UUID

from exam_server.core.case import OpenReason, Verdict
from exam_server.core.decision import (
    Ballot,
    Decision,
    Proposal,
    Tally,
    confirm,
    propose,
    require_conversation,
    tally,
    vote,
)
from exam_server.core.grid import GridRow
from exam_server.core.problems import NotFound, Refused
from exam_server.core.text import text
from exam_server.services.case import CaseView, get_case
from exam_server.services.decisions import Standing, list_standings
from exam_server.services.panel import Panel, get_case_row, require_seated
from exam_server.services.ruled import require_not_ruled
from exam_server.services.work import Work
from exam_server.store import decision as store
from exam_server.store.tables import CaseRow, DecisionConfirmationRow, DecisionRow, DecisionVoteRow

RULE_VERSION = "1"
LONGEST_REASON = 4000
VERDICTS: tuple[Verdict, ...] = ("met", "not_met", "open")


def propose_decision(
    work: Work,
    case_id: UUID,
    criterion: str,
    verdict: str,
    open_reason: OpenReason | None = None,
    reason: str = "",
    supersedes: UUID | None = None,
) -> UUID:
    """Open the vote on a criterion over everything that the grid shows of it now.

    Raises Refused (S2, P2, P5, P9; S9 where a ruling on an appeal decided it).
    """
    work.record()
    case = get_case_row(work, case_id)
    _, account_id = require_seated(work, case, "decide")
    view = get_case(work, case_id)
    row = _row(view, criterion)
    before = list_standings(work, case_id).get(criterion)
    require_not_ruled(work, case, before)
    proposal = replace(
        _proposal(work, row, account_id, _verdict(verdict)),
        open_reason=open_reason,
        reason=reason.strip()[:LONGEST_REASON],
        supersedes=str(supersedes) if supersedes else None,
    )
    return keep_proposal(work, case, view, propose(proposal, row, before.decision if before else None))


def propose_shown(work: Work, case_id: UUID, outcome: str) -> int:
    """Propose met for every criterion of an outcome that the evidence shows and nobody proposed on; gives how many."""
    work.record()
    case = get_case_row(work, case_id)
    _, account_id = require_seated(work, case, "decide")
    view, standings = get_case(work, case_id), list_standings(work, case_id)
    shown = [row for row in _outcome_rows(view, outcome) if row.standing == "met" and row.criterion not in standings]
    for row in shown:
        keep_proposal(work, case, view, propose(_proposal(work, row, account_id, "met"), row, None))
    return len(shown)


def _proposal(work: Work, row: GridRow, account_id: UUID, verdict: Verdict) -> Proposal:
    """Over everything that the grid shows of the criterion now."""
    evidence = tuple(record.id for record in row.evidence)
    return Proposal(str(work.new_id()), row.criterion, verdict, None, "", str(account_id), evidence)


def give_vote(work: Work, decision_id: UUID, verdict: str, reason: str = "") -> None:
    """The actor's vote on a proposal, which is final. Refused where the evidence has changed since (S2, P2, P5)."""
    work.record()
    row = _decision_row(work, decision_id)
    case = get_case_row(work, row.case_id)
    panel, account_id = require_seated(work, case, "decide")
    ballot = Ballot(str(account_id), _verdict(verdict), reason.strip())
    _vote(work, get_case(work, case.id), panel, _standing(work, case.id, row), ballot)


def agree_with_proposals(work: Work, case_id: UUID, outcome: str) -> int:
    """Vote as proposed on every proposal of an outcome on which the actor hasn't voted; gives how many."""
    work.record()
    case = get_case_row(work, case_id)
    panel, account_id = require_seated(work, case, "decide")
    view, standings = get_case(work, case_id), list_standings(work, case_id)
    member, voted = str(account_id), 0
    for row in _outcome_rows(view, outcome):
        standing = standings.get(row.criterion)
        if standing and not standing.decision.confirmed_by and not standing.has_vote_of(member):
            _vote(work, view, panel, standing, Ballot(member, standing.decision.proposal.verdict))
            voted += 1
    return voted


def confirm_decision(work: Work, decision_id: UUID) -> None:
    """Let a decision hold: by another member than its proposer, after the quorum's votes (S2, P7, S1, S9)."""
    work.record()
    row = _decision_row(work, decision_id)
    case = get_case_row(work, row.case_id)
    panel, account_id = require_seated(work, case, "decide")
    standing = _standing(work, case.id, row)
    require_not_ruled(work, case, standing)
    _confirm(work, get_case(work, case.id), panel, standing, account_id)


def confirm_set(work: Work, case_id: UUID, number: int) -> int:
    """Confirm every decision of a set that is ready and that somebody else proposed; gives how many now hold."""
    work.record()
    case = get_case_row(work, case_id)
    panel, account_id = require_seated(work, case, "decide")
    view, standings = get_case(work, case_id), list_standings(work, case_id)
    codes = {row.criterion for each in view.sets if each.outcomes.number == number for row in _rows(each.groups)}
    ready = [
        each
        for code, each in standings.items()
        if code in codes and is_ready(each, view, panel) and each.decision.proposal.proposed_by != str(account_id)
    ]
    for standing in ready:
        require_not_ruled(work, case, standing)
        _confirm(work, view, panel, standing, account_id)
    if not ready:
        raise Refused(
            text("Nothing was confirmed."),
            text("No decision of the set has its votes and another proposer than you."),
            text("Wait for the votes, or let another member confirm."),
        )
    return len(ready)


def find_tally(standing: Standing, panel: Panel) -> Tally | None:
    """What the votes come to; None while they can't decide."""
    try:
        return tally(standing.decision, panel.ids, str(panel.chair), panel.rule)
    except Refused:
        return None


def is_ready(standing: Standing, view: CaseView, panel: Panel) -> bool:
    """Whether a proposal waits for nothing but its confirmation."""
    stale = is_stale(standing, _row(view, standing.decision.proposal.criterion))
    return not standing.decision.confirmed_by and not stale and find_tally(standing, panel) is not None


def is_stale(standing: Standing, row: GridRow) -> bool:
    """Whether the criterion's evidence is another than what was seen at the proposal."""
    return {record.id for record in row.evidence} != set(standing.decision.proposal.evidence)


def keep_proposal(work: Work, case: CaseRow, view: CaseView, decision: Decision) -> UUID:
    """Within `record()`: append a proposal with its first vote; core has allowed it."""
    proposal = decision.proposal
    row = DecisionRow(
        id=UUID(proposal.id),
        organisation_id=work.organisation_id,
        case_id=case.id,
        criterion=proposal.criterion,
        verdict=proposal.verdict,
        open_reason=proposal.open_reason,
        reason=proposal.reason,
        evidence=list(proposal.evidence),
        record_hash=view.record_hash,
        plan_id=view.plan_id,
        rule_version=RULE_VERSION,
        proposed_by=UUID(proposal.proposed_by),
        proposed_at=work.now,
        supersedes=UUID(proposal.supersedes) if proposal.supersedes else None,
    )
    work.session.add(row)
    work.session.flush()
    keep_vote(work, row.id, decision.votes[0])
    work.note("case.decision.proposed", row.id, criterion=row.criterion, verdict=row.verdict, record=row.record_hash)
    return row.id


def keep_vote(work: Work, decision_id: UUID, ballot: Ballot) -> None:
    """Within `record()`: append a vote that core has allowed."""
    work.session.add(
        DecisionVoteRow(
            id=work.new_id(),
            organisation_id=work.organisation_id,
            decision_id=decision_id,
            account_id=UUID(ballot.member),
            verdict=ballot.verdict,
            reason=ballot.reason[:LONGEST_REASON],
            voted_at=work.now,
        )
    )
    work.session.flush()


def _vote(work: Work, view: CaseView, panel: Panel, standing: Standing, ballot: Ballot) -> None:
    _require_current(view, standing)
    vote(standing.decision, ballot, panel.ids)
    keep_vote(work, standing.id, ballot)
    work.note("case.decision.voted", standing.id, verdict=ballot.verdict)


def _confirm(work: Work, view: CaseView, panel: Panel, standing: Standing, account_id: UUID) -> None:
    _require_current(view, standing)
    require_conversation(view.simulated_at, [note.noted_at for note in store.list_notes(work.session, view.id)])
    confirm(standing.decision, str(account_id), panel.ids, str(panel.chair), panel.rule)
    found = tally(standing.decision, panel.ids, str(panel.chair), panel.rule)
    keep_confirmation(work, standing.decision.proposal, found, panel.ids, account_id)


def keep_confirmation(work: Work, proposal: Proposal, found: Tally, members: Iterable[str], account_id: UUID) -> None:
    """Within `record()`: let a decision hold as core counted it; `members` sat then, `account_id` confirmed."""
    decision_id = UUID(proposal.id)
    work.session.add(
        DecisionConfirmationRow(
            id=work.new_id(),
            organisation_id=work.organisation_id,
            decision_id=decision_id,
            verdict=found.verdict,
            open_reason=found.open_reason,
            by_rule=found.by,
            dissent=[asdict(each) for each in found.dissent],
            members=sorted(members),
            confirmed_by=account_id,
            confirmed_at=work.now,
        )
    )
    work.session.flush()
    work.note("case.decision.confirmed", decision_id, criterion=proposal.criterion, verdict=found.verdict)


def _require_current(view: CaseView, standing: Standing) -> None:
    if is_stale(standing, _row(view, standing.criterion)):
        raise Refused(
            text("The commission can't decide that."),
            text("The evidence of {code} has changed.", code=standing.criterion),
            text("Look at it and propose anew."),
            rule="P2",
        )


def _verdict(given: str) -> Verdict:
    found = next((each for each in VERDICTS if each == given), None)
    if found is None:
        raise Refused(
            text("The commission can't decide that."),
            text("No verdict was chosen."),
            text("Choose one and send again."),
        )
    return found


def _decision_row(work: Work, decision_id: UUID) -> DecisionRow:
    row = work.session.get(DecisionRow, decision_id)
    if row is None or row.organisation_id != work.organisation_id:
        raise NotFound(str(decision_id))
    return row


def _standing(work: Work, case_id: UUID, row: DecisionRow) -> Standing:
    """The proposal, which has to be its criterion's newest one."""
    found = list_standings(work, case_id)[row.criterion]
    if found.id != row.id:
        raise Refused(
            text("The commission can't decide that."),
            text("The criterion was decided or proposed on meanwhile."),
            text("Look at the newer one and begin anew."),
        )
    return found


def _row(view: CaseView, criterion: str) -> GridRow:
    found = next((row for row in view.rows if row.criterion == criterion), None)
    if found is None:
        raise NotFound(criterion)
    return found


def _rows(groups: Iterable[object]) -> Iterable[GridRow]:
    return (row for group in groups for row in group.rows)  # type: ignore[attr-defined]


def _outcome_rows(view: CaseView, outcome: str) -> list[GridRow]:
    groups = [group for each in view.sets for group in each.groups if group.outcome.code == outcome]
    if not groups:
        raise NotFound(outcome)
    return list(groups[0].rows)
