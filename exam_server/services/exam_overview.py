"""What the office sees of an exam: how far it is, its candidates, its forms."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from exam_server.core.commission import smallest_commission
from exam_server.core.people import Role
from exam_server.core.problems import NotFound
from exam_server.services.exam import COMMISSION, Exam, Member, get_exam, list_exams, list_members
from exam_server.services.exam_commission import ExamCommission, get_exam_commission
from exam_server.services.paper_use import list_papers_used, list_tests
from exam_server.services.qualification import get_edition, get_plan
from exam_server.services.releasing import find_releasable
from exam_server.services.room_checks import is_signed
from exam_server.services.stations import list_due
from exam_server.services.work import Work
from exam_server.store import case as case_store
from exam_server.store import delivery as store
from exam_server.store import simulation as simulation_store
from exam_server.store.tables import CaseRow, SittingRow, StageRow
from exam_server.store.written import list_exam_pieces

KNOW_NAMES: tuple[Role, ...] = ("office", "auditor")


@dataclass(frozen=True)
class ExamLine:
    exam: Exam
    candidates: int


@dataclass(frozen=True)
class Enrolled:
    """A candidate of an exam; `name` is empty for who works by code (P5), `seat` is 0 before the forms are frozen.

    `only`: the criteria that are still open of who comes back; empty: everything that the exam asks.
    """

    case_id: UUID
    code: str
    name: str
    seat: int
    started_at: datetime | None
    only: tuple[str, ...] = ()


@dataclass(frozen=True)
class ListedForm:
    """A frozen form; `seat` is 0 for a spare."""

    number: int
    digest: str
    expected_facility: float
    expected_seconds: int
    seat: int


@dataclass(frozen=True)
class ExamOverview:
    """An exam with everything that its page shows; counts are of sittings, encounters, and encounters that are due."""

    exam: Exam
    qualification: str
    plan_is_usable: bool
    members: tuple[Member, ...]
    commission: int
    standing: ExamCommission
    candidates: tuple[Enrolled, ...]
    forms: tuple[ListedForm, ...]
    simulated: int
    encounters: int
    encounters_agreed: int
    to_mark: int
    marked: int
    papers: int
    papers_open: int
    texts: int
    texts_read: int
    releasable: int
    release_asked: bool
    release_asked_by_viewer: bool
    room_signed: bool

    @property
    def has_commission(self) -> bool:
        """S2: as many members as the rules ask for, one of whom leads; where they're asked to prove anything, appointed
        and legal for every candidate."""
        enough = self.commission >= smallest_commission(self.standing.edition.content)
        led = any(each.role == "chair" for each in self.members)
        return enough and led and (not self.standing.demanded or self.is_appointed and not self.standing.unlawful)

    @property
    def is_appointed(self) -> bool:
        return self.standing.appointed_on is not None

    @property
    def has_encounters(self) -> bool:
        return 0 < self.simulated <= self.encounters

    @property
    def has_concluded(self) -> bool:
        """Whether every encounter that is due was concluded."""
        return 0 < self.simulated <= self.encounters_agreed

    @property
    def is_marked(self) -> bool:
        return self.marked >= self.to_mark


def list_exam_lines(work: Work) -> list[ExamLine]:
    """All exams, the latest first, with the number of their candidates."""
    return [ExamLine(exam, len(_case_ids(work, exam.id))) for exam in list_exams(work)]


def get_overview(work: Work, exam_id: UUID) -> ExamOverview:
    exam = get_exam(work, exam_id)
    members = list_members(work, exam_id)
    sittings = [row for row, _, _ in store.list_sittings(work.session, exam_id)]
    encounters = [row for row, _ in simulation_store.list_encounters(work.session, exam_id)]
    tests, releasable = list_tests(work, exam_id), find_releasable(work, exam_id)
    texts = list_exam_pieces(work.session, exam_id)
    return ExamOverview(
        exam=exam,
        qualification=get_edition(work, exam.edition_id).content.name,
        plan_is_usable=get_plan(work, exam.edition_id).is_usable,
        members=tuple(members),
        standing=get_exam_commission(work, exam_id),
        commission=len({each.account_id for each in members if each.role in COMMISSION}),
        candidates=tuple(_enrolled(work, exam_id, sittings)),
        forms=tuple(_forms(work, exam_id, sittings)),
        simulated=len(list_due(work, exam_id)),
        encounters=len(encounters),
        encounters_agreed=sum(row.state == "agreed" for row in encounters),
        to_mark=len(tests),
        marked=sum(test.is_marked for test in tests),
        papers=len(list_papers_used(work, exam_id)),
        papers_open=sum(test.waits for test in tests),
        texts=len(texts),
        texts_read=sum(piece.settled_at is not None for piece in texts),
        releasable=len(releasable.cases),
        release_asked=releasable.asked_at is not None,
        release_asked_by_viewer=releasable.asked_at is not None and releasable.asked_by == work.actor.account_id,
        room_signed=is_signed(work, exam_id),
    )


def get_enrolled(work: Work, exam_id: UUID, case_id: UUID) -> Enrolled:
    """One candidate of an exam. Raises NotFound for somebody who isn't there."""
    sittings = [row for row, _, _ in store.list_sittings(work.session, get_exam(work, exam_id).id)]
    for each in _enrolled(work, exam_id, sittings):
        if each.case_id == case_id:
            return each
    raise NotFound(str(case_id))


def _case_ids(work: Work, exam_id: UUID) -> list[UUID]:
    return list(dict.fromkeys(stage.case_id for stage in store.list_exam_stages(work.session, exam_id)))


def _knows_names(work: Work, exam_id: UUID) -> bool:
    """Office and auditor everywhere; the desk at its own exams (P5)."""
    account_id = work.actor.account_id
    runs = account_id is not None and store.is_member(work.session, exam_id, account_id, ("desk",))
    return work.actor.has(*KNOW_NAMES) or (runs and work.actor.has("desk"))


def _enrolled(work: Work, exam_id: UUID, sittings: Sequence[SittingRow]) -> list[Enrolled]:
    seats = {row.case_id: row for row in sittings}
    stages = store.list_exam_stages(work.session, exam_id)
    named = _knows_names(work, exam_id)
    found = []
    for case_id in dict.fromkeys(stage.case_id for stage in stages):
        case = work.session.get_one(CaseRow, case_id)
        person = case_store.get_person(work.session, case.person_id)
        row = seats.get(case_id)
        name = f"{person.given_names} {person.family_name}" if named else ""
        seat, started_at = (row.seat, row.started_at) if row else (0, None)
        found.append(Enrolled(case_id, case.code, name, seat, started_at, _only(stages, case_id)))
    return found


def _only(stages: Sequence[StageRow], case_id: UUID) -> tuple[str, ...]:
    found = (code for stage in stages if stage.case_id == case_id for code in stage.criteria or ())
    return tuple(sorted(set(found)))


def _forms(work: Work, exam_id: UUID, sittings: Sequence[SittingRow]) -> list[ListedForm]:
    seats = {row.test_form_id: row.seat for row in sittings}
    return [
        ListedForm(row.number, row.digest, row.expected_facility, row.expected_seconds, seats.get(row.id, 0))
        for row in store.list_forms(work.session, exam_id)
    ]
