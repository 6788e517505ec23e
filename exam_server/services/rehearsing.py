"""A room's rehearsal: an exam like a real one with made-up candidates, which gives no evidence and leaves no trace."""

from dataclasses import dataclass
from uuid import UUID

from exam_server.core.problems import NotFound, Refused
from exam_server.core.text import text
from exam_server.services import bank, exam, freezing, seating
from exam_server.services.exam_rows import get_row
from exam_server.services.people import make_person
from exam_server.services.qualification import list_editions
from exam_server.services.room_checks import sign_made_up_room
from exam_server.services.tokens import Keys
from exam_server.services.work import Work
from exam_server.store import rehearsals as store
from exam_server.store.tables import CaseRow, ExamRow

MOST_SEATS = 2000
DOCUMENT = "other_document"


@dataclass(frozen=True)
class Content:
    """Which edition's blueprint a rehearsal draws from."""

    edition_id: UUID
    blueprint_id: UUID


def make_rehearsal(work: Work, seats: int, like: UUID | None = None) -> UUID:
    """Plan an exam with so many made-up candidates, on the blueprint of `like` or of the latest exam with a test.

    Raises Refused for a number of seats out of bounds, while somebody sits a test, and where there's nothing to draw.
    """
    if not 1 <= seats <= MOST_SEATS:
        raise Refused(
            text("The rehearsal wasn't made."),
            text("It takes 1 to {most} seats.", most=MOST_SEATS),
            text("Choose another number of seats."),
        )
    content = _choose_content(work, like)
    work.record()
    if store.is_anybody_sitting(work.session, work.organisation_id):
        raise Refused(
            text("The rehearsal wasn't made."),
            text("Somebody sits a test at this moment, and a rehearsal would slow it down."),
            text("Rehearse when nobody sits a test."),
        )
    plan = exam.ExamPlan(content.edition_id, "Próba sali", "–", work.now, content.blueprint_id, None, {})
    exam_id = exam.make_exam(work, plan, rehearsal=True)
    row = get_row(work, exam_id)
    for number in range(1, seats + 1):
        add_bot(work, row, number)
    sign_made_up_room(work, exam_id)
    work.note("rehearsal.made", exam_id, seats=seats)
    return exam_id


def freeze_rehearsal(work: Work, keys: Keys, exam_id: UUID) -> list[str]:
    """Draw the forms, admit everybody, and give the tickets by seat: what office and desk do on the day."""
    _require_rehearsal(work, exam_id)
    cards = freezing.freeze_exam(work, keys, exam_id)
    for card in cards:
        seating.admit(work, card.sitting_id, DOCUMENT)
    return [card.ticket for card in cards]


def remove_rehearsal(work: Work, exam_id: UUID) -> None:
    """Take a rehearsal away with its candidates, forms and responses. Raises NotFound for any other exam."""
    work.record()
    _require_rehearsal(work, exam_id)
    store.remove_rehearsal(work.session, exam_id)
    work.note("rehearsal.removed", exam_id)


def _require_rehearsal(work: Work, exam_id: UUID) -> ExamRow:
    row = get_row(work, exam_id)
    if not row.rehearsal:
        raise NotFound(str(exam_id))
    return row


def _choose_content(work: Work, like: UUID | None) -> Content:
    exams = [exam.get_exam(work, like)] if like else exam.list_exams(work)
    for each in exams:
        if each.blueprint_id is not None:
            return Content(each.edition_id, each.blueprint_id)
    for edition in [] if like else list_editions(work):
        for blueprint in bank.list_blueprints(work, edition.code):
            return Content(edition.id, blueprint.id)
    raise Refused(
        text("The rehearsal wasn't made."),
        text("There is no blueprint of a test to draw from."),
        text("File a blueprint, or name an exam that has a test."),
    )


def add_bot(work: Work, row: ExamRow, number: int, name: str = "Stanowisko") -> UUID:
    """A made-up candidate with a case that no list of cases shows; gives the case's id."""
    code = f"P-{row.id.hex[-6:]}-{number}"
    case = CaseRow(
        id=work.new_id(),
        organisation_id=work.organisation_id,
        person_id=make_person(work, "Próba", f"{name} {number}"),
        edition_id=row.edition_id,
        code=code,
        rehearsal=True,
        created_at=work.now,
    )
    work.session.add(case)
    work.session.flush()
    exam.add_stages(work, row, [case.id])
    return case.id
