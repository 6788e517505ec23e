"""Self-assessment and the advisor's room as pages: each sees the other's view, and notes stay with the advisor (S8)."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from exam_server.services import stages
from exam_server.web.access import SESSION_COOKIE
from tests.making import OwnWork, open_own_work
from tests.portfolios import Applicant, make_applicant
from tests.visiting import Visitors, holder_csrf, open_session

NOTE = "Notatka doradcy: waha się."


@pytest.fixture
def work(app: Flask) -> Iterator[OwnWork]:
    with open_own_work(app.extensions["exam_house"].database) as opened:
        yield opened


@pytest.fixture
def made(work: OwnWork) -> Applicant:
    applicant = make_applicant(work)
    work.act_as(None, "office")
    stages.open_stage(work, applicant.case_id, "identification")
    work.commit()
    return applicant


def send(client: FlaskClient, address: str, **fields: object) -> TestResponse:
    return client.post(address, data=fields, headers={"X-CSRF-Token": holder_csrf(client)})


def page(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


@pytest.mark.rule("S8")
def test_candidate_and_advisor_see_each_others_view_and_nobody_else_the_notes(
    app: Flask, work: OwnWork, made: Applicant, visitors: Visitors
) -> None:
    advisor, office = visitors.as_role("advisor"), visitors.as_role("office")
    case, file = f"/advisor/cases/{made.case_id}", f"/office/candidates/{made.case_id}"
    assert advisor.get(case).status_code == 404
    assert "Doris Doradzająca" in page(office, file)
    assert send(office, f"{file}/advisor", advisor=str(visitors.accounts["doris"])).status_code == 302
    assert made.actor.account_id is not None
    candidate = app.test_client()
    candidate.set_cookie(SESSION_COOKIE, open_session(work, made.actor.account_id))
    own = f"/candidate/cases/{made.case_id}/self-assessment"
    assert "Powiedz przy każdym kryterium" in page(candidate, "/candidate")
    fields = {"level-1A1": "can", "words-1A1": "Podawałam codziennie.", "words-1A2": "bez poziomu", "set": "1"}
    assert send(candidate, own, **fields).status_code == 302
    shown = page(advisor, case)
    assert "Podawałam codziennie." in shown
    assert "bez poziomu" not in shown
    assert send(advisor, f"{case}/views", **{"level-1A1": "partly", "words-1A1": "Brak pokazu.", "set": "1"}).location
    assert send(advisor, f"{case}/notes", words=NOTE).status_code == 302
    assert NOTE in page(advisor, case)
    assert "Brak pokazu." in page(candidate, own)
    for client, address in ((candidate, own), (office, file), (office, f"/commission/cases/{made.case_id}")):
        assert NOTE not in page(client, address)
    assert re.search(r"Brak pokazu", page(office, f"/commission/cases/{made.case_id}")) is None
    assert "Kazimiera Kandydacka" in page(advisor, "/advisor/cases")


def test_a_level_that_there_is_not_changes_nothing(app: Flask, work: OwnWork, made: Applicant) -> None:
    assert made.actor.account_id is not None
    candidate = app.test_client()
    candidate.set_cookie(SESSION_COOKIE, open_session(work, made.actor.account_id))
    own = f"/candidate/cases/{made.case_id}/self-assessment"
    send(candidate, own, **{"level-1A1": "perfectly"})
    assert "Niczego nie zapisano" in page(candidate, f"{own}?set=nic")
