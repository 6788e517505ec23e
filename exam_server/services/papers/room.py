"""Who sits in the room, as its papers name them; and the facts at their heads."""

from dataclasses import dataclass
from uuid import UUID

from exam_server.core.accommodation import NONE, describe
from exam_server.core.delivery import Clock
from exam_server.core.text import Text, text
from exam_server.services.accommodations import list_accommodations
from exam_server.services.papers.reader import ExamHead, Reader, Say
from exam_server.services.work import Work
from exam_server.store import delivery as store


@dataclass(frozen=True)
class RoomSeat:
    """A seat with its candidate. `conditions`: what was agreed, without its grounds; `seconds`: the time to work."""

    seat: int
    candidate_code: str
    name: str
    document: str
    conditions: tuple[Text, ...]
    seconds: int


def list_room(work: Work, exam_id: UUID) -> list[RoomSeat]:
    """Every seat of an exam, by number. Who may see names is the caller's to check (P5)."""
    sittings = store.list_sittings(work.session, exam_id)
    agreed = list_accommodations(work, [case.id for _, case, _ in sittings])
    events = store.list_exam_events(work.session, exam_id)
    return [
        RoomSeat(
            seat=row.seat,
            candidate_code=case.code,
            name=f"{person.given_names} {person.family_name}",
            document=next((each.document for each in reversed(events.get(row.id, [])) if each.document), ""),
            conditions=describe(agreed.get(case.id, NONE)),
            seconds=int(Clock(row.base_seconds, row.factor_percent).allowance.total_seconds()),
        )
        for row, case, person in sittings
    ]


def head_facts(head: ExamHead, reader: Reader) -> tuple[tuple[str, str], ...]:
    """Exam, qualification, place, time: what every paper says first."""
    pairs = (
        (text("Exam"), head.title),
        (text("Qualification"), head.qualification),
        (text("Place"), head.place),
        (text("Date and time"), reader.show_time(head.planned_at)),
        (text("Time for the test"), f"{head.minutes}\u00a0min"),
    )
    return tuple((reader.say(label), words) for label, words in pairs)


def page_words(say: Say) -> str:
    return say(text("Page {page} of {pages}", page="{page}", pages="{pages}"))
