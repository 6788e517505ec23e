"""Buttons pressed twice in a real Chromium, as people used to a double click do: what is shown once stays in sight."""

from collections.abc import Iterator
from threading import Thread
from uuid import UUID
from wsgiref.simple_server import make_server

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import func, select
from stub_room import _Quiet, _Server

from exam_server.store.tables import StageRow
from exam_server.web.access import SESSION_COOKIE
from tests.making import CANDIDATES, freeze_exam, make_player, open_own_work, plan_exam
from tests.visiting import open_session

pytestmark = pytest.mark.browser


@pytest.fixture
def exam_id(app: Flask) -> UUID:
    with open_own_work(app.extensions["exam_house"].database) as work:
        return plan_exam(work).id


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, _Server, _Quiet)
    Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def page(app: Flask, chromium: Browser, exam_id: UUID, address: str) -> Iterator[Page]:
    """The office at the page of an exam that is being prepared."""
    with open_own_work(app.extensions["exam_house"].database) as work:
        token = open_session(work, make_player(work, "olga"))
    context = chromium.new_context(viewport={"width": 1366, "height": 768}, locale="pl")
    context.add_cookies([{"name": SESSION_COOKIE, "value": token, "url": address}])
    opened = context.new_page()
    opened.goto(f"{address}/office/exams/{exam_id}")
    yield opened
    context.close()


def test_tickets_are_shown_to_who_froze_with_a_double_click(page: Page) -> None:
    page.get_by_role("button", name="Wylosuj i zamroź arkusze").click()
    page.get_by_role("button", name="Wylosuj arkusze").dblclick(delay=60)
    expect(page.locator(".segno")).to_have_count(len(CANDIDATES))


def test_a_candidate_without_an_address_is_added_once_by_a_double_click(app: Flask, page: Page) -> None:
    page.get_by_label("Imiona").fill("Ewa")
    page.get_by_label("Nazwisko").fill("Nowa")
    page.get_by_role("button", name="Dodaj kandydata").dblclick(delay=60)
    expect(page.locator("main")).to_contain_text("Nowa")
    with open_own_work(app.extensions["exam_house"].database) as work:
        assert work.session.scalar(select(func.count()).select_from(StageRow)) == len(CANDIDATES) + 1


def test_a_ticket_entered_twice_in_one_breath_takes_its_seat_once(app: Flask, chromium: Browser, address: str) -> None:
    with open_own_work(app.extensions["exam_house"].database) as work:
        card = freeze_exam(work).cards[0]
    page = chromium.new_context(locale="pl").new_page()
    page.goto(f"{address}/ticket")
    page.get_by_label("Kod z karty").fill(card.ticket)
    page.get_by_role("button", name="Dalej").dblclick(delay=30)
    expect(page.locator("main")).to_contain_text("Czy to Twoje dane?")
