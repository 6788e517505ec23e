"""The office reads what was sent and why not; everybody says where and in which language they're written to."""

from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from exam_server.core.notices import Posted
from exam_server.language import say
from exam_server.services.candidate_cases import make_case
from exam_server.services.notices import queue_notice
from exam_server.services.outbox import Post, claim_next, list_outbox, settle_notice
from exam_server.services.own_contact import get_own_contact
from tests.making import CANDIDATES, LATE_CANDIDATE, OwnWork, open_own_work, plan_exam
from tests.visiting import Visitors, holder_csrf

PAGE = "/office/outbox"


@pytest.fixture
def work(app: Flask) -> Iterator[OwnWork]:
    with open_own_work(app.extensions["exam_house"].database) as opened:
        yield opened


@pytest.fixture
def case_id(work: OwnWork) -> UUID:
    """Two people are to hear of a result, and one has no address."""
    edition_id = plan_exam(work, ()).edition_id
    made = [make_case(work, edition_id, each) for each in (CANDIDATES[0], replace(LATE_CANDIDATE, email=""))]
    for each in made:
        queue_notice(work, "result_released", each)
    work.commit()
    return made[0]


@pytest.fixture
def with_mail(app: Flask) -> None:
    house = app.extensions["exam_house"]
    house.settings = replace(house.settings, mail_host="smtp.example.org")


def refuse(work: OwnWork, posted: Posted) -> UUID:
    letter = claim_next(work, Post("", "pl", say))
    work.commit()
    assert letter is not None
    settle_notice(work, letter.id, posted)
    work.commit()
    return letter.id


def read(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_without_a_mail_server_the_office_reads_whom_to_tell(visitors: Visitors, case_id: UUID) -> None:
    page = read(visitors.as_role("office"), PAGE)
    assert "Ten serwer nie wysyła wiadomości" in page
    assert "Kazimiera Kandydacka" in page and "brak adresu" in page
    assert "Spróbuj ponownie" not in page


@pytest.mark.usefixtures("with_mail")
def test_a_refused_message_says_why_and_is_tried_again(visitors: Visitors, work: OwnWork, case_id: UUID) -> None:
    refused = refuse(work, Posted("recipient", 550))
    client = visitors.as_role("office")
    page = read(client, f"{PAGE}?state=refused")
    assert "nie przyjmuje wiadomości na ten adres" in page and "550" in page and "Kazimiera" in page
    assert "Late" not in page
    again = client.post(f"{PAGE}/{refused}/again", data={"csrf_token": holder_csrf(client)})
    assert again.location == PAGE
    work.drop()
    assert "waiting" in {each.standing.state for each in list_outbox(work)}
    assert "czeka na wysłanie" in read(client, f"/office/candidates/{case_id}")


@pytest.mark.usefixtures("with_mail")
def test_trouble_with_the_mail_server_stands_above_everything(visitors: Visitors, work: OwnWork, case_id: UUID) -> None:
    refuse(work, Posted("log_in", 535))
    page = read(visitors.as_role("office"), PAGE)
    assert "Serwer poczty nie pozwala serwerowi egzaminacyjnemu się zalogować." in page and "mail_user" in page


def test_the_office_writes_that_something_is_needed(visitors: Visitors, work: OwnWork, case_id: UUID) -> None:
    client = visitors.as_role("office")
    client.post(f"/office/candidates/{case_id}/to-complete", data={"csrf_token": holder_csrf(client)})
    assert "coś do uzupełnienia" in read(client, f"/office/candidates/{case_id}")


def test_everybody_says_where_and_in_which_language_they_are_written_to(visitors: Visitors, work: OwnWork) -> None:
    client = visitors.as_role("assessor")
    given = {"email": "Joanna@Example.org", "language": "en", "csrf_token": holder_csrf(client)}
    client.post("/account/security/contact", data=given)
    work.drop()
    work.act_as(visitors.accounts["asia"], "assessor")
    assert get_own_contact(work) == ("joanna@example.org", "en", False)
    client.post("/account/security/contact", data={**given, "email": "nic"})
    assert "To nie jest" in read(client, "/account/security")
    work.drop()
    assert get_own_contact(work).email == "joanna@example.org"
    client.post("/account/security/contact", data={**given, "language": "-1"})
    assert "„-1” nie jest" in read(client, "/account/security")
    work.drop()
    assert get_own_contact(work).language == "en"
