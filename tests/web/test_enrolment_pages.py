"""Enrolling on the public page, and the office's queue: what was typed stays, and what is refused says the rule."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from exam_server.services.enrolment_queue import list_queue
from exam_server.services.enrolment_windows import end_window, get_window
from exam_server.web.access import SESSION_COOKIE
from tests.enrolments import enrol_someone, make_window
from tests.making import OwnWork, open_own_work, plan_exam
from tests.portfolios import make_applicant
from tests.visiting import Visitors, csrf_of, holder_csrf, open_session

TYPED = {
    "given_names": "Klara",
    "family_name": "Nowa",
    "born_on": "1990-05-31",
    "email": "Klara@Example.org",
    "phone": "600 100 200",
    "language": "pl",
    "condition": "0",
    "need": "breaks",
}


@pytest.fixture
def work(app: Flask) -> Iterator[OwnWork]:
    with open_own_work(app.extensions["exam_house"].database) as opened:
        yield opened


@pytest.fixture
def window_id(work: OwnWork) -> UUID:
    return make_window(work, plan_exam(work).id, places=1)


def address(window_id: UUID) -> str:
    return f"/enrolment/{window_id}"


def enrol(client: FlaskClient, window_id: UUID, **changed: object) -> TestResponse:
    given = {**TYPED, **changed, "csrf_token": csrf_of(client, address(window_id))}
    return client.post(address(window_id), data=given)


def words(answer: TestResponse) -> str:
    return answer.get_data(as_text=True)


def send(client: FlaskClient, to: str, **fields: object) -> TestResponse:
    return client.post(to, data=fields, headers={"X-CSRF-Token": holder_csrf(client)})


@pytest.mark.rule("P3")
def test_a_visitor_finds_the_enrolment_and_enrols(client: FlaskClient, work: OwnWork, window_id: UUID) -> None:
    assert 'href="/enrolment"' in words(client.get("/"))
    assert f'href="{address(window_id)}"' in words(client.get("/enrolment"))
    answer = enrol(client, window_id)
    assert (answer.status_code, answer.location) == (302, address(window_id))
    (entry,) = list_queue(work, window_id)
    after = words(client.get(answer.location))
    assert entry.code in after
    assert "Wszystkie miejsca są zajęte" in after
    assert (entry.entry.email, entry.needs) == ("klara@example.org", ("breaks",))
    assert "Nowa" not in words(client.get("/enrolment"))


@pytest.mark.rule("P3")
def test_who_comes_too_late_reads_the_rule_and_keeps_what_was_typed(
    client: FlaskClient, work: OwnWork, window_id: UUID
) -> None:
    token = csrf_of(client, address(window_id))
    end_window(work, window_id)
    work.commit()
    answer = client.post(address(window_id), data={**TYPED, "csrf_token": token})
    assert answer.status_code == 422
    shown = words(answer)
    assert "Biuro zakończyło te zapisy" in shown and "(P3)" in shown
    assert 'value="Klara"' in shown and 'value="1990-05-31"' in shown
    assert list_queue(work, window_id) == []
    assert "<form" not in words(client.get(address(window_id))).split("<main", 1)[1].split("</main>", 1)[0]


@pytest.mark.parametrize(
    "wrong", [{"email": "klara"}, {"born_on": "wczoraj"}, {"phone": "zadzwoń"}, {"given_names": ""}, {"language": "xx"}]
)
def test_wrong_data_are_named_beside_their_field(
    client: FlaskClient, work: OwnWork, window_id: UUID, wrong: dict[str, str]
) -> None:
    answer = enrol(client, window_id, **wrong)
    assert answer.status_code == 422
    assert f'href="#{next(iter(wrong))}"' in words(answer)
    assert list_queue(work, window_id) == []


def test_a_request_from_elsewhere_enrols_nobody(client: FlaskClient, work: OwnWork, window_id: UUID) -> None:
    assert client.post(address(window_id), data=TYPED).status_code == 400
    assert list_queue(work, window_id) == []


def test_the_answer_is_the_same_whether_somebody_enrolled_before(app: Flask, work: OwnWork) -> None:
    window_id = make_window(work, plan_exam(work).id, places=9)
    answers = []
    for _ in range(2):
        client = app.test_client()
        answer = enrol(client, window_id)
        page = words(client.get(answer.location))
        code = next(each.code for each in list_queue(work, window_id) if not each.verdict)
        answers.append(page.replace(code, "").replace(csrf_of(client, address(window_id)), ""))
        work.drop()
    assert answers[0] == answers[1]


def test_who_has_an_account_types_no_data_and_sees_where_it_stands(app: Flask, work: OwnWork) -> None:
    applicant = make_applicant(work)
    window_id = make_window(work, plan_exam(work, ()).id)
    client = app.test_client()
    assert applicant.actor.account_id is not None
    client.set_cookie(SESSION_COOKIE, open_session(work, applicant.actor.account_id))
    assert 'name="given_names"' not in words(client.get(address(window_id)))
    assert send(client, address(window_id), language="en", condition="0").status_code == 302
    assert "czeka na biuro" in words(client.get("/candidate"))
    (entry,) = list_queue(work, window_id)
    assert (entry.by_account, entry.language) == (True, "en")
    assert send(client, f"/candidate/enrolments/{entry.id}/withdraw").status_code == 302
    assert "cofnięte" in words(client.get("/candidate"))


@pytest.mark.rule("P3")
def test_the_office_opens_changes_and_ends_an_enrolment_and_decides_on_its_queue(
    work: OwnWork, visitors: Visitors
) -> None:
    made, office = plan_exam(work), visitors.as_role("office")
    today = work.now.date()
    terms = {"closes_on": str(today + timedelta(days=9)), "closes_at": "20:00", "places": "2"}
    given = {"target": f"exam {made.id}", "opens_on": str(today - timedelta(days=1)), "opens_at": "08:00", **terms}
    assert send(office, "/office/enrolment", **given, conditions="Mam dokument.\n\n").status_code == 302
    page = words(office.get("/office/enrolment"))
    window_id = UUID(page.split("/office/enrolment/", 1)[1][:36])
    assert get_window(work, window_id).window.conditions == ("Mam dokument.",)
    enrol_someone(work, window_id)
    enrol_someone(work, window_id, 2)
    room = f"/office/enrolment/{window_id}"
    first, second = list_queue(work, window_id)
    assert send(office, f"{room}/{first.id}/confirm").status_code == 302
    assert send(office, f"{room}/{second.id}/decline", reason="Brak wymaganego dokumentu.").status_code == 302
    shown = words(office.get(room))
    assert "Brak wymaganego dokumentu." in shown and "potwierdzone" in shown
    assert send(office, f"{room}/terms", **{**terms, "places": "0"}).status_code == 302
    assert get_window(work, window_id).window.places == 2
    assert send(office, f"{room}/terms", **{**terms, "places": "viele"}).status_code == 422
    assert send(office, f"{room}/end").status_code == 302
    assert "Zakończone przez biuro" in words(office.get(room)).replace("zakończone", "Zakończone")


@pytest.mark.rule("P3")
def test_an_enrolment_that_ends_before_it_begins_is_refused_with_its_data_kept(
    work: OwnWork, visitors: Visitors
) -> None:
    made, office = plan_exam(work), visitors.as_role("office")
    given = {"target": f"exam {made.id}", "opens_on": "2027-01-10", "opens_at": "08:00", "places": "20"}
    answer = send(office, "/office/enrolment", **given, closes_on="2027-01-09", closes_at="08:00")
    assert answer.status_code == 422
    assert "(P3)" in words(answer) and 'value="2027-01-10"' in words(answer)
