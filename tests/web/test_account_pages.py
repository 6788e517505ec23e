"""The doors: start, log-in, one-time links and the list of accounts, as browsers use them."""

import re

from flask import Flask
from flask.testing import FlaskClient

from exam_server.web.access import SESSION_COOKIE
from tests.making import open_exam, open_own_work
from tests.visiting import Visitors, csrf_of, holder_csrf

PASSWORD = "trzy czajniki herbaty"


def _new_link(office: FlaskClient, login: str, *roles: str) -> str:
    data = {
        "given_names": "Nowa",
        "family_name": "Osoba",
        "login": login,
        "roles": list(roles),
        "csrf_token": holder_csrf(office),
    }
    page = office.post("/account/", data=data).get_data(as_text=True)
    found = re.search(r"/account/setup/[\w-]+", page)
    assert found, page
    return found.group()


def _log_in(client: FlaskClient, login: str, password: str, address: str = "/account/login") -> object:
    return client.post(address, data={"login": login, "password": password, "csrf_token": csrf_of(client)})


def test_the_start_page_has_a_door_for_tickets_and_one_for_accounts(client: FlaskClient) -> None:
    page = client.get("/").get_data(as_text=True)
    assert 'href="/ticket"' in page
    assert 'href="/account/login"' in page


def test_whoever_is_logged_in_starts_in_their_room(visitors: Visitors) -> None:
    assert visitors.as_role("office").get("/").location == "/office/exams"
    assert visitors.as_role("auditor").get("/").status_code == 302


def test_a_new_colleague_sets_a_password_once_and_logs_in(app: Flask, visitors: Visitors) -> None:
    link = _new_link(visitors.as_role("administrator"), "nowa", "author", "reviewer")
    client = app.test_client()
    assert client.get(link).status_code == client.get(link).status_code == 200
    short = client.post(link, data={"password": "krótkie", "csrf_token": csrf_of(client)})
    assert short.status_code == 422
    assert "Ma mniej znaków niż wymagane 12." in short.get_data(as_text=True)
    done = client.post(link, data={"password": PASSWORD, "csrf_token": csrf_of(client)})
    assert done.location == "/account/login"
    again = client.post(link, data={"password": PASSWORD, "csrf_token": csrf_of(client)})
    assert again.status_code == 422
    response = _log_in(client, "nowa", PASSWORD)
    assert response.status_code == 302  # type: ignore[attr-defined]
    assert client.get("/author/items").status_code == 200


def test_a_renewed_link_replaces_a_forgotten_password(app: Flask, visitors: Visitors) -> None:
    office = visitors.as_role("administrator")
    visitors.as_player("rena")
    address = f"/account/{visitors.accounts['rena']}/link"
    page = office.post(address, data={"csrf_token": holder_csrf(office)}).get_data(as_text=True)
    link = re.search(r"/account/setup/[\w-]+", page)
    assert link
    client = app.test_client()
    client.post(link.group(), data={"password": PASSWORD, "csrf_token": csrf_of(client)})
    assert _log_in(client, "rena", PASSWORD).status_code == 302  # type: ignore[attr-defined]


def test_an_administrator_closes_an_account_and_opens_it_again(visitors: Visitors) -> None:
    administrator, author = visitors.as_role("administrator"), visitors.as_player("adam")
    address = f"/account/{visitors.accounts['adam']}"
    token = {"csrf_token": holder_csrf(administrator)}
    page = administrator.get(address).get_data(as_text=True)
    assert "Wyloguj wszędzie" in page and 'value="author" checked' in page
    done = administrator.post(f"{address}/close", data=token, follow_redirects=True).get_data(as_text=True)
    assert "Konto jest zamknięte." in done and "Wyloguj wszędzie" not in done
    assert author.get("/author/items").status_code == 403
    refused = administrator.post(f"{address}/link", data=token)
    assert (refused.status_code, "Konto jest zamknięte." in refused.get_data(as_text=True)) == (422, True)
    administrator.post(f"{address}/reopen", data=token)
    assert author.get("/author/items").status_code == 403
    again = visitors.as_player("adam")
    assert again.get("/author/items").status_code == 200
    administrator.post(f"{address}/roles", data={"roles": ["reviewer"], **token})
    assert (again.get("/author/items").status_code, again.get("/office/exams").status_code) == (200, 403)
    administrator.post(f"{address}/sessions", data=token)
    assert again.get("/author/items").status_code == 403


def test_the_own_account_cant_be_closed_from_its_page(visitors: Visitors) -> None:
    administrator = visitors.as_role("administrator")
    address = f"/account/{visitors.accounts['alicja']}"
    assert 'id="close-account"' not in administrator.get(address).get_data(as_text=True)
    refused = administrator.post(f"{address}/close", data={"csrf_token": holder_csrf(administrator)})
    assert (refused.status_code, "Twoje własne konto" in refused.get_data(as_text=True)) == (422, True)


def test_a_log_in_ends_the_session_that_the_browser_held_before(app: Flask, visitors: Visitors) -> None:
    link = _new_link(visitors.as_role("administrator"), "nowa", "author")
    client = app.test_client()
    client.post(link, data={"password": PASSWORD, "csrf_token": csrf_of(client)})
    _log_in(client, "nowa", PASSWORD)
    earlier = client.get_cookie(SESSION_COOKIE)
    refused = client.post("/account/login", data={"login": "nowa", "password": "x", "csrf_token": holder_csrf(client)})
    assert (refused.status_code, client.get("/author/items").status_code) == (422, 200)
    client.post("/account/login", data={"login": "nowa", "password": PASSWORD, "csrf_token": holder_csrf(client)})
    assert client.get("/author/items").status_code == 200
    assert earlier is not None
    client.set_cookie(SESSION_COOKIE, earlier.value)
    assert client.get("/author/items").status_code == 403


def test_a_log_in_leads_on_within_the_site_only(app: Flask, visitors: Visitors) -> None:
    link = _new_link(visitors.as_role("administrator"), "nowa", "author")
    client = app.test_client()
    client.post(link, data={"password": PASSWORD, "csrf_token": csrf_of(client)})
    for given, led in (
        ("/author/items?page=2", "/author/items?page=2"),
        ("//example.org/", "/"),
        ("https://e.org", "/"),
    ):
        client = app.test_client()
        assert _log_in(client, "nowa", PASSWORD, f"/account/login?next={given}").location == led  # type: ignore[attr-defined]


def test_a_log_in_makes_a_new_session_that_only_this_site_gets(app: Flask, visitors: Visitors) -> None:
    link = _new_link(visitors.as_role("administrator"), "nowa", "author")
    client = app.test_client()
    client.post(link, data={"password": PASSWORD, "csrf_token": csrf_of(client)})
    client.set_cookie(SESSION_COOKIE, "a token that somebody planted")
    response = _log_in(client, "nowa", PASSWORD)
    (cookie,) = [each for each in response.headers.getlist("Set-Cookie") if each.startswith(SESSION_COOKIE)]  # type: ignore[attr-defined]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert "planted" not in cookie


def test_a_refused_log_in_says_so_and_names_nobody(client: FlaskClient) -> None:
    response = _log_in(client, "nobody", "wrong")
    page = response.get_data(as_text=True)  # type: ignore[attr-defined]
    assert response.status_code == 422  # type: ignore[attr-defined]
    assert "Login i hasło nie pasują do siebie." in page
    assert "wrong" not in page


def test_after_logging_out_the_old_cookie_opens_nothing(visitors: Visitors) -> None:
    client = visitors.as_role("administrator")
    held = client.get_cookie(SESSION_COOKIE)
    assert held
    client.post("/account/logout", data={"csrf_token": holder_csrf(client)})
    client.set_cookie(SESSION_COOKIE, held.value)
    assert client.get("/account/", headers={"Accept": "text/html"}).status_code == 302


def test_a_seat_and_a_log_in_live_in_one_browser(app: Flask, visitors: Visitors) -> None:
    with open_own_work(app.extensions["exam_house"].database) as work:
        ticket = open_exam(work).cards[0].ticket
    client = visitors.as_role("administrator")
    client.post("/ticket", data={"ticket": ticket, "csrf_token": csrf_of(client, "/ticket")})
    assert client.get("/sitting/identity").status_code == 200
    assert client.get("/account/").status_code == 200


def test_the_log_in_page_tells_a_taken_name_in_the_form(visitors: Visitors) -> None:
    office = visitors.as_role("administrator")
    _new_link(office, "nowa", "author")
    data = {
        "given_names": "N",
        "family_name": "O",
        "login": "nowa",
        "roles": "author",
        "csrf_token": holder_csrf(office),
    }
    response = office.post("/account/", data=data)
    assert response.status_code == 422
    assert "Login nowa jest już zajęty." in response.get_data(as_text=True)


def test_the_administrator_sees_who_is_kept_out_after_failures(app: Flask, visitors: Visitors) -> None:
    visitors.as_role("office")
    administrator = visitors.as_role("administrator")
    assert "Brak w ostatnich 24 godzinach." in administrator.get("/account/").get_data(as_text=True)
    for _ in range(5):
        _log_in(app.test_client(), "olga", "zgadywane przez kogoś")
    page = administrator.get("/account/").get_data(as_text=True)
    row = page.partition("Konta: wszystkie sposoby logowania")[2].partition("</tr>")[0]
    assert "<td>5</td><td>5</td>" in row
    assert ">Olga Organizująca</a>" in row
