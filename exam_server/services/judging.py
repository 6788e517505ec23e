"""Members judge what a candidate handed in: alone, sealed, then together; what they settle becomes evidence."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from uuid import UUID

from exam_server.core.ballots import Ballot
from exam_server.core.judging import (
    ASPECTS,
    Aspect,
    Finding,
    Judgement,
    Target,
    first_ballots,
    judge,
    seal,
    settle,
    sheet_digest,
    to_verdict,
    vote,
)
from exam_server.core.problems import NotFound, Refused
from exam_server.core.qualification import Method
from exam_server.core.text import text
from exam_server.formats.plain import content_hash
from exam_server.services.evidence import EvidenceEntry, record_evidence
from exam_server.services.judged import Judged, load_judged
from exam_server.services.panel import get_case_row, require_seated
from exam_server.services.work import Work
from exam_server.store.tables import CaseRow, JudgementRow, JudgementSealRow, JudgementVoteRow, SettlementRow

METHOD: Method = "evidence_analysis"
RULE_VERSION = "1"


def judge_mapping(work: Work, case_id: UUID, mapping_id: UUID, given: Mapping[Aspect, Finding]) -> None:
    """The actor's own judgement of a handed-in mapping; the newest counts until their seal. Raises Refused (S2, P2)."""
    case, judged, member = _begin(work, case_id)
    if str(mapping_id) not in judged.mappings:
        raise NotFound(str(mapping_id))
    findings = {aspect: Finding(given[aspect].holds, given[aspect].why.strip()) for aspect in ASPECTS}
    judge(judged.sheet_of(member), Judgement(str(member), str(mapping_id), **findings))
    work.session.add(
        JudgementRow(
            id=work.new_id(),
            organisation_id=work.organisation_id,
            case_id=case.id,
            mapping_id=mapping_id,
            account_id=member,
            judged_at=work.now,
            **{f"is_{aspect}": each.holds for aspect, each in findings.items()},
            **{f"{aspect}_why": each.why for aspect, each in findings.items()},
        )
    )


def seal_judgements(work: Work, case_id: UUID) -> str:
    """Close the actor's judgements of all that isn't settled; gives the digest of what the seal covers (P2)."""
    case, judged, member = _begin(work, case_id)
    before = judged.sheet_of(member)
    sealed = seal(before, judged.unsettled())
    new = sorted(sealed.sealed - before.sealed)
    digest = sheet_digest(sealed, new)
    work.session.add(
        JudgementSealRow(
            id=work.new_id(),
            organisation_id=work.organisation_id,
            case_id=case.id,
            account_id=member,
            mappings=new,
            sheet_hash=digest,
            sealed_at=work.now,
        )
    )
    work.note("case.judgements.sealed", case.id, digest=digest, mappings=len(new))
    return digest


def vote_together(work: Work, case_id: UUID, target: Target, accepts: bool, why: str) -> None:
    """The actor's vote on what the members differ on; it's final. The last one settles it (S2, P2)."""
    case, judged, member = _begin(work, case_id)
    if target not in judged.targets():
        raise NotFound(target.criterion)
    ballot = Ballot(str(member), accepts, why.strip())
    ballots = vote(judged.ballots_of(target), ballot, judged.panel.ids, judged.state_of(target))
    row = JudgementVoteRow(
        id=work.new_id(),
        organisation_id=work.organisation_id,
        case_id=case.id,
        criterion=target.criterion,
        part=target.part,
        basis=judged.basis_of(target),
        account_id=member,
        accepts=accepts,
        why=ballot.why,
        voted_at=work.now,
    )
    work.session.add(row)
    work.session.flush()
    work.note("case.judgements.voted", row.id, criterion=target.criterion, part=target.part)
    if {each.member for each in ballots} >= judged.panel.ids:
        _settle(work, case, judged, target, ballots)


def settle_agreed(work: Work, case_id: UUID) -> int:
    """Make evidence of everything on which all members agree by themselves; gives of how many targets."""
    case, judged, _ = _begin(work, case_id)
    agreed = [target for target in judged.targets() if judged.state_of(target) == "sealed"]
    if not agreed:
        raise Refused(
            text("Nothing was settled."),
            text("There is nothing that all have sealed and agree on."),
            text("Wait for the seals that are missing, or vote on what you differ on."),
        )
    for target in agreed:
        ballots = first_ballots(judged.sheets, judged.panel.ids, judged.claims_of(target))
        _settle(work, case, judged, target, ballots)
    return len(agreed)


def _begin(work: Work, case_id: UUID) -> tuple[CaseRow, Judged, UUID]:
    """Within `record()` from here on: the case is locked, and the actor sits in its legal commission (S2)."""
    work.record()
    case = get_case_row(work, case_id)
    _, member = require_seated(work, case, "judge")
    return case, load_judged(work, case), member


def _settle(work: Work, case: CaseRow, judged: Judged, target: Target, ballots: Sequence[Ballot]) -> None:
    claims, panel = judged.claims_of(target), judged.panel
    found = settle(claims, ballots, str(panel.chair), panel.rule.quorum)
    verdict, reason = to_verdict(found)
    history, settlement_id = judged.history(target), work.new_id()
    entry = EvidenceEntry(
        criterion=target.criterion,
        method=METHOD,
        source_kind="document",
        # The first settlement's id stands for all that is settled of the target, so that later records supersede.
        source_id=history[0].id if history else settlement_id,
        source_hash=_record_hash(judged, target, found.tally.ballots),
        verdict=verdict,
        open_reason=reason,
        rule_version=RULE_VERSION,
        part=target.part,
    )
    newest = judged.mappings[claims[-1].id]
    evidence_id = record_evidence(work, case.id, newest.stage_id, entry)
    work.session.add(
        SettlementRow(
            id=settlement_id,
            organisation_id=work.organisation_id,
            case_id=case.id,
            criterion=target.criterion,
            part=target.part,
            mappings=[each.id for each in claims],
            ballots=[asdict(each) for each in found.tally.ballots],
            accepted=found.tally.accepted,
            by_rule=found.tally.by,
            evidence_id=evidence_id,
            settled_at=work.now,
        )
    )
    work.session.flush()
    work.note("case.judgements.settled", settlement_id, criterion=target.criterion, accepted=found.tally.accepted)


def _record_hash(judged: Judged, target: Target, ballots: Sequence[Ballot]) -> str:
    """What the evidence points at: the pieces, what they're said to show and how, every judgement, and the votes."""
    claims = judged.claims_of(target)
    mapped = [judged.mappings[each.id] for each in claims]
    pieces = [[str(each.id), each.piece.content_hash, each.criterion, each.part, each.why] for each in mapped]
    members = sorted(judged.panel.ids)
    judgements = [asdict(each) for member in members for each in judged.sheets[member].of(claims)]
    return content_hash([pieces, judgements, [asdict(each) for each in ballots]])
