"""The office's pages around people: data corrected with a reason, a portfolio released by two, another validating body."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from exam_server.services import stages
from exam_server.services.evidence import EvidenceEntry, record_evidence
from exam_server.services.people import make_account
from exam_server.services.validators import find_validator, list_validators
from exam_server.web.access import SESSION_COOKIE
from tests.making import CODE, OwnWork, open_own_work, plan_exam
from tests.portfolios import Applicant, make_applicant
from tests.visiting import Visitors, holder_csrf, open_session


@pytest.fixture
def work(app: Flask) -> Iterator[OwnWork]:
    with open_own_work(app.extensions["exam_house"].database) as opened:
        yield opened


@pytest.fixture
def made(work: OwnWork) -> Applicant:
    return make_applicant(work)


@pytest.fixture
def office(made: Applicant, visitors: Visitors) -> FlaskClient:
    return visitors.as_role("office")


def send(client: FlaskClient, address: str, **fields: str) -> TestResponse:
    return client.post(address, data=fields, headers={"X-CSRF-Token": holder_csrf(client)})


def page(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_a_name_is_corrected_with_a_reason_and_what_stood_before_is_listed(
    made: Applicant, office: FlaskClient
) -> None:
    room = f"/office/candidates/{made.case_id}/person"
    given = {
        "given_names": "Kazimiera",
        "family_name": "Nowa",
        "email": "kazimiera@example.org",
        "phone": "600 100 200",
    }
    refused = send(office, room, **given)
    assert refused.status_code == 422 and 'value="Nowa"' in refused.get_data(as_text=True)
    assert send(office, room, **given, reason="Dowód po zmianie nazwiska.").status_code == 302
    shown = page(office, room)
    assert "Kandydacka" in shown and "Dowód po zmianie nazwiska." in shown
    assert "600 100 200" in page(office, f"/office/candidates/{made.case_id}")


@pytest.mark.rule("P7", "L8")
def test_two_of_the_office_release_a_judged_portfolio_and_the_candidate_reads_it(
    app: Flask, work: OwnWork, made: Applicant, office: FlaskClient
) -> None:
    work.record()
    entry = EvidenceEntry("1A2", "evidence_analysis", "document", work.new_id(), "cd" * 32, "met", None, "1")
    record_evidence(work, made.case_id, made.stage_id, entry)
    stages.close_stage(work, made.case_id, made.stage_id)
    work.commit()
    other = app.test_client()
    other.set_cookie(SESSION_COOKIE, open_session(work, make_account(work, "druga", "Druga", "Osoba", ["office"])))
    room = f"/office/candidates/{made.case_id}"
    assert "Poproś o ogłoszenie" in page(office, room)
    for client in (office, office, other):
        assert send(client, f"{room}/stages/{made.stage_id}/release").status_code == 302
    assert "wynik ogłoszony" in page(office, room)
    candidate = app.test_client()
    assert made.actor.account_id is not None
    candidate.set_cookie(SESSION_COOKIE, open_session(work, made.actor.account_id))
    shown = page(candidate, f"/candidate/cases/{made.case_id}/result")
    assert "potwierdzone" in shown and "14 dni od zawiadomienia" in shown


@pytest.mark.rule("L10")
def test_another_body_is_authorised_and_carries_out_an_exam_on_a_day_of_its_agreement(
    work: OwnWork, office: FlaskClient
) -> None:
    exam_id = plan_exam(work, ()).id
    given = {"qualification": CODE, "name": "Ośrodek", "seat": "Sopot", "agreement": "umowa 7/2026"}
    assert (
        send(office, "/office/validators", **given, valid_from="2027-02-01", valid_until="2027-01-01").status_code
        == 422
    )
    assert send(office, "/office/validators", **given, valid_from="2027-03-02").status_code == 302
    (late,) = list_validators(work)
    room = f"/office/exams/{exam_id}/validator"
    send(office, room, validator=str(late.id))
    assert "(L10)" in page(office, room)
    assert send(office, "/office/validators", **given, valid_from="2027-03-01").status_code == 302
    work.drop()
    chosen = next(each for each in list_validators(work) if each.id != late.id)
    assert send(office, room, validator=str(chosen.id)).status_code == 302
    assert "<strong>Ośrodek</strong>" in page(office, room)
    work.drop()
    found = find_validator(work, exam_id)
    assert found is not None and found.id == chosen.id
    assert send(office, f"/office/validators/{chosen.id}/end").status_code == 302
    assert "nie ma już upoważnienia" in page(office, room)
