"""A ticket is answered with the page that follows; to load that page anew sends no ticket a second time."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from exam_server.web.candidate.welcome import prepare_welcome
from tests.making import MadeExam, freeze_exam, open_own_work
from tests.served import serve

pytestmark = pytest.mark.browser


@pytest.fixture
def frozen(app: Flask) -> MadeExam:
    with open_own_work(app.extensions["exam_house"].database) as work:
        made = freeze_exam(work)
    prepare_welcome(app, app.extensions["exam_house"])
    return made


@pytest.fixture
def page(app: Flask, chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 1366, "height": 768}, locale="pl")
    with serve(app) as address:
        page = context.new_page()
        page.goto(f"{address}/ticket")
        yield page
        context.close()


def test_the_pages_after_a_ticket_and_a_declaration_stand_at_their_own_addresses(frozen: MadeExam, page: Page) -> None:
    sent: list[tuple[str, str]] = []
    page.on("request", lambda each: sent.append((each.method, each.url.rpartition("/")[2])) if _is_page(each) else None)
    page.fill("#ticket", frozen.cards[1].ticket)
    page.keyboard.press("Enter")
    page.wait_for_url("**/sitting/identity")
    page.reload()
    expect(page.get_by_role("heading", name="Czy to Twoje dane?")).to_be_visible()
    page.get_by_role("button", name="Tak, to moje dane").click()
    page.wait_for_url("**/sitting")
    page.reload()
    expect(page.locator("[data-lobby]")).to_be_visible()
    assert sent == [("POST", "ticket"), ("GET", "identity"), ("POST", "identity"), ("GET", "sitting")]


def _is_page(request: object) -> bool:
    return bool(request.is_navigation_request())  # type: ignore[attr-defined]
