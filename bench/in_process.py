"""Whole pages as a browser asks for them, in this process: the app on a filled database, and who is logged in."""

import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from exam_server.app import create_app
from exam_server.services.opening import new_id, open_database
from exam_server.services.schema import upgrade_schema
from exam_server.services.tokens import new_token, token_hash
from exam_server.services.work import Actor, Work
from exam_server.settings import Settings
from exam_server.store.tables import LoginSessionRow
from exam_server.web.cookies import SESSION_COOKIE


@contextmanager
def logged_in(instance: Path, url: str, fill: Callable[[Work], UUID]) -> Iterator[tuple[FlaskClient, UUID]]:
    """The browser of the account that `fill` gives, over a database that it filled; the account is given too."""
    instance.mkdir()
    database = open_database(url)
    upgrade_schema(database)
    database.engine.dispose()
    app = create_app(Settings(instance=instance, content=instance, database_url=url, secret=secrets.token_hex(32)))
    house = app.extensions["exam_house"]
    with Session(house.database.engine) as session:
        work = Work(house.database, session, Actor(), house.database.now(session), UUID(int=0), new_id)
        account, token = fill(work), new_token()
        work.session.add(_login(work, account, token))
        work.finish(commit=True)
    client = app.test_client()
    client.set_cookie(SESSION_COOKIE, token)
    yield client, account
    house.journal.stop()
    house.database.engine.dispose()


def ask(client: FlaskClient, address: str) -> float:
    """The seconds that a page takes; anything but a page ends the measurement."""
    before = time.perf_counter()
    response = client.get(address)
    wait = time.perf_counter() - before
    if response.status_code != 200:
        raise RuntimeError(f"{address} answered {response.status_code}")
    return wait


def _login(work: Work, account: UUID, token: str) -> LoginSessionRow:
    return LoginSessionRow(
        id=new_id(),
        organisation_id=work.organisation_id,
        account_id=account,
        token_hash=token_hash(token),
        created_at=work.now,
        seen_at=work.now,
        expires_at=work.now + timedelta(hours=8),
    )
