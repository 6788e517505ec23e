"""The office's queue of who enrolled by themselves: each is confirmed into a case and its stage, or declined."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID

from exam_server.core.candidates import CandidateEntry
from exam_server.core.conditions import require_conditions
from exam_server.core.consents import ConsentKind
from exam_server.core.enrolment import LONGEST_REASON, Need, Verdict
from exam_server.core.problems import NotFound, Refused
from exam_server.core.stages import StageKind
from exam_server.core.text import text
from exam_server.services.candidate_file import check_case_conditions, keep_consents, note_preceding
from exam_server.services.case_files import file_people, open_cases_of
from exam_server.services.enrolling import decide, require_waiting
from exam_server.services.enrolment_windows import get_window_row
from exam_server.services.exam import add_cases
from exam_server.services.notices import queue_for_enrolment, queue_notice
from exam_server.services.people import Names
from exam_server.services.stages import open_stage
from exam_server.services.work import Work
from exam_server.store import enrolment as store
from exam_server.store.tables import EnrolmentRow, EnrolmentWindowRow, PersonRow


@dataclass(frozen=True)
class Enrolled:
    """One entry of the queue. `verdict` None: it waits; `case_id`: of who was confirmed; `by_account`: known."""

    id: UUID
    code: str
    entry: CandidateEntry
    by_account: bool
    language: str
    needs: tuple[Need, ...]
    consents: tuple[ConsentKind, ...]
    made_at: datetime
    verdict: Verdict | None
    reason: str
    case_id: UUID | None
    decided_at: datetime | None
    decided_by: str


def list_queue(work: Work, window_id: UUID) -> list[Enrolled]:
    """Everybody who enrolled within a window: who waits first, each in the order of enrolling."""
    names = Names(work)
    entries = store.list_entries(work.session, get_window_row(work, window_id).id)
    shown = [
        Enrolled(
            id=row.id,
            code=row.code,
            entry=entry_of(work, row),
            by_account=row.person_id is not None,
            language=row.language,
            needs=tuple(cast(Need, each) for each in row.needs),
            consents=tuple(cast(ConsentKind, each) for each in row.consents),
            made_at=row.made_at,
            verdict=cast(Verdict, end.verdict) if end else None,
            reason=end.reason if end else "",
            case_id=end.case_id if end else None,
            decided_at=end.decided_at if end else None,
            decided_by=names.of(end.decided_by) if end else "",
        )
        for row, end in entries
    ]
    return sorted(shown, key=lambda each: each.verdict is not None)


def entry_of(work: Work, row: EnrolmentRow) -> CandidateEntry:
    """Who enrolled: what they typed, or their account's person as filed now."""
    data = work.session.get_one(PersonRow, row.person_id) if row.person_id else row
    return CandidateEntry(data.given_names, data.family_name, data.born_on, data.email, data.phone)


def confirm_enrolment(work: Work, enrolment_id: UUID, document_seen: bool = False) -> UUID:
    """Make who enrolled a candidate: a case, and the stages of the exam or the one that they enrolled for; gives the
    case. `document_seen`: the office saw the document of the preceding qualification (S13).

    Raises Refused where somebody has decided, where the address is another person's, where a condition stands against
    them (S13), and where the exam takes nobody any more.
    """
    work.record()
    row, window = _get(work, enrolment_id)
    entry = entry_of(work, row)
    person_id = row.person_id or file_people(work, [entry])[0]
    case_id = open_cases_of(work, window.edition_id, [person_id])[0].id
    if document_seen:
        note_preceding(work, case_id, shown=True)
    require_conditions(check_case_conditions(work, case_id))
    if window.exam_id is not None:
        add_cases(work, window.exam_id, [case_id])
    else:
        open_stage(work, case_id, cast(StageKind, window.stage_kind), window.planned_on, window.place)
    keep_consents(work, case_id, row.consents, row.made_at)
    _keep_language(work, person_id, row.language)
    decide(work, row, "confirmed", case_id=case_id)
    queue_notice(work, "enrolment_confirmed", case_id)
    return case_id


def decline_enrolment(work: Work, enrolment_id: UUID, reason: str) -> None:
    """Decline who waits, which frees their place. Raises Refused without a reason, and where somebody has decided."""
    reason = reason.strip()
    if not reason or len(reason) > LONGEST_REASON:
        raise Refused(
            text("Nobody was declined."),
            text("It needs a reason, of {limit} characters at most.", limit=LONGEST_REASON),
            text("Write what you'll tell the person."),
            rule="P3",
        )
    work.record()
    row, _ = _get(work, enrolment_id)
    decide(work, row, "declined", reason)
    queue_for_enrolment(work, "enrolment_declined", row.id)


def _keep_language(work: Work, person_id: UUID, language: str) -> None:
    """Whoever hasn't chosen by themselves in which language they're written to said so when they enrolled."""
    person = work.session.get_one(PersonRow, person_id)
    person.language = person.language or language


def _get(work: Work, enrolment_id: UUID) -> tuple[EnrolmentRow, EnrolmentWindowRow]:
    """Both rows, locked, the entry still waiting; the window first, as those who enrol take them."""
    found = work.session.get(EnrolmentRow, enrolment_id)
    if found is None or found.organisation_id != work.organisation_id:
        raise NotFound(str(enrolment_id))
    window = get_window_row(work, found.window_id)
    row = work.session.get_one(EnrolmentRow, enrolment_id, with_for_update=True)
    require_waiting(work, row)
    return row, window
