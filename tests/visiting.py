"""Browsers of the test cast: clients that hold a session or a seat, and send what a page would send."""

import re
from datetime import timedelta
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient

from exam_server.core.people import Role
from exam_server.services.tokens import lasting_part, new_token, token_hash
from exam_server.store.tables import LoginSessionRow
from exam_server.web.access import RUN_COOKIE, SEAT_COOKIE, SESSION_COOKIE
from tests.making import CAST, KEYS, OwnWork, make_player, open_own_work


class Visitors:
    """Makes logged-in browsers of one app; each member of the cast gets an account on first use."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.accounts: dict[str, UUID] = {}

    def anonymous(self) -> FlaskClient:
        return self.app.test_client()

    def as_role(self, role: Role) -> FlaskClient:
        """Somebody who has this role alone."""
        return self.as_player(next(login for login, player in CAST.items() if player.roles == (role,)))

    def as_player(self, login: str) -> FlaskClient:
        with open_own_work(self.app.extensions["exam_house"].database) as work:
            if login not in self.accounts:
                self.accounts[login] = make_player(work, login)
            token = open_session(work, self.accounts[login])
        client = self.app.test_client()
        client.set_cookie(SESSION_COOKIE, token)
        return client

    def with_ticket(self, ticket: str) -> FlaskClient:
        """A browser that entered a ticket through the page."""
        client = self.app.test_client()
        response = client.post("/ticket", data={"ticket": ticket, "csrf_token": csrf_of(client, "/ticket")})
        assert response.status_code in (200, 302), response.get_data(as_text=True)
        return client


def open_session(work: OwnWork, account_id: UUID) -> str:
    """A log-in session without the password's cost."""
    work.record()
    token = new_token()
    work.session.add(
        LoginSessionRow(
            id=work.new_id(),
            organisation_id=work.organisation_id,
            account_id=account_id,
            token_hash=token_hash(token),
            created_at=work.now,
            seen_at=work.now,
            expires_at=work.now + timedelta(hours=8),
            proved_at=work.now,
            fully_proved_at=work.now,
        )
    )
    work.commit()
    return token


def csrf_of(client: FlaskClient, address: str = "/account/login") -> str:
    """The token that a page gives its forms."""
    page = client.get(address, follow_redirects=True).get_data(as_text=True)
    found = re.search(r'name="csrf[_-]token"[^>]*?(?:value|content)="([0-9a-f]{64})"', page)
    assert found, f"no CSRF token in {address}"
    return found.group(1)


def holder_csrf(client: FlaskClient) -> str:
    """The token of whatever this browser holds, without loading a page."""
    seat = client.get_cookie(SEAT_COOKIE) or client.get_cookie(RUN_COOKIE)
    holder = seat or client.get_cookie(SESSION_COOKIE)
    assert holder is not None
    return KEYS.digest("csrf", holder.value if seat else lasting_part(holder.value))
