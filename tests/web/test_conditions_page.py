"""The desk fills in and signs the conditions of the room on a page that keeps every answer."""

import re
from collections.abc import Iterator
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from exam_server.services.room_checks import show_room_check
from exam_server.store.tables import RoomCheckRow
from tests.encounters import make_encounter
from tests.making import MadeExam, OwnWork, freeze_exam, open_own_work
from tests.visiting import Visitors, holder_csrf


@pytest.fixture
def work(app: Flask) -> Iterator[OwnWork]:
    with open_own_work(app.extensions["exam_house"].database) as opened:
        yield opened


@pytest.fixture
def made(work: OwnWork) -> MadeExam:
    made = freeze_exam(work)
    work.record()
    work.session.query(RoomCheckRow).delete()
    work.commit()
    return made


def send(client: FlaskClient, exam_id: UUID, rest: str = "", **fields: str) -> str:
    address = f"/desk/exams/{exam_id}/conditions"
    response = client.post(address + rest, data=fields, headers={"X-CSRF-Token": holder_csrf(client)})
    assert response.status_code == 302
    return client.get(response.location).get_data(as_text=True)


@pytest.mark.rule("S7")
def test_answers_are_kept_whatever_a_signature_lacks_and_once_signed_only_deviations_are_taken(
    work: OwnWork, made: MadeExam, visitors: Visitors
) -> None:
    office = visitors.as_role("office")
    board = office.get(f"/desk/exams/{made.id}").get_data(as_text=True)
    assert f"/desk/exams/{made.id}/conditions" in board and "(S7)" in board
    codes = [each.code for each in show_room_check(work, made.id).found]
    notes = {f"note-{code}": "" for code in codes}
    page = send(office, made.id, act="sign", **{**notes, "answer-air": "yes", "note-air": "chłodno"})
    assert "(S7)" in page and "chłodno" in page
    assert page.count("Nikt tego jeszcze nie sprawdził.") == len(codes) - 1
    page = send(office, made.id, act="sign", **notes, **{f"answer-{code}": "yes" for code in codes})
    assert "Podpis:" in page and '<form class="conditions"' not in page
    page = send(office, made.id, "/deviations", code="air", note="<b>Duszno</b>")
    assert "&lt;b&gt;Duszno&lt;/b&gt;" in page
    page = send(office, made.id, act="keep", **notes)
    assert "a co podpisane, pozostaje" in page


def test_an_exam_of_simulations_alone_leads_the_desk_to_its_conditions(work: OwnWork, visitors: Visitors) -> None:
    made = make_encounter(work, visitors.accounts)
    page = visitors.as_role("office").get("/desk/").get_data(as_text=True)
    assert re.search(rf'href="/desk/exams/{made.exam_id}/conditions"', page)
