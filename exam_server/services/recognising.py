"""Recognising earlier achievements: proposed on a document of the portfolio, voted on, confirmed, and then evidence."""

from collections.abc import Sequence
from dataclasses import asdict
from uuid import UUID

from exam_server.core.ballots import Ballot
from exam_server.core.problems import NotFound, Refused
from exam_server.core.qualification import Method
from exam_server.core.recognition import (
    NOT_TAKEN,
    Basis,
    Recognition,
    confirm,
    propose,
    require_apart,
    require_basis,
    require_scope,
    vote,
)
from exam_server.core.text import text
from exam_server.formats.plain import content_hash
from exam_server.services.evidence import EvidenceEntry, record_evidence
from exam_server.services.legal_day import legal_day
from exam_server.services.panel import get_case_row, require_seated
from exam_server.services.portfolio import Piece, list_handed_in
from exam_server.services.qualification import get_edition
from exam_server.services.work import Work
from exam_server.store import recognition as store
from exam_server.store.tables import (
    CaseRow,
    DocumentRow,
    RecognitionConfirmationRow,
    RecognitionRow,
    RecognitionVoteRow,
)

METHOD: Method = "evidence_analysis"
RULE_VERSION = "1"


def propose_recognition(work: Work, case_id: UUID, code: str, basis: Basis, document_id: UUID, why: str) -> UUID:
    """Propose to recognise a set, outcome or criterion on a handed-in document. Raises Refused (L9, P2, S1, S2)."""
    work.record()
    case = get_case_row(work, case_id)
    panel, member = require_seated(work, case, "recognise")
    qualification = get_edition(work, case.edition_id).content
    criteria = require_scope(qualification, code, store.list_recognised(work.session, case_id))
    require_basis(basis, legal_day(work))
    document = _document(work, case_id, document_id)
    made = propose(str(member), why.strip(), panel.ids)
    require_apart(criteria, {each.code: each.criteria for each in _open_rows(work, case_id)})
    row = RecognitionRow(
        id=work.new_id(),
        organisation_id=work.organisation_id,
        case_id=case_id,
        code=code,
        criteria=list(criteria),
        **asdict(basis),
        document_id=document_id,
        record_hash=_record_hash(code, criteria, basis, document, why.strip()),
        proposed_by=member,
        proposed_at=work.now,
    )
    work.session.add(row)
    work.session.flush()
    _add_vote(work, row, member, made.ballots[-1])
    work.note("case.recognition.proposed", row.id, code=code, criteria=len(criteria), content=row.record_hash)
    return row.id


def vote_on_recognition(work: Work, case_id: UUID, recognition_id: UUID, accepts: bool, why: str) -> None:
    """The actor's vote on a proposal, which is final (S2, P2)."""
    work.record()
    case = get_case_row(work, case_id)
    panel, member = require_seated(work, case, "recognise")
    row = _row(work, case_id, recognition_id)
    ballot = Ballot(str(member), accepts, why.strip())
    vote(read_recognition(work, row), ballot, panel.ids)
    _add_vote(work, row, member, ballot)
    work.note("case.recognition.voted", row.id)


def confirm_recognition(work: Work, case_id: UUID, recognition_id: UUID) -> bool:
    """Let the votes hold, by another member than the proposer (P7); gives whether it's recognised.

    Then each of its criteria has evidence that it's met, whatever the plan says, and isn't verified again (L9).
    """
    work.record()
    case = get_case_row(work, case_id)
    panel, member = require_seated(work, case, "recognise")
    row = _row(work, case_id, recognition_id)
    found = confirm(read_recognition(work, row), str(member), panel.ids, str(panel.chair), panel.rule.quorum)
    known = store.list_recognised(work.session, case_id)
    work.session.add(
        RecognitionConfirmationRow(
            id=work.new_id(),
            organisation_id=work.organisation_id,
            recognition_id=row.id,
            accepted=found.accepted,
            by_rule=found.by,
            ballots=[asdict(each) for each in found.ballots],
            confirmed_by=member,
            confirmed_at=work.now,
        )
    )
    if found.accepted:
        _write_evidence(work, case, row, [code for code in row.criteria if code not in known])
    work.note("case.recognition.confirmed", row.id, code=row.code, accepted=found.accepted)
    return found.accepted


def read_recognition(work: Work, row: RecognitionRow) -> Recognition:
    """A proposal as core's value."""
    confirmed = store.list_confirmations(work.session, row.case_id).get(row.id)
    ballots = tuple(
        Ballot(str(each.account_id), each.accepts, each.why)
        for each in store.list_votes(work.session, row.case_id)
        if each.recognition_id == row.id
    )
    return Recognition(str(row.proposed_by), ballots, str(confirmed.confirmed_by) if confirmed else None)


def _write_evidence(work: Work, case: CaseRow, row: RecognitionRow, criteria: Sequence[str]) -> None:
    stage_id = work.session.get_one(DocumentRow, row.document_id).stage_id
    for code in criteria:
        entry = EvidenceEntry(code, METHOD, "recognition", row.id, row.record_hash, "met", None, RULE_VERSION)
        record_evidence(work, case.id, stage_id, entry)


def _record_hash(code: str, criteria: tuple[str, ...], basis: Basis, document: Piece, why: str) -> str:
    dates = [str(basis.issued_on), str(basis.valid_until or "")]
    named = [basis.kind, basis.name, basis.number, basis.issuer, *dates]
    return content_hash([code, list(criteria), named, str(document.id), document.content_hash, why])


def _document(work: Work, case_id: UUID, document_id: UUID) -> Piece:
    """Raises Refused for what isn't a document of the portfolio as it was handed in (P2)."""
    for each in list_handed_in(work, case_id):
        if each.id == document_id and each.kind == "document":
            return each
    raise Refused(
        NOT_TAKEN,
        text("No document of the portfolio was chosen."),
        text("Let the candidate hand it in, then choose it."),
        "P2",
    )


def _add_vote(work: Work, row: RecognitionRow, member: UUID, ballot: Ballot) -> None:
    work.session.add(
        RecognitionVoteRow(
            id=work.new_id(),
            organisation_id=work.organisation_id,
            recognition_id=row.id,
            account_id=member,
            accepts=ballot.accepts,
            why=ballot.why,
            voted_at=work.now,
        )
    )
    work.session.flush()


def _open_rows(work: Work, case_id: UUID) -> list[RecognitionRow]:
    confirmed = store.list_confirmations(work.session, case_id)
    return [row for row in store.list_recognitions(work.session, case_id) if row.id not in confirmed]


def _row(work: Work, case_id: UUID, recognition_id: UUID) -> RecognitionRow:
    row = work.session.get(RecognitionRow, recognition_id)
    if row is None or row.case_id != case_id:
        raise NotFound(str(recognition_id))
    return row
