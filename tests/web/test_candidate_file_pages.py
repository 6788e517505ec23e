"""Consents on the candidate's page, conditions on the office's, and lists of candidates that are read before they're filed."""

import io
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from exam_server.formats.xlsx.sheet import write_rows
from exam_server.services.qualification import list_editions
from exam_server.web.access import SESSION_COOKIE
from tests.making import OwnWork, open_own_work
from tests.portfolios import Applicant, make_applicant
from tests.visiting import Visitors, holder_csrf, open_session

HEAD = "imię;nazwisko;data urodzenia;e-mail\n"


@pytest.fixture
def work(app: Flask) -> Iterator[OwnWork]:
    with open_own_work(app.extensions["exam_house"].database) as opened:
        yield opened


@pytest.fixture
def made(work: OwnWork) -> Applicant:
    return make_applicant(work)


def send(client: FlaskClient, address: str, **fields: object) -> TestResponse:
    return client.post(address, data=fields, headers={"X-CSRF-Token": holder_csrf(client)})


def page(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


@pytest.mark.rule("P4")
def test_a_consent_is_ticked_and_unticked_and_the_office_reads_the_last_word(
    app: Flask, work: OwnWork, made: Applicant, visitors: Visitors
) -> None:
    assert made.actor.account_id is not None
    candidate, office = app.test_client(), visitors.as_role("office")
    candidate.set_cookie(SESSION_COOKIE, open_session(work, made.actor.account_id))
    own, file = f"/candidate/cases/{made.case_id}/consents", f"/office/candidates/{made.case_id}"
    assert "checked" not in page(candidate, own)
    assert send(candidate, own, consent="sound").status_code == 302
    assert page(candidate, own).count("checked") == 1
    assert "tak, od" in page(office, file)
    assert send(candidate, own).status_code == 302
    assert "checked" not in page(candidate, own)
    assert "tak, od" not in page(office, file)


def _list(work: OwnWork, office: FlaskClient, name: str, content: bytes) -> TestResponse:
    edition = str(list_editions(work)[0].id)
    return send(office, "/office/candidates/list", file=(io.BytesIO(content), name), edition=edition)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_list_is_reported_on_first_and_filed_on_a_yes(
    work: OwnWork, made: Applicant, visitors: Visitors, kind: str
) -> None:
    office = visitors.as_role("office")
    rows = [["imię", "nazwisko", "data urodzenia", "e-mail"], ["Klara", "Nowa", "1990-05-31", "klara@example.org"]]
    csv = HEAD + "Klara;Nowa;31.05.1990;klara@example.org\n"
    content = csv.encode() if kind == "csv" else write_rows(rows)
    report = _list(work, office, f"lista.{kind}", content)
    assert report.status_code == 200
    assert "Klara Nowa" in report.get_data(as_text=True)
    assert "Klara Nowa" not in page(office, "/office/candidates")
    again = HEAD + "Klara;Nowa;1990-05-31;klara@example.org\n"
    edition = str(list_editions(work)[0].id)
    assert send(office, "/office/candidates/list/confirm", list=again, edition=edition).status_code == 302
    assert "Klara Nowa" in page(office, "/office/candidates")


def test_a_list_with_a_wrong_line_names_it_and_offers_no_yes(
    work: OwnWork, made: Applicant, visitors: Visitors
) -> None:
    office = visitors.as_role("office")
    report = _list(work, office, "lista.csv", (HEAD + "Klara;Nowa;wczoraj;\n").encode())
    assert report.status_code == 422
    shown = report.get_data(as_text=True)
    assert "2" in shown
    assert "/office/candidates/list/confirm" not in shown
