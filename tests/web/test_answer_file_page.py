"""The desk's page for answer files: what was in one, in words; refusals with a way on."""

from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient

from exam_server.services.answer_files import page_keys
from tests.making import CANDIDATES, KEYS, MadeExam, open_exam, open_own_work
from tests.sealing import as_bytes, seal
from tests.visiting import Visitors, holder_csrf


@pytest.fixture
def made(app: Flask, visitors: Visitors) -> MadeExam:
    """A running exam whose only candidate has opened the test."""
    with open_own_work(app.extensions["exam_house"].database) as work:
        made = open_exam(work, CANDIDATES[:1])
    visitors.with_ticket(made.cards[0].ticket)
    return made


def send(client: FlaskClient, made: MadeExam, content: bytes) -> tuple[int, str]:
    data = {"file": (BytesIO(content), "odpowiedzi.exam"), "csrf_token": holder_csrf(client)}
    response = client.post(f"/desk/exams/{made.id}/answer-file", data=data)
    return response.status_code, response.get_data(as_text=True)


def file_of(made: MadeExam, *saves: dict[str, object]) -> bytes:
    card = made.cards[0]
    return as_bytes(seal(card.form_digest, 1, page_keys(KEYS, card.sitting_id, 1), saves))


def test_the_desk_learns_what_became_of_each_response_and_never_the_response(
    visitors: Visitors, made: MadeExam
) -> None:
    client = visitors.as_role("office")
    page = client.get(f"/desk/exams/{made.id}/answer-file").get_data(as_text=True)
    assert "Wybierz plik" in page
    file = file_of(
        made,
        {"epoch": 1, "sequence": 1, "position": 3, "response": 99, "at": ""},
        {"epoch": 1, "sequence": 2, "position": 4, "response": "Tajna odpowiedź", "at": ""},
    )
    status, page = send(client, made, file)
    assert (status, page.count('<th scope="row"')) == (200, 2)
    assert "stanowiska 1" in page and "Tajna" not in page
    status, page = send(client, made, file)
    assert status == 200 and "Teraz nic się nie zmieniło" in page and "<tbody" not in page


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"{}"], ids=["none", "pdf", "empty"])
def test_a_wrong_file_is_refused_with_what_to_do(visitors: Visitors, made: MadeExam, content: bytes) -> None:
    status, page = send(visitors.as_role("office"), made, content)
    assert status == 422 and "<title>Błąd:" in page and 'role="alert"' in page


def test_who_does_not_run_the_exam_finds_no_such_page(visitors: Visitors, made: MadeExam) -> None:
    status, _ = send(visitors.as_role("desk"), made, file_of(made))
    assert status == 404, "a desk that isn't this exam's"


def test_the_page_of_a_test_holds_its_own_salt_and_the_servers_public_key(
    app: Flask, visitors: Visitors, made: MadeExam
) -> None:
    with open_own_work(app.extensions["exam_house"].database) as work:
        other = open_exam(work, CANDIDATES[1:2])
    client = visitors.with_ticket(other.cards[0].ticket)
    page = client.get("/sitting").get_data(as_text=True)
    own, foreign = (page_keys(KEYS, each.cards[0].sitting_id, 1) for each in (other, made))
    assert own["salt"] in page and own["server"] in page.replace("\\u003d", "=").replace("\\u002b", "+")
    assert foreign["salt"] not in page
