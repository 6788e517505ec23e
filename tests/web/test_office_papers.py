"""The office prints what the room needs: seat cards, paper twins, guides and lists; each leaves a trace."""

import io
import re
from collections.abc import Iterator
from hashlib import sha256
from html import unescape
from typing import Any
from zipfile import ZipFile

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from exam_server.core.accommodation import Accommodation
from exam_server.services import freezing
from exam_server.services.accommodations import decide_accommodation
from exam_server.services.session_record import get_session_record
from exam_server.store.tables import AuditEventRow, SittingRow
from tests.making import CANDIDATES, KEYS, OwnWork, freeze_exam, open_own_work, plan_exam
from tests.reading_pdf import text_of
from tests.visiting import Visitors, holder_csrf


@pytest.fixture
def work(app: Flask) -> Iterator[OwnWork]:
    with open_own_work(app.extensions["exam_house"].database) as opened:
        yield opened


@pytest.fixture
def office(visitors: Visitors) -> FlaskClient:
    return visitors.as_role("office")


def send(client: FlaskClient, address: str, **fields: Any) -> TestResponse:
    return client.post(address, data=fields, headers={"X-CSRF-Token": holder_csrf(client)})


def page_of(client: FlaskClient, exam_id: object) -> str:
    return client.get(f"/office/exams/{exam_id}").get_data(as_text=True)


def noted(work: OwnWork) -> list[AuditEventRow]:
    work.drop()
    return [event for event in work.session.scalars(select(AuditEventRow)) if event.tag == "exam.paper.printed"]


def test_the_cards_of_the_shown_tickets_are_a_pdf_and_those_of_old_tickets_are_not(
    work: OwnWork, office: FlaskClient
) -> None:
    made = freeze_exam(work)
    page = send(office, f"/office/exams/{made.id}/tickets").get_data(as_text=True)
    fields = dict(re.findall(r'name="(ticket-[0-9a-f-]{36})" value="([0-9A-Z-]{11})"', page))
    printed = send(office, f"/office/exams/{made.id}/cards.pdf", **fields)
    assert printed.mimetype == "application/pdf" and printed.headers["Cache-Control"] == "no-store"
    words = text_of(printed.data)
    assert len(fields) == len(CANDIDATES) and all(ticket in words for ticket in fields.values())
    assert "Kinga Żółć-Źdźbło" in words and "Karty stanowisk" not in page_of(office, made.id)
    send(office, f"/office/exams/{made.id}/tickets")
    again = send(office, f"/office/exams/{made.id}/cards.pdf", **fields)
    assert again.status_code == 302 and "utworzono nowsze" in page_of(office, made.id)
    assert [event.facts["count"] for event in noted(work)] == [len(CANDIDATES)]
    assert not any(ticket in repr(event.facts) for event in noted(work) for ticket in fields.values())


def test_the_papers_of_a_room_are_printed_whole_or_by_seat_and_leave_a_trace(
    work: OwnWork, office: FlaskClient
) -> None:
    made = freeze_exam(work)
    page = office.get(f"/office/exams/{made.id}/papers").get_data(as_text=True)
    links = [unescape(each) for each in re.findall(r'href="(/office/exams/[^"]+/papers/twins[^"]*)"', page)]
    assert len(links) == 2 + 2 * len(CANDIDATES)
    room = office.get(links[0])
    one = office.get(f"/office/exams/{made.id}/papers/twins?seat=2&large=1")
    assert room.mimetype == one.mimetype == "application/pdf"
    assert all(f"Stanowisko {seat} · K000{seat}" in text_of(room.data) for seat in (1, 2, 3))
    assert "Stanowisko 2" in text_of(one.data) and "Stanowisko 1 " not in text_of(one.data)
    assert office.get(f"/office/exams/{made.id}/papers/twins?seat=9").status_code == 404
    assert sorted(((event.facts["count"], event.facts["large"]) for event in noted(work)), key=str) == [
        (1, 1),
        (3, None),
    ]


def test_papers_of_several_files_are_sent_as_an_archive_while_they_are_made(work: OwnWork, office: FlaskClient) -> None:
    made = freeze_exam(work)
    case_id = work.session.get_one(SittingRow, made.sittings[1]).case_id
    decide_accommodation(work, made.id, case_id, Accommodation(larger_type=True))
    work.commit()
    response = office.get(f"/office/exams/{made.id}/papers/twins")
    assert (response.mimetype, response.is_streamed) == ("application/zip", True)
    with ZipFile(io.BytesIO(response.data)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["seats-001-003.pdf", "seats-002-002-large-print.pdf"]
        assert "Stanowisko 2" in text_of(archive.read("seats-002-002-large-print.pdf"))


def test_the_papers_of_the_day_are_made_from_the_exam_and_those_of_seats_once_there_are_seats(
    work: OwnWork, office: FlaskClient
) -> None:
    made = plan_exam(work)
    address = f"/office/exams/{made.id}/papers"
    assert "Gdynia" in text_of(office.get(f"{address}/candidate-sheet.pdf").data)
    assert office.get(f"{address}/script.pdf").status_code == 302
    assert "nie ma jeszcze stanowisk" in office.get(address).get_data(as_text=True)
    freezing.freeze_exam(work, KEYS, made.id)
    work.commit()
    listed = text_of(office.get(f"{address}/attendance.pdf").data)
    assert all(f"{each.given_names} {each.family_name}" in listed for each in CANDIDATES)
    assert "Pierwszy tekst" in text_of(office.get(f"{address}/script.pdf").data)
    assert office.get(f"{address}/nothing.pdf").status_code == 404
    protocol = office.get(f"{address}/protocol.pdf")
    assert get_session_record(work, made.id).hash in text_of(protocol.data)
    assert noted(work)[-1].facts == {"kind": "protocol", "file": sha256(protocol.data).hexdigest()}
