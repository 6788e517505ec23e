"""Corrections of a candidate's data by the office: who they are with a reason, how to reach them without one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from exam_server.core.candidates import CandidateEntry, find_changes, require_correction
from exam_server.core.enrolment import require_birth
from exam_server.core.problems import Refused
from exam_server.core.text import text
from exam_server.services.case_rows import get_row
from exam_server.services.excluding import follow_exclusions
from exam_server.services.legal_day import legal_day
from exam_server.services.people import Names
from exam_server.services.work import Work
from exam_server.store import case as case_store
from exam_server.store import people as store
from exam_server.store.credentials import list_same_people
from exam_server.store.tables import PersonCorrectionRow, PersonRow


@dataclass(frozen=True)
class Correction:
    """What stood there before, by field, and why it was changed."""

    before: Mapping[str, str]
    reason: str
    made_at: datetime
    made_by: str


def get_person_data(work: Work, case_id: UUID) -> CandidateEntry:
    """The data of a case's person as they're filed."""
    return _entry(work.session.get_one(PersonRow, get_row(work, case_id).person_id))


def list_corrections(work: Work, case_id: UUID) -> list[Correction]:
    """What was corrected, the newest first."""
    names = Names(work)
    rows = store.list_corrections(work.session, get_row(work, case_id).person_id)
    return [Correction(row.before, row.reason, row.made_at, names.of(row.made_by)) for row in reversed(rows)]


def correct_person(work: Work, case_id: UUID, data: CandidateEntry, reason: str) -> bool:
    """Correct the data of a case's person; False where nothing is different. What stood there before is kept.

    Raises Refused for another name or date of birth without a reason, and for an address that is somebody else's.
    Protocols that were made keep the name that they were made with; a log-in stays as it is.
    """
    reason = reason.strip()
    work.record()
    row = work.session.get_one(PersonRow, get_row(work, case_id).person_id, with_for_update=True)
    changes = find_changes(_entry(row), data)
    if not changes:
        return False
    require_correction(changes, data, reason)
    if data.born_on is not None:
        require_birth(data.born_on, legal_day(work))
    _require_own_address(work, row, data.email)
    kept = PersonCorrectionRow(
        id=work.new_id(),
        organisation_id=row.organisation_id,
        person_id=row.id,
        before={name: _words(value) for name, value in changes.items()},
        reason=reason,
        made_at=work.now,
        made_by=work.actor.account_id,
    )
    work.session.add(kept)
    before = list_same_people(work.session, [row.id])
    for name in changes:
        setattr(row, name, getattr(data, name))
    work.session.flush()
    work.note("people.person.corrected", row.id, fields=",".join(sorted(changes)), case=str(case_id))
    # Who is the same person by name and date of birth was trained by the same people (S10).
    same = before | list_same_people(work.session, [row.id])
    follow_exclusions(work, case_store.list_case_ids(work.session, same))
    return True


def _entry(row: PersonRow) -> CandidateEntry:
    return CandidateEntry(row.given_names, row.family_name, row.born_on, row.email, row.phone)


def _words(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value or "")


def _require_own_address(work: Work, row: PersonRow, email: str) -> None:
    others = case_store.list_people_at(work.session, row.organisation_id, {email} - {""})
    if any(other.id != row.id for other in others):
        raise Refused(
            text("The data weren't changed."),
            text("Somebody else has this e-mail address."),
            text("Give another address, or none."),
        )
