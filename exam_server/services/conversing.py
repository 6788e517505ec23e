"""The conversation with the commission: what was asked about an open criterion, what was heard, and its evidence."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID

from exam_server.core.case import Verdict
from exam_server.core.plan import Plan, PlanLine
from exam_server.core.problems import NotFound, Refused
from exam_server.core.qualification import Method
from exam_server.core.text import Text, text
from exam_server.formats.plain import content_hash
from exam_server.services.case import exam_of, plan_of
from exam_server.services.evidence import EvidenceEntry, record_evidence
from exam_server.services.panel import get_case_row, require_seated
from exam_server.services.people import get_name
from exam_server.services.work import Work
from exam_server.store import case as case_store
from exam_server.store import decision as store
from exam_server.store.tables import AgendaNoteRow, StageRow

METHOD: Method = "conversation_with_simulation"
RULE_VERSION = "1"
LONGEST_NOTE = 4000
VERDICTS: tuple[Verdict, ...] = ("met", "not_met", "open")


@dataclass(frozen=True)
class Note:
    """One exchange about a criterion or its part; `counts`: nothing noted later about the same took its place."""

    id: UUID
    criterion: str
    part: str
    question: str
    heard: str
    verdict: Verdict
    noted_by: str
    noted_at: datetime
    evidence_id: UUID
    counts: bool


@dataclass(frozen=True)
class NewNote:
    """What a member types: the criterion (and part, or empty for the whole), question, what was heard, verdict."""

    criterion: str
    part: str
    question: str
    heard: str
    verdict: Verdict


def note_conversation(work: Work, case_id: UUID, note: NewNote) -> UUID:
    """Keep a note, and make it the conversation's evidence on the criterion (P2, S1); gives the record's id.

    A later note on the same criterion and part supersedes the earlier one's record; both notes stay.
    """
    work.record()
    case = get_case_row(work, case_id)
    stages = case_store.list_stages(work.session, case_id)
    if not stages:
        raise _refused(text("The case has no stage yet."), text("Plan an exam for it first."))
    stage = _stage(stages)
    _, account_id = require_seated(work, case, "converse", stage.id)
    _, plan = plan_of(work, case, exam_of(work, stages))
    _require_noteworthy(plan, note)
    plain = [note.criterion, note.part, note.question.strip(), note.heard.strip(), note.verdict, str(account_id)]
    digest, note_id = content_hash(plain), work.new_id()
    entry = EvidenceEntry(
        criterion=note.criterion,
        method=METHOD,
        source_kind="conversation",
        source_id=_first_of(work, case_id, note) or note_id,
        source_hash=digest,
        verdict=note.verdict,
        open_reason="too_little_evidence" if note.verdict == "open" else None,
        rule_version=RULE_VERSION,
        part=note.part,
    )
    evidence_id = record_evidence(work, case_id, stage.id, entry)
    work.session.add(
        AgendaNoteRow(
            id=note_id,
            organisation_id=work.organisation_id,
            case_id=case_id,
            criterion=note.criterion,
            part=note.part,
            question=note.question.strip(),
            heard=note.heard.strip(),
            verdict=note.verdict,
            content_hash=digest,
            evidence_id=evidence_id,
            noted_by=account_id,
            noted_at=work.now,
        )
    )
    work.note("case.conversation.noted", note_id, criterion=note.criterion, content=digest)
    return evidence_id


def list_notes(work: Work, case_id: UUID) -> list[Note]:
    """Every note of a case, oldest first."""
    rows = store.list_notes(work.session, case_id)
    newest = {(row.criterion, row.part): row.id for row in rows}
    return [
        Note(
            row.id,
            row.criterion,
            row.part,
            row.question,
            row.heard,
            cast(Verdict, row.verdict),
            get_name(work, row.noted_by),
            row.noted_at,
            row.evidence_id,
            newest[row.criterion, row.part] == row.id,
        )
        for row in rows
    ]


def _first_of(work: Work, case_id: UUID, note: NewNote) -> UUID | None:
    """The conversation's first note on the same: its id stands for the whole exchange as a source."""
    rows = store.list_notes(work.session, case_id)
    return next((row.id for row in rows if (row.criterion, row.part) == (note.criterion, note.part)), None)


def _stage(stages: Sequence[StageRow]) -> StageRow:
    """The stage that the conversation belongs to: of the newest exam its simulation, which it follows (S1), or test."""
    planned = [stage for stage in stages if stage.exam_id is not None]
    newest = [stage for stage in planned if stage.exam_id == planned[-1].exam_id] or stages
    simulated = [stage for stage in newest if stage.kind == "simulation"]
    return (simulated or newest)[-1]


def _require_noteworthy(plan: Plan, note: NewNote) -> None:
    line = plan.line(note.criterion)
    if line is None or note.verdict not in VERDICTS or not _knows_part(line, note.part):
        raise NotFound(note.criterion)
    if METHOD not in line.methods:
        raise _refused(
            text("The plan doesn't let a conversation show {code}.", code=note.criterion),
            text("Use the method that the agenda names."),
            "S1",
        )
    if not note.question.strip() or not note.heard.strip():
        raise _refused(
            text("The question or what was heard is missing."),
            text("Write both in a sentence: the decision will rest on them."),
            "P2",
        )
    if len(note.question) > LONGEST_NOTE or len(note.heard) > LONGEST_NOTE:
        raise _refused(
            text("A note has at most {count} characters.", count=LONGEST_NOTE),
            text("Write what matters for the criterion."),
        )


def _knows_part(line: PlanLine, part: str) -> bool:
    return not part or part in {each.id for each in line.parts}


def _refused(why: Text, remedy: Text, rule: str = "") -> Refused:
    return Refused(text("The note wasn't kept."), why, remedy, rule)
