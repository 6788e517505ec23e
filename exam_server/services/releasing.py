"""Releasing an exam's results to its candidates: one person asks, another lets them go (P7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from exam_server.core.problems import Refused
from exam_server.core.text import Text, text
from exam_server.services.exam_rows import get_row as get_exam_row
from exam_server.services.exam_rows import refuse_rehearsal
from exam_server.services.judged import list_unsettled
from exam_server.services.notices import queue_notices
from exam_server.services.paper_use import list_tests
from exam_server.services.work import Work
from exam_server.store import delivery as exam_store
from exam_server.store import release as store
from exam_server.store import simulation as simulation_store
from exam_server.store.tables import ExamRow, ReleaseRow, StageRow


@dataclass(frozen=True)
class Releasable:
    """What a release would show that isn't shown yet, and who asked for it.

    Stages that weren't released, or of which something was recorded since (a reading, a ruling); cases with newer
    decisions that rest on what is shown then.
    """

    stages: tuple[StageRow, ...]
    decided: tuple[UUID, ...]
    asked_at: datetime | None
    asked_by: UUID | None

    @property
    def cases(self) -> set[UUID]:
        return {stage.case_id for stage in self.stages} | set(self.decided)


def release_results(work: Work, exam_id: UUID) -> int | None:
    """The first person's call asks for the release (None); another one's lets candidates see their results (P7).

    Gives for how many candidates something is new. A simulation that isn't agreed yet stays back, and so does what is
    decided later: that needs a release of its own.
    """
    work.record()
    exam = get_exam_row(work, exam_id)
    refuse_rehearsal(exam)
    _require_ready(work, exam)
    pending = store.find_pending(work.session, exam_id)
    if pending is None:
        _ask(work, exam_id)
        return None
    if pending.asked_by == work.actor.account_id:
        raise _refused(
            text("Whoever asked for the release doesn't confirm it."), text("Let somebody else release them."), "P7"
        )
    ready = find_releasable(work, exam_id)
    for stage in ready.stages:
        stage.released_at = work.now
    for asked in store.list_pending_of_stages(work.session, [stage.id for stage in ready.stages]):
        asked.release_id = pending.id
    pending.confirmed_at, pending.confirmed_by = work.now, work.actor.account_id
    exam.state, exam.released_at = "released", exam.released_at or work.now
    work.note("exam.results.released", exam_id, stages=len(ready.stages), decided=len(ready.decided))
    queue_notices(work, "result_released", ready.cases)
    return len(ready.cases)


def find_releasable(work: Work, exam_id: UUID) -> Releasable:
    """Stages with results that aren't released (agreed simulations, tests), and what was decided since.

    A portfolio of the same candidates comes along once all of it is settled; then it takes no more additions (L8).
    """
    encounters = [row for row, _ in simulation_store.list_encounters(work.session, exam_id)]
    unsettled = {row.stage_id for row in encounters if row.state != "agreed"}
    stages = exam_store.list_exam_stages(work.session, exam_id)
    newer = store.list_stages_with_news(work.session, {stage.case_id for stage in stages})
    ready = [stage for stage in stages if stage.released_at is None or stage.id in newer]
    ready = [stage for stage in ready if stage.id not in unsettled]
    ready += _settled_portfolios(work, {stage.case_id for stage in stages})
    decided = _list_decided(work, exam_id, {stage.case_id for stage in stages}, ready)
    pending = store.find_pending(work.session, exam_id)
    asked = (pending.asked_at, pending.asked_by) if pending else (None, None)
    return Releasable(tuple(ready), decided, *asked)


def _list_decided(work: Work, exam_id: UUID, case_ids: set[UUID], ready: Sequence[StageRow]) -> tuple[UUID, ...]:
    """The cases of which the release would tell a newer decision: one that rests on nothing that stays back (P7)."""
    decided = store.list_decided_since(work.session, case_ids, store.last_release(work.session, [exam_id]))
    if not decided:
        return ()
    shown = store.list_shown(work.session, {case_id for case_id, _ in decided}, [stage.id for stage in ready])
    return tuple(dict.fromkeys(case_id for case_id, evidence in decided if shown.issuperset(evidence)))


def _settled_portfolios(work: Work, case_ids: set[UUID]) -> list[StageRow]:
    rows = store.list_own_stages(work.session, case_ids)
    unsettled = list_unsettled(work, {row.case_id for row in rows}) if rows else set()
    return [row for row in rows if row.id not in unsettled]


def _ask(work: Work, exam_id: UUID) -> None:
    row = ReleaseRow(
        id=work.new_id(),
        organisation_id=work.organisation_id,
        exam_id=exam_id,
        asked_at=work.now,
        asked_by=work.actor.account_id,
    )
    work.session.add(row)
    work.session.flush()
    work.note("exam.release.asked", exam_id)


def _require_ready(work: Work, exam: ExamRow) -> None:
    if exam.state not in ("closed", "released"):
        raise _refused(text("The exam isn't closed."), text("Close and mark it first."))
    if unmarked := sum(not test.is_marked for test in list_tests(work, exam.id)):
        # Their candidates would see everything as not yet taken.
        raise _refused(text("Tests that aren't marked yet: {count}.", count=unmarked), text("Mark the tests first."))


def _refused(why: Text, remedy: Text, rule: str = "") -> Refused:
    return Refused(text("The results weren't released."), why, remedy, rule)
