"""What an exclusion opens again: what somebody read, settled or rated who may not verify the candidate."""

from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from exam_server.core.case import OpenReason, Verdict
from exam_server.core.judging import Settlement, Target, still_holds, to_verdict
from exam_server.services.commission import list_barred_of
from exam_server.services.evidence import EvidenceEntry, record_evidence
from exam_server.services.judged import Judged, load_judged, to_settlement
from exam_server.services.judging import METHOD, RULE_VERSION
from exam_server.services.reagreeing import follow_encounters
from exam_server.services.work import Work
from exam_server.services.written import read_again
from exam_server.store import case as case_store
from exam_server.store import commission as store
from exam_server.store import judging as judging_store
from exam_server.store.tables import CaseRow, EvidenceRow

OPENED: tuple[Verdict, OpenReason] = ("open", "awaits_reading")
"""What a settlement that doesn't hold any more is evidence of: members judge it alone, and anew."""


def follow_exclusions(work: Work, case_ids: Collection[UUID]) -> int:
    """Within `record()`, after what excludes somebody from these cases or lets them in again (S2, S8, S10).

    Marks, judgements and ratings of who was never to verify the candidate are kept and count for nothing: a text is
    settled without them or waits for another reader, a criterion of a portfolio waits for the commission, ratings of a
    simulation are agreed anew. Those of who was replaced on another ground go on counting. Gives how many it touches.
    """
    touched = read_again(work, case_ids)
    settled = {row.case_id for row in judging_store.list_settlements(work.session, case_ids)}
    for case in case_store.list_cases_by_id(work.session, settled):
        touched += _follow_case(work, case)
    return touched + _follow_simulations(work, case_ids)


def follow_policies(work: Work) -> int:
    """As `follow_exclusions`, wherever an advisor has read, settled or rated something of the case that they advise.

    Whether they may is the body's decision, which begins to hold with a day (S8, P3): hence of any organisation, by
    the server's upkeep. What is concerned is looked for before the lane of writers.
    """
    found: dict[UUID, set[UUID]] = defaultdict(set)
    for organisation_id, case_id in store.list_judged_by_advisors(work.session):
        found[organisation_id].add(case_id)
    touched, own = 0, work.organisation_id
    for organisation_id, case_ids in found.items():
        work.record()
        work.organisation_id = organisation_id
        touched += follow_exclusions(work, case_ids)
    work.organisation_id = own
    return touched


def _follow_simulations(work: Work, case_ids: Collection[UUID]) -> int:
    cases = case_store.list_cases_by_id(work.session, case_ids)
    barred = list_barred_of(work, cases)
    return sum(follow_encounters(work, case, barred[case.id]) for case in cases)


def _follow_case(work: Work, case: CaseRow) -> int:
    judged = load_judged(work, case)
    rows = case_store.list_evidence(work.session, case.id)
    newest = {(row.criterion, row.part, row.source_id): row for row in rows}
    touched = 0
    for target in judged.targets():
        history = judged.history(target)
        record = newest.get((target.criterion, target.part, history[0].id)) if history else None
        touched += record is not None and _follow_target(work, judged, target, record)
    return touched


def _follow_target(work: Work, judged: Judged, target: Target, record: EvidenceRow) -> bool:
    """Bring the target's newest record in line with whether its settlement holds; False where it is."""
    row = judged.history(target)[-1]
    settlement = to_settlement(row)
    said = _said(settlement, judged.panel.excluded)
    if (record.verdict, record.open_reason) == said:
        return False
    entry = EvidenceEntry(
        criterion=target.criterion,
        method=METHOD,
        source_kind="document",
        source_id=record.source_id,
        source_hash=record.source_hash,
        verdict=said[0],
        open_reason=said[1],
        rule_version=RULE_VERSION,
        part=target.part,
    )
    record_evidence(work, record.case_id, record.stage_id, entry)
    tag = "case.judgements.reopened" if said == OPENED else "case.judgements.restored"
    work.note(tag, row.id, criterion=target.criterion)
    return True


def _said(settlement: Settlement, excluded: Collection[str]) -> tuple[Verdict, OpenReason | None]:
    return to_verdict(settlement) if still_holds(settlement, excluded) else OPENED
