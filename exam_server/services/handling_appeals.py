"""The office's part in appeals: the queue, admitting or refusing, telling the ruling, planning a repeat (S9, P3)."""

from uuid import UUID

from exam_server.core.appeals import refusal_rule, require_admission
from exam_server.core.problems import Refused
from exam_server.core.text import Text, text
from exam_server.services.appeal_panel import find_barred, get_apart
from exam_server.services.appeal_rows import add_step
from exam_server.services.exam import add_cases, list_exams
from exam_server.services.exam_rows import get_row as get_exam_row
from exam_server.services.notices import queue_notice
from exam_server.services.stations import simulates
from exam_server.services.work import Work
from exam_server.store import appeals as store
from exam_server.store import delivery as delivery_store
from exam_server.store.tables import AppealRepeatRow, AppealRow, CaseRow, ExamRow

NOT_PLANNED = text("The repeat wasn't planned.")


def admit_appeal(work: Work, appeal_id: UUID, reason: str = "") -> None:
    """Let members decide on it; what came late needs the reason why it's admitted, which is kept (P3)."""
    work.record()
    row = get_apart(work, appeal_id)
    require_admission(row.until, row.received_on, reason)
    late = row.received_on > row.until
    add_step(work, row, "admitted", reason if late else "", "P3" if late else "", late=late)


def refuse_appeal(work: Work, appeal_id: UUID, reason: str, *, as_late: bool) -> None:
    """Not admit it: as late (P3), or for what is missing of it; the candidate reads why."""
    work.record()
    row = get_apart(work, appeal_id)
    rule = refusal_rule(row.until, row.received_on, as_late=as_late, reason=reason)
    add_step(work, row, "refused", reason, rule, late=as_late)
    queue_notice(work, "appeal_ruled", row.case_id)


def tell_ruling(work: Work, appeal_id: UUID) -> None:
    """Let the candidate see a confirmed ruling, and what it changes, from now on."""
    work.record()
    row = get_apart(work, appeal_id)
    add_step(work, row, "told")
    queue_notice(work, "appeal_ruled", row.case_id)


def list_repeat_exams(work: Work, row: AppealRow) -> list[tuple[UUID, str]]:
    """The planned exams at which the case's simulation could be repeated, with their titles."""
    case = work.session.get_one(CaseRow, row.case_id)
    return [
        (each.id, each.title)
        for each in list_exams(work)
        if each.edition_id == case.edition_id and each.state == "planned" and each.simulates and not each.rehearsal
    ]


def plan_repeat(work: Work, appeal_id: UUID, exam_id: UUID) -> None:
    """Put the case on an exam's simulation that repeats the first one; who verified it or ruled on it stays out (S9).

    Raises Refused unless a ruling that the candidate was told ordered it, and where the exam's commission has one of
    them.
    """
    work.record()
    row = get_apart(work, appeal_id)
    ruling = store.find_ruling(work.session, row.id)
    if row.state not in ("confirmed", "told") or ruling is None or ruling.kind != "repeat":
        raise _unplanned(text("No ruling ordered it."), text("Wait for the ruling."))
    if row.state != "told":
        raise _unplanned(text("The candidate wasn't told the ruling yet."), text("Tell the ruling first."))
    if store.find_repeat(work.session, row.id) is not None:
        raise _unplanned(text("It's planned already."), text("Look at the exam."))
    case, exam = work.session.get_one(CaseRow, row.case_id), get_exam_row(work, exam_id)
    _require_exam(work, case, exam)
    involved = find_barred(work, row, case).involved
    deciders = store.list_ever_seated(work.session, [row.id])
    seated = {each.account_id for each, _, _ in delivery_store.list_members(work.session, exam.id)
              if each.role in ("assessor", "chair", "role_player")}  # fmt: skip
    if seated & involved:
        raise _unplanned(
            text("Somebody at this exam took part in the first verification."), text("Choose another exam or others.")
        )
    if seated & deciders:
        why = text("Somebody at this exam decided on the appeal.")
        raise _unplanned(why, text("Choose another exam or others."))
    add_cases(work, exam.id, [case.id])
    work.session.add(
        AppealRepeatRow(
            id=work.new_id(),
            organisation_id=row.organisation_id,
            appeal_id=row.id,
            case_id=case.id,
            exam_id=exam.id,
            involved=sorted(map(str, involved)),
            planned_at=work.now,
            planned_by=work.actor.account_id,
        )
    )
    work.session.flush()
    work.note("case.appeal.repeat.planned", row.id, case=str(case.id), exam=str(exam.id))
    queue_notice(work, "planned", case.id)


def _require_exam(work: Work, case: CaseRow, exam: ExamRow) -> None:
    if exam.edition_id != case.edition_id or not simulates(work, exam.id) or exam.rehearsal:
        raise _unplanned(text("There is no simulation of this qualification."), text("Choose another exam."))
    if any(each.case_id == case.id for each in delivery_store.list_exam_stages(work.session, exam.id)):
        raise _unplanned(text("The candidate has a stage at this exam already."), text("Choose another exam."))


def _unplanned(why: Text, remedy: Text) -> Refused:
    return Refused(NOT_PLANNED, why, remedy, rule="S9")
