"""Log-ins, sessions and set-up links."""

from datetime import timedelta
from uuid import UUID

import pytest

from exam_server.core.problems import NotFound, Refused
from exam_server.services import people
from exam_server.services.logging_in import Entrance, Login, log_in
from exam_server.services.people import SessionLimits
from exam_server.services.throttling import Door, is_door_closed
from exam_server.services.tokens import token_hash
from exam_server.store import people as store
from exam_server.store.tables import AccountRow, LoginSessionRow, SetupLinkRow, ThrottleRow
from tests.making import KEYS, NOBODY, OwnWork, make_organisation, make_player

PASSWORD = "trzy czajniki herbaty"
LIMITS = SessionLimits(idle=timedelta(hours=1), absolute=timedelta(hours=12))
DOOR = Door("login", 3, 6, 300)
ENTRANCE = Entrance(KEYS, DOOR, LIMITS)


def _with_password(work: OwnWork, login: str) -> UUID:
    account_id = make_player(work, login)
    token = people.make_setup_link(work, account_id, timedelta(hours=1))
    work.commit()
    people.set_password(work, token, PASSWORD)
    work.commit()
    return account_id


def _try(work: OwnWork, login: str, password: str) -> Login:
    outcome = log_in(work, ENTRANCE, login, password)
    work.commit()
    return outcome


def _row(work: OwnWork, token: str) -> LoginSessionRow:
    return work.session.query(LoginSessionRow).filter_by(token_hash=token_hash(token)).one()


def _why(outcome: Login) -> str:
    assert not outcome.token
    return str(outcome.refusal)


def test_the_right_password_opens_a_session_of_its_roles(work: OwnWork) -> None:
    account_id = _with_password(work, "olga")
    token = _try(work, " OLGA ", PASSWORD).token
    found = people.find_actor(work, token, LIMITS)
    assert found is not None
    assert (found[0].account_id, found[0].roles, found[1]) == (account_id, {"office"}, work.organisation_id)


def test_no_token_or_password_is_stored_as_it_is(work: OwnWork) -> None:
    account_id = _with_password(work, "olga")
    token = _try(work, "olga", PASSWORD).token
    assert _row(work, token).token_hash != token
    stored = work.session.get_one(AccountRow, account_id).password_hash
    assert stored.startswith("$argon2id$")
    assert PASSWORD not in stored


def test_a_wrong_password_and_an_unknown_log_in_are_told_alike(work: OwnWork) -> None:
    _with_password(work, "olga")
    assert _why(_try(work, "olga", "wrong")) == _why(_try(work, "nobody", "wrong"))


def test_an_account_without_a_password_cant_log_in(work: OwnWork) -> None:
    make_player(work, "olga")
    assert "fit together" in _why(_try(work, "olga", ""))


def test_an_account_is_closed_to_log_ins_after_failures_even_with_the_right_password(work: OwnWork) -> None:
    _with_password(work, "olga")
    for _ in range(DOOR.limit):
        assert "fit together" in _why(_try(work, "olga", "wrong"))
    assert "Too many" in _why(_try(work, "olga", PASSWORD))


def test_one_accounts_failures_dont_close_another(work: OwnWork) -> None:
    _with_password(work, "olga")
    for _ in range(DOOR.limit):
        _try(work, "daria", "wrong")
    assert _try(work, "olga", PASSWORD).token


def test_failures_of_all_accounts_together_close_the_door_for_everybody(work: OwnWork) -> None:
    _with_password(work, "olga")
    for number in range(DOOR.global_limit):
        _try(work, f"guess{number}", "wrong")
    assert "Too many" in _why(_try(work, "olga", PASSWORD))


def test_the_door_opens_again_when_the_window_is_over(work: OwnWork) -> None:
    _with_password(work, "olga")
    for _ in range(DOOR.limit):
        _try(work, "olga", "wrong")
    work.record()
    for row in work.session.query(ThrottleRow):
        row.window_started_at -= timedelta(seconds=DOOR.window_seconds)
    work.commit()
    assert _try(work, "olga", PASSWORD).token


def test_a_successful_log_in_forgets_the_accounts_failures(work: OwnWork) -> None:
    _with_password(work, "olga")
    for _ in range(2):
        for _ in range(DOOR.limit - 1):
            _try(work, "olga", "wrong")
        assert _try(work, "olga", PASSWORD).token


def test_something_unreadable_is_held_against_everybodys_limit_alone(work: OwnWork) -> None:
    for number in range(DOOR.limit):
        _try(work, f"guess{number}", "wrong")
    assert not is_door_closed(work, KEYS, DOOR, "")


def test_throttles_keep_no_names(work: OwnWork) -> None:
    _try(work, "olga", "wrong")
    assert all("olga" not in row.key for row in work.session.query(ThrottleRow))


@pytest.mark.parametrize(("field", "by"), [("seen_at", LIMITS.idle), ("expires_at", LIMITS.absolute)])
def test_a_session_ends_when_idle_and_in_the_end_anyway(work: OwnWork, field: str, by: timedelta) -> None:
    _with_password(work, "olga")
    token = _try(work, "olga", PASSWORD).token
    work.record()
    row = _row(work, token)
    setattr(row, field, getattr(row, field) - by)
    work.commit()
    assert people.find_actor(work, token, LIMITS) is None


def test_a_seen_session_lives_on(work: OwnWork) -> None:
    _with_password(work, "olga")
    token = _try(work, "olga", PASSWORD).token
    work.record()
    _row(work, token).seen_at -= timedelta(minutes=50)
    work.commit()
    assert people.find_actor(work, token, LIMITS)
    work.commit()
    work.session.expire_all()
    assert work.now - _row(work, token).seen_at < timedelta(minutes=1)


def test_logging_out_revokes_the_session(work: OwnWork) -> None:
    _with_password(work, "olga")
    token, other = _try(work, "olga", PASSWORD).token, _try(work, "olga", PASSWORD).token
    people.log_out(work, token)
    work.commit()
    assert people.find_actor(work, token, LIMITS) is None
    assert people.find_actor(work, other, LIMITS)


def test_a_new_password_ends_all_sessions(work: OwnWork) -> None:
    account_id = _with_password(work, "olga")
    token = _try(work, "olga", PASSWORD).token
    link = people.make_setup_link(work, account_id, timedelta(hours=1))
    people.set_password(work, link, "inne długie hasło")
    work.commit()
    assert people.find_actor(work, token, LIMITS) is None


def test_a_disabled_account_has_no_session_and_no_log_in(work: OwnWork) -> None:
    account_id = _with_password(work, "olga")
    token = _try(work, "olga", PASSWORD).token
    work.record()
    work.session.get_one(AccountRow, account_id).disabled_at = work.now
    work.commit()
    assert people.find_actor(work, token, LIMITS) is None
    assert "fit together" in _why(_try(work, "olga", PASSWORD))


def test_a_set_up_link_works_once(work: OwnWork) -> None:
    account_id = make_player(work, "olga")
    link = people.make_setup_link(work, account_id, timedelta(hours=1))
    assert people.is_setup_link_valid(work, link)
    people.set_password(work, link, PASSWORD)
    work.commit()
    assert not people.is_setup_link_valid(work, link)
    with pytest.raises(Refused, match="used before"):
        people.set_password(work, link, PASSWORD)
    work.drop()


def test_a_set_up_link_gets_too_old(work: OwnWork) -> None:
    link = people.make_setup_link(work, make_player(work, "olga"), timedelta(hours=1))
    work.session.query(SetupLinkRow).one().expires_at = work.now
    work.commit()
    assert not people.is_setup_link_valid(work, link)
    with pytest.raises(Refused, match="too old"):
        people.set_password(work, link, PASSWORD)
    work.drop()


def test_a_short_password_is_refused_and_spends_no_link(work: OwnWork) -> None:
    link = people.make_setup_link(work, make_player(work, "olga"), timedelta(hours=1))
    work.commit()
    with pytest.raises(Refused, match="fewer than 12"):
        people.set_password(work, link, "krótkie")
    assert people.is_setup_link_valid(work, link)


def test_a_visitor_without_an_organisation_can_set_a_password(work: OwnWork) -> None:
    link = people.make_setup_link(work, make_player(work, "olga"), timedelta(hours=1))
    work.commit()
    work.organisation_id = NOBODY
    people.set_password(work, link, PASSWORD)
    work.commit()
    assert _try(work, "olga", PASSWORD).token


def test_a_log_in_is_taken_once(work: OwnWork) -> None:
    make_player(work, "olga")
    with pytest.raises(Refused, match="taken"):
        people.make_account(work, "Olga", "Inna", "Osoba", ["office"])
    work.drop()


def test_an_account_of_another_organisation_isnt_found(work: OwnWork) -> None:
    account_id = make_player(work, "olga")
    make_organisation(work)
    with pytest.raises(NotFound):
        people.get_name(work, account_id)
    assert people.list_colleagues(work) == []


def test_holders_of_a_role_are_listed(work: OwnWork) -> None:
    for login in ("asia", "artur", "olga"):
        make_player(work, login)
    assert [each.login for each in people.list_holders(work, "assessor")] == ["asia", "artur"]
    assert len(store.list_accounts(work.session, work.organisation_id)) == 3
