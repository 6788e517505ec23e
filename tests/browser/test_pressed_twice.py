"""Buttons pressed twice in a real Chromium, as people used to a double click do: what is shown once stays in sight."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from flask import Flask
from playwright.sync_api import Browser, Locator, Page, expect
from sqlalchemy import func, select

from exam_server.store.tables import StageRow
from exam_server.web.access import SESSION_COOKIE
from tests.making import CANDIDATES, make_player, open_exam, open_own_work, plan_exam
from tests.served import serve
from tests.visiting import open_session

pytestmark = pytest.mark.browser


@pytest.fixture
def exam_id(app: Flask) -> UUID:
    with open_own_work(app.extensions["exam_house"].database) as work:
        return plan_exam(work).id


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    with serve(app) as opened:
        yield opened


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


def press_twice(button: Locator) -> None:
    """The second press meets the same button while the page waits for its answer, and nothing of the next page."""
    button.evaluate("each => { each.click(); setTimeout(() => each.click(), 60); }")


def test_tickets_are_shown_to_who_froze_with_a_double_click(page: Page) -> None:
    page.get_by_role("button", name="Wylosuj i zamroź arkusze").click()
    press_twice(page.get_by_role("button", name="Wylosuj arkusze"))
    expect(page.locator(".segno")).to_have_count(len(CANDIDATES))


def test_a_candidate_without_an_address_is_added_once_by_a_double_click(app: Flask, page: Page) -> None:
    page.get_by_label("Imiona").fill("Ewa")
    page.get_by_label("Nazwisko").fill("Nowa")
    press_twice(page.get_by_role("button", name="Dodaj kandydata"))
    expect(page.locator("main")).to_contain_text("Nowa")
    with open_own_work(app.extensions["exam_house"].database) as work:
        assert work.session.scalar(select(func.count()).select_from(StageRow)) == len(CANDIDATES) + 1


def test_a_candidate_who_presses_everything_twice_gets_their_seat_and_hands_in(
    app: Flask, chromium: Browser, address: str
) -> None:
    with open_own_work(app.extensions["exam_house"].database) as work:
        card = open_exam(work).cards[0]
    page = chromium.new_context(locale="pl").new_page()
    page.goto(f"{address}/ticket")
    page.get_by_label("Kod z karty").fill(card.ticket)
    press_twice(page.get_by_role("button", name="Dalej"))
    press_twice(page.get_by_role("button", name="Tak, to moje dane"))
    page.get_by_role("link", name="Wszystkie pytania").locator("visible=true").first.click()
    page.get_by_role("link", name="Sprawdzenie przed oddaniem").click()
    page.get_by_role("link", name="Oddaj test…").click()
    press_twice(page.get_by_role("button", name="Oddaj ostatecznie"))
    expect(page).to_have_url(f"{address}/sitting/receipt")
    page.context.close()
