"""A portfolio in a real Chromium, from the home page to the handing in; pages are accessible and fit a narrow screen."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from accessible import violations
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from exam_server.services import stages
from exam_server.web.access import SESSION_COOKIE
from tests.dangerous import make_photo
from tests.making import open_own_work
from tests.portfolios import Applicant, make_applicant
from tests.served import serve
from tests.visiting import open_session

pytestmark = pytest.mark.browser


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    with serve(app) as opened:
        yield opened


def _log_in(app: Flask, chromium: Browser, address: str) -> tuple[Page, Applicant]:
    with open_own_work(app.extensions["exam_house"].database) as work:
        made = make_applicant(work)
        work.act_as(None, "office")
        stages.open_stage(work, made.case_id, "identification")
        work.commit()
        assert made.actor.account_id is not None
        token = open_session(work, made.actor.account_id)
    context = chromium.new_context(viewport={"width": 320, "height": 640}, locale="pl")
    context.add_cookies([{"name": SESSION_COOKIE, "value": token, "url": address}])
    return context.new_page(), made


def _look(page: Page) -> None:
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_a_portfolio_is_gathered_and_handed_in_on_a_narrow_screen(
    app: Flask, chromium: Browser, address: str, tmp_path: Path
) -> None:
    page, made = _log_in(app, chromium, address)
    photo, archive = tmp_path / "skan.jpg", tmp_path / "pliki.zip"
    photo.write_bytes(make_photo())
    archive.write_bytes(b"PK\x03\x04")
    page.goto(f"{address}/candidate")
    _look(page)
    page.get_by_role("link", name="Zbierz dokumenty").click()
    page.set_input_files("#file", archive)
    page.get_by_role("button", name="Dodaj dokument").click()
    expect(page.locator("#error-summary")).to_contain_text("Przyjmujemy tylko")
    _look(page)
    page.set_input_files("#file", photo)
    page.get_by_role("button", name="Dodaj dokument").click()
    expect(page.locator("img.piece-picture")).to_have_js_property("naturalWidth", 64)
    page.get_by_label("1A2").check()
    page.get_by_label("Jak to pokazuje").fill("Zdjęcie pokazuje przybory.")
    page.get_by_role("button", name="Przypisz").click()
    _look(page)
    page.goto(f"{address}/candidate/cases/{made.case_id}/portfolio")
    page.get_by_role("button", name="Złóż portfolio").click()
    page.get_by_role("button", name="Złóż", exact=True).click()
    expect(page.locator("main")).to_contain_text("Nadal możesz dodawać")
    for room in ("self-assessment", "consents"):
        page.goto(f"{address}/candidate/cases/{made.case_id}/{room}")
        _look(page)
