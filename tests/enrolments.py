"""Windows of enrolment for tests, and people who enrol."""

from datetime import date, timedelta
from uuid import UUID

from exam_server.core.candidates import CandidateEntry
from exam_server.core.enrolment import Window
from exam_server.services.enrolling import Wishes, enrol
from exam_server.services.enrolment_windows import WindowPlan, open_window
from exam_server.services.throttling import Door
from tests.making import KEYS, OwnWork

DOOR = Door("enrolment", 5, 300, 300)
WISHES = Wishes("pl", (0,), ("breaks", "nothing"), ("sound", "nothing"))


def someone(number: int) -> CandidateEntry:
    """One of as many people as are wanted."""
    return CandidateEntry("Klara", f"Nowa-{number}", date(1990, 5, 31), f"klara{number}@example.org", "600 100 200")


def make_window(work: OwnWork, exam_id: UUID | None = None, places: int = 2, **target: object) -> UUID:
    """A window that is open now and has one condition; for an exam, or for `edition_id` and `stage_kind`."""
    begun = work.now - timedelta(hours=1)
    window = Window(begun, begun + timedelta(days=10), places, ("Mam dokument tożsamości.",))
    made = open_window(work, WindowPlan(window, exam_id=exam_id, **target))  # type: ignore[arg-type]
    work.commit()
    return made


def enrol_someone(work: OwnWork, window_id: UUID, number: int = 1, wishes: Wishes = WISHES) -> str:
    code = enrol(work, KEYS, DOOR, window_id, someone(number), wishes)
    work.commit()
    return code
