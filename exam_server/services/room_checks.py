"""The conditions of an exam's room: filled in and signed before the start, deviations noted afterwards (S7)."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from exam_server.core.problems import NotFound
from exam_server.core.qualification import Method
from exam_server.core.room_check import (
    Condition,
    Given,
    RoomCheck,
    conditions_for,
    fill,
    lacking,
    require_deviation,
    require_signed,
    sign,
)
from exam_server.core.text import Text
from exam_server.formats.plain import content_hash
from exam_server.services.exam_rows import get_row as get_exam_row
from exam_server.services.people import Names
from exam_server.services.qualification import get_plan_revision
from exam_server.services.stations import simulates
from exam_server.services.work import Work
from exam_server.store import room_check as store
from exam_server.store.tables import ExamRow, RoomCheckRow, RoomDeviationRow


@dataclass(frozen=True)
class Found:
    """One condition with what was found of it."""

    code: str
    words: Text
    given: Given


@dataclass(frozen=True)
class Deviation:
    """What wasn't any more as it was signed; `code` and `words` of the condition that it's about, if of one."""

    code: str
    words: Text | None
    note: str
    noted_at: datetime
    noted_by: str


@dataclass(frozen=True)
class RoomCheckView:
    """`lacks`: by condition what keeps somebody from signing; `content_hash` covers what was signed."""

    found: tuple[Found, ...]
    lacks: Mapping[str, Text]
    signed_at: datetime | None
    signed_by: str
    content_hash: str
    deviations: tuple[Deviation, ...]


def show_room_check(work: Work, exam_id: UUID) -> RoomCheckView:
    """The checklist as it stands: what is signed in the words that were signed. Raises NotFound."""
    exam = get_exam_row(work, exam_id)
    row = store.find_check(work.session, exam_id)
    check, names = _check(work, exam, row), Names(work)
    found = tuple(Found(each.code, each.words, check.of(each.code)) for each in check.conditions)
    words = {each.code: each.words for each in check.conditions}
    return RoomCheckView(
        found=found,
        lacks={} if check.signed else lacking(check),
        signed_at=row.signed_at if row else None,
        signed_by=names.of(row.signed_by) if row and row.signed_at else "",
        content_hash=row.content_hash if row else "",
        deviations=tuple(
            Deviation(each.code, words.get(each.code), each.note, each.noted_at, names.of(each.noted_by))
            for each in store.list_deviations(work.session, exam_id)
        ),
    )


def is_signed(work: Work, exam_id: UUID) -> bool:
    row = store.find_check(work.session, exam_id)
    return row is not None and row.signed_at is not None


def require_room_signed(work: Work, exam: ExamRow) -> None:
    """Raises Refused where nobody has signed for the room of an exam that is to start (S7)."""
    require_signed(_check(work, exam, store.find_check(work.session, exam.id)))


def fill_room_check(work: Work, exam_id: UUID, given: Mapping[str, Given]) -> None:
    """Keep what was found so far; the newest answer of a condition stands. Raises Refused once it's signed (S7)."""
    work.record()
    exam = get_exam_row(work, exam_id)
    row = store.find_check(work.session, exam_id)
    filled = fill(_check(work, exam, row), given)
    if row is None:
        row = RoomCheckRow(id=work.new_id(), organisation_id=work.organisation_id, exam_id=exam_id, given={})
        work.session.add(row)
    row.given = {code: asdict(each) for code, each in filled.given.items()}
    row.filled_at, row.filled_by = work.now, work.actor.account_id
    work.session.flush()
    work.note("exam.room.checked", exam_id, lacking=len(lacking(filled)))


def sign_room_check(work: Work, exam_id: UUID) -> str:
    """Sign the checklist for good; gives the digest of what was signed. Raises Refused while anything lacks (S7)."""
    work.record()
    exam = get_exam_row(work, exam_id)
    row = store.find_check(work.session, exam_id)
    check = sign(_check(work, exam, row))
    if row is None:  # a plan without conditions for this day
        row = RoomCheckRow(id=work.new_id(), organisation_id=work.organisation_id, exam_id=exam_id, given={})
        row.filled_at, row.filled_by = work.now, work.actor.account_id
        work.session.add(row)
    row.signed = [
        {"code": each.code, "template": each.words.template, "values": dict(each.words.values)}
        | asdict(check.of(each.code))
        for each in check.conditions
    ]
    row.content_hash = content_hash([str(exam_id), row.signed])
    row.signed_at, row.signed_by = work.now, work.actor.account_id
    work.session.flush()
    work.note("exam.room.signed", exam_id, digest=row.content_hash)
    return row.content_hash


def sign_made_up_room(work: Work, exam_id: UUID) -> None:
    """Everything holds, and it's signed: for a demo and a rehearsal, whose room is made up."""
    check = _check(work, get_exam_row(work, exam_id), None)
    fill_room_check(work, exam_id, {each.code: Given("yes") for each in check.conditions})
    sign_room_check(work, exam_id)


def note_deviation(work: Work, exam_id: UUID, code: str, note: str) -> None:
    """Add what isn't any more as it was signed (`code`: of which condition, or empty). Raises Refused, NotFound."""
    work.record()
    exam = get_exam_row(work, exam_id)
    check = _check(work, exam, store.find_check(work.session, exam_id))
    if code and code not in {each.code for each in check.conditions}:
        raise NotFound(code)
    words = require_deviation(check, note)
    row = RoomDeviationRow(
        id=work.new_id(),
        organisation_id=work.organisation_id,
        exam_id=exam_id,
        code=code,
        note=words,
        noted_at=work.now,
        noted_by=work.actor.account_id,
    )
    work.session.add(row)
    work.session.flush()
    work.note("exam.room.deviated", row.id, code=code)


def _check(work: Work, exam: ExamRow, row: RoomCheckRow | None) -> RoomCheck:
    if row is not None and row.signed is not None:
        signed = [(_condition(each), Given(each["answer"], each["note"])) for each in row.signed]
        return RoomCheck(tuple(each for each, _ in signed), {each.code: given for each, given in signed}, signed=True)
    conditions = conditions_for(get_plan_revision(work, exam.plan_id).room, _methods(work, exam))
    given = row.given if row is not None else {}
    return RoomCheck(conditions, {code: Given(each["answer"], each["note"]) for code, each in given.items()})


def _condition(kept: Mapping[str, object]) -> Condition:
    values = kept["values"]
    return Condition(str(kept["code"]), Text(str(kept["template"]), values if isinstance(values, dict) else {}))


def _methods(work: Work, exam: ExamRow) -> tuple[Method, ...]:
    """What happens on the day: a test, simulations, or both."""
    test: tuple[Method, ...] = ("theory_test",) if exam.blueprint_id else ()
    return (*test, "conversation_with_simulation") if simulates(work, exam.id) else test
