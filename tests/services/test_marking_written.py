"""What was written is read by two members alone and a third where they differ, and becomes evidence by that."""

import pytest

from exam_server.core.problems import NotFound, Refused
from exam_server.services import appointing, credentials, declaring, inspecting, marking, people, trainings
from exam_server.services import written as marks
from exam_server.services.case import find_released_result, get_case
from exam_server.services.legal_day import legal_day
from exam_server.services.sources import show_evidence
from exam_server.services.work import Actor
from exam_server.services.written_progress import show_progress
from exam_server.services.written_queue import list_queues
from exam_server.store import case as case_store
from exam_server.store.tables import (
    CaseAdvisorRow,
    CaseRow,
    EvidenceRow,
    MarkGivenRow,
    MarkingRow,
    PersonRow,
    SittingRow,
    WrittenPieceRow,
    WrittenResultRow,
)
from tests.making import CANDIDATES, CODE, OwnWork
from tests.releasing import release_by_two
from tests.written import (
    COMMISSION,
    CRITERION,
    TEXTS,
    MadeWritten,
    act_as,
    answer,
    given,
    make_written,
    mark,
    read,
    read_all,
    seal,
    take,
)


def replace_member(work: OwnWork, made: MadeWritten, login: str, kind: str = "own") -> None:
    """Somebody new sits in this member's place in the first candidate's commission, which is legal with them."""
    made.accounts["nowa"] = people.make_account(work, "nowa", "Nowa", "Osoba", ["assessor"])
    declaring.declare(work, credentials.get_person_id(work, made.accounts["nowa"]), CODE, legal_day(work))
    act_as(work, made, "olga")
    case_id = work.session.get_one(SittingRow, made.first).case_id
    appointing.recuse(work, made.exam.id, case_id, made.accounts[login], kind, "", made.accounts["nowa"])
    work.commit()


def evidence(work: OwnWork, made: MadeWritten, sitting: int = 0) -> list[EvidenceRow]:
    """The records of the criterion, oldest first."""
    case_id = work.session.get_one(SittingRow, made.exam.sittings[sitting]).case_id
    return [row for row in case_store.list_evidence(work.session, case_id) if row.criterion == CRITERION]


def code_of(work: OwnWork, made: MadeWritten, sitting: int = 0) -> str:
    query = work.session.query(WrittenPieceRow).filter_by(sitting_id=made.exam.sittings[sitting], closed_at=None)
    return query.one().code


def levels_of(work: OwnWork, code: str) -> list[int]:
    """What a text's readings came to."""
    query = work.session.query(WrittenResultRow).join(WrittenPieceRow, WrittenPieceRow.id == WrittenResultRow.piece_id)
    levels: list[int] = query.filter(WrittenPieceRow.code == code).one().levels
    return levels


@pytest.mark.rule("P9")
def test_what_two_members_agree_on_is_marked_and_turns_the_criterion_by_a_record_that_supersedes(
    work: OwnWork,
) -> None:
    made = make_written(work)
    (before,) = evidence(work, made)
    assert (before.verdict, before.open_reason) == ("open", "awaits_reading")
    read_all(work, made, 3, 2)
    first, second = evidence(work, made)
    assert (first.id, first.verdict) == (before.id, "open"), "what was recorded stays as it was"
    assert (second.verdict, second.supersedes, second.source_kind) == ("met", before.id, "sitting")
    numbers = [row.number for row in work.session.query(MarkingRow).filter_by(sitting_id=made.first)]
    assert sorted(numbers) == [1, 2]
    text = next(each for each in marking.list_marked_items(work, made.first) if each.reading)
    assert (text.state, text.right, text.score) == ("marked", True, pytest.approx(5 / 6))
    assert mark(work, made.exam) == 0, "marking again finds nothing new"


def test_a_text_that_lacks_an_element_is_no_right_item(work: OwnWork) -> None:
    made = make_written(work)
    read_all(work, made, 3, 1)
    assert evidence(work, made)[-1].verdict == "not_met"


@pytest.mark.rule("S2")
def test_where_two_differ_a_third_reads_alone_and_the_middle_level_counts(work: OwnWork) -> None:
    made = make_written(work)
    code, settled = read(work, made, "asia", 3, 3)
    assert not settled and not seal(work, made, "artur", take(work, made, "artur"), 0, 3)
    act_as(work, made, "artur")
    assert code in {row.code for row in work.session.query(WrittenPieceRow)}
    while (third := take(work, made, "czeslawa")) != code:
        seal(work, made, "czeslawa", third, 3, 3)
    shown = marks.show_piece(work, code)
    assert [mark.level for mark in shown.marks] == [None, None], "who reads third sees nobody's marks"
    assert seal(work, made, "czeslawa", code, 2, 3)
    assert levels_of(work, code) == [2, 3]
    with pytest.raises(Refused, match="sealed"):
        seal(work, made, "czeslawa", code, 3, 3)


def test_nobody_takes_a_text_twice_or_one_that_two_others_have(work: OwnWork) -> None:
    made = make_written(work, texts=("Podaję.", "", ""))
    read(work, made, "asia", 3, 3)
    with pytest.raises(Refused, match="no text waits"):
        take(work, made, "asia")
    work.drop()
    code = take(work, made, "artur")
    assert take(work, made, "artur") == code, "who has taken one goes on with it"
    with pytest.raises(Refused, match="no text waits"):
        take(work, made, "czeslawa")
    work.drop()
    act_as(work, made, "czeslawa")
    with pytest.raises(NotFound):
        marks.show_piece(work, code)


@pytest.mark.rule("P2")
def test_incomplete_marks_are_not_sealed_and_the_draft_is_the_markers_own(work: OwnWork) -> None:
    made = make_written(work, texts=("Podaję.", "", ""))
    code = take(work, made, "asia")
    marks.save_draft(work, code, given(3))
    work.commit()
    with pytest.raises(Refused, match="element: 2"):
        marks.seal(work, code, given(3))
    work.drop()
    assert [mark.level for mark in marks.show_piece(work, code).marks] == [3, None]
    take(work, made, "artur")
    assert [mark.level for mark in marks.show_piece(work, code).marks] == [None, None]
    with pytest.raises(Refused, match="fewer elements"):
        marks.save_draft(work, code, given(3, 3, 3))
    work.drop()
    assert work.session.query(MarkGivenRow).count() == 0


@pytest.mark.rule("P5")
def test_a_queue_tells_a_count_by_criterion_and_a_code_nothing_of_whose_text_it_is(work: OwnWork) -> None:
    made = make_written(work)
    act_as(work, made, "asia")
    (queue,) = list_queues(work)
    assert (queue.criterion, queue.waiting, queue.free, queue.taken) == (CRITERION, 2, 2, 0)
    code = take(work, made, "asia")
    (queue,) = list_queues(work)
    assert (queue.free, queue.taken, queue.sealed) == (1, 1, 0)
    shown = repr(marks.show_piece(work, code))
    for person in work.session.query(PersonRow):
        assert person.family_name not in shown
    assert all(row.code not in shown for row in work.session.query(CaseRow))
    seal(work, made, "asia", code, 2, 2)
    (queue,) = list_queues(work)
    assert (queue.free, queue.taken, queue.sealed) == (1, 0, 1)
    work.act_as(made.accounts["olga"], "office")
    assert list_queues(work) == []


@pytest.mark.rule("S2")
def test_only_members_of_the_candidates_commission_read_and_who_left_counts_for_nothing(work: OwnWork) -> None:
    made = make_written(work, texts=("Podaję.", "", ""), demanding=True)
    case_id = work.session.get_one(SittingRow, made.first).case_id
    code, _ = read(work, made, "asia", 3, 3)
    taken = take(work, made, "artur")
    assert taken == code
    for login in ("asia", "artur"):
        act_as(work, made, "olga")
        appointing.recuse(work, made.exam.id, case_id, made.accounts[login], "own", "")
        work.commit()
    act_as(work, made, "artur")
    assert list_queues(work) == []
    with pytest.raises(NotFound):
        marks.seal(work, code, given(3, 3))
    work.drop()
    act_as(work, made, "olga")
    progress = show_progress(work, made.exam.id)
    assert (progress.texts, progress.settled, progress.unreadable) == (1, 0, 1)
    replace_member(work, made, "asia")
    assert read(work, made, "czeslawa", 3, 3) == (code, False), "the recused member's marks are kept and don't count"
    act_as(work, made, "olga")
    assert show_progress(work, made.exam.id).unreadable == 0


@pytest.mark.rule("S2")
def test_what_a_member_settled_who_is_recused_is_settled_without_them_or_waits(work: OwnWork) -> None:
    made = make_written(work, texts=("Podaję.", "", ""), demanding=True)
    case_id = work.session.get_one(SittingRow, made.first).case_id
    for login, levels in (("asia", (3, 0)), ("artur", (3, 3)), ("czeslawa", (3, 3))):
        code, _ = read(work, made, login, *levels)
    assert levels_of(work, code) == [3, 3] and evidence(work, made)[-1].verdict == "met"
    act_as(work, made, "olga")
    appointing.recuse(work, made.exam.id, case_id, made.accounts["asia"], "own", "")
    work.commit()
    results = work.session.query(WrittenResultRow).order_by(WrittenResultRow.number).all()
    assert [(each.by_rule, each.levels) for each in results] == [("third", [3, 3]), ("agreement", [3, 3])]
    appointing.recuse(work, made.exam.id, case_id, made.accounts["artur"], "own", "")
    work.commit()
    newest = evidence(work, made)[-1]
    assert (newest.verdict, newest.open_reason) == ("open", "awaits_reading")
    assert show_progress(work, made.exam.id).settled == 0 and work.session.query(MarkGivenRow).count() == 6


@pytest.mark.rule("S2")
def test_what_a_member_sealed_who_falls_ill_later_counts_beside_the_next_readers(work: OwnWork) -> None:
    made = make_written(work, texts=("Podaję.", "", ""), demanding=True)
    case_id = work.session.get_one(SittingRow, made.first).case_id
    code, _ = read(work, made, "asia", 3, 3)
    replace_member(work, made, "asia", "illness")
    assert read(work, made, "artur", 3, 3) == (code, True)
    act_as(work, made, "olga")
    appointing.recuse(work, made.exam.id, case_id, made.accounts["artur"], "ended", "")
    work.commit()
    assert work.session.query(WrittenResultRow).count() == 1 and evidence(work, made)[-1].verdict == "met"


@pytest.mark.rule("S10")
@pytest.mark.rule("S8")
def test_who_trained_or_advised_a_candidate_reads_nothing_of_theirs(work: OwnWork) -> None:
    made = make_written(work, texts=("Podaję.", "", ""), demanding=True)
    case_id = work.session.get_one(SittingRow, made.first).case_id
    today = legal_day(work)
    training = trainings.make_training(work, "Kurs", today, today, [made.accounts["asia"]])
    trainings.add_participants(work, training, CANDIDATES[:1])
    work.record()
    work.session.add(
        CaseAdvisorRow(
            id=work.new_id(),
            organisation_id=work.organisation_id,
            case_id=case_id,
            account_id=made.accounts["artur"],
            taken_on=today,
            made_at=work.now,
        )
    )
    work.commit()
    replace_member(work, made, "asia")
    for login, count in (("asia", 0), ("artur", 0), ("czeslawa", 1), ("nowa", 1)):
        act_as(work, made, login)
        assert len(list_queues(work)) == count


def test_another_text_in_the_same_place_is_read_anew(work: OwnWork) -> None:
    made = make_written(work, texts=("Podaję.", "", ""))
    code = take(work, made, "asia")
    answer(work, made.first, "Podaję, ale inaczej.")
    act_as(work, made, "asia")
    with pytest.raises(Refused, match="isn't the one"):
        marks.seal(work, code, given(3, 3))
    work.drop()
    mark(work, made.exam)
    later = code_of(work, made)
    assert later != code
    for login in ("asia", "artur"):
        assert read(work, made, login, 3, 3)[0] == later
    assert evidence(work, made)[-1].verdict == "met"


@pytest.mark.rule("P2")
def test_evidence_leads_back_to_the_text_and_to_every_markers_levels(work: OwnWork) -> None:
    made = make_written(work)
    record = evidence(work, made)[-1]
    act_as(work, made, "asia")
    item = next(each for each in _items(work, record.id) if each.kind == "extended_text")
    assert item.unread and item.response == "" and item.reading is None, "the case's page doesn't tell whose text it is"
    read_all(work, made, 3, 2)
    act_as(work, made, "asia")
    item = next(each for each in _items(work, evidence(work, made)[-1].id) if each.kind == "extended_text")
    assert item.response == TEXTS[0] and item.reading is not None
    assert (item.reading.levels, item.reading.by_rule, len(item.reading.markers)) == ((3, 2), "agreement", 2)
    assert {marker.levels for marker in item.reading.markers} == {(3, 2)}


def _items(work: OwnWork, record_id: object) -> tuple[object, ...]:
    sitting = show_evidence(work, record_id).sitting  # type: ignore[arg-type]
    assert sitting is not None
    return sitting.items


@pytest.mark.rule("P9")
def test_the_agenda_waits_for_the_reading_without_taking_the_commissions_minutes(work: OwnWork) -> None:
    made = make_written(work)
    act_as(work, made, "czeslawa")
    case_id = work.session.get_one(SittingRow, made.first).case_id
    point = next(each for each in get_case(work, case_id).agenda.points if each.criterion == CRITERION)
    assert (point.open_reason, point.minutes) == ("awaits_reading", 0)


@pytest.mark.rule("P7")
def test_what_is_read_after_the_release_needs_a_release_of_its_own(work: OwnWork) -> None:
    made = make_written(work)
    release_by_two(work, made.exam.id)
    read_all(work, made, 3, 3)
    case_id = work.session.get_one(SittingRow, made.first).case_id
    shown = find_released_result(work, case_id)
    assert shown is not None
    row = next(each for each in shown.rows if each.criterion == CRITERION)
    assert (row.standing, row.open_reason) == ("open", "awaits_reading")
    assert release_by_two(work, made.exam.id) == 2
    shown = find_released_result(work, case_id)
    assert shown is not None and next(each for each in shown.rows if each.criterion == CRITERION).standing == "met"


@pytest.mark.rule("P7")
def test_an_inspection_shows_no_reading_that_came_after_the_release(work: OwnWork) -> None:
    made = make_written(work)
    sitting = work.session.get_one(SittingRow, made.first)
    seat, case_id = Actor(roles=frozenset({"candidate"}), sitting_id=sitting.id), sitting.case_id
    release_by_two(work, made.exam.id)
    read_all(work, made, 3, 3)
    act_as(work, made, "olga")
    inspecting.open_inspection(work, case_id, 30)
    work.commit()
    for state in ("awaits_marker", "marked"):
        work.actor = seat
        shown = [each.marked for each in inspecting.inspect_own(work).items]
        work.commit()
        assert state in {each.state for each in shown} and any(each.reading for each in shown) == (state == "marked")
        if state == "awaits_marker":
            release_by_two(work, made.exam.id)


@pytest.mark.rule("S2")
@pytest.mark.rule("P5")
def test_while_a_text_is_read_anew_no_older_record_tells_members_what_was_read_before(work: OwnWork) -> None:
    made = make_written(work, texts=("Podaję.", "", ""), demanding=True)
    case_id = work.session.get_one(SittingRow, made.first).case_id
    for login in ("asia", "artur"):
        read(work, made, login, 3, 3)
    settled = evidence(work, made)[-1]
    act_as(work, made, "olga")
    appointing.recuse(work, made.exam.id, case_id, made.accounts["asia"], "own", "")
    work.commit()
    act_as(work, made, "czeslawa")
    item = next(each for each in _items(work, settled.id) if each.kind == "extended_text")
    assert item.unread and (item.response, item.reading, item.saves) == ("", None, ())
    read(work, made, "czeslawa", 3, 3)
    act_as(work, made, "czeslawa")
    item = next(each for each in _items(work, settled.id) if each.kind == "extended_text")
    assert item.response == "Podaję." and item.reading is not None and not item.reading.counts


@pytest.mark.parametrize("order", [COMMISSION, COMMISSION[::-1]])
def test_three_who_differ_come_to_the_same_in_whatever_order_they_seal(work: OwnWork, order: tuple[str, ...]) -> None:
    levels = {"asia": (3, 3), "artur": (1, 3), "czeslawa": (2, 2)}
    made = make_written(work, texts=("Podaję.", "", ""))
    for login in order:
        code, _ = read(work, made, login, *levels[login])
    assert levels_of(work, code) == [2, 3]
