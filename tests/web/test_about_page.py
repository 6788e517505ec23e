"""The public page says what holds today, to anybody and in both languages; fees and accounts are the office's (L11)."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from exam_server.services.candidate_cases import make_case
from exam_server.services.deciding_policies import decide_policy
from exam_server.services.legal_day import legal_day
from tests.enrolments import enrol_someone, make_window
from tests.making import CANDIDATES, CODE, OwnWork, open_own_work, plan_exam
from tests.visiting import Visitors, holder_csrf


@pytest.fixture
def work(app: Flask) -> Iterator[OwnWork]:
    with open_own_work(app.extensions["exam_house"].database) as opened:
        yield opened


def read(client: FlaskClient, address: str = "/about") -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.get_data(as_text=True).replace("\u00a0", " ")


def decide(client: FlaskClient, work: OwnWork, **changed: object) -> None:
    given = {"service": "whole 0", "amount": "2500,50", "holds_from": legal_day(work), "reason": "Uchwała 3."}
    client.post(f"/office/fees/{CODE}", data={**given, **changed, "csrf_token": holder_csrf(client)})
    work.drop()


@pytest.mark.rule("L11")
def test_anybody_reads_what_is_asked_when_and_how_to_appeal(visitors: Visitors, work: OwnWork) -> None:
    window_id = make_window(work, plan_exam(work).id)
    enrol_someone(work, window_id)
    office = visitors.as_role("office")
    before = read(visitors.anonymous())
    assert "Parzenie herbaty" in before and "O aktualną opłatę zapytaj biuro." in before
    decide(office, work)
    decide(office, work, service="set 2", amount="900")
    page = read(visitors.anonymous())
    assert "2 500,50 zł" in page and "900,00 zł" in page and "zestaw 2" in page
    assert "Izba Herbaciana" in page and f"/enrolment/{window_id}" in page
    assert "Klara" not in page and "Kandydack" not in page and "Olga" not in page
    assert ": 14." in page
    decide_policy(work, "appeal_days", 30, legal_day(work), "Uchwała.")
    work.commit()
    assert ": 30." in read(visitors.anonymous())


def test_the_page_speaks_english_too_and_writes_amounts_as_english_does(visitors: Visitors, work: OwnWork) -> None:
    plan_exam(work)
    decide(visitors.as_role("office"), work)
    client = visitors.anonymous()
    with client.session_transaction() as visit:
        visit["language"] = "en"
    page = read(client)
    assert "How to appeal" in page and "PLN 2,500.50" in page and "zł" not in page


def test_a_server_that_is_not_set_up_says_so(client: FlaskClient) -> None:
    assert "Jak walidujemy" in read(client)


def test_a_refused_fee_says_why_and_the_auditor_only_reads(visitors: Visitors, work: OwnWork) -> None:
    plan_exam(work)
    office = visitors.as_role("office")
    decide(office, work, amount="dużo")
    assert "To nie jest kwota" in read(office, "/office/fees")
    auditor = visitors.as_role("auditor")
    assert "Ustal opłatę" not in read(auditor, "/office/fees")


@pytest.fixture
def case_id(work: OwnWork) -> UUID:
    made = make_case(work, plan_exam(work, ()).edition_id, CANDIDATES[0])
    work.commit()
    return made


def test_the_office_records_what_is_asked_and_paid_on_the_cases_page(visitors: Visitors, case_id: UUID) -> None:
    client = visitors.as_role("office")
    address = f"/office/candidates/{case_id}"
    for given in (
        {"kind": "due", "amount": "2500", "service": "whole 0"},
        {"kind": "paid", "amount": "1000", "way": "card"},
        {"kind": "let_off", "amount": "500", "let_off": "body"},
        {"kind": "returned", "amount": "9999"},
    ):
        client.post(f"{address}/payments", data={**given, "csrf_token": holder_csrf(client)})
    page = read(client, address)
    assert "1 000,00 zł" in page and "karta" in page
    assert "To więcej, niż wpłacono." in page
    assert (
        client.post(f"{address}/payments", data={"kind": "gift", "csrf_token": holder_csrf(client)}).status_code == 404
    )
