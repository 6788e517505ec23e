"""Log-ins with a second factor: half a log-in opens nothing, codes are taken once, the body's rule holds, two reset."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import text

from exam_server.core.fresh_proof import is_fresh
from exam_server.core.problems import NotFound, Refused
from exam_server.services import factor_resets, factors, people, recovery_codes, sessions
from exam_server.services.deciding_policies import decide_policy
from exam_server.services.legal_day import legal_day
from exam_server.services.logging_in import HALF_LASTS, Entrance, complete, find_half, log_in
from exam_server.services.people import SessionLimits
from exam_server.services.recovery_codes import SHELF_DIGITS
from exam_server.services.schema import alembic_config
from exam_server.services.throttling import Door
from exam_server.services.work import Actor
from exam_server.store.tables import (
    AccountRow,
    AuditEventRow,
    HalfLoginRow,
    LoginSessionRow,
    RecoveryCodeRow,
    TotpRow,
)
from tests.factors import app_code, set_up_app
from tests.making import KEYS, OwnWork, make_player

PASSWORD = "trzy czajniki herbaty"
LIMITS = SessionLimits(idle=timedelta(hours=1), absolute=timedelta(hours=12))
DOOR = Door("login", 3, 6, 300)
ENTRANCE = Entrance(KEYS, DOOR, LIMITS)


@pytest.fixture
def olga(work: OwnWork) -> UUID:
    """Of the office, with a password; she acts."""
    account_id = make_player(work, "olga")
    people.set_password(work, people.make_setup_link(work, account_id, timedelta(hours=1)), PASSWORD)
    work.commit()
    work.act_as(account_id, "office")
    return account_id


def _half(work: OwnWork) -> str:
    outcome = log_in(work, ENTRANCE, "olga", PASSWORD)
    work.commit()
    assert (outcome.token, outcome.refusal) == ("", None)
    return outcome.half


def _type(work: OwnWork, half: str, code: str) -> str:
    """The session's token, empty where it was refused."""
    token = complete(work, ENTRANCE, half, code).token
    work.commit()
    return token


def test_half_a_log_in_is_no_session_and_the_code_makes_it_one(work: OwnWork, olga: UUID) -> None:
    set_up_app(work, olga)
    half = _half(work)
    assert people.find_actor(work, half, LIMITS) is None
    token = _type(work, half, app_code(work, olga))
    found = people.find_actor(work, token, LIMITS)
    assert found is not None and found[0].account_id == olga and not found[0].must_set_up
    assert _type(work, half, app_code(work, olga, 30)) == "", "half a log-in is spent"


def test_a_code_is_taken_once_and_with_one_step_of_drift(work: OwnWork, olga: UUID) -> None:
    set_up_app(work, olga)
    now, next_one = app_code(work, olga), app_code(work, olga, 30)
    assert _type(work, _half(work), now)
    assert _type(work, _half(work), now) == "", "it was taken before"
    assert _type(work, _half(work), next_one), "the telephone may be ahead"
    assert _type(work, _half(work), app_code(work, olga, 90)) == ""


def test_wrong_codes_close_the_door_and_the_right_password_opens_it_for_no_more_tries(
    work: OwnWork, olga: UUID
) -> None:
    set_up_app(work, olga)
    for _ in range(DOOR.limit):
        assert _type(work, _half(work), "000000" if app_code(work, olga) != "000000" else "000001") == ""
    assert "Too many" in str(log_in(work, ENTRANCE, "olga", PASSWORD).refusal)


def test_a_recovery_code_lets_in_once(work: OwnWork, olga: UUID) -> None:
    codes = set_up_app(work, olga)
    assert len(set(codes)) == 10
    assert _type(work, _half(work), f" {codes[0].lower()} ")
    assert _type(work, _half(work), codes[0]) == ""
    assert factors.get_own(work).recovery_codes == 9
    assert factors.renew_recovery_codes(work, KEYS)
    work.commit()
    assert _type(work, _half(work), codes[1]) == "", "the codes before are worth nothing"


def test_half_a_log_in_doesnt_last(work: OwnWork, olga: UUID) -> None:
    set_up_app(work, olga)
    half = _half(work)
    work.record()
    work.session.query(HalfLoginRow).one().expires_at -= HALF_LASTS
    work.commit()
    assert find_half(work, half) is None
    assert "too long" in str(complete(work, ENTRANCE, half, app_code(work, olga)).refusal)


def test_half_a_log_in_of_an_account_that_was_closed_meanwhile_is_worth_nothing(work: OwnWork, olga: UUID) -> None:
    set_up_app(work, olga)
    half = _half(work)
    work.record()
    work.session.get_one(AccountRow, olga).disabled_at = work.now
    work.commit()
    assert _type(work, half, app_code(work, olga)) == ""


def test_what_is_stored_opens_nothing(work: OwnWork, olga: UUID) -> None:
    codes = set_up_app(work, olga)
    half = _half(work)
    row = work.session.query(TotpRow).one()
    secret = factors.secret_of(KEYS, row)
    stored = [
        repr(vars(each)) for table in (TotpRow, RecoveryCodeRow, HalfLoginRow) for each in work.session.query(table)
    ]
    assert not any(word in each for each in stored for word in (secret.hex(), *codes, half))
    assert secret != factors.secret_of(type(KEYS)(b"another installation's secret"), row)


def test_an_app_is_set_up_by_its_first_right_code(work: OwnWork, olga: UUID) -> None:
    with pytest.raises(NotFound):
        factors.confirm_app(work, KEYS, "123456")
    work.drop()
    shown = factors.begin_app(work, KEYS)
    work.commit()
    assert factors.find_set_up(work, KEYS) == shown
    with pytest.raises(Refused, match="doesn't fit"):
        factors.confirm_app(work, KEYS, "x")
    work.drop()
    assert not factors.has_factor(work, olga), "nothing holds before"
    assert factors.confirm_app(work, KEYS, app_code(work, olga))
    work.commit()
    assert factors.has_factor(work, olga)


def test_another_telephone_replaces_the_first_only_when_it_works(work: OwnWork, olga: UUID) -> None:
    set_up_app(work, olga)
    first = app_code(work, olga)
    factors.begin_app(work, KEYS)
    work.commit()
    assert _type(work, _half(work), first)
    assert factors.confirm_app(work, KEYS, app_code(work, olga)) == (), "the recovery codes stay"
    work.commit()
    assert work.session.query(TotpRow).count() == 1


@pytest.mark.rule("P3")
def test_a_role_that_needs_a_factor_is_told_and_after_some_days_gets_no_further(work: OwnWork, olga: UUID) -> None:
    outcome = log_in(work, ENTRANCE, "olga", PASSWORD)
    work.commit()
    assert "second factor" in str(outcome.notices[0])
    assert people.find_actor(work, outcome.token, LIMITS)[0].must_set_up is False  # type: ignore[index]
    work.record()
    account = work.session.get_one(AccountRow, olga)
    assert account.factor_asked_at
    account.factor_asked_at -= timedelta(days=14)
    work.commit()
    token = log_in(work, ENTRANCE, "olga", PASSWORD).token
    work.commit()
    found = people.find_actor(work, token, LIMITS)
    assert found is not None and found[0].must_set_up
    work.actor = found[0]
    factors.begin_app(work, KEYS)
    work.commit()
    factors.confirm_app(work, KEYS, app_code(work, olga))
    work.commit()
    found = people.find_actor(work, token, LIMITS)
    assert found is not None and not found[0].must_set_up


@pytest.mark.rule("P3")
def test_the_body_decides_who_needs_one(work: OwnWork, olga: UUID) -> None:
    decide_policy(work, "factor_office", 0, legal_day(work), "mała instytucja")
    work.commit()
    assert log_in(work, ENTRANCE, "olga", PASSWORD).notices == ()
    work.commit()
    set_up_app(work, olga)
    factors.remove_app(work)
    work.commit()
    assert not factors.has_factor(work, olga)
    assert work.session.query(RecoveryCodeRow).count() == 0


@pytest.mark.rule("P3")
def test_the_last_factor_of_a_role_that_needs_one_isnt_removed(work: OwnWork, olga: UUID) -> None:
    set_up_app(work, olga)
    with pytest.raises(Refused, match="last one"):
        factors.remove_app(work)
    work.drop()
    assert factors.has_factor(work, olga)


def test_a_code_is_a_fresh_proof_too(work: OwnWork, olga: UUID) -> None:
    set_up_app(work, olga)
    token = _type(work, _half(work), app_code(work, olga))
    found = people.find_actor(work, token, LIMITS)
    assert found is not None
    work.actor = found[0]
    assert "doesn't fit" in str(sessions.prove(work, KEYS, DOOR, token, "", app_code(work, olga)).refusal), (
        "taken at the log-in"
    )
    work.commit()
    assert sessions.prove(work, KEYS, DOOR, token, "", app_code(work, olga, 30)).token
    work.commit()


def _enter_long_ago(work: OwnWork, olga: UUID) -> str:
    """Olga's log-in with both factors, an hour old."""
    token = _type(work, _half(work), app_code(work, olga))
    found = people.find_actor(work, token, LIMITS)
    assert found is not None and found[0].session_id is not None
    work.actor = found[0]
    work.record()
    row = work.session.get_one(LoginSessionRow, found[0].session_id)
    row.proved_at = row.fully_proved_at = work.now - timedelta(hours=1)
    work.commit()
    return token


def _is_fully_fresh(work: OwnWork) -> bool:
    assert work.actor.session_id
    work.session.expire_all()
    return is_fresh(work.session.get_one(LoginSessionRow, work.actor.session_id).fully_proved_at, work.now)


def test_a_proof_is_full_with_both_factors_where_there_are_two(work: OwnWork, olga: UUID) -> None:
    set_up_app(work, olga)
    token = _enter_long_ago(work, olga)
    code = app_code(work, olga, 30)
    alone = sessions.prove(work, KEYS, DOOR, token, PASSWORD), sessions.prove(work, KEYS, DOOR, token, "", code)
    work.commit()
    assert [(bool(each.token), each.is_full) for each in alone] == [(True, False), (True, False)]
    assert not _is_fully_fresh(work)


def test_both_factors_together_are_a_full_proof(work: OwnWork, olga: UUID) -> None:
    set_up_app(work, olga)
    token = _enter_long_ago(work, olga)
    assert sessions.prove(work, KEYS, DOOR, token, PASSWORD, app_code(work, olga, 30)).is_full
    work.commit()
    assert _is_fully_fresh(work)


def test_of_two_that_are_typed_both_have_to_fit_and_a_wrong_password_spends_no_code(work: OwnWork, olga: UUID) -> None:
    codes = set_up_app(work, olga)
    token = _enter_long_ago(work, olga)
    assert "not your password" in str(sessions.prove(work, KEYS, DOOR, token, "wrong", codes[0]).refusal)
    work.commit()
    assert "doesn't fit" in str(sessions.prove(work, KEYS, DOOR, token, PASSWORD, "AAAAA-AAAAA").refusal)
    work.commit()
    assert sessions.prove(work, KEYS, DOOR, token, PASSWORD, codes[0]).is_full


def test_the_right_password_gives_no_new_tries_to_who_guesses_codes_at_an_open_browser(
    work: OwnWork, olga: UUID
) -> None:
    set_up_app(work, olga)
    token = _enter_long_ago(work, olga)
    for _ in range(DOOR.limit):
        sessions.prove(work, KEYS, DOOR, token, PASSWORD)
        sessions.prove(work, KEYS, DOOR, token, PASSWORD, "AAAAA-AAAAA")
        work.commit()
    assert "Too many" in str(sessions.prove(work, KEYS, DOOR, token, PASSWORD).refusal)


def test_recovery_codes_are_kept_as_passwords_are_slow_and_each_with_a_salt_of_its_own(
    work: OwnWork, olga: UUID
) -> None:
    set_up_app(work, olga)
    rows = list(work.session.query(RecoveryCodeRow))
    assert {row.code_hash.split("$")[1] for row in rows} == {"argon2id"}
    assert len({row.code_hash.split("$")[4] for row in rows}) == len(rows) == 10
    assert {len(row.shelf) for row in rows} == {SHELF_DIGITS}


def test_a_code_that_stands_on_no_shelf_is_hashed_as_slowly_as_one_that_does(
    work: OwnWork, olga: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = set_up_app(work, olga)
    tried: list[str] = []

    def verify(stored: str, typed: str) -> bool:
        tried.append(stored)
        return False

    monkeypatch.setattr(recovery_codes, "verify_password", verify)
    assert recovery_codes.find_code(work, KEYS, UUID(int=1), codes[0]) is None
    assert tried == [""], "one hash, though there is none to compare with"


def test_codes_from_before_they_were_kept_slowly_go_on_to_fit(work: OwnWork, olga: UUID) -> None:
    """A database of the release before, with a code that its owner has on paper."""
    set_up_app(work, olga)
    work.record()
    work.session.query(RecoveryCodeRow).delete()
    work.commit()
    _take_to(work, "0070", command.downgrade)
    kept = {"id": work.new_id().hex, "organisation": work.organisation_id.hex, "account": olga.hex}
    digest = KEYS.digest("recovery-code", f"{olga.hex}.7K3QD-9XM2R")
    with work.database.migrating() as connection:
        connection.execute(INSERT, {**kept, "digest": digest})
    _take_to(work, "head", command.upgrade)
    assert _type(work, _half(work), "7k3qd 9xm2r")
    assert _type(work, _half(work), "7k3qd 9xm2r") == ""


INSERT = text(
    "insert into recovery_code (id, organisation_id, account_id, digest, made_at)"
    " select :id, :organisation, :account, :digest, created_at from account where id = :account"
)


def _take_to(work: OwnWork, revision: str, take: Callable[[Config, str], None]) -> None:
    work.session.rollback()
    with work.database.migrating() as connection:
        config = alembic_config()
        config.attributes["connection"] = connection
        take(config, revision)


@pytest.mark.rule("P7")
def test_a_lost_factor_is_reset_by_two_people_and_its_owner_is_told_once(work: OwnWork, olga: UUID) -> None:
    set_up_app(work, olga)
    token = _type(work, _half(work), app_code(work, olga))
    alicja = make_player(work, "alicja")
    other = people.make_account(work, "oskar", "Oskar", "Organizujący", ["office"])
    work.commit()
    work.act_as(alicja, "administrator")
    factor_resets.ask_reset(work, olga, "telefon zginął w tramwaju")
    work.commit()
    (asked,) = factor_resets.list_asked(work)
    assert (asked.owner, asked.may_decide) == ("Olga Organizująca", False)
    for actor in (alicja, olga):
        work.actor = Actor(actor)
        with pytest.raises(Refused) as refused:
            factor_resets.decide_reset(work, asked.id, True)
        assert refused.value.rule == "P7"
        work.drop()
    assert factors.has_factor(work, olga) and people.find_actor(work, token, LIMITS)
    work.act_as(other, "office")
    factor_resets.decide_reset(work, asked.id, True)
    work.commit()
    assert not factors.has_factor(work, olga) and people.find_actor(work, token, LIMITS) is None
    first, second = (log_in(work, ENTRANCE, "olga", PASSWORD) for _ in range(2))
    work.commit()
    assert "Alicja Administrująca asked for it, Oskar Organizujący confirmed" in str(first.notices[0])
    assert not any("was reset" in str(each) for each in second.notices)
    tags = {row.tag for row in work.session.query(AuditEventRow)}
    assert {"people.factor_reset.asked", "people.factor_reset.confirmed"} <= tags


def test_a_declined_reset_changes_nothing(work: OwnWork, olga: UUID) -> None:
    set_up_app(work, olga)
    work.act_as(make_player(work, "alicja"), "administrator")
    factor_resets.ask_reset(work, olga, "telefon zginął")
    with pytest.raises(Refused, match="already"):
        factor_resets.ask_reset(work, olga, "telefon zginął")
    work.commit()
    (asked,) = factor_resets.list_asked(work)
    factor_resets.decide_reset(work, asked.id, False)
    work.commit()
    assert factor_resets.list_asked(work) == [] and factors.has_factor(work, olga)


def test_nobody_asks_for_a_reset_of_their_own_or_of_what_isnt_there(work: OwnWork, olga: UUID) -> None:
    with pytest.raises(Refused, match="your own"):
        factor_resets.ask_reset(work, olga, "telefon zginął")
    work.drop()
    with pytest.raises(Refused, match="no second factor"):
        factor_resets.ask_reset(work, make_player(work, "adam"), "telefon zginął")
    work.drop()
