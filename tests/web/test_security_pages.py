"""The own security page, and acts that ask for a fresh proof, as browsers use them."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from exam_server.services import people
from exam_server.services.tokens import token_hash
from exam_server.store.tables import AccountRow, LoginSessionRow
from exam_server.web.access import SESSION_COOKIE, UndeclaredView, allow, guard
from tests.making import open_own_work
from tests.visiting import Visitors, holder_csrf

PASSWORD = "trzy czajniki herbaty"


def give_password(app: Flask, account_id: UUID) -> None:
    with open_own_work(app.extensions["exam_house"].database) as work:
        people.set_password(work, people.make_setup_link(work, account_id, timedelta(hours=1)), PASSWORD)
        work.commit()


def make_stale(app: Flask, client: FlaskClient) -> None:
    """The browser's last proof is an hour old."""
    cookie = client.get_cookie(SESSION_COOKIE)
    assert cookie
    with open_own_work(app.extensions["exam_house"].database) as work:
        work.record()
        row = work.session.query(LoginSessionRow).filter_by(token_hash=token_hash(cookie.value)).one()
        row.proved_at = row.fully_proved_at = work.now - timedelta(hours=1)
        work.commit()


@pytest.fixture
def administrator(app: Flask, visitors: Visitors) -> FlaskClient:
    """With a password, and a proof that isn't fresh any more."""
    visitors.as_player("alicja")
    give_password(app, visitors.accounts["alicja"])
    client = visitors.as_player("alicja")
    make_stale(app, client)
    return client


def _is_closed(app: Flask, account_id: UUID) -> bool:
    with open_own_work(app.extensions["exam_house"].database) as work:
        return work.session.get_one(AccountRow, account_id).disabled_at is not None


def test_everybody_sees_their_log_ins_and_ends_all_others(app: Flask, visitors: Visitors) -> None:
    client, other = visitors.as_player("adam"), visitors.as_player("adam")
    page = client.get("/account/security").get_data(as_text=True)
    assert "ta przeglądarka" in page and "nieznana przeglądarka" in page
    done = client.post("/account/security/sessions/end-others", data={"csrf_token": holder_csrf(client)})
    assert done.location == "/account/security"
    assert (client.get("/author/items").status_code, other.get("/author/items").status_code) == (200, 403)


def test_a_log_in_keeps_the_name_of_its_browser_alone(app: Flask, visitors: Visitors) -> None:
    visitors.as_player("adam")
    give_password(app, visitors.accounts["adam"])
    client = app.test_client()
    page = client.get("/account/login").get_data(as_text=True)
    found = re.search(r'name="csrf_token" value="(\w+)"', page)
    assert found
    data = {"login": "adam", "password": PASSWORD, "csrf_token": found[1]}
    client.post("/account/login", data=data, headers={"User-Agent": "Mozilla/5.0 (X11; Linux; secret) Firefox/145"})
    page = client.get("/account/security").get_data(as_text=True)
    assert "Firefox, Linux" in page
    with open_own_work(app.extensions["exam_house"].database) as work:
        assert {row.browser for row in work.session.query(LoginSessionRow)} == {"", "Firefox, Linux"}


def test_the_own_password_is_changed_on_the_page(app: Flask, visitors: Visitors) -> None:
    visitors.as_player("adam")
    give_password(app, visitors.accounts["adam"])
    client = visitors.as_player("adam")
    form = {"csrf_token": holder_csrf(client), "new": "cztery filiżanki kawy"}
    wrong = client.post("/account/security/password", data={**form, "proof_password": "nie to hasło"})
    assert (wrong.status_code, "To nie jest Twoje hasło." in wrong.get_data(as_text=True)) == (422, True)
    short = client.post("/account/security/password", data={**form, "proof_password": PASSWORD, "new": "krótkie"})
    assert (short.status_code, "Ma mniej znaków niż" in short.get_data(as_text=True)) == (422, True)
    done = client.post("/account/security/password", data={**form, "proof_password": PASSWORD}, follow_redirects=True)
    assert "Hasło zostało zmienione." in done.get_data(as_text=True)


def test_a_grave_act_asks_for_the_password_and_loses_nothing_that_was_typed(
    app: Flask, visitors: Visitors, administrator: FlaskClient
) -> None:
    visitors.as_player("adam")
    address, token = f"/account/{visitors.accounts['adam']}/roles", holder_csrf(administrator)
    typed = {"csrf_token": token, "roles": ["reviewer", "desk"]}
    asked = administrator.post(address, data=typed)
    page = asked.get_data(as_text=True)
    assert asked.status_code == 403 and f'action="{address}"' in page
    assert re.findall(r'name="roles" value="(\w+)"', page) == ["reviewer", "desk"]
    wrong = administrator.post(address, data={**typed, "proof_password": "nie to"})
    assert (wrong.status_code, "To nie jest Twoje hasło." in wrong.get_data(as_text=True)) == (422, True)
    assert "nie to<" not in wrong.get_data(as_text=True) and 'value="nie to"' not in wrong.get_data(as_text=True)
    done = administrator.post(address, data={**typed, "proof_password": PASSWORD}, follow_redirects=True)
    assert 'value="reviewer" checked' in done.get_data(as_text=True)
    closed = administrator.post(f"/account/{visitors.accounts['adam']}/close", data={"csrf_token": token})
    assert closed.status_code == 302 and _is_closed(app, visitors.accounts["adam"])


def test_a_fresh_proof_gives_the_log_in_another_token_and_open_forms_go_on(
    app: Flask, visitors: Visitors, administrator: FlaskClient
) -> None:
    visitors.as_player("adam")
    before, typed = administrator.get_cookie(SESSION_COOKIE), {"csrf_token": holder_csrf(administrator)}
    assert before
    address = f"/account/{visitors.accounts['adam']}/close"
    assert administrator.post(address, data={**typed, "proof_password": PASSWORD}).status_code == 302
    after = administrator.get_cookie(SESSION_COOKIE)
    assert after and after.value != before.value
    thief = app.test_client()
    thief.set_cookie(SESSION_COOKIE, before.value)
    assert thief.get("/account/security").status_code == 403
    again = administrator.post(address.replace("close", "reopen"), data=typed)
    assert (again.status_code, administrator.get("/account/").status_code) == (302, 200)


def test_a_changed_password_gives_the_log_in_another_token(app: Flask, administrator: FlaskClient) -> None:
    before = administrator.get_cookie(SESSION_COOKIE)
    form = {"csrf_token": holder_csrf(administrator), "new": "cztery filiżanki kawy", "proof_password": PASSWORD}
    assert administrator.post("/account/security/password", data=form).status_code == 302
    after = administrator.get_cookie(SESSION_COOKIE)
    assert before and after and before.value != after.value
    assert administrator.get("/account/security").status_code == 200


@pytest.mark.parametrize("address", ["security/sessions/end-others", "security/sessions/{own}/end", "{adam}/sessions"])
def test_log_ins_are_ended_with_a_fresh_proof_alone(
    app: Flask, visitors: Visitors, administrator: FlaskClient, address: str
) -> None:
    visitors.as_player("adam")
    with open_own_work(app.extensions["exam_house"].database) as work:
        held = work.session.query(LoginSessionRow).filter_by(account_id=visitors.accounts["alicja"]).first()
        assert held
        place = "/account/" + address.format(own=held.id, adam=visitors.accounts["adam"])
    form = {"csrf_token": holder_csrf(administrator)}
    assert administrator.post(place, data=form).status_code == 403
    assert administrator.post(place, data={**form, "proof_password": PASSWORD}).status_code == 302


def test_nothing_is_done_without_the_proof(app: Flask, visitors: Visitors, administrator: FlaskClient) -> None:
    visitors.as_player("adam")
    address, token = f"/account/{visitors.accounts['adam']}/close", holder_csrf(administrator)
    assert administrator.post(address, data={"csrf_token": token}).status_code == 403
    script = administrator.post(address, json={}, headers={"X-CSRF-Token": token})
    assert (script.status_code, "ostatnich dziesięciu minut" in script.get_json()["error"]["why"]) == (403, True)
    assert not _is_closed(app, visitors.accounts["adam"])


def test_who_may_not_act_is_refused_before_a_password_is_asked_for(app: Flask, visitors: Visitors) -> None:
    client = visitors.as_role("author")
    make_stale(app, client)
    visitors.as_player("alicja")
    refused = client.post(f"/account/{visitors.accounts['alicja']}/close", data={"csrf_token": holder_csrf(client)})
    assert refused.status_code == 403 and "proof_password" not in refused.get_data(as_text=True)


def test_a_grave_view_that_says_nothing_of_a_proof_stops_the_start() -> None:
    app = Flask("bare", static_folder=None)
    app.add_url_rule("/erase", "office.erase_person", allow("public")(lambda: "gone"))
    with pytest.raises(UndeclaredView, match="erase_person"):
        guard(app)
