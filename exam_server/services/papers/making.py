"""Every paper by its name: read within a transaction, set after it."""

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from exam_server.core.problems import NotFound, Refused
from exam_server.core.text import text
from exam_server.services.day_view import Who, show_day
from exam_server.services.exam import list_members
from exam_server.services.papers.attendance import print_attendance
from exam_server.services.papers.candidate_sheet import print_candidate_sheet
from exam_server.services.papers.day_cards import print_day_cards
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

    Raises NotFound for a name that there isn't, Refused for a paper of seats or of a plan before there are any.
    """
    gather = PAPERS.get(name) or DAY_PAPERS.get(name)
    if gather is None:
        raise NotFound(name)
    return gather(work, exam_id)


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


def _day_cards(kind: Who) -> Callable[[Work, UUID], Print]:
    def gather(work: Work, exam_id: UUID) -> Print:
        head, view = get_head(work, exam_id), show_day(work, exam_id)
        if not view.meetings:
            raise Refused(
                text("The paper wasn't made."),
                text("The day of the simulations isn't planned yet."),
                text("Plan it and confirm the plan first."),
            )
        return lambda reader, made_at: print_day_cards(head, view, kind, reader, made_at)

    return gather


PAPERS: Mapping[str, Callable[[Work, UUID], Print]] = MappingProxyType(
    {
        "candidate-sheet": _candidate_sheet,
        "script": _script,
        "attendance": _attendance,
        "protocol": _protocol,
    }
)
DAY_PAPERS: Mapping[str, Callable[[Work, UUID], Print]] = MappingProxyType(
    {
        "day-candidates": _day_cards("candidate"),
        "day-members": _day_cards("member"),
        "day-role-players": _day_cards("player"),
        "day-prompters": _day_cards("prompter"),
        "day-doors": _day_cards("room"),
    }
)
