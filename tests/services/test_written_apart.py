"""Written texts where other parts meet them: a re-sit's scope, exclusions that come late, changed responses, the lane."""

from uuid import UUID

import pytest

from exam_server.services import advisors, marking, trainings, written_queue
from exam_server.services import written as marks
from exam_server.services.legal_day import legal_day
from exam_server.services.statistics import measure_exam
from exam_server.services.written_queue import list_queues
from exam_server.store import case as case_store
from exam_server.store.tables import EvidenceRow, SittingRow, StageRow
from tests.making import CANDIDATES, OwnWork
from tests.written import CRITERION, TEXTS, MadeWritten, act_as, answer, make_written, mark, read, seal, take

ONE = ("Podaję.", "", "")


def case_of(work: OwnWork, made: MadeWritten) -> UUID:
    return work.session.get_one(SittingRow, made.first).case_id


def newest(work: OwnWork, made: MadeWritten) -> EvidenceRow:
    rows = case_store.list_evidence(work.session, case_of(work, made))
    return [row for row in rows if row.criterion == CRITERION][-1]


@pytest.mark.rule("L8")
def test_a_text_about_nothing_that_the_stage_checks_is_read_by_nobody_and_measures_no_item(work: OwnWork) -> None:
    made = make_written(work)
    work.record()
    for sitting_id in made.exam.sittings[1:]:
        stage = work.session.get_one(SittingRow, sitting_id).stage_id
        work.session.get_one(StageRow, stage).criteria = ["1A1"]
    work.commit()
    assert mark(work, made.exam) == 2
    act_as(work, made, "asia")
    (queue,) = list_queues(work)
    assert queue.waiting == 1, "of a re-sit about other criteria nothing waits"
    for sitting_id in made.exam.sittings[1:]:
        states = {each.state for each in marking.list_marked_items(work, sitting_id) if CRITERION in each.criteria}
        assert "not_checked" in states and "awaits_marker" not in states
    for login in ("asia", "artur"):
        read(work, made, login, 3, 3)
    item = next(each for each in measure_exam(work, made.exam.id).items if each.item.kind == "extended_text")
    assert item.statistics.count == 1, "neither unread texts nor blank ones out of scope say how hard it is"


@pytest.mark.rule("S10")
def test_who_is_found_to_have_trained_a_candidate_has_read_their_text_for_nothing(work: OwnWork) -> None:
    made = make_written(work, texts=ONE, demanding=True)
    for login in ("asia", "artur"):
        read(work, made, login, 3, 3)
    assert newest(work, made).verdict == "met"
    today = legal_day(work)
    act_as(work, made, "olga")
    training = trainings.make_training(work, "Kurs", today, today, [made.accounts["asia"]])
    trainings.add_participants(work, training, CANDIDATES[:1])
    work.commit()
    assert (newest(work, made).verdict, newest(work, made).open_reason) == ("open", "awaits_reading")
    read(work, made, "czeslawa", 2, 3)
    assert newest(work, made).verdict == "met", "the other one's marks still count"


@pytest.mark.rule("S8")
def test_who_becomes_the_advisor_has_read_for_nothing_and_others_settle_it_where_they_can(work: OwnWork) -> None:
    made = make_written(work, texts=ONE, demanding=True)
    for login, levels in (("asia", (3, 0)), ("artur", (3, 3)), ("czeslawa", (3, 3))):
        read(work, made, login, *levels)
    before = newest(work, made)
    act_as(work, made, "olga")
    advisors.name_advisor(work, case_of(work, made), made.accounts["asia"])
    work.commit()
    after = newest(work, made)
    assert (after.verdict, after.supersedes) == ("met", before.id), "two agree without the third"


@pytest.mark.rule("P2")
def test_marks_stand_beside_the_text_that_was_read_whatever_the_response_is_by_now(work: OwnWork) -> None:
    made = make_written(work, texts=ONE)
    code = take(work, made, "asia")
    seal(work, made, "asia", code, 3, 3)
    answer(work, made.first, "Coś zupełnie innego.")
    act_as(work, made, "asia")
    assert marks.show_piece(work, code).response == "Podaję."


def test_who_may_read_is_asked_before_the_lane_of_writers(work: OwnWork, monkeypatch: pytest.MonkeyPatch) -> None:
    made = make_written(work, texts=TEXTS)
    asked: list[bool] = []
    check = written_queue.check_cases

    def spy(*given: object) -> object:
        asked.append(work.recording)
        return check(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(written_queue, "check_cases", spy)
    take(work, made, "asia")
    assert asked == [False]
