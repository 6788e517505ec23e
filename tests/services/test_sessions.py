"""A person's own log-ins, password and fresh proofs."""

from datetime import timedelta
from uuid import UUID

import pytest

from exam_server.core.fresh_proof import is_fresh
from exam_server.core.problems import NotFound, Refused
from exam_server.services import people, sessions
from exam_server.services.logging_in import Entrance, log_in
from exam_server.services.people import SessionLimits
from exam_server.services.throttling import Door
from exam_server.services.work import Actor
from exam_server.store.tables import LoginSessionRow
from tests.making import KEYS, OwnWork, make_player

PASSWORD = "trzy czajniki herbaty"
NEW = "cztery filiżanki kawy"
LIMITS = SessionLimits(idle=timedelta(hours=1), absolute=timedelta(hours=12))
DOOR = Door("login", 3, 6, 300)
ENTRANCE = Entrance(KEYS, DOOR, LIMITS)


@pytest.fixture
def olga(work: OwnWork) -> UUID:
    """Somebody with a password, who is logged in."""
    account_id = make_player(work, "olga")
    people.set_password(work, people.make_setup_link(work, account_id, timedelta(hours=1)), PASSWORD)
    work.commit()
    enter(work)
    return account_id


def enter(work: OwnWork, browser: str = "Firefox, Windows") -> str:
    """Log in as olga, who acts from now on."""
    token = log_in(work, Entrance(KEYS, DOOR, LIMITS, browser), "olga", PASSWORD).token
    work.commit()
    found = people.find_actor(work, token, LIMITS)
    assert found is not None
    work.actor = found[0]
    return token


def age(work: OwnWork, by: timedelta) -> None:
    """Make the acting log-in's proof older."""
    work.record()
    assert work.actor.session_id
    row = work.session.get_one(LoginSessionRow, work.actor.session_id)
    assert row.proved_at
    row.proved_at -= by
    work.commit()


def proved(work: OwnWork) -> bool:
    assert work.actor.session_id
    work.session.expire_all()
    return is_fresh(work.session.get_one(LoginSessionRow, work.actor.session_id).proved_at, work.now)


def test_own_log_ins_are_told_apart_by_their_browsers(work: OwnWork, olga: UUID) -> None:
    enter(work, "Safari, iPad")
    held = sessions.list_own(work, LIMITS)
    assert [(each.browser, each.is_current) for each in held] == [("Safari, iPad", True), ("Firefox, Windows", False)]


def test_one_own_log_in_is_ended_and_the_others_hold(work: OwnWork, olga: UUID) -> None:
    first = sessions.list_own(work, LIMITS)[0].id
    token = enter(work)
    sessions.end_own(work, first)
    work.commit()
    assert [each.is_current for each in sessions.list_own(work, LIMITS)] == [True]
    assert people.find_actor(work, token, LIMITS)


def test_all_other_log_ins_are_ended_at_once(work: OwnWork, olga: UUID) -> None:
    other, token = enter(work), enter(work)
    assert sessions.end_others(work) == 2
    work.commit()
    assert people.find_actor(work, other, LIMITS) is None
    assert people.find_actor(work, token, LIMITS)
    assert sessions.end_others(work) == 0


def test_nobody_ends_somebody_elses_log_in(work: OwnWork, olga: UUID) -> None:
    held = sessions.list_own(work, LIMITS)[0].id
    work.actor = Actor(make_player(work, "daria"))
    with pytest.raises(NotFound):
        sessions.end_own(work, held)
    work.drop()


def test_a_log_in_is_a_fresh_proof_for_ten_minutes_and_the_password_renews_it(work: OwnWork, olga: UUID) -> None:
    assert proved(work)
    age(work, timedelta(minutes=11))
    assert not proved(work)
    assert "not your password" in str(sessions.prove(work, KEYS, DOOR, "", "something else").refusal)
    work.commit()
    assert not proved(work)
    assert sessions.prove(work, KEYS, DOOR, "", PASSWORD).token
    work.commit()
    assert proved(work)


def test_failed_proofs_close_the_door_as_failed_log_ins_do(work: OwnWork, olga: UUID) -> None:
    for _ in range(DOOR.limit):
        sessions.prove(work, KEYS, DOOR, "", "wrong")
        work.commit()
    assert "Too many" in str(sessions.prove(work, KEYS, DOOR, "", PASSWORD).refusal)
    assert log_in(work, ENTRANCE, "olga", PASSWORD).token == ""


def test_a_password_is_changed_by_the_one_that_held_and_ends_all_other_log_ins(work: OwnWork, olga: UUID) -> None:
    other, token = enter(work), enter(work)
    assert "not your password" in str(sessions.change_password(work, KEYS, DOOR, token, "wrong", NEW).refusal)
    work.commit()
    renewed = sessions.change_password(work, KEYS, DOOR, token, PASSWORD, NEW).token
    work.commit()
    found = [people.find_actor(work, each, LIMITS) for each in (other, token, renewed)]
    assert [each is not None for each in found] == [False, False, True]
    assert log_in(work, ENTRANCE, "olga", PASSWORD).token == ""
    work.commit()
    assert log_in(work, ENTRANCE, "olga", NEW).token


def test_a_short_new_password_is_refused_before_anything_is_counted(work: OwnWork, olga: UUID) -> None:
    with pytest.raises(Refused, match="fewer than 12"):
        sessions.change_password(work, KEYS, DOOR, "", PASSWORD, "krótkie")
    work.drop()


def test_a_seat_has_no_security_page(work: OwnWork) -> None:
    with pytest.raises(Refused, match="needs an account"):
        sessions.list_own(work, LIMITS)
