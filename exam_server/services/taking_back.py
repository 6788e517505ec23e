"""Taking back a recognition: asked for by one member, confirmed by another; its evidence is superseded (L9)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from exam_server.core.problems import NotFound
from exam_server.core.taking_back import TakingBack, ask_back, confirm_back, find_undermined
from exam_server.formats.plain import content_hash
from exam_server.services.decisions import list_held
from exam_server.services.evidence import EvidenceEntry, record_evidence
from exam_server.services.panel import get_case_row, require_seated
from exam_server.services.recognising import METHOD, RULE_VERSION
from exam_server.services.work import Work
from exam_server.store import case as case_store
from exam_server.store import recognition as store
from exam_server.store.tables import CaseRow, DocumentRow, RecognitionRow, RecognitionWithdrawalRow

ASKED, CONFIRMED = "asked", "confirmed"


@dataclass(frozen=True)
class KeptBack:
    """What was done to take a recognition back: who asked when and why, and who confirmed it when."""

    asked_by: UUID
    asked_at: datetime
    reason: str
    confirmed_by: UUID | None
    confirmed_at: datetime | None

    @property
    def value(self) -> TakingBack:
        return TakingBack(str(self.asked_by), self.reason, str(self.confirmed_by) if self.confirmed_by else None)


def ask_to_take_back(work: Work, case_id: UUID, recognition_id: UUID, reason: str) -> None:
    """Say why a recognition turned out wrong; it holds until another member confirms. Raises Refused (L9, S2, P2)."""
    work.record()
    case = get_case_row(work, case_id)
    panel, member = require_seated(work, case, "take_back")
    row, before = _find(work, case_id, recognition_id)
    confirmed = store.list_confirmations(work.session, case_id).get(row.id)
    recognised = confirmed is not None and confirmed.accepted
    ask_back(recognised, before.value if before else None, str(member), reason.strip(), panel.ids)
    _add(work, row, ASKED, member, reason.strip())


def confirm_taking_back(work: Work, case_id: UUID, recognition_id: UUID) -> tuple[str, ...]:
    """Take a recognition back, by another member than the one who asked (P7); gives the criteria whose decisions rest
    on it.

    Each of its criteria gets a record that supersedes the recognition's, and is verified as the plan says (L9).
    """
    work.record()
    case = get_case_row(work, case_id)
    panel, member = require_seated(work, case, "take_back")
    row, asked = _find(work, case_id, recognition_id)
    confirm_back(asked.value if asked else None, str(member), panel.ids)
    _add(work, row, CONFIRMED, member, "")
    _supersede(work, case, row, asked.reason if asked else "")
    return list_undermined(work, case_id)


def list_kept_back(work: Work, case_id: UUID) -> dict[UUID, KeptBack]:
    """By recognition what was done to take it back."""
    found: dict[UUID, KeptBack] = {}
    for row in store.list_steps_back(work.session, case_id):
        if row.step == ASKED:
            found[row.recognition_id] = KeptBack(row.made_by, row.made_at, row.reason, None, None)
        else:
            asked = found[row.recognition_id]
            found[row.recognition_id] = KeptBack(asked.asked_by, asked.asked_at, asked.reason, row.made_by, row.made_at)
    return found


def list_undermined(work: Work, case_id: UUID) -> tuple[str, ...]:
    """The criteria whose decisions, as they hold, rest on a recognition that was taken back (P2)."""
    gone = {id for id, each in list_kept_back(work, case_id).items() if each.confirmed_by is not None}
    if not gone:
        return ()
    records = [row for row in case_store.list_evidence(work.session, case_id) if row.source_id in gone]
    taken_back = {str(row.id) for row in records if row.source_kind == "recognition" and row.verdict == "met"}
    held = list_held(work, [case_id]).get(case_id, {})
    return find_undermined({code: each.evidence for code, each in held.items()}, taken_back)


def _find(work: Work, case_id: UUID, recognition_id: UUID) -> tuple[RecognitionRow, KeptBack | None]:
    row = work.session.get(RecognitionRow, recognition_id)
    if row is None or row.case_id != case_id:
        raise NotFound(str(recognition_id))
    return row, list_kept_back(work, case_id).get(recognition_id)


def _add(work: Work, row: RecognitionRow, step: str, member: UUID, reason: str) -> None:
    made = RecognitionWithdrawalRow(
        id=work.new_id(),
        organisation_id=work.organisation_id,
        recognition_id=row.id,
        step=step,
        reason=reason,
        made_by=member,
        made_at=work.now,
    )
    work.session.add(made)
    work.session.flush()
    tag = "case.recognition.taken_back" if step == CONFIRMED else "case.recognition.back_asked"
    work.note(tag, row.id, code=row.code)


def _supersede(work: Work, case: CaseRow, row: RecognitionRow, reason: str) -> None:
    stage_id = work.session.get_one(DocumentRow, row.document_id).stage_id
    digest = content_hash([row.record_hash, reason])
    for code in row.criteria:
        entry = EvidenceEntry(code, METHOD, "recognition", row.id, digest, "open", "not_yet_taken", RULE_VERSION)
        record_evidence(work, case.id, stage_id, entry)
