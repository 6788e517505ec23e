"""The room's checklist on both databases: nothing starts before it's signed, and protocols state what was signed (S7)."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from exam_server.core.plan import RoomCondition
from exam_server.core.problems import NotFound, Refused
from exam_server.core.room_check import Given
from exam_server.services import seating, simulation, starting
from exam_server.services.protocol_stages import list_rooms, list_stages_of
from exam_server.services.qualification import get_plan_revision, save_plan
from exam_server.services.rehearsing import make_rehearsal, remove_rehearsal
from exam_server.services.room_checks import (
    fill_room_check,
    is_signed,
    note_deviation,
    show_room_check,
    sign_made_up_room,
    sign_room_check,
)
from exam_server.services.session_record import get_session_record
from exam_server.store.tables import EncounterRow, ExamRow, RoomCheckRow
from tests.encounters import act_as, make_encounter
from tests.making import MadeExam, OwnWork, freeze_exam, make_player, plan_exam


def rule_of(work: OwnWork, act: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused:
        act()
    work.drop()
    return refused.value.rule


def unsign(work: OwnWork) -> None:
    """As if nobody had looked at any room yet."""
    work.record()
    work.session.query(RoomCheckRow).delete()
    work.commit()


@pytest.fixture
def frozen(work: OwnWork) -> MadeExam:
    made = freeze_exam(work)
    unsign(work)
    return made


@pytest.mark.rule("S7")
def test_no_test_opens_in_a_room_for_which_nobody_signed(work: OwnWork, frozen: MadeExam) -> None:
    seating.admit(work, frozen.sittings[0], "dowód osobisty")
    work.commit()
    assert rule_of(work, lambda: starting.open_exam(work, frozen.id)) == "S7"
    assert work.session.get_one(ExamRow, frozen.id).state == "frozen"
    answers = {each.code: Given("yes") for each in show_room_check(work, frozen.id).found}
    fill_room_check(work, frozen.id, {"air": Given("no", "duszno")})
    work.commit()
    assert rule_of(work, lambda: sign_room_check(work, frozen.id)) == "S7"
    fill_room_check(work, frozen.id, answers | {"papers": Given("not_needed", "sala z agregatem")})
    work.commit()
    work.act_as(make_player(work, "daria"), "desk")
    digest = sign_room_check(work, frozen.id)
    work.commit()
    assert len(digest) == 64 and starting.open_exam(work, frozen.id) == 1
    work.commit()


@pytest.mark.rule("S7")
def test_no_simulation_starts_or_opens_its_briefing_before_the_signature(work: OwnWork) -> None:
    made = make_encounter(work)
    unsign(work)
    act_as(work, made, "pola")
    for act in (
        lambda: simulation.open_briefing(work, made.id),
        lambda: simulation.take_event(work, made.id, "d", 1, "start"),
    ):
        assert rule_of(work, act) == "S7"
    assert {each.code for each in show_room_check(work, made.exam_id).found} >= {"air", "scene"}
    sign_made_up_room(work, made.exam_id)
    work.commit()
    simulation.take_event(work, made.id, "d", 1, "start")
    work.commit()
    assert work.session.get_one(EncounterRow, made.id).state == "running"


@pytest.mark.rule("S7")
def test_what_is_signed_stays_and_what_changes_later_is_added_to_the_protocol(work: OwnWork) -> None:
    made = freeze_exam(work)
    before = show_room_check(work, made.id)
    assert rule_of(work, lambda: fill_room_check(work, made.id, {"air": Given("no")})) == "S7"
    with pytest.raises(NotFound):
        note_deviation(work, made.id, "strange", "x")
    work.drop()
    note_deviation(work, made.id, "air", "Otwarto okna.")
    work.commit()
    after = show_room_check(work, made.id)
    assert (after.found, after.content_hash) == (before.found, before.content_hash)
    record = get_session_record(work, made.id).room
    assert record is not None and [each.note for each in record.deviations] == ["Otwarto okna."]


@pytest.mark.rule("S7")
def test_a_plans_own_conditions_are_what_is_checked_and_signed_in_its_words(work: OwnWork) -> None:
    made = plan_exam(work)
    unsign(work)
    work.record()
    exam = work.session.get_one(ExamRow, made.id)
    plan = get_plan_revision(work, exam.plan_id)
    own = (RoomCondition("czajnik", "Czajnik grzeje do {85} stopni"),)
    exam.plan_id = save_plan(work, made.edition_id, replace(plan, room=own))
    work.commit()
    [found] = show_room_check(work, made.id).found
    assert (found.code, str(found.words)) == ("czajnik", "Czajnik grzeje do {85} stopni")
    sign_made_up_room(work, made.id)
    work.commit()
    [found] = show_room_check(work, made.id).found
    assert (str(found.words), found.given.answer) == ("Czajnik grzeje do {85} stopni", "yes")


def test_a_rehearsal_is_signed_and_leaves_nothing_of_it_behind(work: OwnWork) -> None:
    plan_exam(work)
    count = work.session.query(RoomCheckRow).count()
    exam_id = make_rehearsal(work, 2)
    work.commit()
    assert is_signed(work, exam_id)
    remove_rehearsal(work, exam_id)
    work.commit()
    assert work.session.query(RoomCheckRow).count() == count


@pytest.mark.rule("S7")
def test_a_cases_protocol_names_who_signed_for_each_room(work: OwnWork) -> None:
    made = make_encounter(work)
    unsign(work)
    case_id = work.session.get_one(EncounterRow, made.id).case_id
    assert list(list_rooms(work, list_stages_of(work, case_id))) == []
    answers = {each.code: Given("yes") for each in show_room_check(work, made.exam_id).found}
    fill_room_check(work, made.exam_id, answers | {"tablets": Given("not_needed", "arkusze na papierze")})
    work.commit()
    work.act_as(make_player(work, "daria"), "desk")
    sign_room_check(work, made.exam_id)
    note_deviation(work, made.exam_id, "", "Alarm przez minutę.")
    work.commit()
    [room] = list_rooms(work, list_stages_of(work, case_id))
    assert (room.signed_by, room.not_needed) == ("Daria Dyżurna", (("tablets", "arkusze na papierze"),))
    assert [each.note for each in room.deviations] == ["Alarm przez minutę."]
