"""A rehearsal's exam on the server, for as long as bots need it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from exam_server.cli.rehearsal.staff import Staff

EXAMS = "/office/exams"


@dataclass(frozen=True)
class Made:
    """A frozen exam whose made-up candidates are all admitted: its id, and their tickets by seat."""

    exam: str
    tickets: tuple[str, ...]


@asynccontextmanager
async def made_exam(staff: Staff, seats: int, like: str) -> AsyncIterator[Made]:
    """Make it, and take it away at the end whatever came. Raises Refused (with the server's own words), Broken."""
    made = await staff.send_json(EXAMS, "/office/rehearsals", {"seats": seats, "exam": like or None})
    try:
        yield Made(made["exam"], tuple(made["tickets"]))
    finally:
        await staff.act(EXAMS, f"{EXAMS}/{made['exam']}/removal")
