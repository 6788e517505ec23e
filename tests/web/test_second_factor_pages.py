"""A second factor as browsers use it: set up, asked for at the log-in, lost and reset by two people."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from exam_server.services import people
from exam_server.store.tables import AccountRow, FactorResetRow, LoginSessionRow
from exam_server.web.access import SESSION_COOKIE
from tests.factors import app_code, set_up_app
from tests.making import OwnWork, open_own_work
from tests.visiting import Visitors, csrf_of, holder_csrf, open_session

PASSWORD = "trzy czajniki herbaty"


@pytest.fixture
def own(app: Flask) -> OwnWork:
    with open_own_work(app.extensions["exam_house"].database) as work:
        yield work


@pytest.fixture
def adam(visitors: Visitors, own: OwnWork) -> UUID:
    """An author with a password and an app."""
    visitors.as_player("adam")
    account_id = visitors.accounts["adam"]
    people.set_password(own, people.make_setup_link(own, account_id, timedelta(hours=1)), PASSWORD)
    own.commit()
    set_up_app(own, account_id)
    return account_id


def _enter(client: FlaskClient, address: str = "/account/login") -> str:
    """The password; where it leads."""
    data = {"login": "adam", "password": PASSWORD, "csrf_token": csrf_of(client)}
    return str(client.post(address, data=data).location)


def test_the_password_leads_to_the_second_step_and_on_to_the_page_that_was_asked_for(
    app: Flask, own: OwnWork, adam: UUID
) -> None:
    client = app.test_client()
    second = _enter(client, "/account/login?next=/author/items?page=2")
    assert second.startswith("/account/login/code?next=")
    assert client.get_cookie(SESSION_COOKIE) is None
    assert client.get("/author/items").status_code == 403, "half a log-in opens nothing"
    assert client.get("/account/security").status_code == 403
    token = csrf_of(client, second)
    wrong = client.post(second, data={"code": "nic", "csrf_token": token})
    assert (wrong.status_code, "Kod się nie zgadza" in wrong.get_data(as_text=True)) == (422, True)
    done = client.post(second, data={"code": app_code(own, adam), "csrf_token": token})
    assert done.location == "/author/items?page=2"
    assert client.get("/author/items").status_code == 200


def test_the_second_step_alone_leads_back_to_the_first(client: FlaskClient) -> None:
    assert client.get("/account/login/code").location == "/account/login"
    posted = client.post("/account/login/code", data={"code": "1", "csrf_token": csrf_of(client)})
    assert posted.location == "/account/login"


def test_an_app_is_set_up_by_scanning_and_typing_a_code(visitors: Visitors, own: OwnWork) -> None:
    client = visitors.as_player("aniela")
    aniela, token = visitors.accounts["aniela"], holder_csrf(client)
    page = client.post("/account/security/app", data={"csrf_token": token}).get_data(as_text=True)
    assert "<svg" in page and re.search(r"<code class=\"one-time\">([A-Z2-7]{4} ?){8}</code>", page)
    wrong = client.post("/account/security/app/confirm", data={"csrf_token": token, "code": "nic"})
    assert (wrong.status_code, "<svg" in wrong.get_data(as_text=True)) == (422, True)
    form = {"csrf_token": token, "code": app_code(own, aniela)}
    codes = client.post("/account/security/app/confirm", data=form).get_data(as_text=True)
    assert len(set(re.findall(r"<code>[0-9A-Z]{5}-[0-9A-Z]{5}</code>", codes))) == 10
    shown = client.get("/account/security").get_data(as_text=True)
    assert "zostało: 10" in shown and 'class="one-time"' not in shown
    removed = client.post("/account/security/app/remove", data={"csrf_token": token}, follow_redirects=True)
    assert "Aplikację usunięto" in removed.get_data(as_text=True)


@pytest.fixture
def stale(visitors: Visitors, own: OwnWork, adam: UUID) -> FlaskClient:
    """Adam's browser, an hour after he logged in with both factors."""
    client = visitors.as_player("adam")
    own.record()
    for row in own.session.query(LoginSessionRow):
        row.proved_at = row.fully_proved_at = own.now - timedelta(hours=1)
    own.commit()
    return client


def test_a_code_proves_who_does_a_grave_act_as_well_as_the_password(
    stale: FlaskClient, own: OwnWork, adam: UUID
) -> None:
    form = {"csrf_token": holder_csrf(stale)}
    asked = stale.post("/account/security/sessions/end-others", data=form)
    assert (asked.status_code, 'name="proof_code"' in asked.get_data(as_text=True)) == (403, True)
    done = stale.post("/account/security/sessions/end-others", data={**form, "proof_code": app_code(own, adam)})
    assert done.location == "/account/security"


SECURITY = ("app", "app/confirm", "app/remove", "recovery-codes", "contact", "password")


@pytest.mark.parametrize("act", SECURITY)
def test_one_factor_of_two_changes_nothing_of_how_the_account_is_got_into(
    stale: FlaskClient, own: OwnWork, adam: UUID, act: str
) -> None:
    form, address = {"csrf_token": holder_csrf(stale)}, f"/account/security/{act}"
    asked = stale.post(address, data=form)
    assert (asked.status_code, "kto wejdzie na konto" in asked.get_data(as_text=True)) == (403, True)
    password = stale.post(address, data={**form, "proof_password": PASSWORD})
    assert (password.status_code, "podaj obok hasła" in password.get_data(as_text=True)) == (422, True)
    code = stale.post(address, data={**form, "proof_code": app_code(own, adam)})
    assert (code.status_code, "podaj obok hasła" in code.get_data(as_text=True)) == (422, True)


def test_both_factors_change_it_and_nobody_asks_again_for_a_while(stale: FlaskClient, own: OwnWork, adam: UUID) -> None:
    form = {"csrf_token": holder_csrf(stale)}
    both = {"proof_password": PASSWORD, "proof_code": app_code(own, adam)}
    done = stale.post("/account/security/recovery-codes", data={**form, **both})
    assert (done.status_code, "Te kody są pokazywane tylko teraz" in done.get_data(as_text=True)) == (200, True)
    assert stale.post("/account/security/app/remove", data=form).location == "/account/security"


def test_the_password_is_changed_by_both_factors_on_its_own_form(stale: FlaskClient, own: OwnWork, adam: UUID) -> None:
    assert 'name="proof_code"' in stale.get("/account/security").get_data(as_text=True)
    form = {"csrf_token": holder_csrf(stale), "proof_password": PASSWORD, "new": "cztery filiżanki kawy"}
    asked = stale.post("/account/security/password", data=form)
    page = asked.get_data(as_text=True)
    assert (asked.status_code, 'name="new" value="cztery filiżanki kawy"' in page) == (422, True), "nothing is lost"
    done = stale.post("/account/security/password", data={**form, "proof_code": app_code(own, adam)})
    assert done.location == "/account/security"


@pytest.mark.rule("P3")
def test_a_log_in_that_has_to_set_one_up_opens_nothing_else(app: Flask, visitors: Visitors, own: OwnWork) -> None:
    visitors.as_player("olga")
    olga = visitors.accounts["olga"]
    people.set_password(own, people.make_setup_link(own, olga, timedelta(hours=1)), PASSWORD)
    own.session.get_one(AccountRow, olga).factor_asked_at = own.now - timedelta(days=30)
    own.commit()
    client = app.test_client()
    client.post("/account/login", data={"login": "olga", "password": PASSWORD, "csrf_token": csrf_of(client)})
    page = {"Accept": "text/html"}
    for address in ("/office/exams", "/", "/account/resets"):
        assert client.get(address, headers=page).location == "/account/security", address
    told = client.get("/office/exams", headers={"Accept": "application/json"})
    assert (told.status_code, "drugiego składnika" in told.get_json()["error"]["why"]) == (403, True)
    token = holder_csrf(client)
    assert client.post("/office/policies", data={"csrf_token": token}).status_code == 403
    assert "czas na jego ustawienie minął" in client.get("/account/security").get_data(as_text=True)
    client.post("/account/security/app", data={"csrf_token": token})
    client.post("/account/security/app/confirm", data={"csrf_token": token, "code": app_code(own, olga)})
    assert client.get("/office/exams", headers=page).status_code == 200


@pytest.mark.rule("P7")
def test_a_lost_factor_is_asked_for_on_the_accounts_page_and_reset_by_somebody_else(
    app: Flask, visitors: Visitors, own: OwnWork, adam: UUID
) -> None:
    administrator, office = visitors.as_role("administrator"), visitors.as_role("office")
    address = f"/account/{adam}"
    assert "Poproś o usunięcie" in administrator.get(address).get_data(as_text=True)
    form = {"csrf_token": holder_csrf(administrator), "reason": "telefon zginął w tramwaju"}
    administrator.post(f"{address}/factor-reset", data=form)
    assert "telefon zginął w tramwaju" in administrator.get(address).get_data(as_text=True)
    assert "Zatwierdź usunięcie" not in administrator.get("/account/resets").get_data(as_text=True)
    waiting = office.get("/account/security").get_data(as_text=True)
    assert "1 prośba o usunięcie" in waiting and "/account/resets" in waiting
    assert "Zatwierdź usunięcie" in office.get("/account/resets").get_data(as_text=True)
    reset = own.session.query(FactorResetRow).one().id
    own.session.rollback()
    confirm = f"/account/resets/{reset}/confirm"
    refused = administrator.post(confirm, data=form, follow_redirects=True).get_data(as_text=True)
    assert "(P7)" in refused and "nie zatwierdza" in refused
    office.post(confirm, data={"csrf_token": holder_csrf(office)})
    client = app.test_client()
    assert _enter(client) == "/"
    page = client.get("/account/security").get_data(as_text=True)
    assert "Alicja Administrująca" in page and "Olga Organizująca" in page
    assert open_session(own, adam)
