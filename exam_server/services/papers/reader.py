"""For whom a paper is made, what stands at the head of every paper of an exam, and the trace that printing leaves."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from exam_server.core.text import Text
from exam_server.services.exam import get_exam
from exam_server.services.qualification import get_edition
from exam_server.services.work import Work
from exam_server.store.tables import OrganisationRow

Say = Callable[[Text], str]
ShowTime = Callable[[datetime | None], str]


@dataclass(frozen=True)
class Reader:
    """The language of a paper, its words, and how its times look: with the day, to the second, to the minute."""

    language: str
    say: Say
    show_time: ShowTime
    show_clock: ShowTime
    show_hour: ShowTime


@dataclass(frozen=True)
class ExamHead:
    """What every paper of an exam says about it."""

    exam_id: UUID
    organisation: str
    qualification: str
    title: str
    place: str
    planned_at: datetime
    minutes: int
    appeal: str


def get_head(work: Work, exam_id: UUID) -> ExamHead:
    exam = get_exam(work, exam_id)
    organisation = work.session.get_one(OrganisationRow, work.organisation_id)
    qualification = get_edition(work, exam.edition_id).content
    return ExamHead(
        exam_id=exam.id,
        organisation=organisation.name,
        qualification=qualification.name,
        title=exam.title,
        place=exam.place,
        planned_at=exam.planned_at,
        minutes=exam.base_seconds // 60,
        appeal=qualification.appeal.text,
    )


def note_paper(work: Work, exam_id: UUID, kind: str, **facts: str | int | bool | None) -> None:
    """Leave in the trail which paper was made."""
    work.record()
    work.note("exam.paper.printed", exam_id, kind=kind, **facts)


def file_hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
