"""What a confirmed ruling changes: evidence of its own, and a new decision wherever the commission had decided (S9)."""

from collections.abc import Sequence
from dataclasses import replace
from typing import cast
from uuid import UUID

from exam_server.core.case import OpenReason, Verdict
from exam_server.core.decision import Ballot, Decision, Proposal, confirm, propose, tally
from exam_server.core.grid import GridRow
from exam_server.core.stages import STAGE_METHODS, StageKind
from exam_server.formats.plain import content_hash
from exam_server.services.appeal_panel import AppealPanel
from exam_server.services.case import CaseView, view_whole
from exam_server.services.deciding import keep_confirmation, keep_proposal, keep_vote
from exam_server.services.decisions import Standing, list_standings
from exam_server.services.evidence import EvidenceEntry, record_all
from exam_server.services.work import Work
from exam_server.store import appeals as store
from exam_server.store.tables import AppealOpinionRow, AppealPointRow, AppealRulingRow, StageRow

RULE_VERSION = "appeal-1"


def carry_out(work: Work, panel: AppealPanel, ruling: AppealRulingRow, points: Sequence[AppealPointRow]) -> int:
    """Within `record()`: append what the ruling says to the case; gives how many criteria it changes.

    A criterion on which the commission hasn't decided gets the evidence alone: the decision stays the commission's.
    """
    changed = [each for each in points if each.outcome != "dismissed"]
    if not changed:
        return 0
    stage = work.session.get_one(StageRow, panel.row.stage_id)
    entries = [_entry(panel, ruling, stage, each) for each in changed]
    for point, evidence_id in zip(changed, record_all(work, panel.case.id, stage.id, entries), strict=True):
        point.evidence_id = evidence_id
    view, standings = view_whole(work, panel.case), list_standings(work, panel.case.id)
    opinions = store.list_opinions(work.session, panel.row.id)
    rows = {row.criterion: row for row in view.rows}
    for point in changed:
        standing = standings.get(point.criterion)
        if standing is not None and standing.holds is not None:
            votes = [_ballot(each, point.criterion) for each in opinions if str(each.account_id) in panel.ids]
            point.decision_id = _decide(work, panel, view, rows[point.criterion], standing, point, votes)
    work.session.flush()
    return len(changed)


def _entry(panel: AppealPanel, ruling: AppealRulingRow, stage: StageRow, point: AppealPointRow) -> EvidenceEntry:
    said = [point.criterion, point.before, point.after, point.reason, ruling.kind]
    return EvidenceEntry(
        criterion=point.criterion,
        method=STAGE_METHODS[cast(StageKind, stage.kind)],
        source_kind="appeal",
        source_id=panel.row.id,
        source_hash=content_hash(said),
        verdict=cast(Verdict, point.after),
        open_reason=_open_reason(ruling, point),
        rule_version=RULE_VERSION,
    )


def _open_reason(ruling: AppealRulingRow, point: AppealPointRow) -> OpenReason | None:
    if point.after != "open":
        return None
    return "not_yet_taken" if ruling.kind == "repeat" else "too_little_evidence"


def _ballot(opinion: AppealOpinionRow, criterion: str) -> Ballot:
    if opinion.repeat:
        return Ballot(str(opinion.account_id), "open", opinion.why)
    said = opinion.ratings[criterion]
    return Ballot(str(opinion.account_id), cast(Verdict, said["verdict"]), str(said["why"]))


def _decide(
    work: Work,
    panel: AppealPanel,
    view: CaseView,
    row: GridRow,
    standing: Standing,
    point: AppealPointRow,
    votes: Sequence[Ballot],
) -> UUID:
    """The panel's votes as the votes on any decision, over all evidence of the criterion, in the old one's place."""
    ruling = work.session.get_one(AppealRulingRow, point.ruling_id)
    proposal = Proposal(
        id=str(work.new_id()),
        criterion=point.criterion,
        verdict=cast(Verdict, point.after),
        open_reason=_open_reason(ruling, point),
        reason=point.reason,
        proposed_by=str(ruling.proposed_by),
        evidence=tuple(record.id for record in row.evidence),
        supersedes=str(standing.id),
    )
    # The proposer puts into words what the majority came to; their own vote is the view that they sealed.
    decision: Decision = replace(propose(proposal, row, standing.decision), votes=tuple(votes))
    member, chair = str(work.actor.account_id), str(panel.chair)
    confirm(decision, member, panel.ids, chair, panel.rule)
    decision_id = keep_proposal(work, panel.case, view, decision)
    for ballot in votes[1:]:
        keep_vote(work, decision_id, ballot)
    found = tally(decision, panel.ids, chair, panel.rule)
    keep_confirmation(work, proposal, found, panel.ids, UUID(member))
    return decision_id
