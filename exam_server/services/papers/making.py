"""Every paper by its name: read within a transaction, set after it."""

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from exam_server.core.problems import NotFound, Refused
from exam_server.core.text import text
from exam_server.services.exam import list_members
from exam_server.services.papers.attendance import print_attendance
from exam_server.services.papers.candidate_sheet import print_candidate_sheet
from exam_server.services.papers.protocol import print_protocol
from exam_server.services.papers.reader import Reader, get_head
from exam_server.services.papers.room import RoomSeat, list_room
from exam_server.services.papers.script import print_script
from exam_server.services.session_record import get_session_record
from exam_server.services.work import Work
from exam_server.store import delivery as store

Print = Callable[[Reader, datetime], bytes]


def gather_paper(work: Work, exam_id: UUID, name: str) -> Print:
    """What makes the named paper of an exam, once it's told for whom and when; that is slow and takes no transaction.

    Raises NotFound for a name that isn't in `PAPERS`, Refused for a paper of seats before there are any.
    """
    if name not in PAPERS:
        raise NotFound(name)
    return PAPERS[name](work, exam_id)


def _attendance(work: Work, exam_id: UUID) -> Print:
    head, seats = get_head(work, exam_id), _seats(work, exam_id)
    return lambda reader, made_at: print_attendance(head, seats, reader, made_at)


def _candidate_sheet(work: Work, exam_id: UUID) -> Print:
    head = get_head(work, exam_id)
    return lambda reader, made_at: print_candidate_sheet(head, reader, made_at)


def _script(work: Work, exam_id: UUID) -> Print:
    head, seats = get_head(work, exam_id), _seats(work, exam_id)
    people = [member.name for member in list_members(work, exam_id) if member.role == "desk"]
    questions = len(store.list_forms(work.session, exam_id)[0].items)
    return lambda reader, made_at: print_script(head, seats, people, questions, reader, made_at)


def _protocol(work: Work, exam_id: UUID) -> Print:
    _seats(work, exam_id)
    head, record = get_head(work, exam_id), get_session_record(work, exam_id)
    return lambda reader, made_at: print_protocol(head, record, reader, made_at)


def _seats(work: Work, exam_id: UUID) -> list[RoomSeat]:
    seats = list_room(work, exam_id)
    if not seats:
        raise Refused(
            text("The paper wasn't made."), text("The exam has no seats yet."), text("Draw and freeze the forms first.")
        )
    return seats


PAPERS: Mapping[str, Callable[[Work, UUID], Print]] = MappingProxyType(
    {"candidate-sheet": _candidate_sheet, "script": _script, "attendance": _attendance, "protocol": _protocol}
)
