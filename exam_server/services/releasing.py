"""Releasing an exam's results to its candidates."""

from uuid import UUID

from exam_server.core.problems import Refused
from exam_server.core.text import text
from exam_server.services.exam_rows import get_row as get_exam_row
from exam_server.services.exam_rows import refuse_rehearsal
from exam_server.services.paper_use import list_tests
from exam_server.services.work import Work
from exam_server.store import delivery as exam_store
from exam_server.store import simulation as simulation_store
from exam_server.store.tables import StageRow


def release_results(work: Work, exam_id: UUID) -> int:
    """Let candidates see their results of an exam; gives for how many candidates something is new.

    A simulation that isn't agreed yet stays back: what is concluded later needs a release of its own.
    """
    work.record()
    exam = get_exam_row(work, exam_id)
    refuse_rehearsal(exam)
    if exam.state not in ("closed", "released"):
        raise Refused(
            text("The results weren't released."), text("The exam isn't closed."), text("Close and mark it first.")
        )
    if unmarked := _count_unmarked(work, exam_id):
        raise Refused(
            text("The results weren't released."),
            text("Tests that aren't marked yet: {count}.", count=unmarked),
            text("Mark the tests first."),
        )
    ready = list_releasable(work, exam_id)
    for stage in ready:
        stage.released_at = work.now
    exam.state, exam.released_at = "released", exam.released_at or work.now
    work.note("exam.results.released", exam_id, stages=len(ready))
    return len({stage.case_id for stage in ready})


def list_releasable(work: Work, exam_id: UUID) -> list[StageRow]:
    """The stages of an exam whose results are there and not released: agreed simulations, and tests."""
    encounters = [row for row, _ in simulation_store.list_encounters(work.session, exam_id)]
    unsettled = {row.stage_id for row in encounters if row.state != "agreed"}
    stages = exam_store.list_exam_stages(work.session, exam_id)
    return [stage for stage in stages if stage.released_at is None and stage.id not in unsettled]


def _count_unmarked(work: Work, exam_id: UUID) -> int:
    """Tests that somebody sat and that have no marking: their candidates would see everything as not yet taken."""
    return sum(not test.is_marked for test in list_tests(work, exam_id))
