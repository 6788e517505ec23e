"""Trainings that the body held: who ran them, and who took part (S10)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from exam_server.core.candidates import CandidateEntry
from exam_server.core.problems import NotFound, Refused
from exam_server.core.text import text
from exam_server.services.case_files import file_people
from exam_server.services.credentials import get_person_id
from exam_server.services.enrolment import Enrolment
from exam_server.services.excluding import follow_exclusions
from exam_server.services.legal_day import legal_day
from exam_server.services.reading_apart import read_candidates_apart
from exam_server.services.work import Work
from exam_server.store import case as case_store
from exam_server.store import credentials as store
from exam_server.store.tables import TrainingPartRow, TrainingRow


@dataclass(frozen=True)
class Part:
    """Somebody in a training; `declared_on`: the day on which they said so themselves."""

    id: UUID
    name: str
    part: str
    declared_on: date | None


@dataclass(frozen=True)
class Training:
    """`participants`: how many took part; `parts` only where one training is asked for, trainers first."""

    id: UUID
    title: str
    first_on: date
    last_on: date
    participants: int
    parts: tuple[Part, ...] = ()


def list_trainings(work: Work) -> list[Training]:
    """All trainings, the latest first."""
    return [_training(row, count) for row, count in store.list_trainings(work.session, work.organisation_id)]


def get_training(work: Work, training_id: UUID) -> Training:
    row = _row(work, training_id)
    parts = tuple(
        Part(part.id, f"{person.given_names} {person.family_name}", part.part, part.declared_on)
        for part, person in store.list_parts(work.session, row.id)
    )
    return _training(row, sum(each.part == "participant" for each in parts), parts)


def make_training(work: Work, title: str, first_on: date, last_on: date, trainers: Sequence[UUID]) -> UUID:
    """Record a training with the accounts of those who ran it. Raises Refused for bad dates or nobody who ran it."""
    if not title.strip() or len(title) > 200 or last_on < first_on or not trainers:
        raise Refused(
            text("The training wasn't saved."),
            text("It needs a title, days in their order, and somebody who ran it."),
            text("Complete the form."),
        )
    people = [get_person_id(work, each) for each in dict.fromkeys(trainers)]
    work.record()
    row = TrainingRow(
        id=work.new_id(),
        organisation_id=work.organisation_id,
        title=title.strip(),
        first_on=first_on,
        last_on=last_on,
        recorded_at=work.now,
        recorded_by=work.actor.account_id,
    )
    work.session.add(row)
    work.session.flush()
    _add_parts(work, row.id, people, "trainer")
    work.note("people.training.recorded", row.id, trainers=len(people))
    return row.id


def add_participants(work: Work, training_id: UUID, entries: Sequence[CandidateEntry]) -> int:
    """Add who took part; who has the e-mail address of somebody known is that person. Gives how many are new.

    What a trainer had read or settled of theirs before is opened again (S10).
    """
    work.record()
    _row(work, training_id)
    people = file_people(work, entries)
    known = {row.person_id for row, _ in store.list_parts(work.session, training_id) if row.part == "participant"}
    new = [each for each in dict.fromkeys(people) if each not in known]
    _add_parts(work, training_id, new, "participant")
    work.note("people.training.participants_added", training_id, count=len(new))
    follow_exclusions(work, case_store.list_case_ids(work.session, store.list_same_people(work.session, new)))
    return len(new)


def add_participants_from_csv(work: Work, training_id: UUID, content: bytes) -> Enrolment:
    """Read a list like one of candidates and add who took part, all or nobody."""
    entries, problems = read_candidates_apart(content)
    read = Enrolment(problems=problems)
    if not read.is_filed:
        return read
    added = add_participants(work, training_id, entries)
    return Enrolment(added, len(entries) - added, problems)


def note_declaration(work: Work, training_id: UUID, part_id: UUID) -> None:
    """Somebody declared today that they ran this training or took part in it; declarations of both sides are kept."""
    work.record()
    row = work.session.get(TrainingPartRow, part_id)
    if row is None or row.training_id != _row(work, training_id).id:
        raise NotFound(str(part_id))
    row.declared_on = row.declared_on or legal_day(work)
    work.note("people.training.declared", part_id)


def _add_parts(work: Work, training_id: UUID, people: Sequence[UUID], part: str) -> None:
    for person_id in people:
        work.session.add(
            TrainingPartRow(
                id=work.new_id(),
                organisation_id=work.organisation_id,
                training_id=training_id,
                person_id=person_id,
                part=part,
            )
        )
    work.session.flush()


def _row(work: Work, training_id: UUID) -> TrainingRow:
    row = work.session.get(TrainingRow, training_id)
    if row is None or row.organisation_id != work.organisation_id:
        raise NotFound(str(training_id))
    return row


def _training(row: TrainingRow, participants: int, parts: tuple[Part, ...] = ()) -> Training:
    return Training(row.id, row.title, row.first_on, row.last_on, participants, parts)
