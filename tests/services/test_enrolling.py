"""Candidates enrol by themselves, on both databases: deadlines and places hold, and the office decides on each."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from exam_server.core.problems import NotFound, Refused
from exam_server.services import enrolling, exam, qualification
from exam_server.services.candidate_cases import get_candidate_case
from exam_server.services.candidate_file import check_case_conditions, decide_condition, list_consents
from exam_server.services.enrolment_queue import confirm_enrolment, decline_enrolment, list_queue
from exam_server.services.enrolment_windows import change_terms, end_window, get_window, list_public_windows
from exam_server.services.exam_overview import get_overview
from exam_server.services.throttling import Door
from exam_server.store.database import Database
from exam_server.store.tables import CaseRow, PersonRow
from tests.enrolments import DOOR, WISHES, enrol_someone, make_window, someone
from tests.making import CODE, KEYS, QUALIFICATION, OwnWork, freeze_exam, make_player, open_own_work, plan_exam
from tests.portfolios import make_applicant

WHERE_FULL = "All places are taken"


def _refused(work: OwnWork, act: Callable[[], object], match: str, rule: str = "P3") -> None:
    with pytest.raises(Refused, match=match) as refused:
        act()
    assert refused.value.rule == rule
    work.drop()


@pytest.mark.rule("P3")
def test_whoever_enrols_waits_and_becomes_a_candidate_of_the_exam_on_the_offices_yes(work: OwnWork) -> None:
    made = plan_exam(work)
    window_id = make_window(work, made.id)
    code = enrol_someone(work, window_id)
    (entry,) = list_queue(work, window_id)
    assert (entry.code, entry.verdict, entry.entry) == (code, None, someone(1))
    assert (entry.needs, entry.consents) == (("breaks",), ("sound",))
    before = _candidates(work, made.id)
    work.act_as(make_player(work, "olga"), "office")
    case_id = confirm_enrolment(work, entry.id)
    work.commit()
    assert _candidates(work, made.id) - before == {case_id}
    assert get_candidate_case(work, case_id).name == "Klara Nowa-1"
    assert list_consents(work, case_id)["sound"].given
    assert work.session.get_one(PersonRow, work.session.get_one(CaseRow, case_id).person_id).phone == "600 100 200"
    (entry,) = list_queue(work, window_id)
    assert (entry.verdict, entry.case_id, entry.decided_by) == ("confirmed", case_id, "Olga Organizująca")
    for again in (lambda: confirm_enrolment(work, entry.id), lambda: decline_enrolment(work, entry.id, "nie")):
        _refused(work, again, "isn't waiting", rule="")


def _candidates(work: OwnWork, exam_id: UUID) -> set[UUID]:
    return {each.case_id for each in get_overview(work, exam_id).candidates}


@pytest.mark.rule("P3")
def test_nobody_enrols_too_early_too_late_after_the_end_or_without_a_place(work: OwnWork) -> None:
    window_id = make_window(work, plan_exam(work).id, places=1)
    enrol_someone(work, window_id)
    _refused(work, lambda: enrol_someone(work, window_id, 2), WHERE_FULL)
    window = get_window(work, window_id).window
    change_terms(work, window_id, window.closes_at, 2)
    work.commit()
    enrol_someone(work, window_id, 2)
    _refused(work, lambda: change_terms(work, window_id, window.closes_at, 1), "2 places are taken")
    change_terms(work, window_id, window.opens_at + timedelta(minutes=1), 9)
    work.commit()
    _refused(work, lambda: enrol_someone(work, window_id, 3), "Enrolment ended at")
    change_terms(work, window_id, window.closes_at, 9)
    end_window(work, window_id)
    work.commit()
    _refused(work, lambda: enrol_someone(work, window_id, 3), "The office ended")
    _refused(work, lambda: change_terms(work, window_id, window.closes_at, 9), "The office ended")
    assert len(list_queue(work, window_id)) == 2


@pytest.mark.rule("P3")
def test_a_condition_that_is_not_confirmed_stops_the_enrolment(work: OwnWork) -> None:
    window_id = make_window(work, plan_exam(work).id)
    _refused(work, lambda: enrol_someone(work, window_id, wishes=replace(WISHES, confirmed=())), "Mam dokument")
    with pytest.raises(Refused, match="date of birth"):
        enrolling.enrol(work, KEYS, DOOR, window_id, replace(someone(1), born_on=None), WISHES)


@pytest.mark.rule("P3")
def test_a_declined_or_withdrawn_enrolment_frees_its_place(work: OwnWork) -> None:
    applicant = make_applicant(work)
    window_id = make_window(work, plan_exam(work, ()).id, places=1)
    enrol_someone(work, window_id)
    (entry,) = list_queue(work, window_id)
    _refused(work, lambda: decline_enrolment(work, entry.id, " "), "needs a reason")
    decline_enrolment(work, entry.id, "Termin jest dla innej kwalifikacji.")
    work.commit()
    work.actor = applicant.actor
    enrolling.enrol_again(work, window_id, WISHES)
    work.commit()
    (own,) = enrolling.list_own_enrolments(work)
    assert own.verdict is None
    assert get_window(work, window_id).state == "full"
    _refused(work, lambda: enrolling.enrol_again(work, window_id, WISHES), "already")
    enrolling.withdraw_own(work, own.id)
    work.commit()
    assert get_window(work, window_id).state == "open"
    with pytest.raises(Refused, match="isn't waiting"):
        enrolling.withdraw_own(work, own.id)


def test_an_enrolment_belongs_to_its_person_alone(work: OwnWork) -> None:
    first, second = make_applicant(work), make_applicant(work, 1)
    window_id = make_window(work, plan_exam(work, ()).id)
    work.actor = first.actor
    enrolling.enrol_again(work, window_id, WISHES)
    work.commit()
    (own,) = enrolling.list_own_enrolments(work)
    work.actor = second.actor
    assert enrolling.list_own_enrolments(work) == []
    with pytest.raises(NotFound):
        enrolling.withdraw_own(work, own.id)


def test_who_has_an_account_enrols_again_and_keeps_their_case(work: OwnWork) -> None:
    applicant = make_applicant(work)
    edition_id = work.session.get_one(CaseRow, applicant.case_id).edition_id
    window_id = make_window(work, edition_id=edition_id, stage_kind="identification", place="Gdynia")
    work.actor = applicant.actor
    enrolling.enrol_again(work, window_id, WISHES)
    work.commit()
    work.act_as(make_player(work, "olga"), "office")
    (entry,) = list_queue(work, window_id)
    assert (entry.by_account, entry.entry.family_name) == (True, "Kandydacka")
    assert confirm_enrolment(work, entry.id) == applicant.case_id
    work.commit()
    kinds = [stage.kind for stage in get_candidate_case(work, applicant.case_id).stages]
    assert kinds == ["evidence_analysis", "identification"]


def test_nothing_tells_who_enrolled_before_and_the_newer_entry_counts(work: OwnWork) -> None:
    window_id = make_window(work, plan_exam(work).id)
    first = enrol_someone(work, window_id)
    second = enrol_someone(work, window_id, wishes=replace(WISHES, needs=("more_time",)))
    assert first != second
    assert [(each.code, each.verdict) for each in list_queue(work, window_id)] == [(second, None), (first, "replaced")]
    assert get_window(work, window_id).taken == 1


def test_too_many_attempts_close_the_door_for_that_address_and_then_for_everybody(work: OwnWork) -> None:
    window_id = make_window(work, plan_exam(work).id, places=9)
    door = Door("enrolment", 1, 2, 300)
    enrolling.enrol(work, KEYS, door, window_id, someone(1), WISHES)
    work.commit()
    _refused(work, lambda: enrolling.enrol(work, KEYS, door, window_id, someone(1), WISHES), "Too many")
    enrolling.enrol(work, KEYS, door, window_id, someone(2), WISHES)
    work.commit()
    _refused(work, lambda: enrolling.enrol(work, KEYS, door, window_id, someone(3), WISHES), "Too many")


def test_an_address_of_somebody_else_is_not_taken_for_them(work: OwnWork) -> None:
    window_id = make_window(work, plan_exam(work).id)
    enrol_someone(work, window_id)
    entry = replace(someone(1), born_on=date(1991, 1, 1))
    enrolling.enrol(work, KEYS, DOOR, window_id, entry, WISHES)
    work.commit()
    first, other = list_queue(work, window_id)
    confirm_enrolment(work, first.id)
    work.commit()
    _refused(work, lambda: confirm_enrolment(work, other.id), "another name or date of birth", rule="")


@pytest.mark.rule("S13")
def test_where_the_body_made_it_a_condition_the_document_is_seen_first(work: OwnWork) -> None:
    content = replace(QUALIFICATION, name="Parzenie kawy", prerequisites="kwalifikacja pełna na poziomie 6 PRK")
    edition_id = qualification.adopt_edition(work, CODE, content)
    work.commit()
    work.act_as(make_player(work, "olga"), "office")
    decide_condition(work, edition_id, "require", "Tak rozumiemy opis kwalifikacji.")
    work.commit()
    window_id = make_window(work, edition_id=edition_id, stage_kind="evidence_analysis")
    enrol_someone(work, window_id)
    (entry,) = list_queue(work, window_id)
    _refused(work, lambda: confirm_enrolment(work, entry.id), "preceding full qualification", rule="S13")
    case_id = confirm_enrolment(work, entry.id, document_seen=True)
    work.commit()
    assert check_case_conditions(work, case_id) is None


def test_a_window_is_only_for_an_exam_that_still_takes_candidates(work: OwnWork) -> None:
    made = freeze_exam(work)
    with pytest.raises(Refused):
        make_window(work, made.id)
    work.drop()
    with pytest.raises(Refused):
        make_window(work, edition_id=made.edition_id, stage_kind="theory_test")


def test_everybody_sees_what_is_open_or_soon_and_nothing_that_is_over(work: OwnWork) -> None:
    made = plan_exam(work)
    shown, over = make_window(work, made.id), make_window(work, made.id)
    end_window(work, over)
    work.commit()
    assert [each.id for each in list_public_windows(work)] == [shown]
    assert exam.get_exam(work, made.id).title == list_public_windows(work)[0].exam_title


@pytest.mark.rule("P3")
def test_the_last_places_go_to_as_many_people_as_there_are_places(work: OwnWork, database: Database) -> None:
    window_id = make_window(work, plan_exam(work).id, places=3)

    def try_once(number: int) -> str:
        with open_own_work(database, work.organisation_id) as own:
            try:
                enrol_someone(own, window_id, number)
            except Refused as refused:
                return str(refused.why)
            return "taken"

    with ThreadPoolExecutor(8) as pool:
        came = list(pool.map(try_once, range(12)))
    assert came.count("taken") == 3
    assert {each for each in came if each != "taken"} == {f"{WHERE_FULL}."}
    work.drop()
    assert get_window(work, window_id).taken == 3
