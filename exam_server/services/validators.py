"""Bodies that the awarding body authorises to validate, and who carries out an exam; responsibility stays (L10)."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from exam_server.core.problems import NotFound, Refused
from exam_server.core.text import text
from exam_server.core.validators import Authorisation, require_authorisation, require_authorised
from exam_server.services.exam_rows import get_row, require_state
from exam_server.services.legal_day import day_of, legal_day
from exam_server.services.qualification import get_edition, list_editions
from exam_server.services.work import Work
from exam_server.store import validator as store
from exam_server.store.tables import ExamValidatorRow, ValidatorRow


@dataclass(frozen=True)
class Validator:
    """An authorised body; `qualification`: the code of what it may validate; `holds`: today."""

    id: UUID
    qualification: str
    authorisation: Authorisation
    holds: bool


def list_validators(work: Work) -> list[Validator]:
    return [_show(work, row) for row in store.list_validators(work.session, work.organisation_id)]


def authorise(work: Work, qualification: str, given: Authorisation) -> UUID:
    """Record that a body may validate a qualification (L10). Raises Refused for impossible words or days."""
    require_authorisation(given)
    if qualification not in {each.code for each in list_editions(work)}:
        raise NotFound(qualification)
    work.record()
    row = ValidatorRow(
        id=work.new_id(),
        organisation_id=work.organisation_id,
        qualification=qualification,
        made_at=work.now,
        made_by=work.actor.account_id,
        **given.__dict__,
    )
    work.session.add(row)
    work.session.flush()
    work.note("validator.authorised", row.id, qualification=qualification)
    return row.id


def end_authorisation(work: Work, validator_id: UUID) -> None:
    """End an authorisation today, before its time; exams of later days need another body."""
    work.record()
    row = _get(work, validator_id)
    if row.ended_on is None:
        row.ended_on = legal_day(work)
        work.note("validator.ended", row.id)


def choose_validator(work: Work, exam_id: UUID, validator_id: UUID | None) -> None:
    """Say who carries out an exam; None: the awarding body itself. Raises Refused for a body that isn't authorised for
    that qualification on the exam's day (L10), and once the results are released.
    """
    work.record()
    exam = get_row(work, exam_id)
    require_state(exam, "planned", "frozen", "open", "closed")
    if validator_id is not None:
        row = _get(work, validator_id)
        if row.qualification != get_edition(work, exam.edition_id).code:
            raise Refused(
                text("The validating body wasn't changed."),
                text("{name} is authorised for another qualification.", name=row.name),
                text("Choose another body."),
                rule="L10",
            )
        require_authorised(_authorisation(row), day_of(exam.planned_at))
    made = ExamValidatorRow(
        id=work.new_id(),
        organisation_id=work.organisation_id,
        exam_id=exam_id,
        validator_id=validator_id,
        made_at=work.now,
        made_by=work.actor.account_id,
    )
    work.session.add(made)
    work.session.flush()
    work.note("exam.validator.chosen", exam_id, validator=str(validator_id) if validator_id else None)


def find_validator(work: Work, exam_id: UUID) -> Validator | None:
    """The authorised body that carries out an exam; None: the awarding body itself."""
    choice = store.find_choice(work.session, exam_id)
    if choice is None or choice.validator_id is None:
        return None
    return _show(work, work.session.get_one(ValidatorRow, choice.validator_id))


def is_authorised(work: Work, exam_id: UUID) -> bool:
    """Whether who carries out an exam is (still) authorised on its day (L10); the awarding body itself always is."""
    found = find_validator(work, exam_id)
    return found is None or found.authorisation.holds_on(day_of(get_row(work, exam_id).planned_at))


def _get(work: Work, validator_id: UUID) -> ValidatorRow:
    row = work.session.get(ValidatorRow, validator_id, with_for_update=work.recording or None)
    if row is None or row.organisation_id != work.organisation_id:
        raise NotFound(str(validator_id))
    return row


def _show(work: Work, row: ValidatorRow) -> Validator:
    given = _authorisation(row)
    return Validator(row.id, row.qualification, given, given.holds_on(legal_day(work)))


def _authorisation(row: ValidatorRow) -> Authorisation:
    return Authorisation(row.name, row.seat, row.agreement, row.valid_from, row.valid_until, row.ended_on)


def names_of_validators(work: Work, exam_ids: Sequence[UUID], body: str) -> str:
    """Who carried out these exams, in their order; the awarding body's own name where it did itself."""
    found = (find_validator(work, each) for each in dict.fromkeys(exam_ids))
    names = dict.fromkeys(each.authorisation.name if each else body for each in found)
    return "; ".join(names) or body
