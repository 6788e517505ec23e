"""The attendance list: who was there, with which kind of document, and their signatures."""

from dataclasses import dataclass
from datetime import datetime

from exam_server.formats.pdf.typesetting import typeset


@dataclass(frozen=True)
class AttendanceRow:
    """One candidate; `document` is a kind and never a number, empty while nobody has looked at one."""

    seat: int
    code: str
    name: str
    document: str


@dataclass(frozen=True)
class AttendanceList:
    """The list in its reader's language; `page` has {page} and {pages}, `blanks` are lines to sign on."""

    language: str
    title: str
    organisation: str
    facts: tuple[tuple[str, str], ...]
    columns: tuple[str, str, str, str, str, str]
    rows: tuple[AttendanceRow, ...]
    blanks: tuple[str, ...]
    foot: str
    page: str


def write_attendance_list(attendance: AttendanceList, made_at: datetime) -> bytes:
    """The list as a tagged PDF; a row has room for a signature, and no row is cut by a page's end."""
    return typeset("attendance.typ", attendance, made_at)
