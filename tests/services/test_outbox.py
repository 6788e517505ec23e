"""Notices are queued with what they tell of, claimed by one at a time, and never lost; on both databases."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from exam_server.core.mailing import Letter
from exam_server.core.notices import LEASE, LIFETIME, Posted
from exam_server.core.problems import NotFound, Refused
from exam_server.language import say
from exam_server.services import desk, factor_resets, marking
from exam_server.services.candidate_cases import make_case
from exam_server.services.correcting import correct_person, get_person_data
from exam_server.services.enrolment_queue import confirm_enrolment, decline_enrolment, list_queue
from exam_server.services.notices import queue_for_account, queue_notice
from exam_server.services.outbox import (
    Post,
    ask_to_complete,
    claim_next,
    count_notices,
    find_servers_trouble,
    list_case_notices,
    list_outbox,
    send_again,
    settle_notice,
)
from exam_server.services.own_contact import get_own_contact, save_own_contact
from exam_server.services.rehearsing import make_rehearsal
from exam_server.services.stages import open_stage
from exam_server.store.tables import AuditEventRow, NoticeRow, PersonRow
from tests.enrolments import WISHES, enrol_someone, make_window
from tests.factors import set_up_app
from tests.making import CANDIDATES, LATE_CANDIDATE, OwnWork, make_player, open_exam, plan_exam
from tests.releasing import release_by_two

TAKEN = Posted()
POST = Post("https://egzaminy.example.org/account/login", "pl", say)


@pytest.fixture
def case_id(work: OwnWork) -> UUID:
    made = make_case(work, plan_exam(work, ()).edition_id, CANDIDATES[0])
    work.commit()
    return made


def tell(work: OwnWork, case_id: UUID) -> None:
    work.record()
    queue_notice(work, "result_released", case_id)
    work.commit()


def take(work: OwnWork) -> Letter | None:
    letter = claim_next(work, POST)
    work.commit()
    return letter


def settle(work: OwnWork, letter: Letter | None, posted: Posted = TAKEN) -> str:
    assert letter is not None
    settle_notice(work, letter.id, posted)
    work.commit()
    work.session.expire_all()
    return work.session.get_one(NoticeRow, letter.id).state


def kinds(work: OwnWork) -> list[tuple[str, str]]:
    return [(each.kind, each.standing.state) for each in reversed(list_outbox(work))]


def pass_by(work: OwnWork, **columns: timedelta) -> None:
    """What the outbox holds happened that much earlier."""
    work.record()
    for row in work.session.query(NoticeRow):
        for name, length in columns.items():
            if getattr(row, name) is not None:
                setattr(row, name, getattr(row, name) - length)
    work.commit()


def test_a_notice_is_there_exactly_if_what_it_tells_of_is(work: OwnWork, case_id: UUID) -> None:
    work.record()
    queue_notice(work, "result_released", case_id)
    work.drop()
    assert (take(work), list_outbox(work)) == (None, [])
    tell(work, case_id)
    letter = take(work)
    assert letter is not None
    assert (letter.to, letter.subject, letter.language) == ("kazimiera@example.org", "Wynik czeka", "pl")
    assert settle(work, letter) == "sent"
    assert take(work) is None
    (event,) = work.session.query(AuditEventRow).filter_by(tag="notice.sent")
    assert event.facts == {"kind": "result_released", "case": str(case_id), "code": 0}


def test_a_letter_says_where_to_log_in_and_nothing_about_anybody(work: OwnWork, case_id: UUID) -> None:
    tell(work, case_id)
    letter = take(work)
    assert letter is not None and POST.address in letter.body
    for told in ("Kazimiera", "Kandydacka", "K0001", "herbat", "Parzenie"):
        assert told not in letter.body.replace("Izba Herbaciana", ""), told


def test_everybody_is_written_to_in_their_language(work: OwnWork, case_id: UUID) -> None:
    tell(work, case_id)
    work.record()
    work.session.query(PersonRow).filter_by(email="kazimiera@example.org").one().language = "en"
    work.commit()
    letter = take(work)
    assert letter is not None
    assert (letter.subject, letter.language) == ("A result waits for you", "en")
    assert letter.body.startswith("Good day,")


def test_the_same_news_waits_once_and_is_told_anew_once_it_was_taken_up(work: OwnWork, case_id: UUID) -> None:
    tell(work, case_id)
    tell(work, case_id)
    assert kinds(work) == [("result_released", "waiting")]
    first = take(work)
    tell(work, case_id)
    assert take(work) is None, "one is on its way"
    assert settle(work, first) == "sent"
    assert settle(work, take(work)) == "sent"


def test_whoever_dies_with_a_letter_leaves_it_to_the_next_under_the_same_name(work: OwnWork, case_id: UUID) -> None:
    tell(work, case_id)
    first = take(work)
    assert take(work) is None
    pass_by(work, claimed_until=LEASE)
    second = take(work)
    assert first == second
    assert settle(work, second) == "sent"
    assert settle(work, first, Posted("recipient", 550)) == "sent", "it's settled already"


def test_what_can_be_sent_later_waits_and_what_the_server_refuses_is_shown(work: OwnWork, case_id: UUID) -> None:
    tell(work, case_id)
    assert settle(work, take(work), Posted("connect")) == "waiting"
    assert take(work) is None
    trouble = find_servers_trouble(work)
    assert trouble is not None and (trouble.trouble, trouble.attempts) == ("connect", 1)
    pass_by(work, due_at=timedelta(minutes=2))
    assert settle(work, take(work), Posted("recipient", 550)) == "refused"
    assert find_servers_trouble(work) is None
    (entry,) = list_outbox(work, "refused")
    assert count_notices(work) == {"refused": 1}
    send_again(work, entry.id)
    work.commit()
    assert settle(work, take(work)) == "sent"
    with pytest.raises(NotFound):
        send_again(work, UUID(int=4))


def test_who_has_no_address_is_shown_and_written_to_once_there_is_one(work: OwnWork, case_id: UUID) -> None:
    nameless = make_case(work, plan_exam(work, ()).edition_id, replace(LATE_CANDIDATE, email=""))
    work.commit()
    tell(work, nameless)
    assert kinds(work) == [("result_released", "unaddressed")]
    correct_person(work, nameless, replace(get_person_data(work, nameless), email="late@example.org"), "")
    work.commit()
    (entry,) = list_outbox(work)
    send_again(work, entry.id)
    work.commit()
    letter = take(work)
    assert letter is not None and letter.to == "late@example.org"


def test_old_news_is_not_sent_any_more(work: OwnWork, case_id: UUID) -> None:
    tell(work, case_id)
    pass_by(work, queued_at=LIFETIME + timedelta(minutes=1), due_at=timedelta(days=1))
    assert take(work) is None
    assert kinds(work) == [("result_released", "expired")]


def test_who_enrols_hears_of_it_and_of_the_offices_answer_in_their_language(work: OwnWork) -> None:
    window_id = make_window(work, plan_exam(work, ()).id, places=3)
    enrol_someone(work, window_id, wishes=replace(WISHES, language="en"))
    enrol_someone(work, window_id, 2)
    letter = take(work)
    assert letter is not None and (letter.to, letter.language) == ("klara1@example.org", "en")
    first, second = list_queue(work, window_id)
    case_id = confirm_enrolment(work, first.id)
    decline_enrolment(work, second.id, "Nie ten termin.")
    work.commit()
    told = [each.kind for each in reversed(list_outbox(work))]
    assert told == ["enrolment_received", "enrolment_received", "enrolment_confirmed", "enrolment_declined"]
    assert [each.kind for each in list_case_notices(work, case_id)] == ["enrolment_confirmed"]
    assert work.session.query(PersonRow).filter_by(email="klara1@example.org").one().language == "en"


def test_candidates_hear_of_place_and_time_and_of_their_results(work: OwnWork) -> None:
    made = open_exam(work)
    assert kinds(work) == [("planned", "waiting")] * 3
    desk.close_exam(work, made.id)
    work.commit()
    marking.mark_exam(work, made.id)
    work.commit()
    assert release_by_two(work, made.id) == 3
    assert [kind for kind, _ in kinds(work)] == ["planned"] * 3 + ["result_released"] * 3


def test_a_stage_on_a_day_and_a_wish_of_the_office_are_told(work: OwnWork, case_id: UUID) -> None:
    open_stage(work, case_id, "identification", work.now.date(), "Gdynia")
    work.commit()
    ask_to_complete(work, case_id)
    work.commit()
    assert {each.kind for each in list_case_notices(work, case_id)} == {"planned", "to_complete"}


def test_bots_of_a_rehearsal_are_told_nothing(work: OwnWork) -> None:
    make_rehearsal(work, 2, plan_exam(work, ()).id)
    work.commit()
    assert list_outbox(work) == []


def test_owners_hear_of_new_ways_into_their_accounts_and_of_resets(work: OwnWork) -> None:
    olga, alicja, second = (make_player(work, each) for each in ("olga", "alicja", "audyta"))
    work.act_as(olga, "office")
    save_own_contact(work, " Olga@example.org ", "pl")
    work.commit()
    assert get_own_contact(work).email == "olga@example.org"
    set_up_app(work, olga)
    assert kinds(work) == [("factor_added", "waiting")]
    work.act_as(alicja, "administrator")
    factor_resets.ask_reset(work, olga, "Telefon zgubiony.")
    work.commit()
    (asked,) = factor_resets.list_asked(work)
    work.act_as(second, "administrator")
    factor_resets.decide_reset(work, asked.id, confirmed=True)
    work.commit()
    assert kinds(work) == [("factor_added", "waiting"), ("factor_reset", "waiting")]


def test_nobody_takes_an_address_that_is_somebody_elses_or_none(work: OwnWork, case_id: UUID) -> None:
    olga = make_player(work, "olga")
    work.act_as(olga, "office")
    for given in ("kazimiera@example.org", "olga", "o@example.org" + "g" * 120):
        with pytest.raises(Refused):
            save_own_contact(work, given, "pl")
        work.drop()
    save_own_contact(work, "", "en")
    work.commit()
    assert get_own_contact(work) == ("", "en", False)
    work.record()
    queue_for_account(work, "factor_added", olga)
    work.commit()
    assert kinds(work) == [("factor_added", "unaddressed")]
