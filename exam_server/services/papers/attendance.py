"""The attendance list of an exam."""

from collections.abc import Sequence
from datetime import datetime

from exam_server.core.identity import DOCUMENT_WORDS
from exam_server.core.text import text
from exam_server.formats.pdf.attendance import AttendanceList, AttendanceRow, write_attendance_list
from exam_server.services.papers.reader import ExamHead, Reader
from exam_server.services.papers.room import RoomSeat, head_facts, page_words

BLANKS = (text("Present: how many"), text("Absent: seats"), text("Date and signature of the desk"))


def print_attendance(head: ExamHead, seats: Sequence[RoomSeat], reader: Reader, made_at: datetime) -> bytes:
    """The list as PDF, by seat; a document that the desk has looked at stands in it already."""
    say = reader.say
    attendance = AttendanceList(
        language=reader.language,
        title=say(text("Attendance list")),
        organisation=head.organisation,
        facts=head_facts(head, reader),
        columns=(
            say(text("Seat")),
            say(text("Candidate code")),
            say(text("Name")),
            say(text("Document (its kind, no number)")),
            say(text("Signature on arrival")),
            say(text("Signature and time on leaving")),
        ),
        rows=tuple(_row(seat, reader) for seat in seats),
        blanks=(
            say(text("Present: how many")),
            say(text("Absent: seats")),
            say(text("Date and signature of the desk")),
        ),
        foot=head.title,
        page=page_words(say),
    )
    return write_attendance_list(attendance, made_at)


def _row(seat: RoomSeat, reader: Reader) -> AttendanceRow:
    document = DOCUMENT_WORDS.get(seat.document)
    return AttendanceRow(seat.seat, seat.candidate_code, seat.name, reader.say(document) if document else "")
