"""A rehearsal is sat like an exam, counts for nobody, and is gone without a trace when it's removed."""

from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy import func, select

from exam_server.core.problems import NotFound, Refused
from exam_server.services import delivery, desk, exam, rehearsing, seb, starting
from exam_server.services.case_list import list_cases
from exam_server.services.marking import mark_exam
from exam_server.services.releasing import release_results
from exam_server.services.throttling import Door
from exam_server.store.base import Base
from exam_server.store.tables import ResponseRow, SittingRow
from tests.making import (
    BLUEPRINT,
    CANDIDATES,
    ITEMS,
    KEYS,
    OwnWork,
    freeze_exam,
    make_bank,
    make_edition,
    open_exam,
    plan_exam,
)

DOOR = Door("ticket", 5, 300, 300)
AUDIT = ("audit_event", "audit_seal")


def make_rehearsal(work: OwnWork, seats: int = 3, like: UUID | None = None) -> tuple[UUID, list[str]]:
    exam_id = rehearsing.make_rehearsal(work, seats, like)
    work.commit()
    tickets = rehearsing.freeze_rehearsal(work, KEYS, exam_id)
    work.commit()
    return exam_id, tickets


def count_rows(work: OwnWork) -> dict[str, int]:
    counts = {
        table.name: work.session.scalar(select(func.count()).select_from(table)) or 0
        for table in Base.metadata.sorted_tables
        if table.name not in AUDIT
    }
    work.drop()
    return counts


def test_a_removed_rehearsal_leaves_no_row_but_its_audit_events(work: OwnWork) -> None:
    freeze_exam(work)
    before = count_rows(work)
    exam_id, tickets = make_rehearsal(work)
    assert len(tickets) == 3
    assert delivery.enter_ticket(work, KEYS, DOOR, tickets[0]).token
    seb.require_seb(work, exam_id, seb.Place("https://sala.invalid"), "", "")
    assert delivery.enter_ticket(work, KEYS, DOOR, tickets[1]).check
    work.commit()
    assert starting.open_exam(work, exam_id) == 3
    sitting = work.session.scalars(select(SittingRow).where(SittingRow.exam_id == exam_id)).first()
    assert sitting is not None
    response = ResponseRow(
        sitting_id=sitting.id,
        position=1,
        organisation_id=sitting.organisation_id,
        epoch=1,
        sequence=1,
        response="1",
        saved_at=work.now,
    )
    work.session.add(response)
    work.commit()
    rehearsing.remove_rehearsal(work, exam_id)
    work.commit()
    assert count_rows(work) == before


def test_a_rehearsals_bots_are_nobodys_cases_and_take_no_codes(work: OwnWork) -> None:
    made = freeze_exam(work)
    real = [line.code for line in list_cases(work)]
    make_rehearsal(work, 2, made.id)
    assert [line.code for line in list_cases(work)] == real
    later = plan_exam(work, CANDIDATES[:0])
    exam.add_candidates(work, later.id, CANDIDATES)
    work.commit()
    codes = [line.code for line in list_cases(work)]
    assert len(set(codes)) == len(codes)
    assert all(code.startswith("K") for code in codes)


def test_a_rehearsal_is_never_marked_and_never_released(work: OwnWork) -> None:
    plan_exam(work)
    exam_id, _ = make_rehearsal(work, 1)
    starting.open_exam(work, exam_id)
    desk.close_exam(work, exam_id)
    work.commit()
    for act in (mark_exam, release_results):
        with pytest.raises(Refused) as refused:
            act(work, exam_id)
        assert "rehearsal" in str(refused.value.why)
        work.drop()


def test_only_a_rehearsal_can_be_removed_or_frozen_as_one(work: OwnWork) -> None:
    made = plan_exam(work)
    with pytest.raises(NotFound):
        rehearsing.remove_rehearsal(work, made.id)
    work.drop()
    with pytest.raises(NotFound):
        rehearsing.freeze_rehearsal(work, KEYS, made.id)


def test_nobody_rehearses_while_somebody_sits_a_test(work: OwnWork) -> None:
    open_exam(work)
    with pytest.raises(Refused):
        rehearsing.make_rehearsal(work, 3)


def test_no_exam_draws_from_the_practice_pool_but_a_rehearsal_may(work: OwnWork) -> None:
    edition_id = make_edition(work)
    given_away = [replace(item, practice=True) for item in ITEMS]
    blueprint_id = make_bank(work, given_away, replace(BLUEPRINT, pool="practice"))
    plan = exam.ExamPlan(edition_id, "Egzamin", "Gdynia", work.now, blueprint_id, None, {})
    with pytest.raises(Refused) as refused:
        exam.make_exam(work, plan)
    assert refused.value.rule == "S1" and exam.list_exams(work) == []
    work.drop()
    exam_id, tickets = make_rehearsal(work, 2)
    assert len(tickets) == 2 and exam.get_exam(work, exam_id).blueprint_id == blueprint_id


def test_a_rehearsal_takes_the_blueprint_that_there_is_and_a_number_within_bounds(work: OwnWork) -> None:
    make_edition(work)
    with pytest.raises(Refused):
        rehearsing.make_rehearsal(work, 3)
    work.drop()
    made = plan_exam(work)
    for seats in (0, rehearsing.MOST_SEATS + 1):
        with pytest.raises(Refused):
            rehearsing.make_rehearsal(work, seats)
        work.drop()
    exam_id, _ = make_rehearsal(work, 1)
    assert exam.get_exam(work, exam_id).blueprint_id == exam.get_exam(work, made.id).blueprint_id
