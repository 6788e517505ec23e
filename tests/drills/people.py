"""Somebody of each role in an installation with a demo exam, for drills that go through all their pages."""

from collections.abc import Iterable
from itertools import cycle

from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from exam_server.store.tables import AccountRoleRow
from exam_server.web.access import SESSION_COOKIE
from tests.drills.found_forms import FoundForm, Walk, walk
from tests.drills.hostile_fields import Fields
from tests.making import open_own_work
from tests.visiting import Visitors, open_session

DOORS = ("/account/login", "/ticket")


class Visitor:
    """Somebody of one role, who logs in again where an input has ended the session."""

    def __init__(self, app: Flask, role: str) -> None:
        self.app, self.role = app, role
        self.client = app.test_client()
        self.token = ""
        self.log_in()

    def log_in(self) -> None:
        with open_own_work(self.app.extensions["exam_house"].database) as work:
            rows = select(AccountRoleRow).where(AccountRoleRow.role == self.role).order_by(AccountRoleRow.account_id)
            account = work.session.scalars(rows).first()
            assert account is not None, self.role
            work.organisation_id = account.organisation_id
            self.token = open_session(work, account.account_id)
        self.client.set_cookie(SESSION_COOKIE, self.token)

    def walk(self) -> Walk:
        return walk(self.app, self.client)

    def send(self, form: FoundForm, fields: Fields) -> TestResponse:
        """As the page's form would be sent; a session that it ends is begun anew."""
        if form.method == "GET":
            answer = self.client.get(form.action.partition("?")[0], query_string=fields)
        else:
            answer = self.client.open(form.action, method=form.method, data=fields)
        if answer.status_code in (302, 303) and answer.location.startswith(DOORS):
            self.log_in()
        return answer


class Seated(Visitor):
    """A candidate at a seat of a running exam; whoever has handed in is followed by the next of the room."""

    def __init__(self, app: Flask, tickets: Iterable[str]) -> None:
        self._tickets = cycle(tickets)
        super().__init__(app, "sitting")

    def log_in(self) -> None:
        self.client = Visitors(self.app).with_ticket(next(self._tickets))
