"""What the administrator does with accounts: roles, open sessions, closing."""

from datetime import timedelta
from uuid import UUID

import pytest

from exam_server.core.problems import NotFound, Refused
from exam_server.services import accounts, people
from exam_server.services.people import SessionLimits
from exam_server.services.work import Actor
from tests.making import OwnWork, make_organisation, make_player
from tests.visiting import open_session

LIMITS = SessionLimits(idle=timedelta(hours=1), absolute=timedelta(hours=12))


@pytest.fixture
def alicja(work: OwnWork) -> UUID:
    """The administrator, who acts."""
    account_id = make_player(work, "alicja")
    work.actor = Actor(account_id, roles=frozenset({"administrator"}))
    return account_id


def test_a_closed_account_has_no_session_no_link_and_no_way_in(work: OwnWork, alicja: UUID) -> None:
    olga = make_player(work, "olga")
    link = people.make_setup_link(work, olga, timedelta(hours=1))
    token = open_session(work, olga)
    accounts.close_account(work, olga)
    work.commit()
    assert people.find_actor(work, token, LIMITS) is None
    assert not people.is_setup_link_valid(work, link)
    with pytest.raises(Refused, match="closed"):
        people.make_setup_link(work, olga, timedelta(hours=1))
    work.drop()
    kept = accounts.get_account(work, olga, LIMITS)
    assert kept.closed_at is not None and kept.sessions == ()


def test_an_account_that_opens_again_keeps_its_roles_but_no_session(work: OwnWork, alicja: UUID) -> None:
    olga = make_player(work, "olga")
    token = open_session(work, olga)
    accounts.close_account(work, olga)
    accounts.reopen_account(work, olga)
    work.commit()
    assert people.find_actor(work, token, LIMITS) is None
    found = people.find_actor(work, open_session(work, olga), LIMITS)
    assert found is not None and found[0].roles == {"office"}


def test_every_session_of_an_account_can_be_ended_at_once(work: OwnWork, alicja: UUID) -> None:
    olga = make_player(work, "olga")
    tokens = [open_session(work, olga) for _ in range(2)]
    other = open_session(work, alicja)
    assert len(accounts.get_account(work, olga, LIMITS).sessions) == 2
    accounts.log_out_everywhere(work, olga)
    work.commit()
    assert [people.find_actor(work, each, LIMITS) for each in tokens] == [None, None]
    assert people.find_actor(work, other, LIMITS)


def test_changed_roles_hold_in_a_session_that_is_open(work: OwnWork, alicja: UUID) -> None:
    olga = make_player(work, "olga")
    token = open_session(work, olga)
    accounts.change_roles(work, olga, ["desk", "auditor"])
    work.commit()
    found = people.find_actor(work, token, LIMITS)
    assert found is not None and found[0].roles == {"desk", "auditor"}


def test_a_candidate_who_gets_a_role_of_the_staff_stays_a_candidate(work: OwnWork, alicja: UUID) -> None:
    account_id = people.make_account(work, "kaja", "Kaja", "Kandydacka", ["candidate"])
    accounts.change_roles(work, account_id, ["author", "candidate"])
    assert accounts.get_account(work, account_id, LIMITS).roles == {"author", "candidate"}
    accounts.change_roles(work, account_id, [])
    assert accounts.get_account(work, account_id, LIMITS).roles == {"candidate"}


def test_an_account_without_any_role_is_refused(work: OwnWork, alicja: UUID) -> None:
    with pytest.raises(Refused, match="needs a role"):
        accounts.change_roles(work, make_player(work, "olga"), [])
    work.drop()


def test_administrators_cant_shut_themselves_out(work: OwnWork, alicja: UUID) -> None:
    with pytest.raises(Refused, match="your own"):
        accounts.close_account(work, alicja)
    work.drop()
    with pytest.raises(Refused, match="your own"):
        accounts.change_roles(work, alicja, ["office"])
    work.drop()
    assert accounts.get_account(work, alicja, LIMITS).is_own


def test_whoever_was_closed_a_moment_ago_closes_nobody(work: OwnWork, alicja: UUID) -> None:
    other = people.make_account(work, "alina", "Alina", "Administrująca", ["administrator"])
    accounts.close_account(work, other)
    work.commit()
    work.actor = Actor(other, roles=frozenset({"administrator"}))
    with pytest.raises(Refused, match="no longer an administrator"):
        accounts.close_account(work, alicja)
    work.drop()


def test_an_account_of_another_organisation_isnt_there(work: OwnWork) -> None:
    olga = make_player(work, "olga")
    make_organisation(work)
    for act in (accounts.close_account, accounts.reopen_account, accounts.log_out_everywhere):
        with pytest.raises(NotFound):
            act(work, olga)
        work.drop()
    with pytest.raises(NotFound):
        accounts.get_account(work, olga, LIMITS)
