"""Enrolling in a real Chromium on a narrow screen, and the office's yes; pages are accessible."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from accessible import violations
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from exam_server.web.access import SESSION_COOKIE
from tests.enrolments import make_window
from tests.making import make_player, open_own_work, plan_exam
from tests.served import serve
from tests.visiting import open_session

pytestmark = pytest.mark.browser


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    with serve(app) as opened:
        yield opened


def _prepare(app: Flask) -> tuple[UUID, str]:
    """A window that is open, and the session of somebody of the office."""
    with open_own_work(app.extensions["exam_house"].database) as work:
        window_id = make_window(work, plan_exam(work).id)
        return window_id, open_session(work, make_player(work, "olga"))


def _look(page: Page) -> None:
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_somebody_enrols_and_the_office_confirms(app: Flask, chromium: Browser, address: str) -> None:
    window_id, token = _prepare(app)
    page = chromium.new_context(viewport={"width": 320, "height": 640}, locale="pl").new_page()
    page.goto(address)
    page.get_by_role("link", name="Jak walidujemy").click()
    expect(page.locator("main")).to_contain_text("Parzenie herbaty")
    _look(page)
    page.go_back()
    page.get_by_role("link", name="Zapisz się na walidację").click()
    _look(page)
    page.get_by_role("link", name="Zapisz się", exact=True).click()
    page.get_by_label("Imiona").fill("Klara")
    page.get_by_label("Nazwisko").fill("Nowa")
    page.get_by_label("Data urodzenia").fill("1990-05-31")
    page.get_by_label("Adres e-mail").fill("klara@example.org")
    page.get_by_label("Mam dokument tożsamości.").check()
    page.get_by_label("Przerwy").check()
    _look(page)
    page.get_by_role("button", name="Zapisz się").click()
    expect(page.locator("main")).to_contain_text("zapisane pod numerem")
    _look(page)
    context = chromium.new_context(viewport={"width": 1024, "height": 768}, locale="pl")
    context.add_cookies([{"name": SESSION_COOKIE, "value": token, "url": address}])
    office = context.new_page()
    office.goto(f"{address}/office/enrolment")
    _look(office)
    office.goto(f"{address}/office/enrolment/{window_id}")
    _look(office)
    office.get_by_role("button", name="Zatwierdź", exact=True).click()
    office.get_by_role("button", name="Potwierdź i załóż sprawę").click()
    expect(office.locator("main")).to_contain_text("Potwierdzono")
    _look(office)
