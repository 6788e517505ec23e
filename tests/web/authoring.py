"""What the tests of the author's room share: an edition with its bank, a logged-in author, pages and posts."""

import html
from contextlib import AbstractContextManager
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from exam_server.core.plan import Plan
from exam_server.store.tables import AuditEventRow
from tests.making import OwnWork, make_bank, make_edition, open_own_work
from tests.visiting import Visitors, holder_csrf

ROOT = Path(__file__).parents[2]
REAL_FORM = ROOT / ".." / "shared" / "register" / "bilansowanie-kompetencji.md"
SCENARIO = ROOT / "scenarios" / "bilansowanie-kompetencji" / "z1-pawel-nocna-zmiana"


@pytest.fixture
def edition_id(app: Flask) -> UUID:
    with open_room_work(app) as work:
        made = make_edition(work)
        make_bank(work)
    return made


@pytest.fixture
def author(visitors: Visitors) -> FlaskClient:
    return visitors.as_role("author")


def open_room_work(app: Flask) -> AbstractContextManager[OwnWork]:
    return open_own_work(app.extensions["exam_house"].database)


def page(client: FlaskClient, address: str, status: int = 200) -> str:
    response = client.get(address, follow_redirects=True)
    assert response.status_code == status, response.get_data(as_text=True)
    return html.unescape(response.get_data(as_text=True))


def post(client: FlaskClient, address: str, data: dict[str, object], status: int = 302) -> str:
    response = client.post(address, data={"csrf_token": holder_csrf(client), **data})
    assert response.status_code == status, response.get_data(as_text=True)
    return html.unescape(response.get_data(as_text=True))


def events(work: OwnWork) -> list[AuditEventRow]:
    return list(work.session.scalars(select(AuditEventRow)))


def form_of(plan: Plan, number: int) -> dict[str, object]:
    """What a browser would send of the plan's page as it stands."""
    data: dict[str, object] = {"based_on": str(number)}
    for line in plan.lines:
        code = line.criterion
        data |= {f"{code}-methods": list(line.methods), f"{code}-main": line.methods[0] if line.methods else ""}
        data |= {f"{code}-needed": "2", f"{code}-asked": "3", f"{code}-threshold": "2"}
    return data
